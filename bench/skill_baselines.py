"""What is usually done instead, for comparison: exact, WRatio and Jaro-Winkler over the names, no tables."""

from __future__ import annotations

from functools import cache

from rapidfuzz import fuzz, process, utils
from rapidfuzz.distance import JaroWinkler

Resolved = tuple[str | None, float]


def exact(text: str, vocabulary: tuple[str, ...]) -> Resolved:
    """Return the name that is the text but for case."""
    name = _lower(vocabulary).get(text.casefold())
    return name, 1.0 if name else 0.0


def wratio(text: str, vocabulary: tuple[str, ...]) -> Resolved:
    """Return rapidfuzz's best WRatio match; 90 and more is usually applied."""
    found = process.extractOne(text, vocabulary, scorer=fuzz.WRatio, processor=utils.default_process)
    return found[0], found[1] / 100


def jaro_winkler(text: str, vocabulary: tuple[str, ...]) -> Resolved:
    """Return the best Jaro-Winkler match, lowered so that its usual threshold 0.92 becomes 0.9."""
    found = process.extractOne(text, vocabulary, scorer=JaroWinkler.similarity, processor=str.lower)
    return found[0], found[1] - 0.02


def suggest_wratio(text: str, vocabulary: tuple[str, ...], k: int) -> list[str]:
    """Return WRatio's `k` best."""
    return [row[0] for row in process.extract(text, vocabulary, scorer=fuzz.WRatio, limit=k)]


def suggest_jaro_winkler(text: str, vocabulary: tuple[str, ...], k: int) -> list[str]:
    """Return Jaro-Winkler's `k` best."""
    return [row[0] for row in process.extract(text, vocabulary, scorer=JaroWinkler.similarity, limit=k)]


@cache
def _lower(vocabulary: tuple[str, ...]) -> dict[str, str]:
    return {name.casefold(): name for name in reversed(vocabulary)}
