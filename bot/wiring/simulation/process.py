"""One process of the bot: the real core, post office and scheduler, on a machine that may fail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from bot import matching
from bot.model.community import Platform
from bot.ports import Sender, Store
from bot.router.core import Core
from bot.wiring.simulation.clockwork import MachineClock
from bot.wiring.simulation.machine import Beat, Ground, Life, MachineSender, MachineStore
from scheduler import runner
from scheduler.post import Post
from storage.glass import Glass

T = TypeVar("T")
DAY = timedelta(days=1)


class Lost(Exception):
    """The process died before it answered."""


class Here(Ground, Protocol):
    """What a process needs of the world."""

    @property
    def store(self) -> Store:
        """The database, which outlives every process."""
        ...

    glass: Glass
    clock: MachineClock
    senders: Mapping[Platform, Sender]
    alone: bool


class Process:
    """A bot process: from its start until it dies or is stopped."""

    def __init__(self, name: str, here: Here, on_death: Callable[[], None]) -> None:
        """Build everything anew, as a start of the program does; nothing runs before `start`."""
        self.life = Life(name, here, on_death)
        self._here = here
        store = MachineStore(here.store, self.life, here)
        senders = {one: MachineSender(sender, self.life) for one, sender in here.senders.items()}
        self.core = Core(store, here.clock, solve_without_a_clock)
        self.post = Post(store, here.clock, senders, owner=name)
        self.runner = runner.Runner(store, here.clock, self.post)
        self._tidied: datetime | None = None
        now, free = here.clock.now, here.glass.free
        self._beats = [
            Beat(self.life, self.runner.tick, runner.TICK, self._next_due, now, free),
            Beat(self.life, self.runner.pump, runner.PUMP, self._next_ready, now, free),
            Beat(self.life, self.runner.reconcile, runner.RECONCILE, self._next_unknown, now, free),
            Beat(self.life, self._keep_house, runner.HOUSEKEEPING, self._next_day, now, free),
        ]

    def start(self) -> None:
        """Begin: what a former process left half-sent is asked about, what fell due meanwhile is done."""
        self.life.spawn(self._begin())

    def poke(self) -> None:
        """Look anew what there is to do: the database changed."""
        for beat in self._beats:
            beat.poke()

    def stop(self) -> None:
        """Stop in the middle of everything."""
        self.life.die()

    async def do(self, work: Callable[[Core], Coroutine[Any, Any, T]]) -> T:
        """Return what the core makes of something; no longer than the process lives.

        Raises:
            Lost: the process died meanwhile.
        """
        task = self.life.spawn(work(self.core), somebody_waits=True)
        await asyncio.wait({task})
        if self.life.over or task.cancelled():
            raise Lost(self.life.name)
        done: T = task.result()
        return done

    async def _begin(self) -> None:
        if self._here.alone:
            await self.post.recover()
        self.poke()

    def _next_due(self) -> datetime | None:
        return self._here.glass.moment("SELECT min(next_at) FROM due")

    def _next_ready(self) -> datetime | None:
        return self._here.glass.moment("SELECT min(next_at) FROM letter WHERE state = 'ready'")

    def _next_unknown(self) -> datetime | None:
        # A lease that runs out makes a letter's fate unknown.
        return self._here.glass.moment(
            "SELECT min(at) FROM (SELECT min(next_at) AS at FROM letter WHERE state = 'unknown'"
            " UNION ALL SELECT min(lease_until) FROM letter WHERE state = 'sending')"
        )

    def _next_day(self) -> datetime | None:
        # Every hour would show nothing that once a day does not, and a year has 8,760 hours.
        return self._tidied + DAY if self._tidied else self._here.clock.now()

    async def _keep_house(self) -> None:
        await self.runner.housekeeping()
        self._tidied = self._here.clock.now()


async def solve_without_a_clock(problem: matching.Problem) -> matching.Result:
    """Return the best partnerships of a round: the same on a fast and on a slow machine."""
    return matching.solve(problem, clock=_stands_still)


def _stands_still() -> float:
    return 0.0
