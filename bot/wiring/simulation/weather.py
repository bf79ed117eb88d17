"""Trouble that comes from outside and lasts: outages, wrong clocks, revoked tokens, removed bots."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Protocol

from bot.wiring.simulation.chat import Home
from bot.wiring.simulation.clockwork import MachineClock
from bot.wiring.simulation.faults import Faults

HOUR, DAY = 3600.0, 86_400.0
OUTAGES = (1.0, 3.0, 9.0, 30.0, 72.0)


class Sky(Protocol):
    """What the weather needs of the world."""

    faults: Faults
    clock: MachineClock
    homes: list[Home]
    lively: bool

    def trouble(self, what: str) -> None:
        """Note that something goes wrong, or is right again."""
        ...

    def stop_processes(self) -> None:
        """Stop every process."""
        ...

    def start_processes(self) -> None:
        """Start every process that is not running."""
        ...


class Weather:
    """Draws every day what goes wrong in it; one thing at a time."""

    def __init__(self, sky: Sky) -> None:
        """Take the world."""
        self._sky = sky

    async def blows(self) -> None:
        """Last as long as the world is lively; the first three days are fine, so that somebody arrives."""
        faults = self._sky.faults
        await asyncio.sleep(3 * DAY)
        while self._sky.lively:
            await asyncio.sleep(faults.between(0.1, 0.9) * DAY)
            if faults.happens(faults.rates.outages):
                await self._outage()
            if faults.happens(faults.rates.clock_steps):
                await self._wrong_clock()
            if faults.happens(faults.rates.removals):
                await self._removed(self._sky.homes[faults.one_of(len(self._sky.homes))])
            if faults.happens(faults.rates.revocations):
                await self._revoked(self._sky.homes[faults.one_of(len(self._sky.homes))])

    async def _outage(self) -> None:
        hours = OUTAGES[self._sky.faults.one_of(len(OUTAGES))]
        self._sky.trouble(f"the machine is off for {hours:.0f} h")
        self._sky.stop_processes()
        await asyncio.sleep(hours * HOUR)
        self._sky.start_processes()

    async def _wrong_clock(self) -> None:
        seconds = self._sky.faults.between(-120.0, 120.0)
        self._sky.trouble(f"the clock jumps by {seconds:.0f} s")
        self._sky.clock.wrong_by = timedelta(seconds=seconds)
        await asyncio.sleep(self._sky.faults.between(0.2, 6.0) * HOUR)
        self._sky.trouble("the clock is right again")
        self._sky.clock.wrong_by = timedelta()

    async def _removed(self, home: Home) -> None:
        self._sky.trouble(f"the bot is removed from c{home.number}")
        home.installed = False
        await asyncio.sleep(self._sky.faults.between(2.0, 40.0) * HOUR)
        self._sky.trouble(f"the bot is added to c{home.number} again")
        home.installed = True

    async def _revoked(self, home: Home) -> None:
        self._sky.trouble(f"the token of c{home.number} is revoked")
        home.token = False
        await asyncio.sleep(self._sky.faults.between(0.5, 8.0) * HOUR)
        self._sky.trouble(f"c{home.number} has a new token")
        home.token = True
