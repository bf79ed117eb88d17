"""The metronome: at work from the first moment, awake when called, stopped without losing a letter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import pytest
from structlog.typing import EventDict

from bot.errors import Unavailable
from bot.ports import Due, DueKind, Envelope, LetterState, Refused, Store, Work
from scheduler import runner as metronome
from scheduler.runner import Runner
from tests.delivery.worlds import DAY, NOW, SECOND, WEEK, Killed, Office, note

FAST = 1000.0
PATIENCE = 5.0


class Flickering:
    """A store that is gone for the first few transactions."""

    def __init__(self, store: Store, failures: int) -> None:
        self._store, self.failures = store, failures

    def write(self) -> AbstractAsyncContextManager[Work]:
        """Open a transaction, if the store is back."""
        self._flicker()
        return self._store.write()

    def read(self) -> AbstractAsyncContextManager[Work]:
        """Open a transaction that reads, if the store is back."""
        self._flicker()
        return self._store.read()

    async def scrub(self) -> None:
        """Do nothing."""

    def when_stirred(self, call: Callable[[], None]) -> None:
        """Call this after commits that bring work."""
        self._store.when_stirred(call)

    async def close(self) -> None:
        """Close the store."""
        await self._store.close()

    def _flicker(self) -> None:
        if self.failures:
            self.failures -= 1
            raise Unavailable("locked")


@asynccontextmanager
async def running(office: Office, store: Store | None = None, speed: float = 1.0) -> AsyncIterator[Runner]:
    """Run until the block ends."""
    one = Runner(store or office.store, office.clock, office.post, speed)
    one.start()
    yield one
    await one.stop()


async def until(happened: Callable[[], object]) -> None:
    """Wait until something happened, a few seconds at most."""
    async with asyncio.timeout(PATIENCE):
        while not happened():  # noqa: ASYNC110 - what happens does not know that it is awaited
            await asyncio.sleep(0.001)


async def until_pumped(runner: Runner, happened: Callable[[], object]) -> None:
    """Wake until something happened, within less than the metronome's beat."""
    async with asyncio.timeout(metronome.PUMP / 2):
        while not happened():
            runner.wake()
            await asyncio.sleep(0.01)


async def test_it_does_what_fell_due_while_nobody_ran_at_once(office: Office) -> None:
    one = await office.pairs()
    await office.plans(Due(kind=DueKind.ICEBREAKER, subject=one.id, next_at=NOW - SECOND))
    async with running(office) as runner:
        await until(lambda: office.chat.shown)
        assert (runner.last_tick, office.chat.keys()) == (NOW, [f"icebreaker:{one.id}"])


async def test_it_asks_about_letters_of_unknown_fate_at_once(office: Office) -> None:
    await office.queues(note("a", office.ana))
    await office.claims("died")
    await office.post.recover()
    office.clock.advance(10 * SECOND)
    async with running(office):
        await until(lambda: office.chat.shown)
    assert (office.chat.asked, office.chat.keys()) == (["a"], ["a"])


async def test_it_pumps_when_woken_and_does_not_wait_for_its_beat(office: Office) -> None:
    async with running(office) as runner:
        await until(lambda: runner.last_tick)
        await office.queues(note("a", office.ana))
        runner.wake()
        before = asyncio.get_running_loop().time()
        await until(lambda: office.chat.shown)
    assert asyncio.get_running_loop().time() - before < metronome.PUMP / 2


async def test_it_sends_on_its_own_beat_when_nobody_wakes_it(office: Office) -> None:
    async with running(office, speed=FAST) as runner:
        await until(lambda: runner.last_tick)
        await office.queues(note("a", office.ana))
        await until(lambda: office.chat.shown)
    assert office.chat.shown == {"a": 1}


async def test_it_goes_on_when_the_store_comes_back(office: Office, said: list[EventDict]) -> None:
    await office.queues(note("a", office.ana))
    store = Flickering(office.store, failures=4)
    office.post.store = store
    async with running(office, store, FAST) as runner:
        await until(lambda: runner.last_tick and office.chat.shown)
    assert (store.failures, office.chat.shown) == (0, {"a": 1})
    assert [one["event"] for one in said].count("store_unavailable") == 4


async def test_it_can_be_woken_again_after_a_pump_that_broke(office: Office) -> None:
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # it would be logged
    await office.queues(note("a", office.ana))
    office.chat.troubles = [Killed()]
    async with running(office) as runner:
        runner.wake()
        await until(lambda: office.chat.offered)
        await office.queues(note("b", office.ana))
        await until_pumped(runner, lambda: office.chat.shown)
    assert office.chat.shown == {"b": 1}


@pytest.mark.parametrize("woken", [True, False])
async def test_it_stops_when_the_letter_in_flight_is_recorded_and_sends_no_other(
    office: Office, *, woken: bool
) -> None:
    in_flight, go_on = asyncio.Event(), asyncio.Event()

    async def hang(_: Envelope) -> None:
        in_flight.set()
        await go_on.wait()

    await office.queues(note("a", office.ana), note("b", office.ana))
    office.chat.meanwhile = hang
    runner = Runner(office.store, office.clock, office.post, speed=1.0 if woken else FAST)
    runner.start()
    if woken:
        runner.wake()
    async with asyncio.timeout(PATIENCE):
        await in_flight.wait()
        stopping = asyncio.create_task(runner.stop())
        await asyncio.sleep(0.02)
        assert not stopping.done()
        go_on.set()
        await stopping
    assert [await office.state(key) for key in "ab"] == [LetterState.SENT, LetterState.READY]
    assert office.chat.keys() == ["a"]


async def test_a_letter_that_takes_too_long_at_the_end_is_asked_about_after_the_restart(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_flight = asyncio.Event()

    async def hang(_: Envelope) -> None:
        in_flight.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(metronome, "LAST_LETTER", 0.01)
    await office.queues(note("a", office.ana))
    office.chat.meanwhile = hang
    async with asyncio.timeout(PATIENCE), running(office) as runner:
        runner.wake()
        await in_flight.wait()
    assert await office.state("a") is LetterState.SENDING
    assert await office.post.recover() == 1


async def test_nothing_happens_any_more_once_it_stopped(office: Office) -> None:
    async with running(office, speed=FAST) as runner:
        await until(lambda: runner.last_tick)
    await office.queues(note("a", office.ana))
    runner.wake()
    await runner.pump()
    assert await office.state("a") is LetterState.READY


async def test_one_that_was_never_started_can_be_stopped(office: Office) -> None:
    runner = Runner(office.store, office.clock, office.post)
    await runner.stop()
    assert office.post.stopping


@pytest.mark.parametrize(("speed", "span"), [(1.0, 60 * SECOND), (10.0, 600 * SECOND), (0.5, 60 * SECOND)])
async def test_it_says_whether_it_ticked_lately_by_the_clock_it_runs_on(
    office: Office, speed: float, span: timedelta
) -> None:
    runner = Runner(office.store, office.clock, office.post, speed)
    said = [runner.ticked_within(60 * SECOND)]
    await runner.tick()
    for by in (span - SECOND, SECOND):
        office.clock.advance(by)
        said.append(runner.ticked_within(60 * SECOND))
    assert said == [False, True, False]


async def test_housekeeping_forgets_what_arrived_three_days_ago_and_drafts_that_ran_out(
    office: Office,
) -> None:
    async with office.store.write() as work:
        await work.inbox.first_time("old", NOW - 3 * DAY - SECOND)
        await work.inbox.first_time("young", NOW - 3 * DAY)
        await work.drafts.keep(office.ana.id, "offer", {}, NOW - SECOND)
        kept = await work.drafts.keep(office.ana.id, "offer", {}, NOW + WEEK)
    await Runner(office.store, office.clock, office.post).housekeeping()
    async with office.store.write() as work:
        new = [await work.inbox.first_time(key, NOW) for key in ("old", "young")]
        assert (new, await work.drafts.forget_before(NOW + DAY)) == ([True, False], 0)
        assert (await work.drafts.get(kept, office.ana.id, "offer")).id == kept


async def test_housekeeping_forgets_letters_half_a_year_after_they_were_settled(office: Office) -> None:
    await office.queues(note("sent", office.ana), note("dead", office.ben))
    office.chat.troubles = [None, Refused("no")]
    await office.post.pump()
    runner = Runner(office.store, office.clock, office.post)
    known = []
    for by in (180 * DAY, SECOND):
        office.clock.advance(by)
        await runner.housekeeping()
        async with office.store.read() as work:
            known.append((await work.outbox.counts()).by_state)
    assert known == [{LetterState.SENT: 1, LetterState.DEAD: 1}, {LetterState.DEAD: 1}]
