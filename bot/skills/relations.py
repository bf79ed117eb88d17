"""How related two skills are."""

from __future__ import annotations

from bot.skills.shipped import group_index
from bot.skills.spelling import key_of


def relate(a: str, b: str) -> float:
    """Return how related two skills are in [0, 1]; 1 only for the same skill."""
    first, second = group_index().get(key_of(a)), group_index().get(key_of(b))
    if key_of(a) == key_of(b) or (first is not None and first is second):
        return 1.0
    return 0.0
