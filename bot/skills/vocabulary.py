"""The names a community knows: the shipped ones, its own, and its own spellings, with their indexes."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from bot.skills.shipped import Group, group_index, groups, never_same, senses
from bot.skills.spelling import acronym_of, clean, key_of, stem_key, variant_key, words_of

Pairs = frozenset[tuple[str, str]]
_SHORTEST_COMPARED = 4
_SHORTEST_ALIAS_COMPARED = 8
_SHORTEST_OWN_WORD = 5


@dataclass(frozen=True, slots=True)
class Shelf:
    """Spellings with the same first letter: key, name and text in parallel, the shape the fast comparison wants."""

    keys: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, key: str, name: str, text: str) -> None:
        """Put one spelling on the shelf."""
        self.keys.append(key)
        self.names.append(name)
        self.texts.append(text)


_EMPTY_SHELF = Shelf()


@dataclass(frozen=True, kw_only=True, eq=False)
class Vocabulary:
    """All names that can be meant, in order of precedence. Immutable; its indexes are built when first used."""

    names: tuple[str, ...]
    overrides: Mapping[str, str] = field(default_factory=dict)
    never: Pairs = frozenset()
    popularity: Mapping[str, int] = field(default_factory=dict)

    @staticmethod
    def of(
        community_names: Iterable[str] = (),
        overrides: Mapping[str, str] | None = None,
        *,
        never: Iterable[tuple[str, str]] = (),
        popularity: Mapping[str, int] | None = None,
    ) -> Vocabulary:
        """Return the shipped names plus a community's own.

        `overrides` maps what people type to the name meant and beats everything but `never`, the pairs an organiser
        declared never the same. `popularity` counts uses by name and orders completion. Equal arguments give the
        same object.
        """
        return _made(
            tuple(community_names),
            tuple(sorted((overrides or {}).items())),
            tuple(sorted(never)),
            tuple(sorted((popularity or {}).items())),
        )

    @staticmethod
    def only(names: Iterable[str]) -> Vocabulary:
        """Return a vocabulary of just these names; the shipped spellings serve those that are among them."""
        return Vocabulary(names=tuple(dict.fromkeys(names)), never=never_same())

    def __contains__(self, name: str) -> bool:
        return name in self._all

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(self.names)

    @cached_property
    def by_key(self) -> dict[str, str]:
        """Return the name of every key; of two names with one key the first counts."""
        index: dict[str, str] = {}
        for name in self.names:
            index.setdefault(key_of(name), name)
        return index

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Return the names another spelling stands for, by key; more than one means it has to be asked."""
        index: dict[str, tuple[str, ...]] = {}
        for group in groups():
            head = self.by_key.get(key_of(group.name))
            members = [self.by_key[key] for key in map(key_of, group.aliases) if key in self.by_key]
            present = (head,) if head else tuple(dict.fromkeys(members)) or self._parent(group)
            if present:
                for spelling in group.spellings:
                    key = key_of(spelling)
                    if key not in self.by_key and group_index()[key] is group:
                        index[key] = present
        return index

    def _parent(self, group: Group) -> tuple[str, ...]:
        """Return the name that stands for a group that is not here itself: that of the nearest group it is part of."""
        while group.parent and (parent := group_index().get(key_of(group.parent))):
            known = [self.by_key[key] for key in map(key_of, parent.spellings) if key in self.by_key]
            if known:
                return (known[0],)
            group = parent
        return ()

    @cached_property
    def own(self) -> dict[str, str]:
        """Return the community's overrides by key."""
        return {key_of(text): name for text, name in self.overrides.items()}

    @cached_property
    def spellings(self) -> tuple[tuple[str, str], ...]:
        """Return every text that leads to exactly one name, with that name: names first, then aliases."""
        found = [(name, name) for name in self.by_key.values()]
        for group in groups():
            for alias in group.aliases:
                owners = self.aliases.get(key_of(alias), ())
                if len(owners) == 1:
                    found.append((alias, owners[0]))
        found += list(self.overrides.items())
        return tuple(found)

    @cached_property
    def variants(self) -> dict[str, tuple[str, ...]]:
        """Return the names by their plural-and-British-spelling key."""
        return _gather((variant_key(text), name) for text, name in self.spellings)

    @cached_property
    def stems(self) -> dict[str, tuple[str, ...]]:
        """Return the names by their set of word stems."""
        return _gather((stem_key(text), name) for text, name in self.spellings)

    @cached_property
    def acronyms(self) -> dict[str, tuple[str, ...]]:
        """Return the names by their first letters (two to six words)."""
        return _gather((acronym_of(name), name) for name in self.names if acronym_of(name))

    @cached_property
    def by_letter(self) -> dict[str, Shelf]:
        """Return, by first letter, the spellings worth comparing for typing slips."""
        table: dict[str, Shelf] = {}
        seen: set[str] = set()
        for text, name in self.spellings:
            key = key_of(text)
            least = _SHORTEST_COMPARED if text == name else _shortest_compared(text, name)
            if len(key) >= least and key not in seen:
                seen.add(key)
                table.setdefault(key[0], Shelf()).add(key, name, text)
        return table

    def shelf(self, key: str) -> Shelf:
        """Return the spellings that start with the same letter as the key."""
        return self.by_letter.get(key[:1], _EMPTY_SHELF)

    @cached_property
    def by_stem_word(self) -> dict[str, tuple[str, ...]]:
        """Return the names that contain a word stem."""
        table: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for text, name in self.spellings:
            for part in stem_key(text).split():
                table[part][name] = None
        return {part: tuple(names) for part, names in table.items()}

    @cached_property
    def starts(self) -> tuple[list[str], list[str]]:
        """Return sorted word starts (every tail of a spelling from a word on, folded) and the name of each."""
        rows = set()
        for text, name in self.spellings:
            words = words_of(text)
            rows |= {(" ".join(words[i:]), name) for i in range(len(words))}
            rows.add((key_of(text), name))
        ordered = sorted(rows)
        return [start for start, _ in ordered], [name for _, name in ordered]

    def starting(self, prefix: str) -> tuple[str, ...]:
        """Return the names of which a word starts with the folded prefix, without repeats, in alphabetical order."""
        starts, names = self.starts
        first = bisect_left(starts, prefix)
        last = bisect_left(starts, prefix + "\U0010ffff", lo=first)
        return tuple(dict.fromkeys(names[first:last]))

    def tells_versions_of(self, spellings: Iterable[str]) -> bool:
        """Return whether there are names for single versions of a product ("Windows Phone 7")."""
        return any(key.rstrip("0123456789.x") in self._versioned for key in map(key_of, spellings))

    @cached_property
    def _versioned(self) -> frozenset[str]:
        """The keys of names with a version number, without it."""
        return frozenset(key.rstrip("0123456789.x") for key in self.by_key if key[-1:].isdigit())

    def meanings(self, key: str) -> tuple[str, ...]:
        """Return those senses of an ambiguous word that this vocabulary has."""
        return tuple(name for name in map(self.present, senses().get(key, ())) if name)

    def present(self, name: str) -> str | None:
        """Return this vocabulary's name for an exact spelling or unmistakable alias, or None."""
        key = key_of(name)
        owners = self.aliases.get(key, ())
        return self.own.get(key) or self.by_key.get(key) or (owners[0] if len(owners) == 1 else None)

    def forbidden(self, typed: str, name: str) -> bool:
        """Return whether the two are declared never the same."""
        return (key_of(typed), key_of(name)) in self.never


def _shortest_compared(alias: str, name: str) -> int:
    """Return the length from which an alias is compared: words of the name ("Excel") sooner than acronyms."""
    return _SHORTEST_OWN_WORD if set(words_of(alias)) <= set(words_of(name)) else _SHORTEST_ALIAS_COMPARED


def _gather(rows: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    table: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for key, name in rows:
        if key:
            table[key][name] = None
    return {key: tuple(names) for key, names in table.items()}


@lru_cache(maxsize=16)
def _made(
    community: tuple[str, ...],
    overrides: tuple[tuple[str, str], ...],
    never: tuple[tuple[str, str], ...],
    popularity: tuple[tuple[str, int], ...],
) -> Vocabulary:
    own = {key_of(name): name for name in reversed([clean(name) for name in community]) if key_of(name)}
    shipped = [group.name for group in groups() if not group.parent and key_of(group.name) not in own]
    targets = [name for _, name in overrides]
    pairs = {(key_of(a), key_of(b)) for a, b in never}
    return Vocabulary(
        names=tuple(dict.fromkeys((*reversed(own.values()), *shipped, *targets))),
        overrides=dict(overrides),
        never=never_same() | pairs | {(b, a) for a, b in pairs},
        popularity=dict(popularity),
    )
