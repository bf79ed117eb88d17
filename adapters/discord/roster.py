"""Who is still on a server: asked of Discord person by person, because the whole list needs a privileged intent."""

from __future__ import annotations

import asyncio
from time import monotonic

import aiohttp
import discord
import structlog

from adapters.discord.trouble import UNKNOWN_MEMBER, UNKNOWN_USER
from bot.model.community import Platform
from bot.router.core import Core

log = structlog.get_logger(__name__)

# A round is prepared in one sitting: what was found out is good for as long.
GOOD_FOR = 3600.0
# An organiser waits for the proposal meanwhile. Discord lets about fifty a second through, so this covers a thousand.
PATIENCE = 20.0
GONE = {UNKNOWN_MEMBER, UNKNOWN_USER}


class Roster:
    """Finds who left a server while nobody told us, and tells the core."""

    def __init__(self, core: Core, *, patience: float = PATIENCE) -> None:
        """Take whom to tell, and how many seconds a check may take; what is not reached is checked next time."""
        self._core = core
        self._patience = patience
        self._checked: dict[int, float] = {}
        self._busy = asyncio.Lock()

    async def left(self, guild: int, user: int) -> None:
        """Take over that somebody left a server."""
        await self._core.gone(Platform.DISCORD, str(guild), str(user))

    async def before_round(self, guild: discord.Guild) -> None:
        """Check a server, unless that was done for a round within the hour."""
        if monotonic() - self._checked.get(guild.id, -GOOD_FOR) > GOOD_FOR and await self.check(guild):
            self._checked[guild.id] = monotonic()

    async def check(self, guild: discord.Guild) -> bool:
        """Ask for everybody who takes part on a server, one call a person; False when that could not be finished."""
        try:
            async with self._busy, asyncio.timeout(self._patience):
                await self._ask(guild)
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("roster_unfinished", error=type(error).__name__)
            return False
        return True

    async def _ask(self, guild: discord.Guild) -> None:
        left = 0
        for user in await self._taking_part(guild):
            if not await _is_on(guild, user):
                await self.left(guild.id, user)
                left += 1
        log.info("roster_checked", left=left)

    async def _taking_part(self, guild: discord.Guild) -> list[int]:
        async with self._core.store.read() as work:
            community = await work.communities.find(Platform.DISCORD, str(guild.id))
            if community is None:
                return []
            programmes = await work.communities.programmes(community.id)
            members = [one.id for each in programmes for one in await work.people.of_programme(each.id)]
            handles = await work.people.handles(members)
        return sorted(int(one.external_id) for one in handles.values())


async def _is_on(guild: discord.Guild, user: int) -> bool:
    try:
        await guild.fetch_member(user)
    except discord.NotFound as error:
        if error.code in GONE:
            return False
        raise
    return True
