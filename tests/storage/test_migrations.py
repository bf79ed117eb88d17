"""Migrations: they make the tables the code expects, keep what is stored, and run once."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from storage.errors import SchemaError
from storage.migrate import SCRIPTS, Schema, state, upgrade
from storage.schema import statements
from storage.tables import metadata
from tests.storage.conftest import opened
from tests.storage.worlds import looked_up, settle

T = TypeVar("T")


async def test_the_migrations_make_exactly_the_tables_of_the_code(migrated_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(
            compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
        )

    assert await _asked(migrated_url, differences) == []


async def test_the_migrations_make_every_check_of_the_code(migrated_url: str) -> None:
    def checks(connection: Connection) -> dict[str, set[object]]:
        found = inspect(connection).get_multi_check_constraints()
        return {table: {one["name"] for one in some} for (_, table), some in found.items() if some}

    expected = {
        table.name: {one.name for one in table.constraints if isinstance(one, CheckConstraint)}
        for table in metadata.tables.values()
    }
    assert await _asked(migrated_url, checks) == {table: names for table, names in expected.items() if names}


def test_a_database_in_memory_has_the_very_tables_of_a_migrated_file(file_path: Path) -> None:
    memory = sqlite3.connect(":memory:")
    memory.executescript(statements())
    assert _schema(memory.execute(ALL).fetchall()) == _schema(looked_up(file_path, ALL))
    memory.close()


def test_every_constraint_has_a_name() -> None:
    constraints = [one for table in metadata.tables.values() for one in table.constraints]
    assert [one for one in constraints if not one.name] == []


def test_a_file_that_is_not_there_has_no_tables_and_is_not_made_by_asking(tmp_path: Path) -> None:
    assert state(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}") is Schema.NONE
    assert list(tmp_path.iterdir()) == []


def test_the_schema_is_told_apart_by_its_revision(file_url: str, file_path: Path) -> None:
    assert state(file_url) is Schema.CURRENT
    _execute(file_path, "UPDATE alembic_version SET version_num = 'from the future'")
    assert state(file_url) is Schema.NEWER
    _execute(file_path, "DELETE FROM alembic_version")
    assert state(file_url) is Schema.NONE


async def test_a_second_run_changes_nothing_and_keeps_what_is_stored(migrated_url: str) -> None:
    async with opened(migrated_url) as store, store.write() as work:
        world = await settle(work)
    await asyncio.to_thread(upgrade, migrated_url)
    async with opened(migrated_url) as store, store.read() as work:
        assert await work.people.of_programme(world.programme.id) == list(world.members)


async def test_an_older_file_is_copied_then_upgraded_with_every_row(
    file_url: str, file_path: Path, next_revision: Path
) -> None:
    async with opened(file_url) as store, store.write() as work:
        await settle(work, "Ana", "Ben", "Cy")
    (next_revision / "versions" / "next_nickname.py").write_text(REVISION.format(change=NICKNAME))
    assert await asyncio.to_thread(lambda: state(file_url, scripts=next_revision)) is Schema.OLD
    before = _counted(file_path)
    await asyncio.to_thread(lambda: upgrade(file_url, scripts=next_revision))
    assert await asyncio.to_thread(lambda: state(file_url, scripts=next_revision)) is Schema.CURRENT
    assert _counted(file_path) == before
    assert before["address"] == 3
    assert looked_up(file_path, "SELECT DISTINCT nickname FROM member") == [("",)]
    copy = file_path.with_name(f"bothways.db.{HEAD}.bak")
    assert _counted(copy) == before
    assert "nickname" not in str(looked_up(copy, "SELECT sql FROM sqlite_master WHERE name = 'member'"))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


async def test_an_upgrade_that_would_lose_rows_changes_nothing(
    file_url: str, file_path: Path, next_revision: Path
) -> None:
    async with opened(file_url) as store, store.write() as work:
        await settle(work)
    before = _counted(file_path)
    (next_revision / "versions" / "next_careless.py").write_text(
        REVISION.format(change='op.execute("DELETE FROM member")')
    )
    with pytest.raises(SchemaError, match="nothing was changed"):
        await asyncio.to_thread(lambda: upgrade(file_url, scripts=next_revision))
    assert _counted(file_path) == before
    assert state_of(file_path) == HEAD


async def test_an_upgrade_that_stops_half_way_changes_nothing(
    file_url: str, file_path: Path, next_revision: Path
) -> None:
    change = NICKNAME + "    raise RuntimeError\n"
    (next_revision / "versions" / "next_broken.py").write_text(REVISION.format(change=change))
    with pytest.raises(RuntimeError):
        await asyncio.to_thread(lambda: upgrade(file_url, scripts=next_revision))
    assert "nickname" not in str(looked_up(file_path, "SELECT sql FROM sqlite_master WHERE name = 'member'"))
    assert state_of(file_path) == HEAD


def test_two_processes_that_upgrade_at_once_both_end_well(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'bothways.db'}"
    call = [sys.executable, "-c", f"from storage.migrate import upgrade; upgrade({url!r})"]
    both = [subprocess.Popen(call), subprocess.Popen(call)]
    assert [one.wait() for one in both] == [0, 0]
    assert state(url) is Schema.CURRENT


ALL = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"

NICKNAME = """with op.batch_alter_table("member") as table:
        table.add_column(sa.Column("nickname", sa.String(), nullable=False, server_default=""))
        table.alter_column("bio", new_column_name="story")
"""

HEAD = ScriptDirectory(str(SCRIPTS)).get_current_head()

REVISION = f"""
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{HEAD}"


def upgrade() -> None:
    {{change}}
"""


@pytest.fixture
def next_revision(tmp_path: Path) -> Path:
    """Return a copy of the migrations to add a revision to."""
    ours = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(SCRIPTS, tmp_path / "migrations", ignore=ours))


def state_of(file: Path) -> object:
    return looked_up(file, "SELECT version_num FROM alembic_version")[0][0]


def _counted(file: Path) -> dict[str, object]:
    return {
        table: looked_up(file, f'SELECT count(*) FROM "{table}"')[0][0]  # noqa: S608
        for table in metadata.tables
    }


def _schema(rows: Iterable[tuple[object, ...]]) -> dict[str, list[str]]:
    """Return the lines of every table's and index's SQL, in whatever order and without quotes, by name."""
    return {
        str(name): sorted(line.strip(" ,\t") for line in str(sql).replace('"', "").splitlines())
        for name, sql in rows
    }


def _execute(file: Path, statement: str) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute(statement)
    connection.close()


async def _asked(url: str, question: Callable[[Connection], T]) -> T:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(question)
    finally:
        await engine.dispose()
