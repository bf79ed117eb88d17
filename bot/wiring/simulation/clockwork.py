"""Virtual time: an event loop that never waits, and the clocks that read it."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from typing import TypeVar, TypeVarTuple, Unpack

# Two weeks later the clocks begin to change: Lord Howe, Apia no more, Europe, Cairo, then America.
BEGINS = datetime(2026, 9, 28, 6, 0, tzinfo=UTC)


T = TypeVar("T")
Given = TypeVarTuple("Given")


class Stuck(Exception):
    """Everybody waits and nothing is planned: time would never move again."""


class _Jumping(selectors.SelectSelector):
    """A selector that lets time pass instead of waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Move time on to the next timer; there is no input to wait for."""
        if timeout is None:
            raise Stuck("nothing is planned, and somebody waits")
        self.now += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose seconds cost nothing: it jumps from timer to timer, always in the same order."""

    def __init__(self) -> None:
        """Begin at second 0."""
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return the virtual seconds since the loop began."""
        return self._jumping.now

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[Given]], T], *args: *Given
    ) -> asyncio.Future[T]:
        """Return the result of what would run in a thread, run at once: threads know nothing of virtual time."""
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whatever breaks, breaks for whoever waits for it
            done.set_exception(error)
        return done


def moment(seconds: float) -> datetime:
    """Return the true moment of a virtual second, in UTC."""
    return BEGINS + timedelta(seconds=seconds)


class MachineClock:
    """The clock of the machine the bot runs on: true time, until somebody steps it."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        """Take what counts the true seconds."""
        self._seconds = seconds
        self.wrong_by = timedelta()

    def now(self) -> datetime:
        """Return what the machine takes for the current moment, in UTC."""
        return moment(self._seconds()) + self.wrong_by
