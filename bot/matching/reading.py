"""Checked access to parsed JSON: every wrong thing is told in one sentence that names its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from typing import TypeVar

Value = TypeVar("Value")


class FileError(ValueError):
    """The text is no valid problem or result; the message is one sentence that says where and why."""


class Place:
    """One value of a JSON document and the path to it."""

    def __init__(self, value: object, path: str = "") -> None:
        """Remember the value and where it stands."""
        self.value = value
        self.path = path

    def wrong(self, needed: str) -> FileError:
        """The error that says what is needed here and what stands here instead."""
        shown = repr(self.value) if not isinstance(self.value, (dict, list)) else _SHAPES[type(self.value)]
        return FileError(f"{self.path or 'the document'}: {needed}, found {shown[:60]}.")

    def fields(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Place]:
        """The fields of an object; a key that is missing or unknown is an error."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object is needed")
        where = self.path or "the document"
        for key in self.value:
            if key not in required and key not in optional:
                known = ", ".join((*required, *optional))
                raise FileError(f'{where}: unknown key "{key}"; known are {known}.')
        for key in required:
            if key not in self.value:
                raise FileError(f'{where}: the key "{key}" is missing.')
        return {key: Place(value, f"{self.path}.{key}".lstrip(".")) for key, value in self.value.items()}

    def items(self, size: int | None = None, needed: str = "a list is needed") -> list[Place]:
        """The entries of a list, of exactly `size` if given."""
        if not isinstance(self.value, list) or (size is not None and len(self.value) != size):
            raise self.wrong(needed)
        return [Place(value, f"{self.path}[{k}]") for k, value in enumerate(self.value)]

    def each(self, read: Callable[[Place], Value]) -> tuple[Value, ...]:
        """Every entry of a list, read by the same function."""
        return tuple(read(item) for item in self.items())

    def whole(self, least: int, most: int | None = None) -> int:
        """A whole number within the limits."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.wrong("a whole number is needed")
        if self.value < least or (most is not None and self.value > most):
            limits = f"from {least} to {most}" if most is not None else f"of {least} or more"
            raise self.wrong(f"a number {limits} is needed")
        return self.value

    def number(self, least: float | None = None) -> float:
        """A finite number, not below the limit."""
        if (
            isinstance(self.value, bool)
            or not isinstance(self.value, (int, float))
            or not isfinite(self.value)
        ):
            raise self.wrong("a number is needed")
        if least is not None and self.value < least:
            raise self.wrong(f"a number of {least:g} or more is needed")
        return self.value

    def text(self) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong("a text is needed")
        return self.value

    def yes_or_no(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("true or false is needed")
        return self.value

    def one_of(self, words: Sequence[str]) -> str:
        """One of the given words."""
        if self.value not in words or not isinstance(self.value, str):
            raise self.wrong(f"one of {', '.join(words)} is needed")
        return self.value


def distinct(places: Sequence[Place], keys: Sequence[object], what: str) -> None:
    """Refuse the second of two entries with the same key."""
    seen: set[object] = set()
    for place, key in zip(places, keys, strict=True):
        if key in seen:
            raise FileError(f"{place.path}: {what} {key!r} appears twice.")
        seen.add(key)


def each_of(fields: dict[str, Place], key: str) -> Iterator[Place]:
    """The entries of an optional list; none when the key is absent."""
    if key in fields:
        yield from fields[key].items()


_SHAPES = {dict: "an object", list: "a list"}
