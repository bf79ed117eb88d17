"""Who did something and where: from Discord's accounts, servers and channels to the core's members.

Which server a private message is about: Discord does not say, so in this order
1. the server whose mark the pressed button's message carries (every card of ours carries one), and no other;
2. the only server the bot is in;
3. of several, those in which the core knows the person, and of these the one it met the person in last;
4. otherwise nobody can tell, and the person is asked to type the command in the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import aiohttp
import discord
import structlog

from adapters.discord.forms import Somebody
from adapters.discord.marks import COMMUNITIES, community_mark, marks_of
from bot.model.community import Platform
from bot.model.ids import CommunityId, MemberId
from bot.model.people import Member
from bot.router.core import Core
from bot.router.request import Organises, Request, no_organiser
from bot.ui import Values

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did, before it is known who they are: an action, words, answers, people picked."""

    action: str
    text: str = ""
    values: Values = field(default_factory=dict)
    people: Mapping[str, tuple[Somebody, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The action without its numbers."""
        return self.action.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who did something, on which server and in which channel ("" in private)."""

    guild: discord.Guild
    user: str
    name: str
    language: str
    key: str
    channel: str = ""
    channel_name: str = ""
    organises: Organises = no_organiser


async def caller_of(
    core: Core, interaction: discord.Interaction, organiser_role: int | None = None
) -> Caller | None:
    """Return who started an interaction; None when in private it cannot be told for which server.

    `organiser_role` is a role whose people may run rounds, beside those whom Discord gives the rights.
    """
    language = language_of(interaction.locale)
    if interaction.guild is not None:
        return _on_server(interaction, interaction.guild, language, organiser_role)
    marks = frozenset[int]() if interaction.message is None else marks_of(interaction.message)
    caller = await _in_private(
        core, interaction.client, interaction.user, str(interaction.id), marks, language
    )
    return _organising(caller, organiser_role)


async def writer_of(
    core: Core, client: discord.Client, message: discord.Message, organiser_role: int | None = None
) -> Caller | None:
    """Return who wrote a private message; None when it cannot be told for which server."""
    caller = await _in_private(core, client, message.author, str(message.id), frozenset(), None)
    return _organising(caller, organiser_role)


async def request_of(core: Core, caller: Caller, deed: Deed) -> Request:
    """Return what the core is asked, with everybody in it as the core knows them (from now on at least)."""
    language = language_of(caller.guild.preferred_locale)
    community, member = await _meet(core, caller.guild, Somebody(caller.user, caller.name), caller.language)
    values = dict(deed.values)
    for name, picked in deed.people.items():
        values[name] = tuple([str((await _meet(core, caller.guild, one, language))[1]) for one in picked])
    return Request(
        member=member,
        community=community,
        action=deed.action,
        text=deed.text,
        values=values,
        channel=caller.channel,
        channel_name=caller.channel_name,
        organises=caller.organises,
        key=caller.key,
    )


def language_of(locale: discord.Locale) -> str:
    """Return the ISO 639 code of Discord's locale: "en-GB" is "en"."""
    return str(locale).split("-", maxsplit=1)[0]


async def _meet(
    core: Core, guild: discord.Guild, who: Somebody, language: str
) -> tuple[CommunityId, MemberId]:
    return await core.meet(
        platform=Platform.DISCORD,
        community=str(guild.id),
        community_name=guild.name or "Discord",
        language=language,
        user=who.user,
        name=who.name,
        zone=None,
    )


def _on_server(
    interaction: discord.Interaction, guild: discord.Guild, language: str, organiser_role: int | None
) -> Caller:
    channel, name = _channel(interaction)
    rights = interaction.permissions
    may_organise = rights.administrator or rights.manage_guild or rights.manage_channels
    may_organise = may_organise or _has_role(interaction.user, organiser_role)

    async def organises() -> bool:
        return may_organise

    return Caller(
        guild=guild,
        user=str(interaction.user.id),
        name=interaction.user.display_name,
        language=language,
        key=str(interaction.id),
        channel=channel,
        channel_name=name,
        organises=organises,
    )


def _channel(interaction: discord.Interaction) -> tuple[str, str]:
    """Return id and name of the channel; of a thread, those of the channel it belongs to."""
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return str(channel.parent_id), channel.name if channel.parent is None else channel.parent.name
    if isinstance(channel, discord.abc.GuildChannel):
        return str(channel.id), channel.name
    return str(interaction.channel_id or ""), ""


async def _in_private(
    core: Core,
    client: discord.Client,
    user: discord.User | discord.Member,
    key: str,
    marks: frozenset[int],
    language: str | None,
) -> Caller | None:
    guilds = list(client.guilds)
    if any(mark in COMMUNITIES for mark in marks):
        guilds = [guild for guild in guilds if community_mark(guild.id) in marks]
    known = await _memberships(core, guilds, str(user.id))
    if known:
        guild, member = max(known, key=lambda one: one[1].id)
        name = member.name
    elif len(guilds) == 1:
        guild, name = guilds[0], user.display_name
    else:
        return None

    return Caller(
        guild=guild,
        user=str(user.id),
        # In private Discord tells the account's own name, not the one chosen for the server.
        name=name,
        language=language or language_of(guild.preferred_locale),
        key=key,
    )


def _organising(caller: Caller | None, organiser_role: int | None) -> Caller | None:
    """Return somebody in private with a way to ask for their rights, which Discord does not tell there."""
    if caller is None:
        return None
    guild, user = caller.guild, int(caller.user)

    async def organises() -> bool:
        return await _manages(guild, user, organiser_role)

    return replace(caller, organises=organises)


def _has_role(user: discord.User | discord.Member, role: int | None) -> bool:
    return role is not None and isinstance(user, discord.Member) and user.get_role(role) is not None


async def _memberships(
    core: Core, guilds: Iterable[discord.Guild], user: str
) -> list[tuple[discord.Guild, Member]]:
    found = []
    async with core.store.read() as work:
        for guild in guilds:
            community = await work.communities.find(Platform.DISCORD, str(guild.id))
            member = None if community is None else await work.people.find(community.id, user)
            if member is not None:
                found.append((guild, member))
    return found


async def _manages(guild: discord.Guild, user: int, organiser_role: int | None) -> bool:
    """Return whether somebody manages the server; asked, because in private Discord tells no rights."""
    try:
        member = await guild.fetch_member(user)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("rights_unknown", error=type(error).__name__)
        return False
    return member.guild_permissions.manage_guild or _has_role(member, organiser_role)
