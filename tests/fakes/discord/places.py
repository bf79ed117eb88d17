"""Guilds and channels, and who may do what in them (discord.com/developers/docs/topics/permissions)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..wire import JSON
from . import bits
from .model import Member, Message, Overwrite, Role, User, now_iso


@dataclass(eq=False)
class Channel:
    """A text channel, thread or DM."""

    id: int
    type: int
    name: str = ""
    guild: Guild | None = None
    parent: Channel | None = None
    topic: str | None = None
    position: int = 0
    recipients: list[User] = field(default_factory=list)  # DM only: the person
    overwrites: list[Overwrite] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    owner_id: int = 0
    thread_members: dict[int, str] = field(default_factory=dict)  # user -> since when
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive_duration: int = 4320  # minutes
    archive_timestamp: str = field(default_factory=now_iso)

    @property
    def is_thread(self) -> bool:
        """Whether it hangs on another channel."""
        return self.type in bits.THREADS

    @property
    def guild_id(self) -> int | None:
        """The guild's id; None for a DM."""
        return self.guild.id if self.guild else None

    def home(self) -> Guild:
        """Return the guild of a channel that must have one.

        Raises:
            LookupError: this is a DM.
        """
        if self.guild is None:
            raise LookupError(f"channel {self.id} is a DM")
        return self.guild

    def standing(self) -> list[Message]:
        """Return the messages everybody in the channel can read, oldest first."""
        return [m for m in self.messages.values() if not m.deleted and m.ephemeral_for is None]

    def wire(self, *, for_user: int | None = None) -> JSON:
        """Return the channel object; for_user adds that user's own thread membership."""
        last = str(max(self.messages)) if self.messages else None
        if self.type == bits.DM:
            recipients = [user.wire() for user in self.recipients]
            return {
                "id": str(self.id),
                "type": bits.DM,
                "last_message_id": last,
                "flags": 0,
                "recipients": recipients,
            }
        out: JSON = {
            "id": str(self.id),
            "type": self.type,
            "guild_id": str(self.home().id),
            "name": self.name,
            "parent_id": str(self.parent.id) if self.parent else None,
            "flags": 0,
        }
        if self.is_thread:
            return out | self._thread(last, for_user)
        out |= {"position": self.position, "permission_overwrites": [o.wire() for o in self.overwrites]}
        return out | self._kind(last)

    def _kind(self, last: str | None) -> JSON:
        if self.type == bits.TEXT:
            return {
                "topic": self.topic,
                "nsfw": False,
                "rate_limit_per_user": 0,
                "last_message_id": last,
                "last_pin_timestamp": None,
            }
        if self.type == bits.VOICE:
            return {
                "bitrate": 64000,
                "user_limit": 0,
                "rtc_region": None,
                "nsfw": False,
                "rate_limit_per_user": 0,
                "last_message_id": last,
            }
        return {}

    def _thread(self, last: str | None, for_user: int | None) -> JSON:
        out: JSON = {
            "owner_id": str(self.owner_id),
            "last_message_id": last,
            "message_count": len(self.standing()),
            "member_count": min(len(self.thread_members), 50),
            "rate_limit_per_user": 0,
            "total_message_sent": len(self.messages),
            "thread_metadata": self._metadata(),
        }
        if for_user in self.thread_members:
            out["member"] = self.thread_member(for_user)
        return out

    def _metadata(self) -> JSON:
        out: JSON = {
            "archived": self.archived,
            "archive_timestamp": self.archive_timestamp,
            "locked": self.locked,
            "auto_archive_duration": self.auto_archive_duration,
            "create_timestamp": self.archive_timestamp,
        }
        return {**out, "invitable": self.invitable} if self.type == bits.PRIVATE_THREAD else out

    def thread_member(self, user_id: int, *, with_member: bool = False) -> JSON:
        """Return the thread member object of somebody who is in the thread."""
        since = self.thread_members[user_id]
        out: JSON = {
            "id": str(self.id),
            "user_id": str(user_id),
            "join_timestamp": since,
            "flags": 0,
        }
        member = self.home().members.get(user_id)
        return {**out, "member": member.wire()} if with_member and member else out


@dataclass(eq=False)
class Guild:
    """One server."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)

    @property
    def everyone(self) -> Role:
        """The role everybody has."""
        return self.roles[self.id]

    def base_permissions(self, user_id: int) -> int:
        """Return the permission bits a user has in the guild as a whole; 0 for who is not in it."""
        if user_id == self.owner_id:
            return bits.ALL_PERMISSIONS
        member = self.members.get(user_id)
        if member is None:
            return 0
        permissions = self.everyone.permissions
        for role in member.roles:
            permissions |= self.roles[role].permissions
        return bits.ALL_PERMISSIONS if permissions & bits.ADMINISTRATOR else permissions

    def permissions_in(self, user_id: int, channel: Channel) -> int:
        """Return the permission bits in a channel, overwrites applied; a thread takes those of its parent."""
        permissions = self.base_permissions(user_id)
        member = self.members.get(user_id)
        if permissions == bits.ALL_PERMISSIONS or member is None:
            return permissions
        where = channel.parent if channel.is_thread and channel.parent else channel
        of_roles = [o for o in where.overwrites if o.type == 0]
        layers = (
            [o for o in of_roles if o.id == self.id],
            [o for o in of_roles if o.id in member.roles],
            [o for o in where.overwrites if o.type == 1 and o.id == user_id],
        )
        for layer in layers:
            permissions = _overwritten(permissions, layer)
        return permissions if permissions & bits.VIEW_CHANNEL else 0

    def can_see(self, user_id: int, channel: Channel) -> bool:
        """Return whether a user can read a channel; a private thread also asks for being in it."""
        permissions = self.permissions_in(user_id, channel)
        if not permissions & bits.VIEW_CHANNEL:
            return False
        if channel.type == bits.PRIVATE_THREAD:
            return user_id in channel.thread_members or bool(permissions & bits.MANAGE_THREADS)
        return True

    def may_invite(self, user_id: int, thread: Channel) -> bool:
        """Return whether a user may bring others into a thread; invitable=false leaves that to few."""
        permissions = self.permissions_in(user_id, thread)
        if not permissions & bits.SEND_MESSAGES_IN_THREADS:
            return False
        trusted = thread.owner_id == user_id or bool(permissions & bits.MANAGE_THREADS)
        return trusted or thread.type != bits.PRIVATE_THREAD or thread.invitable

    def top_role(self, user_id: int) -> int:
        """Return the position of a member's highest role."""
        return max([self.roles[role].position for role in self.members[user_id].roles] or [0])

    def wire(self) -> JSON:
        """Return the guild object of REST; GUILD_CREATE adds members, channels and threads."""
        return _GUILD_DEFAULTS | {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner_id),
            "roles": [role.wire() for role in self.roles.values()],
            "preferred_locale": self.locale,
        }


def _overwritten(permissions: int, layer: list[Overwrite]) -> int:
    for overwrite in layer:
        permissions &= ~overwrite.deny
    for overwrite in layer:
        permissions |= overwrite.allow
    return permissions


_GUILD_DEFAULTS: JSON = {
    **dict.fromkeys(
        (
            "icon",
            "icon_hash",
            "splash",
            "banner",
            "discovery_splash",
            "afk_channel_id",
            "home_header",
            "description",
            "application_id",
            "system_channel_id",
            "rules_channel_id",
            "public_updates_channel_id",
            "safety_alerts_channel_id",
            "max_presences",
            "vanity_url_code",
            "incidents_data",
            "widget_channel_id",
        )
    ),
    "afk_timeout": 300,
    "region": "deprecated",
    "verification_level": 1,
    "default_message_notifications": 0,
    "explicit_content_filter": 0,
    "emojis": [],
    "stickers": [],
    "features": ["COMMUNITY"],
    "mfa_level": 0,
    "system_channel_flags": 0,
    "max_members": 500000,
    "max_video_channel_users": 25,
    "max_stage_video_channel_users": 50,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "premium_progress_bar_enabled": False,
    "nsfw": False,
    "nsfw_level": 0,
    "widget_enabled": False,
}
