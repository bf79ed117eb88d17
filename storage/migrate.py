"""Bringing the tables of a database to this version, forwards only."""

from __future__ import annotations

import asyncio
import sqlite3
from enum import Enum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine, inspect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.engines import file_of, parsed

SCRIPTS = Path(__file__).parent / "migrations"


class Schema(Enum):
    """How the tables of a database stand to this version of Bothways."""

    NONE = "none"
    OLD = "old"
    CURRENT = "current"
    NEWER = "newer"


def state(url: str, *, scripts: Path = SCRIPTS) -> Schema:
    """Return how the tables stand to this version; a SQLite file that is not there has none.

    Must not be called within a running event loop (give it a thread).
    """
    return _compare(_revision(url), scripts)


def upgrade(url: str, *, scripts: Path = SCRIPTS) -> None:
    """Bring the tables to this version, all in one transaction; nothing happens when they are current.

    A SQLite file that holds older tables is copied beside itself first, as `NAME.REVISION.bak`. Must not be
    called within a running event loop (give it a thread).

    Raises:
        StorageError: the address is not one of ours.
    """
    revision = _revision(url)
    file = file_of(parsed(url))
    if file is not None:
        _make_private(file)
        if _compare(revision, scripts) is Schema.OLD:
            _back_up(file, file.with_name(f"{file.name}.{revision}.bak"))
    command.upgrade(_config(url, scripts), "head")


def _compare(revision: str | None, scripts: Path) -> Schema:
    revisions = ScriptDirectory(str(scripts))
    if revision is None:
        return Schema.NONE
    if revision == revisions.get_current_head():
        return Schema.CURRENT
    known = {script.revision for script in revisions.walk_revisions()}
    return Schema.OLD if revision in known else Schema.NEWER


def _revision(url: str) -> str | None:
    file = file_of(parsed(url))
    if file is None:
        return asyncio.run(_read_revision(url))
    return _file_revision(file) if file.exists() else None


def _file_revision(file: Path) -> str | None:
    engine = create_engine(URL.create("sqlite", database=str(file)), poolclass=NullPool)
    with engine.connect() as connection:
        return _revision_of(connection)


async def _read_revision(url: str) -> str | None:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_revision_of)
    finally:
        await engine.dispose()


def _revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return MigrationContext.configure(connection).get_current_revision()


def _make_private(file: Path) -> None:
    """Make the file and its folder before SQLite does: only its owner may read what members said."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)


def _back_up(file: Path, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    copy.touch(mode=0o600)
    connection = sqlite3.connect(file)
    try:
        connection.execute("VACUUM INTO ?", (str(copy),))
    finally:
        connection.close()


def _config(url: str, scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["url"] = url
    return config
