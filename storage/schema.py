"""The tables as SQL, for databases in memory."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from storage.tables import metadata

# On PostgreSQL the migration makes one function for both.
APPEND_ONLY = (
    """CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)


@lru_cache(maxsize=1)
def statements() -> str:
    """Return one script that makes every table, index and trigger in an empty SQLite database.

    The same tables come out of the migrations (a test compares them), which take a hundred times longer.
    """
    dialect = sqlite.dialect()
    parts: list[str] = []
    for table in metadata.sorted_tables:
        parts.append(str(CreateTable(table).compile(dialect=dialect)))
        parts += [
            str(CreateIndex(index).compile(dialect=dialect))
            for index in sorted(table.indexes, key=lambda one: str(one.name))
        ]
    parts += APPEND_ONLY
    return ";\n".join(parts) + ";"
