"""Who would rather have whom: a look at a finished round, never a rule of it.

Somebody prefers the partner whose lesson is worth more points to them. Two people block a round when both would learn
more from each other than in a partnership each has. The best round for everybody together may hold such pairs: keeping
them apart places more people. A round without any may not exist at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from bot.matching.exchange import Column, bits, steps
from bot.matching.rules import Round

MOST_PAIRS = 20_000

Pair = tuple[str, str]


def blocking_pairs(pairing: Round, columns: Iterable[Column]) -> tuple[Pair, ...] | None:
    """The pairs that block the two-way partnerships, sorted; None above 20,000 possible pairs (half a second).

    Whoever has no two-way partnership or a seat to spare would rather have anybody.
    """
    pairs = _possible(pairing)
    if pairs is None:
        return None
    chosen = tuple(columns)
    together = {frozenset((a, b)) for column in chosen for a in column for b in column if a != b}
    least = _least(pairing, chosen)
    found = (
        (pairing.people[a].id, pairing.people[b].id)
        for a, b in pairs
        if frozenset((a, b)) not in together
        and pairing.points(b, a) > least[a]
        and pairing.points(a, b) > least[b]
    )
    return tuple(sorted((min(pair), max(pair)) for pair in found))


def _possible(pairing: Round) -> list[tuple[int, int]] | None:
    found: list[tuple[int, int]] = []
    for pair in _each(pairing):
        found.append(pair)
        if len(found) > MOST_PAIRS:
            return None
    return found


def _each(pairing: Round) -> Iterator[tuple[int, int]]:
    for a, row in enumerate(pairing.learners):
        for b in bits((row & pairing.teachers[a]) >> (a + 1)):
            if pairing.people[a].capacity and pairing.people[a + 1 + b].capacity:
                yield a, a + 1 + b


def _least(pairing: Round, columns: Iterable[Column]) -> Mapping[int, int]:
    """Per member what the least of their lessons is worth to them; nothing while a seat is free."""
    learned: dict[int, list[int]] = defaultdict(list)
    for column in columns:
        for teacher, learner in steps(column):
            learned[learner].append(pairing.points(teacher, learner))
    full = {
        member: min(worth)
        for member, worth in learned.items()
        if len(worth) >= pairing.people[member].capacity
    }
    return defaultdict(int, full)
