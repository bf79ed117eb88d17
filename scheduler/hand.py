"""Time moved by hand: the playground, the story and the tests drive the very same tick and pump as a live bot."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from bot.ports import Clock, Store
from scheduler.due import tick
from scheduler.post import Post

FURTHEST = timedelta(days=400)


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

    def now(self) -> datetime:
        """Return the moment on the clock, in UTC."""
        return self._clock.now()

    async def settle(self) -> None:
        """Do what is due and deliver what is waiting, without letting time pass."""
        if await self._due():
            await tick(self._store, self._clock)
        while await self._waiting():
            await self._post.pump()

    async def advance(self, by: timedelta) -> None:
        """Let this much time pass: everything due on the way is done at its moment, and delivered."""
        end = self._clock.now() + by
        while (moment := await self._next()) is not None and moment <= end:
            self._clock.set(moment)
            await self.settle()
        self._clock.set(end)
        await self.settle()

    async def to_next_event(self) -> None:
        """Let time pass until the next thing that is due was done and delivered; nothing due changes nothing."""
        moment = await self._next()
        if moment is not None and moment < self._clock.now() + FURTHEST:
            self._clock.set(moment)
        await self.settle()

    async def _due(self) -> bool:
        moment = await self._next()
        return moment is not None and moment <= self._clock.now()

    async def _waiting(self) -> bool:
        async with self._store.read() as work:
            return await work.outbox.waiting(self._clock.now())

    async def _next(self) -> datetime | None:
        async with self._store.read() as work:
            return await work.schedule.next_at()
