"""What all tables share: named constraints, checked enums, values kept as JSON.

Table models of SQLModel do not validate what is put into them, so the database does: every enum has a CHECK,
every reference a foreign key, and every constraint a name (SQLite can only change named ones).
"""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import ClassVar, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import JSON, Dialect, Enum, MetaData, String
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel

T = TypeVar("T")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Without it SQLite gives the number of a deleted row to the next one: an old button would then act on
# somebody else's draft.
NEVER_REUSED = {"sqlite_autoincrement": True}


class Table(SQLModel):
    """The base of every table."""

    metadata: ClassVar[MetaData] = metadata


def enum_of(words: type[StrEnum], name: str) -> Enum:
    """Return a column type that stores an enum's values as text, with a CHECK called `name`."""
    return Enum(
        words,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda kind: [word.value for word in kind],
    )


def keys() -> TypeEngine[str]:
    """Return a text type compared byte by byte on both engines: a prefix is a range of the index."""
    return String().with_variant(String(collation="C"), "postgresql")


def random_key() -> str:
    """Return 16 hexadecimal digits that tell nothing about whom they stand for."""
    return secrets.token_hex(8)


class JsonOf(TypeDecorator[T]):
    """A column that holds a value of one type as JSON and checks it whenever it is read."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: type[T]) -> None:
        super().__init__(none_as_null=True)
        self.kind = kind
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)

    def process_bind_param(self, value: T | None, dialect: Dialect) -> object:
        """Return the plain JSON value to store."""
        return None if value is None else self._adapter.dump_python(value, mode="json")

    def process_result_value(self, value: object, dialect: Dialect) -> T | None:
        """Return the stored value."""
        return None if value is None else self._adapter.validate_python(value)
