"""Calls that run to their end even when the task that waits for them is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar


class MayWait(Protocol):
    """Something whose calls wait for a disk or a server, unless `waits` is False."""

    @property
    def waits(self) -> bool:
        """False where no call ever gives way to another task, so that none can be cancelled halfway."""
        ...


S = TypeVar("S", bound=MayWait)
P = ParamSpec("P")
T = TypeVar("T")


async def finished(call: Coroutine[object, object, T]) -> T:
    """Return what the call returns; when cancelled meanwhile, wait for its end and be cancelled then.

    SQLAlchemy throws a connection away whose task is cancelled in the middle of a statement. The statement's
    cursor lives on in the traceback, and with it SQLite's lock on the database.
    """
    task = asyncio.create_task(call)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await _end_of(task)
        raise


def steady(
    method: Callable[Concatenate[S, P], Coroutine[object, object, T]],
) -> Callable[Concatenate[S, P], Coroutine[object, object, T]]:
    """Return a method whose calls are finished."""

    @wraps(method)
    async def call(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        begun = method(self, *args, **kwargs)
        return await (finished(begun) if self.waits else begun)

    return call


async def _end_of(task: asyncio.Task[T]) -> None:
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            continue
    if not task.cancelled():
        task.exception()  # seen, so that asyncio does not warn about it
