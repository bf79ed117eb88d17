"""What operators do with what is stored: tell or erase one person, make a backup, put one back."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from bot import privacy
from bot.config import Settings
from bot.model.community import Platform
from bot.model.ids import MemberId
from bot.ports import Store
from bot.wiring.clocks import WallClock
from storage.database import open_store
from storage.engines import file_of, parsed
from storage.filelock import FileLock

UNTIL = ".until-"


class CannotKeep(Exception):
    """It cannot be done; the text is one clear sentence for the operator."""


async def forget(settings: Settings, platform: Platform, user: str, community: str) -> int:
    """Erase everybody whom a platform knows under a user id; return how many members that were."""
    store = await open_store(settings.database.url, exclusive=True)
    try:
        found = await privacy.find(store, platform, user, community)
        for member in found:
            await privacy.forget(store, member, WallClock().now())
        return len(found)
    finally:
        await store.close()


async def export(settings: Settings, platform: Platform, user: str, community: str) -> str:
    """Return everything about whom a platform knows under a user id, as a JSON list with one entry a community."""
    store = await open_store(settings.database.url)
    try:
        found = await privacy.find(store, platform, user, community)
        told = [await _told(store, member) for member in found]
        return json.dumps(told, ensure_ascii=False, indent=1)
    finally:
        await store.close()


async def back_up(settings: Settings, folder: Path) -> Path:
    """Copy the database into a folder, also while the bot runs; the copy's name says until when it may be kept.

    Raises:
        CannotKeep: the database is not a SQLite file, or is not there.
    """
    file = _file(settings)
    if not file.exists():
        raise CannotKeep(f"There is no database at {file} yet.")
    now = WallClock().now()
    until = (now + timedelta(days=settings.privacy.backup_days)).date()
    copy = folder / f"{file.stem}-{now:%Y%m%dT%H%M%S}Z{UNTIL}{until}{file.suffix}"
    await asyncio.to_thread(_copy, file, copy)
    return copy


async def restore(settings: Settings, backup: Path) -> int:
    """Put a backup in the database's place; return how many people were erased again.

    Whoever had themselves erased since the backup was made is erased in it, too, as far as the database in its
    place still knows them. The bot must not be running.

    Raises:
        CannotKeep: the backup is not there or no SQLite database.
        StorageError, SchemaError: the bot is running, or the backup is of a newer version.
    """
    file = _file(settings)
    if not _is_database(backup):
        raise CannotKeep(f"{backup} is not a backup: it is not there, or no SQLite database.")
    keys = await _erased(settings, file)
    lock = FileLock(file)
    try:
        await asyncio.to_thread(_copy, backup, file)
    finally:
        lock.release()
    store = await open_store(settings.database.url, exclusive=True)
    try:
        return await privacy.erase_again(store, keys, WallClock().now())
    finally:
        await store.close()


def expired(folder: Path, today: date) -> list[Path]:
    """Return the backups in a folder that should be gone by now, by the date in their names."""
    return [one for one in sorted(folder.glob(f"*{UNTIL}*")) if _until(one) < today]


async def _erased(settings: Settings, file: Path) -> list[str]:
    if not _is_database(file):
        return []
    store = await open_store(settings.database.url, exclusive=True)
    try:
        async with store.read() as work:
            since = WallClock().now() - settings.privacy.promises.backups
            return [one.key for one in await work.privacy.erased_since(since)]
    finally:
        await store.close()


async def _told(store: Store, member: MemberId) -> object:
    return (await privacy.told(store, member)).tables


def _file(settings: Settings) -> Path:
    file = file_of(parsed(settings.database.url))
    if file is None:
        raise CannotKeep("The database is PostgreSQL: use pg_dump and pg_restore, and delete dumps in time.")
    return file


def _copy(source: Path, target: Path) -> None:
    """Copy a database by SQLite's own backup, consistent also while somebody writes; only its owner may read it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _is_database(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'member'").fetchone())
    except sqlite3.Error:
        return False


def _until(backup: Path) -> date:
    name = backup.name.rpartition(UNTIL)[2][:10]
    try:
        return datetime.strptime(name, "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return date.max
