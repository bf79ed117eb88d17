"""The store: one transaction at a time for those who write, any number for those who read."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, closing, nullcontext
from pathlib import Path

from sqlalchemy import URL, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import ORMExecuteState
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.errors import Unavailable
from bot.ports import Work
from storage import engines
from storage.errors import InUse, SchemaError, StorageError
from storage.filelock import FileLock
from storage.glass import Glass
from storage.inline import is_inline
from storage.repositories.base import AT_ONCE
from storage.schema import statements
from storage.steady import finished
from storage.turns import Turns
from storage.work import SqlWork

__all__ = ["InUse", "SchemaError", "SqlStore", "StorageError", "open_store", "open_watched"]

BUSY_SECONDS = 5.0
OLDEST_SQLITE = (3, 36)  # several connections to one database in memory

# SQLite: busy, locked, I/O error, disk full, cannot open. All else is a mistake of ours and stays visible.
_SQLITE_GONE = {5, 6, 10, 13, 14}
# PostgreSQL: connection lost, rolled back for another one, out of resources, lock not available, shut down.
_POSTGRESQL_GONE = ("08", "40", "53", "55", "57")

Turn = AbstractAsyncContextManager[None]


class SqlStore:
    """`bot.ports.Store` on SQLite or PostgreSQL.

    On SQLite one task at a time writes, in the order they came, and readers see the state before it; in
    memory readers take turns with it too. On PostgreSQL any number write, and rows and versions guard them.
    """

    def __init__(
        self,
        writer: AsyncEngine,
        reader: AsyncEngine,
        *,
        turn_to_write: Turn,
        turn_to_read: Turn,
        at_close: Callable[[], None] = lambda: None,
        file: Path | None = None,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._turn_to_write = turn_to_write
        self._turn_to_read = turn_to_read
        self._at_close = at_close
        self._file = file
        self._stirred: Callable[[], None] = _nothing

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Work]:
        """Open a transaction that may write: committed at the end of the block, rolled back when it raises.

        Raises:
            Unavailable: the database is gone or stayed locked for 5 s; nothing was changed.
        """
        async with self._turn_to_write, _transaction(self._writer, writes=True) as work:
            yield work
        if work.stirs:
            self._stirred()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Work]:
        """Open a transaction that only reads; one that writes all the same is refused by the database.

        Raises:
            Unavailable: the database is gone or stayed locked for 5 s.
        """
        async with self._turn_to_read, _transaction(self._reader, writes=False) as work:
            yield work

    async def scrub(self) -> None:
        """Fold the write-ahead log of a SQLite file into it and empty it: older versions of rows are gone then.

        What is deleted within the file is overwritten at once (`secure_delete`). A reader in the way for 5 s leaves
        it to the next time. PostgreSQL does it in its own time (VACUUM); in memory there is nothing to do.
        """
        if self._file is not None:
            async with self._turn_to_write:
                await asyncio.to_thread(_fold, self._file)

    def when_stirred(self, call: Callable[[], None]) -> None:
        """Call this after every commit of this process that queued letters or planned moments."""
        self._stirred = call

    async def close(self) -> None:
        """Close every connection and let the next process in."""
        await self._reader.dispose()
        await self._writer.dispose()
        self._at_close()


async def open_store(
    url: str, *, create: bool = False, exclusive: bool = False, busy_seconds: float = BUSY_SECONDS
) -> SqlStore:
    """Return the store at an address, its tables ready.

    `sqlite+aiosqlite:///PATH` is made when it is missing and brought to this version after a copy beside it;
    `sqlite+aiosqlite://` is new and in memory; `postgresql+asyncpg://…` must have its tables already, unless
    `create` is set. `exclusive` keeps other processes off a SQLite file until `close()`. `busy_seconds` is
    how long to wait while somebody else holds the file.

    Raises:
        StorageError: the address is wrong, or (InUse) another process has the file.
        SchemaError: the tables belong to a newer version, or are not there.
        Unavailable: the database cannot be reached.
    """
    parts = engines.parsed(url)
    if parts.drivername == engines.POSTGRESQL:
        return await _open_postgresql(parts, create=create)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StorageError(
            f"This Python brings SQLite {sqlite3.sqlite_version}; Bothways needs 3.36 or newer."
        )
    file = engines.file_of(parts)
    if file is None:
        return _open_memory(busy_seconds)[0]
    return await _open_file(parts, file, exclusive=exclusive, busy_seconds=busy_seconds)


async def _open_postgresql(url: URL, *, create: bool) -> SqlStore:
    await _bring_up(url, may_upgrade=create)
    engine = engines.postgresql_engine(url)
    return SqlStore(engine, engine, turn_to_write=nullcontext(), turn_to_read=nullcontext())


def open_watched() -> tuple[SqlStore, Glass]:
    """Return a new store in memory, and a window on it for those who judge it from outside."""
    store, anchor = _open_memory(BUSY_SECONDS)
    anchor.execute("PRAGMA busy_timeout = 0")
    return store, Glass(anchor)


def _open_memory(busy_seconds: float) -> tuple[SqlStore, sqlite3.Connection]:
    """Open a database that lives until it is closed: as long as `anchor` is connected to it."""
    url = engines.memory()
    anchor = sqlite3.connect(f"{url.database}?vfs=memdb", uri=True, check_same_thread=False)
    anchor.executescript(statements())
    turns = Turns()
    store = SqlStore(
        engines.sqlite_engine(url, writes=True, busy_seconds=busy_seconds),
        engines.sqlite_engine(url, writes=False, busy_seconds=busy_seconds),
        turn_to_write=turns,
        turn_to_read=turns,
        at_close=anchor.close,
    )
    return store, anchor


async def _open_file(url: URL, file: Path, *, exclusive: bool, busy_seconds: float) -> SqlStore:
    with ExitStack() as held:
        if exclusive:
            held.callback(FileLock(file).release)
        await _bring_up(url, may_upgrade=True)
        return SqlStore(
            engines.sqlite_engine(url, writes=True, busy_seconds=busy_seconds),
            engines.sqlite_engine(url, writes=False, busy_seconds=busy_seconds),
            turn_to_write=Turns(),
            turn_to_read=nullcontext(),
            at_close=held.pop_all().close,
            file=file,
        )


def _fold(file: Path) -> None:
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


async def _bring_up(url: URL, *, may_upgrade: bool) -> None:
    """Bring the tables to this version, or say why that cannot be."""
    # Alembic takes a fifth of a second to import, and databases in memory never need it.
    from storage.migrate import Schema, state, upgrade

    address = url.render_as_string(hide_password=False)
    try:
        found = await asyncio.to_thread(state, address)
        if found is Schema.NEWER:
            raise SchemaError("The database was used by a newer Bothways: run that one, or restore a copy.")
        if found is Schema.CURRENT:
            return
        if not may_upgrade:
            raise SchemaError("The database lacks the tables of this Bothways: run `bothways db upgrade`.")
        await asyncio.to_thread(upgrade, address)
    except (DBAPIError, OSError) as error:
        if getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB:
            raise StorageError(f"{engines.file_of(url)} is not a SQLite database.") from error
        raise Unavailable(f"the database cannot be opened: {type(error).__name__}") from error


@asynccontextmanager
async def _transaction(engine: AsyncEngine, *, writes: bool) -> AsyncIterator[SqlWork]:
    """Open a transaction; a session that closes without commit rolls back."""
    try:
        known = {AT_ONCE: is_inline(engine.url)}
        async with AsyncSession(engine, expire_on_commit=False, autoflush=False, info=known) as session:
            event.listen(session.sync_session, "do_orm_execute", _never_stale)
            await finished(_begin(session, read_only=not writes))
            yield SqlWork(session, writes=writes)
            await finished(session.commit())
    except (DBAPIError, PoolTimeout) as error:
        if _is_gone(error):
            raise Unavailable(f"the database is not available: {type(error).__name__}") from error
        raise


async def _begin(session: AsyncSession, *, read_only: bool) -> None:
    """Begin now, not at the first statement: waiting for a lock comes before anything is decided."""
    options = {"postgresql_readonly": True} if read_only else {}
    try:
        await session.connection(execution_options=options)
    except OSError as error:
        raise Unavailable(f"the database cannot be reached: {type(error).__name__}") from error


def _nothing() -> None:
    """Nobody waits to hear that there is work."""


def _never_stale(execution: ORMExecuteState) -> None:
    """Make every query read the rows as they are, since statements change them behind the session's back."""
    if execution.is_select:
        execution.update_execution_options(populate_existing=True)
    else:
        execution.update_execution_options(synchronize_session=False)


def _is_gone(error: DBAPIError | PoolTimeout) -> bool:
    if isinstance(error, PoolTimeout) or error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_GONE
    return str(getattr(error.orig, "sqlstate", "")).startswith(_POSTGRESQL_GONE)
