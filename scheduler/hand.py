"""Time moved by hand: the playground, the story and the tests drive the very same tick and pump as a live bot."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from bot.ports import Clock, Store
from scheduler.due import tick
from scheduler.post import BATCH, Post


async def no_pause(_: float) -> None:
    """Wait for nothing: where time is moved by hand, letters leave at once."""


class MovableClock(Clock, Protocol):
    """A clock that can be set forward."""

    def set(self, moment: datetime) -> None:
        """Move on to a moment; an earlier one changes nothing."""
        ...


class HandDriver:
    """Lets time pass event by event, delivering what each brings before the next."""

    def __init__(self, store: Store, clock: MovableClock, post: Post) -> None:
        """Take what is driven."""
        self._store, self._clock, self._post = store, clock, post
        self._stirred = True
        store.when_stirred(self._stir)

    def now(self) -> datetime:
        """Return the moment on the clock, in UTC."""
        return self._clock.now()

    async def settle(self) -> None:
        """Do what is due and deliver what is waiting, without letting time pass; at once when nothing is new."""
        if self._stirred:
            await self._happen()

    async def advance(self, by: timedelta) -> None:
        """Let this much time pass: everything due on the way is done at its moment, and delivered."""
        end = self._clock.now() + by
        while (moment := await self._next()) is not None and moment <= end:
            self._clock.set(moment)
            await self._happen()
        self._clock.set(end)
        await self._happen()

    async def to_next_event(self) -> None:
        """Let time pass until the next thing that is due was done and delivered; nothing due changes nothing."""
        moment = await self._next()
        if moment is not None:
            self._clock.set(moment)
            await self._happen()

    async def _happen(self) -> None:
        await tick(self._store, self._clock)
        self._stirred = False
        while await self._post.pump() >= BATCH or self._stirred:
            self._stirred = False

    def _stir(self) -> None:
        self._stirred = True

    async def _next(self) -> datetime | None:
        async with self._store.read() as work:
            due = await work.schedule.next_at()
            ready = await work.outbox.next_at(self._clock.now())
        return min((moment for moment in (due, ready) if moment is not None), default=None)
