"""Did you mean: the few names a text may stand for, when it cannot be decided or somebody searches."""

from __future__ import annotations

from collections import defaultdict

from rapidfuzz.distance import OSA

from bot.skills.alike import alike
from bot.skills.resolving import resolve
from bot.skills.spelling import acronym_of, key_of, stem_key, words_of
from bot.skills.vocabulary import Vocabulary

_WIDE = 40
_LIKE = 0.75
_STARTS = 1.2
_HOLDS = 1.0


def suggest(text: str, vocabulary: Vocabulary, k: int = 3) -> list[str]:
    """Return up to `k` names the text may mean, the likeliest first; the decided one or the senses lead."""
    decision = resolve(text, vocabulary)
    first = [decision.name] if decision.name else list(vocabulary.meanings(key_of(text)) or decision.choices)
    scores = _by_words(text, vocabulary)
    for found in (_by_letters(text, vocabulary), _by_phrase(text, vocabulary)):
        for name, score in found.items():
            scores[name] = max(scores[name], score)
    ranked = sorted(scores, key=lambda name: (-scores[name], len(name), name))
    allowed = [name for name in ranked if not vocabulary.forbidden(text, name)]
    return list(dict.fromkeys((*first, *allowed)))[:k]


def _by_words(text: str, vocabulary: Vocabulary) -> defaultdict[str, float]:
    """Return names sharing word stems with the text, scored by how rare and how many the shared words are."""
    scores: defaultdict[str, float] = defaultdict(float)
    stems = stem_key(text).split()
    for part in stems:
        names = vocabulary.with_stem(part)
        for name in names if len(names) <= _WIDE * 5 else ():
            scores[name] += 1 / (1 + len(names) / _WIDE)
    for name in list(scores):
        size = len(stem_key(name).split()) or 1
        scores[name] *= 2 / (size + len(stems))
    short = acronym_of(text)
    meant = vocabulary.present(short) if len(short) > 1 else None
    if meant:
        scores[meant] = max(scores[meant], 0.8)
    return scores


def _by_phrase(text: str, vocabulary: Vocabulary) -> dict[str, float]:
    """Return names that begin with the whole text, or hold it as words, scored by how little they add to it."""
    typed = " ".join(words_of(text))
    scores: dict[str, float] = {}
    for name in vocabulary.containing(typed) if typed else ():
        words = " ".join(words_of(name))
        if f" {typed} " in f" {words} ":
            scores[name] = (_STARTS if words.startswith(typed) else _HOLDS) * len(typed) / len(words)
    return scores


def _by_letters(text: str, vocabulary: Vocabulary) -> dict[str, float]:
    """Return names spelled like the text, scored by likeness."""
    key = key_of(text)
    scores: dict[str, float] = {}
    for shelf in vocabulary.shelves(key):
        for spelling, likeness, place in alike(key, shelf, _LIKE, 8):
            close = 1 - OSA.distance(key, spelling) / max(len(key), len(spelling))
            (name,) = vocabulary.shown((shelf.names[place],))
            scores[name] = max(scores.get(name, 0), 0.5 * likeness + 0.5 * close - 0.1)
    return scores
