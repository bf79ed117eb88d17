"""Autocompletion: names by prefix, by the start of any word, and through a typing slip."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from bot.skills.resolving import resolve
from bot.skills.spelling import key_of, words_of
from bot.skills.vocabulary import Vocabulary

_TYPO_FROM = 3
_CLOSE = 0.82


def complete(prefix: str, vocabulary: Vocabulary, limit: int = 25) -> list[str]:
    """Return up to `limit` names for what has been typed so far, the likeliest first.

    Exact meanings come first, then names that start so (popular ones before), names of which a later word starts so, and
    when that is not much, names that differ by a typing slip. An empty prefix gives the community's most used names.
    """
    if limit <= 0:
        return []
    typed = " ".join(words_of(prefix))
    if not typed:
        return _popular(vocabulary)[:limit]
    meant = resolve(prefix, vocabulary)
    first = [meant.name] if meant.name else list(meant.choices)
    names = list(dict.fromkeys((*vocabulary.starting(typed), *vocabulary.starting(key_of(prefix)))))
    ordered = sorted(names, key=lambda name: _rank(name, typed, vocabulary))
    found = dict.fromkeys((*first, *ordered))
    if len(found) < limit and len(typed) >= _TYPO_FROM:
        found |= dict.fromkeys(_mistyped(prefix, vocabulary, limit))
    return list(found)[:limit]


def _popular(vocabulary: Vocabulary) -> list[str]:
    return sorted(vocabulary.names, key=lambda name: (-vocabulary.popularity.get(name, 0), name.casefold()))


def _rank(name: str, typed: str, vocabulary: Vocabulary) -> tuple[bool, int, int, str]:
    starts = " ".join(words_of(name)).startswith(typed)
    return not starts, -vocabulary.popularity.get(name, 0), len(name), name.casefold()


def _mistyped(prefix: str, vocabulary: Vocabulary, limit: int) -> list[str]:
    """Return names whose beginning looks like the prefix, the closest first."""
    key = key_of(prefix)
    shelf = vocabulary.shelf(key)
    heads = [spelling[: len(key) + 1] for spelling in shelf.keys]
    near = process.extract(key, heads, scorer=JaroWinkler.similarity, score_cutoff=_CLOSE, limit=limit)
    return [shelf.names[place] for _, _, place in near]
