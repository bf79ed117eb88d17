"""Autocompletion: names by prefix, by the start of any word, and through a typing slip."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from bot.skills.alike import alike
from bot.skills.index import Shelf
from bot.skills.resolving import resolve
from bot.skills.spelling import key_of, words_of
from bot.skills.vocabulary import Vocabulary

_TYPO_FROM = 3
_CLOSE = 0.82


def complete(prefix: str, vocabulary: Vocabulary, limit: int = 25) -> list[str]:
    """Return up to `limit` names for what has been typed so far, the likeliest first.

    Exact meanings come first, then names that start so (popular ones before), names of which a later word
    starts so, and
    when that is not much, names that differ by a typing slip. An empty prefix gives the community's most
    used names.
    """
    if limit <= 0:
        return []
    typed = " ".join(words_of(prefix))
    if not typed:
        return _popular(vocabulary)[:limit]
    meant = resolve(prefix, vocabulary)
    found = dict.fromkeys([meant.name] if meant.name else meant.choices)
    found |= dict.fromkeys(_best(vocabulary.beginning(typed), vocabulary, limit))
    if len(found) < limit:
        inside = (*vocabulary.containing(typed), *vocabulary.containing(key_of(prefix)))
        found |= dict.fromkeys(_best(inside, vocabulary, limit * 2))
    if len(found) < limit and len(typed) >= _TYPO_FROM and not meant.decided:
        found |= dict.fromkeys(_mistyped(prefix, vocabulary, limit))
    return list(found)[:limit]


def _best(names: Iterable[str], vocabulary: Vocabulary, limit: int) -> list[str]:
    """Return the most used, then the shortest names."""
    used = vocabulary.popularity
    return heapq.nsmallest(
        limit, dict.fromkeys(names), key=lambda name: (-used.get(name, 0), len(name), name)
    )


def _popular(vocabulary: Vocabulary) -> list[str]:
    return sorted(vocabulary.names, key=lambda name: (-vocabulary.popularity.get(name, 0), name.casefold()))


def _mistyped(prefix: str, vocabulary: Vocabulary, limit: int) -> list[str]:
    """Return names whose beginning looks like the prefix, the closest first."""
    key = key_of(prefix)
    near: list[tuple[float, str]] = []
    for shelf in vocabulary.name_shelves(key):
        heads = Shelf(keys=[spelling[: len(key) + 1] for spelling in shelf.keys])
        near += [(likeness, shelf.names[place]) for _, likeness, place in alike(key, heads, _CLOSE, limit)]
    return list(vocabulary.shown(name for _, name in sorted(near, key=lambda pair: -pair[0])))
