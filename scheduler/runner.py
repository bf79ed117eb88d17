"""APScheduler as metronome: a handful of interval jobs over our own tables, nothing stored in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import privacy
from bot.errors import Unavailable
from bot.model.promises import USUAL, Promises
from bot.ports import Clock, Store
from scheduler.due import recheck, tick
from scheduler.post import Post

log = structlog.get_logger(__name__)
TICK, PUMP, RECONCILE, PROMOTE, HOUSEKEEPING = 15.0, 2.0, 5.0, 60.0, 3600.0
SHORTEST = 0.2
LAST_LETTER = 3.0
INBOX_KEPT = timedelta(days=3)
LETTERS_KEPT = timedelta(days=180)
AT_ONCE = 500


class Runner:
    """Drives tick, pump, reconcile and housekeeping until it is stopped."""

    def __init__(
        self, store: Store, clock: Clock, post: Post, speed: float = 1.0, promises: Promises = USUAL
    ) -> None:
        """Take what is driven; `speed` > 1 shortens the intervals (a rehearsal), not below 0.2 s."""
        self._promises = promises
        self._store, self._clock, self._post, self._speed = store, clock, post, speed
        self._metronome = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._woken = asyncio.Event()
        self._sending: asyncio.Task[None] | None = None
        self._waker: asyncio.Task[None] | None = None
        self.last_tick: datetime | None = None

    def start(self) -> None:
        """Begin; needs a running event loop."""
        jobs: dict[str, tuple[Callable[[], Awaitable[object]], float]] = {
            "tick": (self.tick, TICK),
            "pump": (self.pump, PUMP),
            "reconcile": (self.reconcile, RECONCILE),
            "promote": (self.promote, PROMOTE),
            "housekeeping": (self.housekeeping, HOUSEKEEPING),
        }
        for name, (job, seconds) in jobs.items():
            interval = max(seconds / self._speed, SHORTEST)
            self._metronome.add_job(_guarded(name, job), "interval", seconds=interval, id=name)
        for name in ("tick", "reconcile"):  # at once, too: what fell due while nobody ran must not wait
            self._metronome.add_job(_guarded(name, jobs[name][0]))
        self._metronome.add_job(_guarded("recheck", self.recheck))
        self._metronome.start()
        self._waker = asyncio.create_task(self._pump_when_woken())

    async def stop(self) -> None:
        """Stop the metronome and wait up to 3 s for the letter in flight, so that it is recorded.

        One that takes longer is of unknown fate, and asked about after the next start.
        """
        self._post.stopping = True
        if self._waker is not None:
            self._waker.cancel()
            self._metronome.shutdown(wait=False)
        if self._sending is not None:
            await asyncio.wait({self._sending}, timeout=LAST_LETTER)
            self._sending.cancel()
            await asyncio.wait({self._sending})
        await self._post.give_up()

    def wake(self) -> None:
        """Pump soon: somebody just did something that may have queued letters."""
        self._woken.set()

    def now(self) -> datetime:
        """Return the moment on the clock that is driven by, in UTC."""
        return self._clock.now()

    def ticked_within(self, span: timedelta) -> bool:
        """Return whether a tick was finished within a span of the clock's time."""
        return self.last_tick is not None and self._clock.now() - self.last_tick < span * max(
            self._speed, 1.0
        )

    async def recheck(self) -> None:
        """Move what is planned to where new zone data put it."""
        if moved := await recheck(self._store, self._clock):
            log.info("due_rows_moved", count=moved)

    async def tick(self) -> None:
        """Handle what is due."""
        await tick(self._store, self._clock)
        self.last_tick = self._clock.now()

    async def pump(self) -> None:
        """Send what is ready, until nothing is; nothing happens while that is under way already."""
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())
            # Shielded: the metronome cancels its jobs when it stops, and a letter may be in flight.
            await asyncio.shield(self._sending)

    async def reconcile(self) -> None:
        """Ask about letters of unknown fate."""
        if await self._post.reconcile():
            self.wake()

    async def promote(self) -> None:
        """Let letters that have waited for long go first."""
        await self._post.promote()

    async def housekeeping(self) -> None:
        """Forget what is only kept for a while: inbox keys after 3 days, drafts that ran out, letters after 180 days.

        Letters go 500 at a time, so that nobody waits long to write, and only those that were sent or dropped.
        """
        now = self._clock.now()
        async with self._store.write() as work:
            await work.inbox.forget_before(now - INBOX_KEPT)
            await work.drafts.forget_before(now)
        forgotten = AT_ONCE
        while forgotten == AT_ONCE:
            async with self._store.write() as work:
                forgotten = await work.outbox.forget_before(now - LETTERS_KEPT, AT_ONCE)
        await privacy.tidy(self._store, self._promises, now)

    async def _send(self) -> None:
        while not self._post.stopping and (await self._post.begin() or self._post.under_way):
            await self._post.freed()
        await self._post.ended()

    async def _pump_when_woken(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            # In a task of its own: a pump that breaks must not end the waking.
            await asyncio.wait({asyncio.create_task(_guarded("pump", self.pump)())})


def _guarded(
    name: str, job: Callable[[], Awaitable[object]]
) -> Callable[[], Coroutine[object, object, None]]:
    async def run() -> None:
        try:
            await job()
        except Unavailable:
            log.warning("store_unavailable", job=name)

    return run
