"""Calls that end even when nobody waits for them any more."""

from __future__ import annotations

import asyncio
import gc

import pytest

from storage.steady import finished, steady


class Work:
    """A call in two halves: the second begins when it is told to."""

    def __init__(self, *, fails: bool = False, waits: bool = True) -> None:
        self.waits = waits
        self.steps: list[str] = []
        self.tasks: set[asyncio.Task[object]] = set()
        self.go_on = asyncio.Event()
        self._fails = fails

    @steady
    async def do(self) -> str:
        self.steps.append("begun")
        self.tasks = asyncio.all_tasks()
        await self.go_on.wait()
        self.steps.append("ended")
        if self._fails:
            raise LookupError
        return "done"


async def test_a_steady_call_returns_what_it_returns_and_raises_what_it_raises() -> None:
    fine, wrong = Work(), Work(fails=True)
    fine.go_on.set()
    wrong.go_on.set()
    assert await fine.do() == "done"
    with pytest.raises(LookupError):
        await wrong.do()


@pytest.mark.parametrize("times", [1, 2, 3])
async def test_a_cancelled_call_ends_before_its_task_does_however_often_it_is_cancelled(times: int) -> None:
    work = Work()
    task = asyncio.create_task(work.do())
    for _ in range(times):
        await _settled()
        task.cancel()
    await _settled()
    assert (work.steps, task.done()) == (["begun"], False)
    work.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.steps == ["begun", "ended"]


async def test_a_call_that_fails_after_its_task_was_cancelled_alarms_nobody() -> None:
    alarms: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, alarm: alarms.append(alarm))
    work = Work(fails=True)
    task = asyncio.create_task(work.do())
    await _settled()
    task.cancel()
    work.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    del task
    gc.collect()
    assert (work.steps, alarms) == (["begun", "ended"], [])


async def test_where_nothing_waits_a_call_runs_in_the_task_that_makes_it() -> None:
    work = Work(waits=False)
    work.go_on.set()
    before = asyncio.all_tasks()
    assert await work.do() == "done"
    assert work.tasks == before


async def test_a_call_that_is_cancelled_from_within_is_cancelled() -> None:
    async def gives_up() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await finished(gives_up())


async def _settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)
