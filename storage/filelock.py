"""A lock that keeps two processes off one SQLite file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.errors import InUse


class FileLock:
    """Held from the moment it is made until `release()` or the end of the process, even by kill -9.

    It is an exclusive transaction on an empty SQLite file beside the database: a lock that works wherever
    Python runs, without another package.
    """

    def __init__(self, database: Path) -> None:
        """Take the lock of a database.

        Raises:
            InUse: another process holds it.
        """
        path = database.with_name(database.name + ".lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise InUse(
                f"{database.name} is in use by another Bothways process: stop that one first, "
                "or move both to PostgreSQL."
            ) from error

    def release(self) -> None:
        """Let the next process in."""
        self._connection.close()
