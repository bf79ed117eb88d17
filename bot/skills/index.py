"""Indexes over spellings: every way to find a name by key, variant, stem, first letters or likeness.

Making one costs a few milliseconds for ten thousand spellings: nothing is folded or sorted before somebody asks for it,
and then only the few spellings whose keys have the right letters. The one over the shipped names is shared by
all communities.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from bot.skills.spelling import (
    acronym_of,
    keys_of,
    short_forms,
    stem_key,
    stem_of_word,
    variant_of,
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
        starts, names = self._heads
        return names[slice(*_range(starts, prefix))]

    def containing(self, prefix: str) -> list[str]:
        """Return the names of which any word, another spelling or the key starts with the folded prefix."""
        first, _, rest = prefix.partition(" ")
        places = {place for word in self._words_with(first) for place in self._places_of[word]}
        if rest:
            places = {place for place in places if f" {prefix}" in f" {self._worded[place]}"}
        places.update(place for place in self._starting(prefix) if self.rows[place][1].startswith(prefix))
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
        places = {place for start in starts for place in self._starting(start)}
        rows = [self.rows[place] for place in sorted(places.union(self._odd))]
        western = [row for row in rows if _is_western(row[0])]
        lines = worded(text for text, _, _ in western)
        return _gather((variant_of(line.split()), row[2]) for line, row in zip(lines, western, strict=True))

    @cached_property
    def _odd(self) -> tuple[int, ...]:
        """Return the places of spellings that begin with a sign, which variant keys leave out."""
        return tuple(place for place, (_, key, _) in enumerate(self.rows) if not key[:_CORNER].isalnum())

    @cached_property
    def _with_stem(self) -> _OnDemand[tuple[Row, ...]]:
        return _OnDemand(self._rows_with_stem)

    def _rows_with_stem(self, stem: str) -> tuple[Row, ...]:
        """Return the spellings with a word of this stem.

        A stem is the beginning of its word, but for its last letter ("analyz", "analysing") and the British "our".
        """
        same = stem.find("or") + 1 or len(stem) - (2 if stem.endswith("er") else 1)
        sure = stem[: max(_SHORTEST_STEM_FOUND, same)]
        words = [word for word in self._words_with(sure) if stem_of_word(word) == stem]
        places = sorted({place for word in words for place in self._places_of[word]})
        return tuple(self.rows[place] for place in places if _is_western(self.rows[place][0]))

    def _starting(self, head: str) -> Iterator[int]:
        """Yield the places of spellings whose key starts with the first two letters of the head."""
        if len(head) >= _CORNER:
            yield from self._corners.get(head[:_CORNER], ())
            return
        for corner, places in self._corners.items():
            if corner.startswith(head):
                yield from places

    @cached_property
    def _corners(self) -> dict[str, list[int]]:
        """Return the places of spellings by the first two letters of their key."""
        table: defaultdict[str, list[int]] = defaultdict(list)
        for place, (_, key, _) in enumerate(self.rows):
            table[key[:_CORNER]].append(place)
        return table

    def _words_with(self, prefix: str) -> list[str]:
        """Return the words of all spellings that start with a prefix."""
        return self._all_words[slice(*_range(self._all_words, prefix))]

    @cached_property
    def _all_words(self) -> list[str]:
        return sorted(self._places_of)

    @cached_property
    def _places_of(self) -> dict[str, list[int]]:
        """Return the places of the spellings that have a word."""
        table: defaultdict[str, list[int]] = defaultdict(list)
        for place, line in enumerate(self._worded):
            for word in line.split():
                table[word].append(place)
        return table

    @cached_property
    def _worded(self) -> list[str]:
        return worded(text for text, _, _ in self.rows)

    @cached_property
    def _acronyms(self) -> dict[str, Names]:
        return _gather((acronym_of(name), name) for name in self.names if " " in name or "-" in name)

    @cached_property
    def _shelves(self) -> _OnDemand[Shelf]:
        return _OnDemand(self._shelf_of)

    def _shelf_of(self, letter: str) -> Shelf:
        shelf = Shelf()
        seen: set[str] = set()
        for place in sorted(self._starting(letter)):
            text, key, name = self.rows[place]
            if _is_compared(text, key, name) and key not in seen:
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


def _range(ordered: list[str], prefix: str) -> tuple[int, int]:
    """Return where the texts that start with the prefix begin and end."""
    first = bisect_left(ordered, prefix)
    return first, bisect_left(ordered, prefix + "\U0010ffff", lo=first)


def bare_key(key: str) -> str:
    """Return a key without the version number at its end."""
    return key.rstrip("0123456789.x")


def _is_compared(text: str, key: str, name: str) -> bool:
    """Return whether a spelling is long enough to be compared: words of the name ("Excel") sooner than acronyms."""
    if text == name:
        return len(key) >= _SHORTEST_COMPARED
    if len(key) < _SHORTEST_OWN_WORD or len(key) >= _SHORTEST_ALIAS_COMPARED:
        return len(key) >= _SHORTEST_ALIAS_COMPARED
    return set(words_of(text)) <= set(words_of(name))


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
