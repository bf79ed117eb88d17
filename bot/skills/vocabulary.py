"""The names a community knows: the shipped ones, its own, and its own spellings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from bot.skills.index import Index, Names, Shelf, bare_key, first_by_key
from bot.skills.shipped import Group, group_index, groups, never_same, senses, shipped_keys
from bot.skills.spelling import clean, key_of, keys_of

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Vocabulary:
    """All names that can be meant. Immutable; its indexes are built when first used and the shipped part is
    shared."""

    own: Index
    shipped: Index | None = None
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
        """Return the shipped names plus a community's own, which win where both have one key.

        `overrides` maps what people type to the name meant and beats everything but `never`, the pairs an
        organiser
        declared never the same. `popularity` counts uses by name and orders completion. Equal arguments
        give the
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
        return Vocabulary(own=_index_of(tuple(dict.fromkeys(names))), never=never_same())

    @property
    def names(self) -> Names:
        """Return all names, the community's own first."""
        shipped = self.shipped.names if self.shipped else ()
        return tuple(dict.fromkeys((*self.own.names, *map(self._shown, shipped))))

    def __contains__(self, name: str) -> bool:
        if name in self.own.all_names:
            return True
        return self.shipped is not None and name in self.shipped.all_names and self._shown(name) == name

    def exact(self, key: str) -> str | None:
        """Return the name with this key, or None."""
        return self.own.by_key.get(key) or (self.shipped.by_key.get(key) if self.shipped else None)

    def aliased(self, key: str) -> Names:
        """Return the names another spelling stands for; more than one means that it has to be asked."""
        return self._all(index.aliases.get(key, ()) for index in self._indexes)

    def variants(self, key: str) -> Names:
        """Return the names with this plural-and-British-spelling key."""
        return self._all(index.variants(key) for index in self._indexes)

    def stems(self, key: str) -> Names:
        """Return the names with exactly this set of word stems."""
        return self._all(index.stems(key) for index in self._indexes)

    def with_stem(self, stem: str) -> Names:
        """Return the names that contain a word stem."""
        return self._all(index.with_stem(stem) for index in self._indexes)

    def acronyms(self, letters: str) -> Names:
        """Return the names with these first letters."""
        return self._all(index.acronyms(letters) for index in self._indexes)

    def shelves(self, key: str) -> list[Shelf]:
        """Return the spellings that start with the same letter as the key."""
        return [index.shelf(key[:1]) for index in self._indexes]

    def name_shelves(self, key: str) -> list[Shelf]:
        """Return the names that start with the same letter as the key, without other spellings."""
        return [index.name_shelf(key[:1]) for index in self._indexes]

    def beginning(self, prefix: str) -> Names:
        """Return the names that start with the folded prefix."""
        return self._shown_once(name for index in self._indexes for name in index.beginning(prefix))

    def containing(self, prefix: str) -> Names:
        """Return the names of which a later word or another spelling starts with the folded prefix."""
        return self._shown_once(name for index in self._indexes for name in index.containing(prefix))

    def override(self, key: str) -> str | None:
        """Return the name the community gave to this key, or None."""
        target = self._overridden.get(key)
        return None if target is None else self.exact(key_of(target)) or target

    def meanings(self, key: str) -> Names:
        """Return those senses of an ambiguous word that this vocabulary has."""
        return tuple(name for name in map(self.present, senses().get(key, ())) if name)

    def present(self, name: str) -> str | None:
        """Return this vocabulary's name for an exact spelling or unmistakable alias, or None."""
        key = key_of(name)
        owners = self.aliased(key)
        return self.override(key) or self.exact(key) or (owners[0] if len(owners) == 1 else None)

    def forbidden(self, typed: str, name: str) -> bool:
        """Return whether the two are declared never the same."""
        return (key_of(typed), key_of(name)) in self.never

    def tells_versions_of(self, spellings: Iterable[str]) -> bool:
        """Return whether there are names for single versions of a product ("Windows Phone 7")."""
        keys = {bare_key(key_of(text)) for text in spellings}
        return any(not keys.isdisjoint(index.versioned) for index in self._indexes)

    def shown(self, names: Iterable[str]) -> Names:
        """Return the names as this community writes them, without repeats."""
        return self._shown_once(names)

    @cached_property
    def _indexes(self) -> tuple[Index, ...]:
        return (self.own, self.shipped) if self.shipped else (self.own,)

    @cached_property
    def _overridden(self) -> dict[str, str]:
        return {key_of(text): name for text, name in self.overrides.items()}

    def _all(self, found: Iterable[Names]) -> Names:
        return self._shown_once(name for names in found for name in names)

    def _shown(self, name: str) -> str:
        return self.own.by_key.get(key_of(name), name) if self.shipped else name

    def _shown_once(self, names: Iterable[str]) -> Names:
        return tuple(dict.fromkeys(map(self._shown, names)))


def _index_of(names: Names) -> Index:
    """Return the index of the names, with the spellings that the shipped groups give them."""
    keys = keys_of(names)
    by_key = first_by_key(names, keys)
    spelled = [
        (text, key, present)
        for group in groups()
        if (present := _present(group, by_key))
        for text, key in _own_spellings(group)
        if key not in by_key
    ]
    rows = [(name, key, name) for key, name in by_key.items()]
    rows += ((text, key, present[0]) for text, key, present in spelled if len(present) == 1)
    aliases = {key: present for _, key, present in spelled}
    return Index(names=names, by_key=by_key, rows=tuple(rows), aliases=aliases)


def _own_spellings(group: Group) -> Iterator[tuple[str, str]]:
    """Yield (text, key) of the spellings that no earlier group has."""
    keys, owners = shipped_keys(), group_index()
    return ((text, key) for text in group.spellings if owners[key := keys[text]] is group)


def _present(group: Group, by_key: Mapping[str, str]) -> Names:
    """Return the names a group's spellings stand for here: its own, else its members', else that of what it
    is part of."""
    keys = shipped_keys()
    head = by_key.get(keys[group.name])
    if head:
        return (head,)
    members = dict.fromkeys(by_key[keys[text]] for text in group.aliases if keys[text] in by_key)
    if members:
        return tuple(members)
    while group.parent and (parent := group_index().get(key_of(group.parent))):
        known = [by_key[keys[text]] for text in parent.spellings if keys[text] in by_key]
        if known:
            return (known[0],)
        group = parent
    return ()


@lru_cache(maxsize=1)
def _shipped_index() -> Index:
    return _index_of(tuple(group.name for group in groups() if group.offered))


@lru_cache(maxsize=64)
def _made(
    community: Names,
    overrides: tuple[tuple[str, str], ...],
    never: tuple[tuple[str, str], ...],
    popularity: tuple[tuple[str, int], ...],
) -> Vocabulary:
    pairs = {(key_of(a), key_of(b)) for a, b in never}
    pairs |= {(b, a) for a, b in pairs}
    kept = {text: name for text, name in overrides if (key_of(text), key_of(name)) not in pairs}
    cleaned = [clean(name) for name in community]
    names = tuple(dict.fromkeys(name for name in (*cleaned, *kept.values()) if key_of(name)))
    shipped = _shipped_index()
    own = tuple(name for name in names if name not in shipped.all_names)
    return Vocabulary(
        own=Index.of(own, kept.items()),
        shipped=shipped,
        overrides=kept,
        never=never_same() | pairs,
        popularity=dict(popularity),
    )
