"""What `bothways doctor` finds out about Discord: token, servers, rights, commands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from adapters.discord.app import point_at
from adapters.discord.commands import NoHands, Tree, in_sync
from adapters.discord.connection import why_not
from adapters.discord.invite import RIGHTS, invite_url, permissions
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
    return [*found, *[await _rights(client, guild, invite) for guild in guilds]]


async def _rights(client: discord.Client, guild: discord.Guild, invite: str) -> Finding:
    code, user = "discord.rights", client.user
    roles = await client.fetch_guild(guild.id)
    granted = (
        discord.Permissions.none() if user is None else (await roles.fetch_member(user.id)).guild_permissions
    )
    if granted >= permissions():
        return Finding(ok=True, code=code, says=f"{guild.name}: every right is there.")
    missing = [f"{name.replace('_', ' ')} (to {why})" for name, why in RIGHTS if not getattr(granted, name)]
    return Finding(
        ok=False,
        code=code,
        says=f"{guild.name}: rights are missing: {'; '.join(missing)}.",
        fix=f"Give them to the bot's role, or open {invite} again.",
    )


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
