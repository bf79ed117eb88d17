"""aiosqlite without its thread, for databases in memory: every call runs at once, in the event loop.

A file may make the loop wait for the disk, so it keeps the thread. Memory never waits, the thread's two hops for
every step cost more than the work itself, and without them the order of events is always the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from typing import ParamSpec, TypeVar

import aiosqlite
from sqlalchemy import URL

ROWS_AT_ONCE = 64
P = ParamSpec("P")
R = TypeVar("R")


class InlineConnection(aiosqlite.Connection):
    """A connection whose calls run where they are made."""

    def __await__(self) -> Generator[object, None, InlineConnection]:
        """Open the database."""
        return self._opened().__await__()

    async def _opened(self) -> InlineConnection:
        self._connection = self._connector()
        return self

    async def _execute(self, fn: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return fn(*args, **kwargs)

    def stop(self) -> None:
        """Close what is open: there is no thread to end."""
        self._running = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def is_inline(url: URL) -> bool:
    """Return whether connections to an address run their calls at once."""
    return "vfs" in url.query


def creator(url: URL, busy_seconds: float) -> Callable[[], InlineConnection]:
    """Return what opens connections to a database in memory that several share (SQLite's memdb)."""

    def connector() -> sqlite3.Connection:
        return sqlite3.connect(
            f"{url.database}?vfs=memdb",
            uri=True,
            isolation_level=None,
            timeout=busy_seconds,
            check_same_thread=False,
        )

    def create(**_: object) -> InlineConnection:
        return InlineConnection(connector, ROWS_AT_ONCE)

    return create
