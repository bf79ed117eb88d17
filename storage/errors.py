"""What keeps a store from opening, each told in one sentence with what to do."""

from __future__ import annotations


class StorageError(Exception):
    """The store cannot be opened; the text says why and what to do."""


class SchemaError(StorageError):
    """The tables are not those of this version of Bothways."""


class InUse(StorageError):
    """Another process works on the same SQLite file."""
