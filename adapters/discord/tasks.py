"""Work of our own that goes on in the background and is finished before the bot stops."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from time import monotonic
from typing import TypeVar

T = TypeVar("T")


class Tasks:
    """The tasks under way. What is spawned must handle its own failures (see `attempt`)."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[object]] = set()

    def spawn(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """Start work and keep hold of it until it is done."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def drain(self, seconds: float) -> int:
        """Wait until everything is done, at most `seconds`; cancel the rest and return how many that were."""
        end = monotonic() + seconds
        while self._running and (left := end - monotonic()) > 0:
            await asyncio.wait(set(self._running), timeout=left)
        late = set(self._running)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)


async def attempt(work: Awaitable[T]) -> T | Exception:
    """Return what the work returns, or the exception it raised (as a value; cancelling goes through)."""
    [outcome] = await asyncio.gather(work, return_exceptions=True)
    if isinstance(outcome, BaseException) and not isinstance(outcome, Exception):
        raise outcome
    return outcome
