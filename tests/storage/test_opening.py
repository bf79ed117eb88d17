"""Opening a store: what is made, what is refused, and in which words."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import Unavailable
from storage.database import InUse, SchemaError, StorageError, open_store
from storage.filelock import FileLock
from tests.storage.conftest import opened
from tests.storage.worlds import NOW, contents, settle

HOLDER = """
import pathlib, sys
from storage.filelock import FileLock
lock = FileLock(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


async def test_a_missing_file_is_made_with_its_folder_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "data" / "bothways.db"
    async with opened(f"sqlite+aiosqlite:///{file}") as store, store.write() as work:
        await settle(work)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_what_was_written_is_there_when_the_file_is_opened_again(file_url: str) -> None:
    async with opened(file_url) as store, store.write() as work:
        world = await settle(work)
    async with opened(file_url) as store, store.read() as work:
        assert await work.people.get(world.ana.id) == world.ana


async def test_every_store_in_memory_is_a_new_one() -> None:
    async with opened("sqlite+aiosqlite://") as one, opened("sqlite+aiosqlite:///:memory:") as other:
        async with one.write() as work:
            await work.inbox.first_time("Ev1", NOW)
        async with other.write() as work:
            assert await work.inbox.first_time("Ev1", NOW)


@pytest.mark.parametrize(
    "url", ["", "bothways.db", "sqlite:///bothways.db", "mysql://x/y", "postgresql://u:p@h/d"]
)
async def test_an_address_of_another_kind_is_refused_in_one_sentence_without_its_password(url: str) -> None:
    with pytest.raises(StorageError, match=r"^database\.url is neither .* nor .*\.$") as refused:
        await open_store(url)
    assert "u:p" not in str(refused.value)


async def test_a_file_that_is_no_database_is_told_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Ana, " * 100)
    with pytest.raises(StorageError, match=r"letter\.txt is not a SQLite database"):
        await open_store(f"sqlite+aiosqlite:///{file}")
    assert file.read_text() == "Dear Ana, " * 100


async def test_a_folder_in_place_of_the_file_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await open_store(f"sqlite+aiosqlite:///{tmp_path}")


async def test_a_newer_database_is_refused_and_stays_as_it_is(file_url: str, file_path: Path) -> None:
    _stamp(file_path, "9999")
    before = contents(file_path)
    with pytest.raises(SchemaError, match="newer Bothways"):
        await open_store(file_url)
    assert contents(file_path) == before


async def test_a_python_with_an_old_sqlite_is_told_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(StorageError, match=r"needs 3\.36 or newer"):
        await open_store("sqlite+aiosqlite://")


async def test_one_file_has_one_owner(file_url: str, file_path: Path) -> None:
    owner = await open_store(file_url, exclusive=True)
    with pytest.raises(InUse, match=r"bothways\.db is in use by another Bothways process"):
        await open_store(file_url, exclusive=True)
    await owner.close()
    again = await open_store(file_url, exclusive=True)
    await again.close()


def test_a_file_whose_owner_was_killed_is_free(file_path: Path) -> None:
    call = [sys.executable, "-c", HOLDER, str(file_path)]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "held\n"
        with pytest.raises(InUse):
            FileLock(file_path)
        owner.kill()
    FileLock(file_path).release()


async def test_a_refused_opening_lets_the_next_process_in(file_url: str, file_path: Path) -> None:
    _stamp(file_path, "9999")
    for _ in range(2):
        with pytest.raises(SchemaError):
            await open_store(file_url, exclusive=True)


async def test_postgresql_without_tables_is_refused_unless_told_to_make_them(
    empty_postgresql_url: str,
) -> None:
    with pytest.raises(SchemaError, match="bothways db upgrade"):
        await open_store(empty_postgresql_url)
    store = await open_store(empty_postgresql_url, create=True)
    async with store.write() as work:
        await settle(work)
    await store.close()


def _stamp(file: Path, revision: str) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
