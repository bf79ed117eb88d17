"""What the repositories share: a session, inserts that tolerate what is there, big sets in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from inspect import iscoroutinefunction
from typing import TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from bot.errors import Conflict
from storage.steady import steady

R = TypeVar("R", bound=SQLModel)
N = TypeVar("N", int, str)

Values = Mapping[str, object]

AT_ONCE, STIRRED = "at_once", "stirred"  # what a session knows about itself
BATCH = 500  # keys in one IN (...): every SQLite takes 999 variables in a statement


class Repository:
    """A part of one transaction.

    What a repository began it ends, also when its task is cancelled: then the transaction is rolled back.
    """

    def __init_subclass__(cls) -> None:
        """Make every public method of a repository steady."""
        for name, method in list(vars(cls).items()):
            if iscoroutinefunction(method) and not name.startswith("_"):
                setattr(cls, name, steady(method))

    def __init__(self, session: AsyncSession, *, writes: bool) -> None:
        """Take part in a session's transaction; `writes` is False in one that only reads."""
        self._session = session
        self._writes = writes

    @property
    def waits(self) -> bool:
        """False in memory, where every call runs to its end at once."""
        return not self._session.info.get(AT_ONCE, False)

    @property
    def _on_postgresql(self) -> bool:
        return self._session.get_bind().dialect.name == "postgresql"

    def _stir(self) -> None:
        """Remember that this transaction brings work for the scheduler."""
        self._session.info[STIRRED] = True

    async def _one_to_change(self, statement: SelectOfScalar[R]) -> R | None:
        """Return the first row, locked against other replicas until this transaction ends.

        PostgreSQL only: on SQLite the whole database is held by the one writer. The lock lets others refer to
        the row (NO KEY UPDATE).
        """
        if self._writes:
            statement = statement.with_for_update(key_share=True)
        return (await self._session.exec(statement)).first()

    async def _get(self, table: type[R], number: int) -> R | None:
        """Return a row by its number, as it is now."""
        return await self._session.get(table, number, populate_existing=True)

    async def _add(self, row: R) -> R:
        """Insert a row and return it with its number."""
        self._session.add(row)
        await self._session.flush()
        return row

    async def _add_unless_taken(self, row: R, key: str) -> R:
        """Insert a row; Conflict(key) when a unique constraint is in the way, and the transaction goes on."""
        try:
            async with self._session.begin_nested():
                return await self._add(row)
        except IntegrityError as error:
            raise Conflict(key) from error

    async def _insert_or_skip(self, table: type[SQLModel], values: Values) -> bool:
        """Insert one row unless a unique constraint is in the way; True when it was inserted."""
        statement = _insert(self._session, table).values(**values).on_conflict_do_nothing()
        return (await self._session.exec(statement)).rowcount > 0

    async def _insert_all(self, table: type[SQLModel], rows: Sequence[Values]) -> None:
        """Insert rows in one round trip, but for those that a unique constraint keeps out."""
        if rows:
            await self._session.exec(_insert(self._session, table).on_conflict_do_nothing(), params=rows)

    async def _upsert(self, table: type[SQLModel], rows: Sequence[Values], unique: Sequence[str]) -> None:
        """Insert rows in one round trip, each replacing the one with the same `unique` columns."""
        if not rows:
            return
        statement = _insert(self._session, table)
        replaced = {name: statement.excluded[name] for name in rows[0] if name not in unique}
        if replaced:
            statement = statement.on_conflict_do_update(index_elements=list(unique), set_=replaced)
        else:
            statement = statement.on_conflict_do_nothing()
        await self._session.exec(statement, params=rows)


def _insert(session: AsyncSession, table: type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def batches(keys: Iterable[N], size: int = BATCH) -> Iterator[list[N]]:
    """Return the keys, each once and in order, in lists that fit into one statement."""
    ordered = sorted(set(keys))
    return (ordered[start : start + size] for start in range(0, len(ordered), size))
