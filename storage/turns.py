"""Whose turn it is to write."""

from __future__ import annotations

import asyncio
from types import TracebackType


class Turns:
    """An async context that lets one task in at a time, in the order they came."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None

    async def __aenter__(self) -> None:
        """Wait for the turn.

        Raises:
            RuntimeError: this task has its turn already, and would wait for itself for ever.
        """
        task = asyncio.current_task()
        if task is not None and self._holder is task:
            raise RuntimeError("a transaction was opened within another one: use the Work that is open")
        await self._lock.acquire()
        self._holder = task

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._holder = None
        self._lock.release()
