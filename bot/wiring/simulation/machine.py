"""The machine a bot runs on: it can die at any point, stand still, find its database locked or its disk full."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from contextvars import Context, ContextVar, copy_context
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from bot.errors import Unavailable
from bot.ports import Envelope, Sender, SendError, Sent, Store, Work
from bot.wiring.simulation.faults import Faults

T = TypeVar("T")
STALLED = (45.0, 240.0)
Factory = Callable[[asyncio.AbstractEventLoop, Coroutine[Any, Any, Any]], "asyncio.Future[Any]"]


class Died(BaseException):
    """The process is gone: nothing of it runs on, not even its error handling."""


class Ground(Protocol):
    """What the machine stands on."""

    faults: Faults

    def committed(self) -> None:
        """Hear that the database changed."""
        ...

    def note(self, what: str) -> None:
        """Write a line into the trace."""
        ...


class Life:
    """The life of one process: which tasks are its own, and whether it is over."""

    def __init__(self, name: str, ground: Ground, on_death: Callable[[], None]) -> None:
        """Begin to live; `on_death` is called at once when it dies."""
        self.name = name
        self.over = False
        self._ground = ground
        self._on_death = on_death
        self._tasks: dict[asyncio.Task[Any], None] = {}

    def spawn(self, work: Coroutine[Any, Any, Any], *, somebody_waits: bool = False) -> asyncio.Task[Any]:
        """Run something as part of this process; whatever it starts belongs to the process, too."""
        context = copy_context()
        context.run(_LIFE.set, self)
        context.run(_SOMEBODY_WAITS.set, somebody_waits)
        return asyncio.get_running_loop().create_task(_mortal(work), context=context)

    def owns(self, task: asyncio.Task[Any]) -> None:
        """Take a task that ends with the process."""
        self._tasks[task] = None
        task.add_done_callback(self._forget)

    async def reach(self, point: str) -> None:
        """Get to a named point; the process may die there, or stand still for a while.

        Raises:
            Died: this was its last point.
        """
        if self.over:
            raise Died(self.name)
        faults = self._ground.faults
        if faults.crashes():
            self._ground.note(f"{self.name} dies {point}")
            self.die()
            raise Died(self.name)
        if point in _MAY_STALL and not _SOMEBODY_WAITS.get() and faults.happens(faults.rates.stall):
            seconds = faults.between(*STALLED)
            self._ground.note(f"{self.name} stands still {point} for {seconds:.0f} s")
            await asyncio.sleep(seconds)
            if self.over:
                raise Died(self.name)

    def die(self) -> None:
        """End at once: every task of the process is cancelled where it stands."""
        if self.over:
            return
        self.over = True
        current = asyncio.current_task()
        for task in list(self._tasks):
            if task is not current:
                task.cancel()
        self._on_death()

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._tasks.pop(task, None)
        if not task.cancelled():
            task.exception()  # seen: asyncio need not warn


_LIFE: ContextVar[Life | None] = ContextVar("life", default=None)
_SOMEBODY_WAITS: ContextVar[bool] = ContextVar("somebody_waits", default=False)
# After these a frozen process is fenced off by leases; between its last look at the lease and the request on the
# wire nobody could stop it, so there it does not freeze.
_MAY_STALL = frozenset({"after commit", "after send"})


def task_factory(
    loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], **options: Any
) -> asyncio.Task[Any]:
    """Return a task that dies with the process that started it."""
    task = asyncio.Task(work, loop=loop, **options)
    context = options.get("context")
    life = _LIFE.get() if context is None else context.get(_LIFE)
    if life is not None:
        life.owns(task)
    return task


def outside(doing: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Run something that belongs to no process, whoever caused it."""
    return asyncio.get_running_loop().create_task(doing, context=Context())


class MachineStore:
    """`bot.ports.Store` as one process reaches it."""

    def __init__(self, inner: Store, life: Life, ground: Ground) -> None:
        """Open the transactions of this store."""
        self._inner, self._life, self._ground = inner, life, ground

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Work]:
        """Open a transaction that may write; the process may die before and after its commit."""
        faults = self._ground.faults
        if faults.database_fails(faults.rates.locked):
            await asyncio.sleep(5.0)
            raise Unavailable("the database stayed locked")
        async with self._inner.write() as work:
            yield work
            await self._life.reach("before commit")
            if faults.database_fails(faults.rates.disk_full):
                raise Unavailable("the disk is full")
        self._ground.committed()
        await self._life.reach("after commit")

    def read(self) -> AbstractAsyncContextManager[Work]:
        """Open a transaction that only reads."""
        return self._inner.read()

    def when_stirred(self, call: Callable[[], None]) -> None:
        """Wake the process that asked last: others find new work at their next beat."""
        self._inner.when_stirred(call)

    async def scrub(self) -> None:
        """Empty what the engine keeps beside the tables."""
        await self._inner.scrub()

    async def close(self) -> None:
        """Leave the database open: others use it."""


class MachineSender:
    """A sender as one process reaches it: it may die before the request and before the answer is read."""

    def __init__(self, inner: Sender, life: Life) -> None:
        """Send with this sender."""
        self._inner, self._life = inner, life

    async def send(self, envelope: Envelope) -> Sent:
        """Post the letter once; return where it went."""
        await self._life.reach("before send")
        try:
            sent = await self._inner.send(envelope)
        except SendError:
            await self._life.reach("after send")
            raise
        await self._life.reach("after send")
        return sent

    async def find(self, envelope: Envelope) -> Sent | None:
        """Return where the letter went earlier, or None when it surely never arrived."""
        await self._life.reach("before asking")
        found = await self._inner.find(envelope)
        await self._life.reach("after asking")
        return found


class Beat:
    """One job of the metronome, without the beats at which there can be nothing to do.

    The live metronome calls a job every `seconds`; here it is called at the first such beat after `due` says that
    there is work, which is the same for everything the job does.
    """

    def __init__(
        self,
        life: Life,
        job: Callable[[], Coroutine[Any, Any, object]],
        seconds: float,
        due: Callable[[], datetime | None],
        now: Callable[[], datetime],
        free: Callable[[], bool],
    ) -> None:
        """Take the job, its interval, when it has work, the machine's clock, and whether the database can be read."""
        self._life, self._job, self._seconds, self._due, self._now = life, job, seconds, due, now
        self._free = free
        self._begun = asyncio.get_running_loop().time()
        self._timer: asyncio.TimerHandle | None = None
        self._busy = False

    def poke(self) -> None:
        """Look anew when there is work: something changed."""
        if self._busy or self._life.over:
            return
        loop = asyncio.get_running_loop()
        if not self._free():
            loop.call_soon(self.poke)
            return
        due = self._due()
        beat = None if due is None else self._beat_after(due, loop.time())
        if self._timer is not None and self._timer.when() != beat:
            self._timer.cancel()
            self._timer = None
        if self._timer is None and beat is not None:
            self._timer = loop.call_at(beat, self._fire)

    def stop(self) -> None:
        """Beat no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _beat_after(self, due: datetime, here: float) -> float:
        wait = max((due - self._now()) / timedelta(seconds=1), 0.0)
        beats = int((here + wait - self._begun) // self._seconds) + 1
        return self._begun + beats * self._seconds

    def _fire(self) -> None:
        self._timer = None
        if not self._life.over:
            self._busy = True
            self._life.spawn(self._run())

    async def _run(self) -> None:
        with suppress(Unavailable):
            await self._job()
        self._busy = False
        self.poke()


async def _mortal(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        return await work
    except Died:
        return None
