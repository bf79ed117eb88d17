"""How Alembic connects: by its own connection, everything in one transaction.

A developer makes the next revision with
`alembic -c storage/migrations/alembic.ini revision --autogenerate -m "what changes"`.
"""

from __future__ import annotations

import asyncio
from typing import Literal

from alembic import context
from sqlalchemy import Connection, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

from storage.errors import SchemaError
from storage.tables import metadata

_ONE_AT_A_TIME = 0xB07_4A75  # the number of our advisory lock on PostgreSQL


def migrate(connection: Connection) -> None:
    """Run the revisions that are missing, then look for rows that lost what they refer to."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=_in_plain_types,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
        raise SchemaError("The upgrade would lose rows, so nothing was changed: please report this.")


async def connect_and_migrate(url: str) -> None:
    """Migrate the database at an address."""
    engine = create_async_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _set_up)
        event.listen(engine.sync_engine, "begin", _begin)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


def _set_up(connection: DBAPIConnection, _: object) -> None:
    """Keep foreign keys off: with them, rebuilding a parent table silently deletes its children."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _in_plain_types(kind: str, item: object, _: object) -> str | Literal[False]:
    """Return how a new revision spells a column's type: without our own and SQLModel's classes, which may change."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


URL = context.config.attributes.get("url") or context.config.get_main_option("sqlalchemy.url", "")
asyncio.run(connect_and_migrate(URL))
