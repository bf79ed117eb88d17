"""A window on a database in memory, for those who judge it from outside: plain rows, read past every repository.

What is checked must not be read through the code that is checked.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Edge:
    """One kind of change that was seen: a column went from one value to another, so many times."""

    table: str
    old: str
    new: str
    times: int


class Glass:
    """Reads a database in memory between its transactions; while one writes, SQLite refuses ("locked")."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Look through this connection."""
        self._connection = connection

    def free(self) -> bool:
        """Return whether nobody is writing: only then can anything be read."""
        try:
            self._connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        except sqlite3.OperationalError:
            return False
        return True

    def rows(self, query: str, *values: Value) -> list[tuple[Value, ...]]:
        """Return what a query finds; texts are as stored, moments as text."""
        return self._connection.execute(query, values).fetchall()

    def number(self, query: str, *values: Value) -> int:
        """Return the one number a query finds; 0 when it finds nothing."""
        found = self._connection.execute(query, values).fetchone()
        return 0 if found is None or found[0] is None else int(found[0])

    def moment(self, query: str, *values: Value) -> datetime | None:
        """Return the one moment a query finds, in UTC."""
        found = self._connection.execute(query, values).fetchone()
        return None if found is None or found[0] is None else at(str(found[0]))

    def watch(self, table: str, column: str) -> None:
        """Count from now on how the values of a column change, and how many rows were ever added."""
        self._connection.executescript(
            f"""
            CREATE TABLE IF NOT EXISTS seen_edge
              (name TEXT, old TEXT, new TEXT, times INTEGER, PRIMARY KEY (name, old, new));
            CREATE TRIGGER seen_{table}_{column} AFTER UPDATE OF {column} ON {table}
              WHEN OLD.{column} IS NOT NEW.{column} BEGIN
                INSERT INTO seen_edge
                VALUES ('{table}', coalesce(OLD.{column}, ''), coalesce(NEW.{column}, ''), 1)
                ON CONFLICT DO UPDATE SET times = times + 1;
              END;
            CREATE TRIGGER seen_{table}_{column}_new AFTER INSERT ON {table} BEGIN
                INSERT INTO seen_edge VALUES ('{table}', '', coalesce(NEW.{column}, ''), 1)
                ON CONFLICT DO UPDATE SET times = times + 1;
              END;
            """
        )

    def keep_deleted(self, table: str, *columns: str) -> None:
        """Keep these columns of every row that is deleted from now on, in a table named `gone_{table}`."""
        names = ", ".join(columns)
        values = ", ".join(f"OLD.{column}" for column in columns)
        self._connection.executescript(
            f"""
            CREATE TABLE gone_{table} ({names});
            CREATE TRIGGER gone_{table}_row AFTER DELETE ON {table} BEGIN
                INSERT INTO gone_{table} VALUES ({values});
              END;
            """
        )

    def holding(self, text: str) -> list[str]:
        """Return the tables with a row that holds a text anywhere; grows with everything stored."""
        names = [str(name) for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [name for name in names if self._holds(name, text)]

    def _holds(self, table: str, text: str) -> bool:
        columns = [str(column) for (column,) in self.rows("SELECT name FROM pragma_table_info(?)", table)]
        said = " OR ".join(f'instr("{column}", ?)' for column in columns)
        return bool(self.rows(f'SELECT 1 FROM "{table}" WHERE {said} LIMIT 1', *(text for _ in columns)))

    def edges(self, table: str) -> list[Edge]:
        """Return how a watched column changed; `old` is "" for new rows and for NULL."""
        found = self.rows("SELECT old, new, times FROM seen_edge WHERE name = ? ORDER BY old, new", table)
        return [Edge(table, str(old), str(new), int(str(times))) for old, new, times in found]


def at(stored: str) -> datetime:
    """Return a stored moment, in UTC."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
