"""Engines whose transactions are what they say: reads are inside, writers wait for their turn at the start.

By themselves SQLite's drivers open a transaction at the first INSERT, after the SELECT it was based on: of
1,000 contended read-then-write transactions 874 were lost. Here every transaction begins with its own BEGIN.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.errors import StorageError
from storage.inline import creator, is_inline

SQLITE, POSTGRESQL = "sqlite+aiosqlite", "postgresql+asyncpg"
READERS = 4  # SQLite connections that read beside the one writer

_memories = itertools.count(1)


def parsed(url: str) -> URL:
    """Return the address in parts.

    Raises:
        StorageError: it is not one of the two kinds of address.
    """
    try:
        parts = make_url(url)
    except ArgumentError:
        parts = URL.create("")
    if parts.drivername not in {SQLITE, POSTGRESQL}:
        raise StorageError(
            f"database.url is neither {SQLITE}:///PATH nor {POSTGRESQL}://USER:PASSWORD@HOST/NAME."
        )
    return parts


def file_of(url: URL) -> Path | None:
    """Return the SQLite file of an address; None in memory and on PostgreSQL."""
    if url.drivername != SQLITE or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def memory() -> URL:
    """Return the address of a new database in memory that several connections can share.

    A plain `:memory:` belongs to one connection: with it, readers could not be kept from writing.
    """
    database = f"file:/bothways-{next(_memories)}"
    return URL.create(SQLITE, database=database, query={"vfs": "memdb", "uri": "true"})


def sqlite_engine(url: URL, *, writes: bool, busy_seconds: float) -> AsyncEngine:
    """Return an engine for the one writer, or for the readers, of a SQLite database."""
    options: dict[str, object] = {"timeout": busy_seconds, "isolation_level": None}
    engine = create_async_engine(
        url,
        pool_size=1 if writes else READERS,
        max_overflow=0,
        connect_args=options,
        **({"async_creator": creator(url, busy_seconds)} if is_inline(url) else {}),
    )
    event.listen(engine.sync_engine, "connect", _set_up_writer if writes else _set_up_reader)
    event.listen(engine.sync_engine, "begin", _begin("BEGIN IMMEDIATE" if writes else "BEGIN"))
    return engine


def postgresql_engine(url: URL) -> AsyncEngine:
    """Return an engine for PostgreSQL: READ COMMITTED, dead connections are noticed before use."""
    return create_async_engine(url, pool_size=10, max_overflow=10, pool_timeout=5, pool_pre_ping=True)


def _begin(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


def _set_up_writer(connection: DBAPIConnection, _: object) -> None:
    _set_up(connection, "journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON")


def _set_up_reader(connection: DBAPIConnection, _: object) -> None:
    _set_up(connection, "query_only = ON")


def _set_up(connection: DBAPIConnection, *pragmas: str) -> None:
    cursor = connection.cursor()
    for pragma in ("foreign_keys = ON", *pragmas):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
