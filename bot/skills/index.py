"""Indexes over spellings: every way to find a name by key, variant, stem, first letters or likeness.

An index is built lazily, part by part, and never changes; the one over the shipped names is shared by all
communities.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from bot.skills.spelling import acronym_of, key_of, stem_key, variant_key, words_of

_SHORTEST_COMPARED = 4
_SHORTEST_ALIAS_COMPARED = 8
_SHORTEST_OWN_WORD = 5

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Spellings with the same first letter: key, name and text in parallel, the shape the fast comparison
    wants."""

    keys: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, key: str, name: str, text: str) -> None:
        """Put one spelling on the shelf."""
        self.keys.append(key)
        self.names.append(name)
        self.texts.append(text)


@dataclass(frozen=True, kw_only=True, eq=False)
class Index:
    """Names in order of precedence, the other spellings (text, name) that lead to just one of them, and by
    key those
    that lead to several."""

    names: Names
    spellings: tuple[tuple[str, str], ...] = ()
    aliases: dict[str, Names] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> dict[str, str]:
        """Return the name of every key; of two names with one key the first counts."""
        found: dict[str, str] = {}
        for name in self.names:
            found.setdefault(key_of(name), name)
        return found

    @cached_property
    def all_names(self) -> frozenset[str]:
        """Return the names as a set."""
        return frozenset(self.names)

    @cached_property
    def variants(self) -> dict[str, Names]:
        """Return the names by their plural-and-British-spelling key."""
        return _gather((variant_key(text), name) for text, name in self._texts if _is_western(text))

    @cached_property
    def stems(self) -> dict[str, Names]:
        """Return the names by their set of word stems."""
        return _gather((stem_key(text), name) for text, name in self._texts if _is_western(text))

    @cached_property
    def by_stem(self) -> dict[str, Names]:
        """Return the names that contain a word stem."""
        return _gather(
            (part, name) for stems, names in self.stems.items() for name in names for part in stems.split()
        )

    @cached_property
    def acronyms(self) -> dict[str, Names]:
        """Return the names by their first letters (two to six words)."""
        return _gather((acronym_of(name), name) for name in self.names)

    @cached_property
    def versioned(self) -> frozenset[str]:
        """Return the keys of names with a version number, without it."""
        return frozenset(bare_key(key) for key in self.by_key if key[-1:].isdigit())

    @cached_property
    def shelves(self) -> dict[str, Shelf]:
        """Return, by first letter, the spellings worth comparing for typing slips."""
        table: dict[str, Shelf] = {}
        seen: set[str] = set()
        for text, name in self._texts:
            key = key_of(text)
            least = _SHORTEST_COMPARED if text == name else _shortest_compared(text, name)
            if len(key) >= least and key not in seen:
                seen.add(key)
                table.setdefault(key[0], Shelf()).add(key, name, text)
        return table

    @cached_property
    def name_shelves(self) -> dict[str, Shelf]:
        """Return, by first letter, the keys of the names alone."""
        table: dict[str, Shelf] = {}
        for key, name in self.by_key.items():
            table.setdefault(key[0], Shelf()).add(key, name, name)
        return table

    @cached_property
    def _heads(self) -> tuple[list[str], list[str]]:
        return _sorted_rows((" ".join(words_of(name)) or key_of(name), name) for name in self.names)

    @cached_property
    def _inner(self) -> tuple[list[str], list[str]]:
        tails = (
            (" ".join(words[1:][place:]), name)
            for words, name in self._worded
            for place in range(len(words) - 1)
        )
        others = ((" ".join(words_of(text)), name) for text, name in self.spellings)
        return _sorted_rows((*tails, *others, *((key_of(text), name) for text, name in self._texts)))

    @cached_property
    def _worded(self) -> tuple[tuple[Names, str], ...]:
        return tuple((words_of(text), name) for text, name in self._texts)

    def beginning(self, prefix: str) -> list[str]:
        """Return the names that start with the folded prefix, in alphabetical order."""
        return _between(self._heads, prefix)

    def containing(self, prefix: str) -> list[str]:
        """Return the names of which a later word, another spelling or the key starts with the folded
        prefix."""
        return _between(self._inner, prefix)

    @cached_property
    def _texts(self) -> tuple[tuple[str, str], ...]:
        return (*((name, name) for name in self.by_key.values()), *self.spellings)


def _sorted_rows(rows: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Return distinct (start, name) rows in order, as two parallel lists."""
    ordered = sorted(set(rows))
    return [start for start, _ in ordered], [name for _, name in ordered]


def _between(rows: tuple[list[str], list[str]], prefix: str) -> list[str]:
    starts, names = rows
    first = bisect_left(starts, prefix)
    return names[first : bisect_left(starts, prefix + "\U0010ffff", lo=first)]


def bare_key(key: str) -> str:
    """Return a key without the version number at its end."""
    return key.rstrip("0123456789.x")


def _shortest_compared(alias: str, name: str) -> int:
    """Return the length from which an alias is compared: words of the name ("Excel") sooner than acronyms."""
    return _SHORTEST_OWN_WORD if set(words_of(alias)) <= set(words_of(name)) else _SHORTEST_ALIAS_COMPARED


def _is_western(text: str) -> bool:
    """Return whether English rules of number and endings can say anything about the text."""
    return text.isascii() or text[0] < "\u0250"


def _gather(rows: Iterable[tuple[str, str]]) -> dict[str, Names]:
    table: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for key, name in rows:
        if key:
            table[key][name] = None
    return {key: tuple(names) for key, names in table.items()}
