"""How related two skills are: what one covers of the other, the areas both belong to, and shared words.

Related is never the same: only two spellings of one skill score 1, everything else stays at RELATED_AT_MOST
or below.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.skills.files import DATA, entries
from bot.skills.shipped import group_index
from bot.skills.spelling import key_of, stem_key

RELATED_AT_MOST = 0.9
_PART_OF = 0.85
_AREAS_WEIGHT = 0.6
_WORDS_WEIGHT = 0.6
_USE_WEIGHT = 0.8
_LESS_BY_WORD = 0.5
_SHRINKAGE = 3.0
_NEIGHBOUR = 0.2


@dataclass(frozen=True, kw_only=True)
class Use:
    """What a community's own use teaches: skills that people name together, offer for one another or accept
    instead.

    `together` counts them by pairs of keys in both orders, `single` by key.
    """

    together: Mapping[tuple[str, str], float] = field(default_factory=dict)
    single: Mapping[str, float] = field(default_factory=dict)

    @staticmethod
    def of(baskets: Iterable[Iterable[str]]) -> Use:
        """Return what these sets of names teach, each set being the skills of one person or one accepted
        match."""
        together: Counter[tuple[str, str]] = Counter()
        single: Counter[str] = Counter()
        for basket in baskets:
            keys = sorted({canonical_key(name) for name in basket})
            single.update(keys)
            together.update((a, b) for a in keys for b in keys if a != b)
        return Use(together=together, single=single)

    def strength(self, a: str, b: str) -> float:
        """Return how often two keys go together in [0, 1), pulled towards 0 while there is little
        evidence."""
        both = self.together.get((a, b), 0.0)
        if not both:
            return 0.0
        return both / (math.sqrt(self.single[a] * self.single[b]) + _SHRINKAGE)


_NOTHING_LEARNT = Use()


def relate(a: str, b: str, use: Use = _NOTHING_LEARNT) -> float:
    """Return how related two skills are in [0, 1], the same in both directions; 1 only for the same skill."""
    first, second = canonical_key(a), canonical_key(b)
    if first == second:
        return 1.0
    known = max(covers(a, b), covers(b, a))
    areas = _AREAS_WEIGHT * _cosine(_areas_of(a), _areas_of(b))
    words = _WORDS_WEIGHT * _shared_words(a, b)
    used = _USE_WEIGHT * use.strength(first, second)
    together = 1 - (1 - known) * (1 - areas) * (1 - words) * (1 - used)
    return min(RELATED_AT_MOST, round(together, 9))


def covers(a: str, b: str) -> float:
    """Return how well somebody who masters `a` can help with `b`, in [0, 1]; 0 when the tables do not say."""
    first, second = canonical_key(a), canonical_key(b)
    group = group_index().get(key_of(a))
    if group is not None and group.parent and canonical_key(group.parent) == second:
        return _PART_OF
    return _covers().get((first, second), 0.0)


def canonical_key(name: str) -> str:
    """Return the key under which all spellings of a shipped skill are one."""
    group = group_index().get(key_of(name))
    return key_of(group.name) if group else key_of(name)


@lru_cache(maxsize=1)
def _covers() -> dict[tuple[str, str], float]:
    table = {}
    for left, rights in entries(DATA / "covers.txt"):
        for right in rights:
            name, _, strength = right.rpartition(" ")
            table[canonical_key(left), canonical_key(name)] = float(strength)
    return table


@lru_cache(maxsize=1)
def _members() -> dict[str, dict[str, float]]:
    """Return the areas of every key with their weights: a place in a small area says more than in a large
    one."""
    listed = [(area, [canonical_key(name) for name in names]) for area, names in entries(DATA / "areas.txt")]
    table: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for area, keys in listed:
        for key in (key_of(area), *keys):
            table[key][area] = 1 / math.log2(8 + len(keys))
    return dict(table)


@lru_cache(maxsize=1)
def _word_members() -> dict[str, dict[str, float]]:
    """Return the areas of every single listed word, by its stem."""
    table: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for area, names in entries(DATA / "areas.txt"):
        for name in names:
            stems = stem_key(name).split()
            if len(stems) == 1:
                table[stems[0]][area] = 1.0
    return dict(table)


@lru_cache(maxsize=1)
def _neighbours() -> dict[str, dict[str, float]]:
    """Return how much of each area's skills lie in each other area too, so that Frontend is near
    JavaScript."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for key, areas in _members().items():
        for area in areas:
            members[area].add(key)
    near: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for a, own in members.items():
        for b, other in members.items():
            shared = len(own & other)
            if a != b and shared:
                near[a][b] = shared / math.sqrt(len(own) * len(other))
    return dict(near)


@lru_cache(maxsize=16_384)
def _areas_of(name: str) -> dict[str, float]:
    """Return the areas of a name and, weaker, their neighbours; for a name nobody listed, the areas of its
    words."""
    own = _members().get(canonical_key(name)) or _areas_by_words(name)
    found: defaultdict[str, float] = defaultdict(float, own)
    for area, weight in own.items():
        for other, nearness in _neighbours().get(area, {}).items():
            found[other] += _NEIGHBOUR * nearness * weight
    return dict(found)


def _areas_by_words(name: str) -> dict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for word in stem_key(name).split():
        places = _word_members().get(word, {})
        for area in places:
            found[area] += _LESS_BY_WORD / len(places)
    return found


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    if not a or not b:
        return 0.0
    dot = sum(weight * b[area] for area, weight in a.items() if area in b)
    return dot / math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))


def _shared_words(a: str, b: str) -> float:
    """Return the share of common word stems, in [0, 1]."""
    first, second = set(stem_key(a).split()), set(stem_key(b).split())
    both = len(first & second)
    return both / math.sqrt(len(first) * len(second)) if both else 0.0
