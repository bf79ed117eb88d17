"""The shipped vocabulary: groups of names, words with several senses, and pairs that are never the same.

Everything is read once, when first needed, from plain text files in `data/` that people can review: one
group a
line, the name to show first, then other spellings.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from bot.skills.files import DATA, entries
from bot.skills.spelling import key_of, keys_of

PRODUCTS = frozenset(("programming", "coding_languages", "web", "data", "infrastructure", "security", "apps"))
"""Fields of things with a name of their own, which have versions and are "programmed"."""

TECHNICAL = PRODUCTS | {"concepts"}


class Group(NamedTuple):
    """One skill: the name to show, its other spellings and the field (file) it belongs to.

    A group with a `parent` is a version or part that is not a skill of its own here ("Python 3 < Python"):
    its spellings mean the parent, except in a vocabulary that has the group's own name. A group marked `~` is known but
    too small to be offered as a skill; it serves vocabularies that have it, and the guard.
    """

    name: str
    aliases: tuple[str, ...]
    field: str
    parent: str = ""
    offered: bool = True

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return the name and its aliases."""
        return (self.name, *self.aliases)


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """Return all shipped groups, file by file in alphabetical order."""
    found = []
    for file in sorted((DATA / "names").glob("*.txt")):
        kind = file.stem
        for left, aliases in entries(file):
            name, _, parent = left.removeprefix("~").partition(" < ")
            offered = not (parent or left.startswith("~"))
            found.append(Group(name, aliases, kind, parent, offered))
    return tuple(found)


@lru_cache(maxsize=1)
def shipped_keys() -> dict[str, str]:
    """Return the key of every shipped spelling."""
    return keys_of(text for group in groups() for text in group.spellings)


@lru_cache(maxsize=1)
def group_index() -> dict[str, Group]:
    """Return the group of every shipped spelling, by key; the first group to use a spelling keeps it."""
    keys = shipped_keys()
    index: dict[str, Group] = {}
    for group in groups():
        index.setdefault(keys[group.name], group)
    for group in groups():
        for alias in group.aliases:
            index.setdefault(keys[alias], group)
    return index


@lru_cache(maxsize=1)
def senses() -> dict[str, tuple[str, ...]]:
    """Return the names a word with several meanings may stand for, by key, the likeliest first."""
    return {key_of(word): names for word, names in entries(DATA / "senses.txt")}


@lru_cache(maxsize=1)
def never_same() -> frozenset[tuple[str, str]]:
    """Return the pairs of keys, in both orders, that are never taken for each other."""
    pairs = set()
    for left, rights in entries(DATA / "never_same.txt"):
        for right in rights:
            pairs |= {(key_of(left), key_of(right)), (key_of(right), key_of(left))}
    return frozenset(pairs)
