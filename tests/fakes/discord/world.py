"""The state of the pretend Discord: guilds, channels, DMs, messages, and telling the bot of every change."""

from __future__ import annotations

from typing import Any

from ..waiting import Bell
from ..wire import JSON
from . import bits, mentions
from .gateway import Gateway
from .interactions import Interaction
from .model import Member, Message, Role, Snowflakes, User, now_iso
from .places import Channel, Guild
from .sessions import GUILD_MEMBERS
from .text import walk_components


class World:
    """What exists, and how it changes; every change goes out over the gateway."""

    gateway: Gateway
    port: int

    def __init__(self, bot_name: str) -> None:
        self.ids = Snowflakes()
        self.bell = Bell()
        self.owner = User(self.ids(), "app-owner")
        self.bot = User(self.ids(), bot_name, bot=True)
        self.application_id = self.bot.id
        self.users: dict[int, User] = {self.owner.id: self.owner, self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.dm_channels: dict[int, Channel] = {}

    def touch(self) -> None:
        """Wake the waiters: something changed."""
        self.bell.ring()

    # ---- people and places -------------------------------------------------------------------------------

    def make_user(self, name: str, **fields: Any) -> User:
        """Make an account; `fields` are those of User."""
        user = User(self.ids(), name, **fields)
        self.users[user.id] = user
        return user

    def make_guild(self, name: str, locale: str, bot_permissions: int) -> Guild:
        """Make a guild with an owner, the bot and a channel "general"."""
        owner = self.make_user(f"{name.lower().replace(' ', '-')}-owner")
        guild = Guild(self.ids(), name, owner.id, locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", bits.EVERYONE_DEFAULT, position=0)
        own = Role(self.ids(), self.bot.username, bot_permissions, 50, managed=True, bot_id=self.bot.id)
        guild.roles[own.id] = own
        guild.members[owner.id] = Member(owner)
        guild.members[self.bot.id] = Member(self.bot, [own.id])
        self.guilds[guild.id] = guild
        self.make_channel(guild, "general")
        self.gateway.dispatch("GUILD_CREATE", self.gateway.guild_create(guild, 0), guild_id=guild.id)
        return guild

    def add_role(self, guild: Guild, role: Role) -> None:
        """Put a role into a guild."""
        guild.roles[role.id] = role
        data = {"guild_id": str(guild.id), "role": role.wire()}
        self.gateway.dispatch("GUILD_ROLE_CREATE", data, guild_id=guild.id)

    def make_channel(
        self,
        guild: Guild,
        name: str,
        *,
        kind: int = bits.TEXT,
        parent: Channel | None = None,
        channel_id: int | None = None,
    ) -> Channel:
        """Make a channel or thread; nobody is told yet."""
        position = len(guild.channels)
        channel = Channel(channel_id or self.ids(), kind, name, guild, parent, position=position)
        guild.channels[channel.id] = channel
        self.channels[channel.id] = channel
        return channel

    def remove_channel(self, channel: Channel) -> None:
        """Delete a channel or thread of a guild."""
        channel.home().channels.pop(channel.id, None)
        self.channels.pop(channel.id, None)
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        self.gateway.dispatch(event, channel.wire(), guild_id=channel.guild_id)

    def open_dm(self, user: User) -> Channel:
        """Return the DM of the bot and a person (made when absent)."""
        if user.id not in self.dm_channels:
            channel = Channel(self.ids(), bits.DM, recipients=[user])
            self.dm_channels[user.id] = self.channels[channel.id] = channel
        return self.dm_channels[user.id]

    def thread_members_changed(
        self, thread: Channel, *, added: list[int] | None = None, removed: list[int] | None = None
    ) -> None:
        """Tell who came and went; without the members intent a bot hears only of itself."""
        changed = [*(added or []), *(removed or [])]
        data: JSON = {
            "id": str(thread.id),
            "guild_id": str(thread.home().id),
            "member_count": len(thread.thread_members),
            "added_members": [
                {**thread.thread_member(each, with_member=True), "presence": None} for each in added or []
            ],
            "removed_member_ids": [str(each) for each in removed or []],
        }
        intent = 0 if self.bot.id in changed else GUILD_MEMBERS
        self.gateway.dispatch("THREAD_MEMBERS_UPDATE", data, guild_id=thread.guild_id, intent=intent)

    # ---- messages ----------------------------------------------------------------------------------------

    def add_message(
        self,
        channel: Channel,
        author: User,
        body: JSON,
        *,
        nonce: str | None = None,
        interaction: Interaction | None = None,
        ephemeral: bool = False,
    ) -> Message:
        """Put a message into a channel, notify whom it mentions, and return it."""
        message = Message(self.ids(), channel.id, author, nonce=nonce, flags=body.get("flags") or 0)
        if interaction is not None:
            self._answers(message, interaction, ephemeral=ephemeral)
        reference = body.get("message_reference")
        if isinstance(reference, dict):
            message.reference = {"type": 0, "channel_id": str(channel.id), **reference}
            message.type = bits.REPLY_MESSAGE
        self._fill(message, body)
        mentions.apply(message, channel, self.users, body)
        channel.messages[message.id] = message
        drawn_in = mentions.draw_in(message, channel) if channel.is_thread else []
        message.pinged = mentions.notified(message, channel)
        if drawn_in:
            self.thread_members_changed(channel, added=drawn_in)
        self._tell("MESSAGE_CREATE", message, channel)
        return message

    def _answers(self, message: Message, interaction: Interaction, *, ephemeral: bool) -> None:
        message.application_id = message.webhook_id = self.application_id
        message.interaction_metadata = interaction.metadata()
        message.type = bits.COMMAND_MESSAGE if interaction.kind == bits.COMMAND else 0
        message.ephemeral_for = interaction.user.id if ephemeral else None

    def edit_message(self, message: Message, body: JSON) -> None:
        """Change a message; an edit changes what is mentioned but notifies nobody."""
        kept = message.flags & (bits.EPHEMERAL if message.loading else bits.EPHEMERAL | bits.COMPONENTS_V2)
        if message.loading or body.get("flags") is not None:
            message.flags = (body.get("flags") or 0) | kept
        channel = self.channels[message.channel_id]
        self._fill(message, body)
        if "content" in body or "components" in body:
            mentions.apply(message, channel, self.users, body)
        message.edited, message.revisions = now_iso(), message.revisions + 1
        self._tell("MESSAGE_UPDATE", message, channel)

    def delete_message(self, message: Message) -> None:
        """Take a message away."""
        message.deleted = True
        channel = self.channels[message.channel_id]
        if message.ephemeral_for is None:
            data = {"id": str(message.id), "channel_id": str(channel.id), **_in_guild(channel)}
            self.gateway.dispatch("MESSAGE_DELETE", data, guild_id=channel.guild_id)
        self.touch()

    def _fill(self, message: Message, body: JSON) -> None:
        if "content" in body:
            message.content = body["content"] or ""
        if "embeds" in body:
            message.embeds = [{"type": "rich", **embed} for embed in body["embeds"] or []]
        if "components" in body:
            message.components = _numbered(body["components"] or [])
        if body.get("attachments"):
            message.attachments = [self._attachment(each) for each in body["attachments"]]

    def _attachment(self, given: JSON) -> JSON:
        url = f"http://127.0.0.1:{self.port}/files/x"
        name, size = given.get("filename", "file"), given.get("_size", 0)
        return {
            "id": str(self.ids()),
            "filename": name,
            "size": size,
            "url": url,
            "proxy_url": url,
        }

    def _tell(self, event: str, message: Message, channel: Channel) -> None:
        """Ephemeral messages are not told over the gateway."""
        if message.ephemeral_for is None:
            created = event == "MESSAGE_CREATE"
            data = {**message.wire(created=created), "channel_type": channel.type, **_in_guild(channel)}
            member = channel.guild.members.get(message.author.id) if channel.guild else None
            if member is not None:
                data["member"] = member.wire(with_user=False)
            self.gateway.dispatch(event, data, guild_id=channel.guild_id)
        self.touch()


def _in_guild(channel: Channel) -> JSON:
    return {"guild_id": str(channel.guild_id)} if channel.guild else {}


def _numbered(components: list[JSON]) -> list[JSON]:
    """Discord gives every component that has none an id, counting from 1."""
    everything = walk_components(components)
    taken = {component["id"] for component in everything if component.get("id")}
    free = (number for number in range(1, len(everything) + len(taken) + 1) if number not in taken)
    for component in everything:
        component["id"] = component.get("id") or next(free)
    return components
