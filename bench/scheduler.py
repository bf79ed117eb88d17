"""How a tick and a pump grow with what is stored, beside APScheduler's own SQLAlchemy job store, in one run.

`python -m bench.scheduler [ROWS ...]` prints CPU milliseconds of the process for each step and for how long the event
loop stood still at most, on SQLite files: an empty tick, a tick with 100 rows due, an empty pump, and a pump that
sends, with so many due rows and twice as many letters stored (half of them dropped, half ready). Then the job
store: the same number of jobs, 100 of them due. Nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import create_engine, event

from bench.rounds import Nowhere
from bot.demo.clock import HandClock
from bot.model.community import Platform, Settings
from bot.ports import Due, DueKind, Letter, LetterKind, Store, ToMember
from bot.ui import Card
from scheduler.due import tick
from scheduler.hand import no_pause
from scheduler.post import Post
from storage.database import open_store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SIZES = (1_000, 10_000, 100_000)
CHUNK = 5_000
DUE = 100
BEAT = 0.001
MOST_JOBS = (
    10_000  # adding 100,000 jobs to the job store takes minutes, and then every look reads them one by one
)


@dataclass
class Cost:
    """What a step cost: the process's CPU seconds, and the longest the event loop stood still."""

    cpu: float
    stalled: float


async def measured(step: Callable[[], Awaitable[object]], times: int = 5) -> Cost:
    """Return what a step cost at best: neighbours on the machine only ever add to it."""
    costs = [await _once(step) for _ in range(times)]
    return Cost(min(cost.cpu for cost in costs), min(cost.stalled for cost in costs))


async def _once(step: Callable[[], Awaitable[object]]) -> Cost:
    pulse = asyncio.create_task(_longest_gap(done := asyncio.Event()))
    await asyncio.sleep(0)
    begun = time.process_time()
    await step()
    cpu = time.process_time() - begun
    done.set()
    return Cost(cpu, await pulse)


async def _longest_gap(done: asyncio.Event) -> float:
    longest, before = 0.0, time.perf_counter()
    while not done.is_set():
        await asyncio.sleep(BEAT)
        now = time.perf_counter()
        longest, before = max(longest, now - before - BEAT), now
    return longest


@asynccontextmanager
async def filled(folder: Path, size: int) -> AsyncIterator[tuple[Store, HandClock]]:
    """Open a store with so many rows for later, as many letters sent, and as many ready."""
    store = await open_store(f"sqlite+aiosqlite:///{folder / f'{size}.sqlite'}")
    async with store.write() as work:
        home = await work.communities.add(Platform.SLACK, "T1", "Acme", "en")
        await work.communities.add_programme(home.id, "C1", "mentors", Settings())
        member = await work.people.add(home.id, "U1", "Ana", "UTC", "en")
    for start in range(0, size, CHUNK):
        numbers = range(start, min(start + CHUNK, size))
        async with store.write() as work:
            await work.schedule.put(_due(n, NOW + timedelta(days=7)) for n in numbers)
            await work.outbox.post(_letter(f"old:{n}", member.id) for n in numbers)
            await work.outbox.cancel(key_prefix="old:")
            await work.outbox.post(_letter(f"new:{n}", member.id) for n in numbers)
    try:
        yield store, HandClock(NOW)
    finally:
        await store.close()


async def _hundred_due(store: Store) -> None:
    """Do what a tick does around its handlers: find what is due and move each row on."""
    async with store.write() as work:
        for row in await work.schedule.due(NOW + timedelta(days=8), DUE):
            await work.schedule.advance(row, NOW + timedelta(days=7))


def _due(subject: int, at: datetime) -> Due:
    return Due(kind=DueKind.ICEBREAKER, subject=subject, next_at=at)


def _letter(key: str, member: int) -> Letter:
    return Letter(
        key=key,
        to=ToMember(member),
        kind=LetterKind.NOTICE,
        card=Card("Hello"),
        not_before=NOW,
        even_if_away=True,
    )


async def ours(folder: Path, size: int) -> None:
    """Print what our tick and pump cost with so much stored."""
    async with filled(folder, size) as (store, clock):
        post = Post(store, clock, {Platform.SLACK: Nowhere()}, owner="bench", pause=no_pause)
        await tick(store, clock)
        empty = await measured(lambda: tick(store, clock))
        full = await measured(lambda: _hundred_due(store))
        await post.pump()
        pump = await measured(post.pump)
        print(f"{size:>9,}{_shown(empty)}{_shown(full)}{_shown(pump)}", flush=True)


def theirs(folder: Path, size: int) -> None:
    """Print what APScheduler's own job store costs with so many jobs: all of it within the event loop."""
    engine = create_engine(f"sqlite:///{folder / f'jobs-{size}.sqlite'}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA journal_mode = WAL"))
    store = SQLAlchemyJobStore(engine=engine)
    scheduler = AsyncIOScheduler(jobstores={"default": store}, timezone="UTC")
    begun = time.process_time()
    for number in range(size):
        at = datetime.now(UTC) + (timedelta(0) if number < DUE else timedelta(days=7))
        scheduler.add_job(nothing, "interval", weeks=1, next_run_time=at, id=str(number))
    scheduler.start(paused=True)
    added = time.process_time() - begun
    begun = time.process_time()
    for job in store.get_due_jobs(datetime.now(UTC)):
        job._modify(next_run_time=datetime.now(UTC) + timedelta(days=7))
        store.update_job(job)
    print(f"{size:>9,}{added * 1e3:>14,.0f}{(time.process_time() - begun) * 1e3:>14,.1f}", flush=True)
    scheduler.shutdown(wait=False)
    engine.dispose()


def nothing() -> None:
    """Be a job."""


def _shown(cost: Cost) -> str:
    return f"{cost.cpu * 1e3:>12,.1f}{cost.stalled * 1e3:>9,.1f}"


async def main() -> None:
    """Run with the sizes given."""
    sizes = [int(one) for one in sys.argv[1:]] or list(SIZES)
    with TemporaryDirectory() as name:
        print("Bothways: CPU ms, and ms of event loop (longest)")
        print(
            f"{'stored':>9}{'empty tick':>12}{'loop':>9}{'100 due':>12}{'loop':>9}{'pump of 10':>12}{'loop':>9}"
        )
        for size in sizes:
            await ours(Path(name), size)
        print("APScheduler 3.11, SQLAlchemyJobStore on SQLite (WAL): CPU ms, all of them event loop")
        print(f"{'jobs':>9}{'to add':>14}{'100 due':>14}")
        for size in [one for one in sizes if one <= MOST_JOBS]:
            theirs(Path(name), size)


if __name__ == "__main__":
    asyncio.run(main())
