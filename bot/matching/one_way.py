"""One-way pairs for people the round left out: labelled as such, and never in place of a two-way seat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain

from bot.matching.exchange import Column, Exchange, Listed, Weights, bits, rows_from
from bot.matching.rules import Round
from bot.matching.solver import Stage, solve_exchange

ONE_WAY: tuple[Stage, ...] = (
    ("people", Weights(person=1)),
    ("value", Weights(person=1000, waited=200, fit=1)),
)


def one_way_pairs(
    pairing: Round,
    exchange: Exchange,
    chosen: Sequence[Column],
    promised: Sequence[Column],
    seconds_left: Callable[[], float],
) -> tuple[Column, ...]:
    """The (teacher, learner) pairs that place the most people left out, then those worth the most points.

    At least one of the two was left out; the other may be somebody with a seat to spare. `promised` pairs are
    one-way already and their seats are taken from the exchange.
    """
    used = Counter(chain.from_iterable(chosen))
    spare = [capacity - used[member] for member, capacity in enumerate(exchange.capacity)]
    seats = used + Counter(chain.from_iterable(promised))
    partners = {frozenset(pair) for column in (*chosen, *promised) for pair in _inside(column)}
    best: dict[tuple[int, int], tuple[int, Column]] = {}
    for learner, row in enumerate(pairing.teachers):
        for teacher in bits(row) if spare[learner] else ():
            # Two people who are both placed gain nothing the round has promised them.
            if not spare[teacher] or (seats[teacher] and seats[learner]) or {teacher, learner} in partners:
                continue
            pair = (min(teacher, learner), max(teacher, learner))
            points = exchange.lessons.points(teacher, learner)
            best[pair] = max(best.get(pair, (points, (teacher, learner))), (points, (teacher, learner)))
    rest = _rest(exchange, spare, best, frozenset(seats))
    outcome = solve_exchange(rest, ONE_WAY, seconds_left)
    return tuple(best[column[0], column[1]][1] for column in outcome.columns)


def _rest(
    exchange: Exchange,
    spare: list[int],
    best: dict[tuple[int, int], tuple[int, Column]],
    seated: frozenset[int],
) -> Exchange:
    """An exchange whose pairs are the possible one-way lessons."""
    table = {}
    for (a, b), (points, _) in best.items():
        table[a, b] = points
        table[b, a] = 0
    learners, teachers = rows_from(table, len(spare))
    return Exchange(
        learners=learners,
        teachers=teachers,
        lessons=Listed(table),
        capacity=tuple(max(1, seats) for seats in spare),
        waited=exchange.waited,
        seated=seated,
        max_circle=2,
    )


def _inside(column: Column) -> list[tuple[int, int]]:
    return [(a, b) for a in column for b in column if a < b]
