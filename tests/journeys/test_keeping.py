"""Operators tell and erase single people, make backups and put them back, on the command line."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.wiring import keeping
from tests.storage.conftest import opened
from tests.storage.worlds import settle


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the settings of a bot whose database has Ana (U1) and Ben (U2) in it."""
    database = tmp_path / "bothways.db"

    async def live() -> None:
        async with opened(f"sqlite+aiosqlite:///{database}") as store, store.write() as work:
            await settle(work, "Canaria", "Ben")

    asyncio.run(live())
    path = tmp_path / "config.yaml"
    path.write_text(f"database:\n  url: sqlite+aiosqlite:///{database}\n", "utf-8")
    return path


def bothways(config: Path, *words: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(app, [*words, "--config", str(config)])


def raw(config: Path) -> bytes:
    """Return every byte of the database's files."""
    return b"".join(one.read_bytes() for one in sorted(config.parent.glob("bothways.db*")))


def test_an_operator_erases_somebody_by_their_id(config: Path) -> None:
    assert b"Canaria" in raw(config)
    done = bothways(config, "forget", "--platform", "slack", "--id", "U1")
    assert (done.exit_code, done.stdout.strip()) == (0, "Erased: 1.")
    assert b"Canaria" not in raw(config)
    again = bothways(config, "forget", "--platform", "slack", "--id", "U1")
    assert "nothing to erase" in again.stdout


def test_an_id_of_another_platform_or_community_is_not_found(config: Path) -> None:
    for more in (("discord", "T1"), ("slack", "T2")):
        done = bothways(config, "forget", "--platform", more[0], "--id", "U1", "--community", more[1])
        assert "nothing to erase" in done.stdout
    assert b"Canaria" in raw(config)


def test_everything_about_somebody_is_printed_as_json(config: Path) -> None:
    [told] = json.loads(bothways(config, "export", "--platform", "slack", "--id", "U1").stdout)
    assert told["member"][0]["name"] == "Canaria"
    assert told["address"][0]["external_id"] == "U1"


def test_a_backup_is_private_says_until_when_it_may_be_kept_and_can_be_put_back(config: Path) -> None:
    made = bothways(config, "backup", "--to", str(config.parent / "kept"))
    copy = Path(made.stdout.strip())
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert keeping.expired(copy.parent, date.today()) == []  # noqa: DTZ011
    assert keeping.expired(copy.parent, date.max) == [copy]
    bothways(config, "forget", "--platform", "slack", "--id", "U2")
    done = bothways(config, "restore", str(copy))
    assert done.stdout.strip() == "The backup is in place; people erased again: 1."
    with closing(sqlite3.connect(config.parent / "bothways.db")) as connection:
        assert [name for (name,) in connection.execute("SELECT name FROM member")] == ["Canaria"]


def test_what_is_no_backup_is_refused_and_changes_nothing(config: Path, tmp_path: Path) -> None:
    before = raw(config)
    for copy in (tmp_path / "none", config):
        done = bothways(config, "restore", str(copy))
        assert done.exit_code == 2
        assert "is not a backup" in done.stderr
    assert raw(config) == before


def test_postgresql_is_told_what_to_use(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("database:\n  url: postgresql+asyncpg://somebody@localhost/bothways\n", "utf-8")
    done = bothways(config, "backup")
    assert done.exit_code == 2
    assert "pg_dump" in done.stderr


def test_doctor_finds_a_changed_audit_log(config: Path) -> None:
    database = config.parent / "bothways.db"
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO audit (at, actor, action, community_id, subject, person, previous, digest) "
            "VALUES ('2026-11-02 09:30:00.000000', 'a', 'setup', 1, 1, '', '', 'forged')"
        )
    findings = json.loads(bothways(config, "doctor", "--json").stdout)
    [audit] = [one for one in findings if one["code"] == "audit"]
    assert not audit["ok"]
    assert "number 1" in audit["says"]
