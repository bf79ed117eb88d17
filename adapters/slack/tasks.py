"""Work that was begun and not waited for: owned, guarded, and finished before the bot stops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

import structlog

from bot.errors import where

log = structlog.get_logger(__name__)
T = TypeVar("T")
Work = Coroutine[Any, Any, T]
Otherwise = Callable[[], Coroutine[Any, Any, None]]


class Tasks:
    """The tasks of one adapter: what must be finished lives here, since Bolt keeps no hold of its own."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Work[T], name: str, otherwise: Otherwise | None = None) -> asyncio.Task[T]:
        """Begin some work; when it fails the failure is logged, and `otherwise` done instead."""
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(partial(self._ended, otherwise=otherwise))
        return task

    async def drain(self, seconds: float) -> int:
        """Wait for all work, also for what it begins meanwhile; return how many tasks had to be cut off."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self._running and loop.time() < end:
            await asyncio.wait(set(self._running), timeout=end - loop.time())
        late = set(self._running)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if late:
            log.warning("work_cut_off", tasks=len(late))
        return len(late)

    def _ended(self, task: asyncio.Task[Any], otherwise: Otherwise | None) -> None:
        self._running.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        log.error("task_failed", task=task.get_name(), error=type(error).__name__, at=where(error))
        if otherwise is not None:
            self.start(otherwise(), f"{task.get_name()}_otherwise")
