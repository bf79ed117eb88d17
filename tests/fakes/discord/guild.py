"""Building and steering one guild."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import bits
from .model import Member, Overwrite, Role, User
from .person import Person
from .places import Channel, Guild

if TYPE_CHECKING:
    from .server import FakeDiscord


class GuildDriver:
    """A guild in a test's hands."""

    def __init__(self, fd: FakeDiscord, guild: Guild) -> None:
        self.fd, self.guild = fd, guild
        self.people: dict[str, Person] = {}

    @property
    def id(self) -> int:
        """The guild's id."""
        return self.guild.id

    def add_member(
        self,
        name: str,
        *,
        admin: bool = False,
        roles: list[Role] | None = None,
        dms_open: bool = True,
        locale: str = "en-US",
        nick: str | None = None,
        user: User | None = None,
    ) -> Person:
        """Let somebody join; an admin may manage the guild and its channels."""
        user = user or self.fd.make_user(name, locale=locale, dms_open=dms_open, global_name=name.title())
        member = Member(user, [role.id for role in roles or []], nick)
        if admin:
            rights = bits.MANAGE_GUILD | bits.MANAGE_CHANNELS
            member.roles.append(self.add_role(f"{name}-admin", rights, position=90).id)
        self.people[name] = Person(self.fd, self.guild, user)
        self.people[name].join(member)
        return self.people[name]

    def member(self, name: str) -> Person:
        """Return somebody by the name they were added with."""
        return self.people[name]

    def add_role(
        self, name: str, permissions: int = 0, position: int = 1, *, mentionable: bool = False
    ) -> Role:
        """Make a role."""
        role = Role(self.fd.ids(), name, permissions, position, mentionable=mentionable)
        self.fd.add_role(self.guild, role)
        return role

    def add_channel(self, name: str, *, private: bool = False, kind: int = bits.TEXT) -> Channel:
        """Make a channel; private hides it from everybody (the bot too, unless an overwrite lets it in)."""
        channel = self.fd.make_channel(self.guild, name, kind=kind)
        if private:
            channel.overwrites.append(Overwrite(self.id, 0, 0, bits.VIEW_CHANNEL))
        self.fd.gateway.dispatch("CHANNEL_CREATE", channel.wire(), guild_id=self.id)
        return channel

    def channel(self, name: str) -> Channel:
        """Return a channel or thread by name."""
        return next(channel for channel in self.guild.channels.values() if channel.name == name)

    def threads(self) -> list[Channel]:
        """Return all threads, archived ones too."""
        return [channel for channel in self.guild.channels.values() if channel.is_thread]

    def add_bot_again(self) -> None:
        """Invite the bot back into the guild that had removed it."""
        roles = [role.id for role in self.guild.roles.values() if role.bot_id]
        self.guild.members[self.fd.bot.id] = Member(self.fd.bot, roles)
        self.fd.gateway.dispatch(
            "GUILD_CREATE", self.fd.gateway.guild_create(self.guild, 0), guild_id=self.id
        )

    def remove_bot(self) -> None:
        """Kick the bot out of the guild."""
        self.guild.members.pop(self.fd.bot.id, None)
        self.fd.gateway.dispatch("GUILD_DELETE", {"id": str(self.id)}, guild_id=self.id)
