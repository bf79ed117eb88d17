"""Spellings that look alike, the closest first."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from bot.skills.index import Shelf


def alike(key: str, shelf: Shelf, least: float, limit: int) -> list[tuple[str, float, int]]:
    """Return up to `limit` spellings on the shelf at least as alike as `least` in [0, 1], as (spelling,
    likeness, place)."""
    return process.extract(key, shelf.keys, scorer=JaroWinkler.similarity, score_cutoff=least, limit=limit)
