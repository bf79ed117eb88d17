"""What `bothways doctor` finds out about Discord: token, servers, rights, commands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from adapters.discord.app import point_at
from adapters.discord.commands import NoHands, Tree, in_sync
from adapters.discord.connection import why_not
from adapters.discord.invite import RIGHTS, invite_url
from adapters.discord.tasks import attempt
from bot.config import DiscordSettings
from bot.health import Finding

# More servers than this are not looked at one by one.
LOOKED_AT = 20


async def check(settings: DiscordSettings) -> list[Finding]:
    """Return what is well and what is not, most basic first; nothing at Discord is changed."""
    point_at(settings)
    async with _closing(discord.Client(intents=discord.Intents.none())) as client:
        error = await attempt(client.login(settings.token.get_secret_value()))
        if error is not None:
            says, _, fix = why_not(error).partition(": ")
            return [Finding(ok=False, code="discord.login", says=says, fix=fix)]
        found = [Finding(ok=True, code="discord.login", says="Discord accepts the token.")]
        try:
            return [
                *found,
                _endpoint(client),
                *await _servers(client),
                await _commands(client, settings.commands_on),
            ]
        except (discord.HTTPException, aiohttp.ClientError, OSError) as broken:
            says, _, fix = why_not(broken).partition(": ")
            return [*found, Finding(ok=False, code="discord.answers", says=says, fix=fix)]


@asynccontextmanager
async def _closing(client: discord.Client) -> AsyncIterator[discord.Client]:
    try:
        yield client
    finally:
        await client.close()


def _endpoint(client: discord.Client) -> Finding:
    code = "discord.endpoint"
    if client.application is not None and client.application.interactions_endpoint_url:
        return Finding(
            ok=False,
            code=code,
            says="Commands go to a web address, so the bot never gets them.",
            fix="Empty the field Interactions Endpoint URL on the application's General Information page.",
        )
    return Finding(ok=True, code=code, says="Commands reach the bot over its connection.")


async def _servers(client: discord.Client) -> list[Finding]:
    invite = invite_url(str(client.application_id))
    guilds = [guild async for guild in client.fetch_guilds(limit=LOOKED_AT)]
    if not guilds:
        return [
            Finding(ok=False, code="discord.servers", says="The bot is on no server.", fix=f"Open {invite}")
        ]
    found = [Finding(ok=True, code="discord.servers", says=f"Servers: {len(guilds)}.")]
    for guild in guilds:
        found += await _rights(client, guild, invite)
    return found


async def _rights(client: discord.Client, guild: discord.Guild, invite: str) -> list[Finding]:
    """Return what the bot may do on a server, and in each channel that takes some of it away again."""
    if client.user is None:
        return []
    whole = await client.fetch_guild(guild.id)
    channels = [one for one in await whole.fetch_channels() if isinstance(one, discord.TextChannel)]
    me = await whole.fetch_member(client.user.id)
    missing = _missing(me.guild_permissions)
    if missing:
        fix = f"Give them to the bot's role, or open {invite} again."
        return [_bad("discord.rights", f"{guild.name}: rights are missing: {missing}.", fix)]
    found = [Finding(ok=True, code="discord.rights", says=f"{guild.name}: every right is there.")]
    return [*found, *_channels(guild, channels, me)]


def _channels(guild: discord.Guild, channels: list[discord.TextChannel], me: discord.Member) -> list[Finding]:
    """Return the channels that take rights away: a mistake only where none is left to run mentorship in."""
    seen = [one for one in channels if one.permissions_for(me).view_channel]
    closed = [(one, missing) for one in seen if (missing := _missing(one.permissions_for(me)))]
    return [
        Finding(
            ok=len(closed) < len(seen),
            code="discord.channel",
            says=f"{guild.name}, #{one.name}: mentorship cannot run there; rights are missing: {missing}.",
            fix="If it is to run there: Edit Channel > Permissions, and allow them for the bot's role.",
        )
        for one, missing in closed
    ]


def _missing(granted: discord.Permissions) -> str:
    missing = [f"{name.replace('_', ' ')} (to {why})" for name, why in RIGHTS if not getattr(granted, name)]
    return "; ".join(missing)


def _bad(code: str, says: str, fix: str) -> Finding:
    return Finding(ok=False, code=code, says=says, fix=fix)


async def _commands(client: discord.Client, guild: int | None) -> Finding:
    code = "discord.commands"
    if await in_sync(Tree(client, NoHands()), guild):
        return Finding(ok=True, code=code, says="Discord knows the commands.")
    return Finding(
        ok=False,
        code=code,
        says="Discord does not know the newest commands.",
        fix="Start the bot: it tells them.",
    )
