"""Indexes over spellings: every way to find a name by key, variant, stem, first letters or likeness.

Making one costs a few milliseconds for ten thousand spellings: nothing is folded or sorted before somebody asks for it,
and then only the few spellings whose keys have the right letters. The one over the shipped names is shared by
all communities.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Generic, TypeVar

from bot.skills.spelling import (
    acronym_of,
    keys_of,
    short_forms,
    stem_key,
    variant_key,
    worded,
    words_of,
)

_SHORTEST_COMPARED = 4
_SHORTEST_ALIAS_COMPARED = 8
_SHORTEST_OWN_WORD = 5
_CORNER = 2
_SHORTEST_STEM_FOUND = 3

V = TypeVar("V")
Names = tuple[str, ...]
Row = tuple[str, str, str]
"""A spelling: its text, its key, and the name it leads to."""


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


class _OnDemand(dict[str, V], Generic[V]):
    """A table whose entries are made when first asked for."""

    def __init__(self, make: Callable[[str], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> V:
        value = self[key] = self._make(key)
        return value


class _Lines:
    """Many short texts in one long one: searched faster than a table of their parts is built."""

    def __init__(self, lines: Iterable[str]) -> None:
        kept = list(lines)
        self._text = "".join("\n" + line for line in kept)
        self._starts = list(accumulate((len(line) + 1 for line in kept), initial=0))

    def having(self, part: str) -> Iterator[int]:
        """Yield the places of the lines that contain a part; a line break stands for the beginning of a line."""
        found = self._text.find(part)
        while found >= 0:
            line = bisect_right(self._starts, found) - 1
            yield line
            found = self._text.find(part, self._starts[line + 1])


@dataclass(frozen=True, kw_only=True, eq=False)
class Index:
    """Names in order of precedence, their keys, the spellings that lead to just one of them (the names first), and
    by key those that lead to several."""

    names: Names
    by_key: Mapping[str, str]
    rows: tuple[Row, ...]
    aliases: Mapping[str, Names] = field(default_factory=dict)

    @staticmethod
    def of(names: Names, spellings: Iterable[tuple[str, str]] = ()) -> Index:
        """Return the index of clean names, and of other spellings (text, name)."""
        others = tuple(spellings)
        keys = keys_of((*names, *(text for text, _ in others)))
        by_key = first_by_key(names, keys)
        rows = [(name, key, name) for key, name in by_key.items()]
        rows += ((text, keys[text], name) for text, name in others)
        return Index(names=names, by_key=by_key, rows=tuple(rows))

    @cached_property
    def all_names(self) -> frozenset[str]:
        """Return the names as a set."""
        return frozenset(self.names)

    def variants(self, key: str) -> Names:
        """Return the names with this plural-and-British-spelling key."""
        return self._variants[key[:_CORNER]].get(key, ())

    def stems(self, key: str) -> Names:
        """Return the names with exactly this set of word stems."""
        longest = max(key.split(), key=len, default="")
        rows = self._with_stem[longest] if longest else ()
        return _names(row for row in rows if stem_key(row[0]) == key)

    def with_stem(self, stem: str) -> Names:
        """Return the names that contain a word stem."""
        return _names(self._with_stem[stem])

    def acronyms(self, letters: str) -> Names:
        """Return the names with these first letters (two to six words)."""
        return self._acronyms.get(letters, ())

    def shelf(self, letter: str) -> Shelf:
        """Return the spellings that begin with a letter and are worth comparing for typing slips."""
        return self._shelves[letter]

    def name_shelf(self, letter: str) -> Shelf:
        """Return the names that begin with a letter, without other spellings."""
        return self._name_shelves[letter]

    def beginning(self, prefix: str) -> list[str]:
        """Return the names that start with the folded prefix, in alphabetical order."""
        return _between(self._heads, prefix)

    def containing(self, prefix: str) -> list[str]:
        """Return the names of which any word, another spelling or the key starts with the folded prefix."""
        places = {*self._worded.having(" " + prefix), *self._worded.having("\n" + prefix)}
        places.update(self._keys.having("\n" + prefix))
        return list(_names(self.rows[place] for place in sorted(places)))

    @cached_property
    def versioned(self) -> frozenset[str]:
        """Return the keys of names with a version number, without it."""
        return frozenset(bare_key(key) for key in self.by_key if key[-1:].isdigit())

    @cached_property
    def _variants(self) -> _OnDemand[dict[str, Names]]:
        return _OnDemand(self._variants_in)

    def _variants_in(self, corner: str) -> dict[str, Names]:
        """Return the names by variant key, for all variant keys that begin with these two letters.

        Number and British spelling change nothing before the third letter; a short form may ("mgmt").
        """
        starts = [corner, *(short for short, word in short_forms().items() if word.startswith(corner))]
        rows = {row: None for start in starts for row in self._rows_with("\n" + start)}
        return _gather(
            (variant_key(text), name) for text, _, name in (*rows, *self._odd) if _is_western(text)
        )

    @cached_property
    def _odd(self) -> tuple[Row, ...]:
        """Return the spellings that begin with a sign, which variant keys leave out."""
        return tuple(row for row in self.rows if not row[1][:_CORNER].isalnum())

    @cached_property
    def _with_stem(self) -> _OnDemand[tuple[Row, ...]]:
        return _OnDemand(self._rows_with_stem)

    def _rows_with_stem(self, stem: str) -> tuple[Row, ...]:
        """Return the spellings with a word of this stem.

        A stem is the beginning of its word, but for its last letter ("analyz", "analysing") and the British "our".
        """
        same = stem.find("or") + 1 or len(stem) - (2 if stem.endswith("er") else 1)
        sure = stem[: max(_SHORTEST_STEM_FOUND, same)].lstrip(".")
        return tuple(
            row for row in self._rows_with(sure) if _is_western(row[0]) and stem in stem_key(row[0]).split()
        )

    def _rows_with(self, part: str) -> Iterator[Row]:
        """Yield the spellings whose key contains a part; a line break stands for the beginning of the key."""
        return map(self.rows.__getitem__, self._keys.having(part))

    @cached_property
    def _keys(self) -> _Lines:
        return _Lines(key for _, key, _ in self.rows)

    @cached_property
    def _worded(self) -> _Lines:
        return _Lines(worded(text for text, _, _ in self.rows))

    @cached_property
    def _acronyms(self) -> dict[str, Names]:
        return _gather((acronym_of(name), name) for name in self.names if " " in name or "-" in name)

    @cached_property
    def _shelves(self) -> _OnDemand[Shelf]:
        return _OnDemand(self._shelf_of)

    def _shelf_of(self, letter: str) -> Shelf:
        shelf = Shelf()
        seen: set[str] = set()
        for text, key, name in self._rows_with("\n" + letter):
            least = _SHORTEST_COMPARED if text == name else _shortest_compared(text, name)
            if len(key) >= least and key not in seen:
                seen.add(key)
                shelf.add(key, name, text)
        return shelf

    @cached_property
    def _name_shelves(self) -> _OnDemand[Shelf]:
        return _OnDemand(self._name_shelf_of)

    def _name_shelf_of(self, letter: str) -> Shelf:
        shelf = Shelf()
        for key, name in self.by_key.items():
            if key.startswith(letter):
                shelf.add(key, name, name)
        return shelf

    @cached_property
    def _heads(self) -> tuple[list[str], list[str]]:
        rows = zip(worded(self.by_key.values()), self.by_key.items(), strict=True)
        return _sorted_rows((words or key, name) for words, (key, name) in rows)


def first_by_key(names: Iterable[str], keys: Mapping[str, str]) -> dict[str, str]:
    """Return the name of every key; of two names with one key the first counts."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(keys[name], name)
    return found


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


def _names(rows: Iterable[Row]) -> Names:
    return tuple(dict.fromkeys(name for _, _, name in rows))


def _gather(rows: Iterable[tuple[str, str]]) -> dict[str, Names]:
    table: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for key, name in rows:
        if key:
            table[key][name] = None
    return {key: tuple(names) for key, names in table.items()}
