"""Choosing the best set of listed columns, written as an integer programme.

One 0/1 choice per column; nobody sits in more columns than they can carry; two people who can each carry
several meet in at most one; locked pairs meet in at least one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

from bot.matching.exchange import Column, Exchange, Weights


class Infeasible(ValueError):
    """The locked pairs cannot all be kept at once."""


class OutOfReach(Infeasible):
    """Somebody without whom the target cannot be reached is in no column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """Which columns to choose from, what counts, and how good earlier stages must stay (`floors`).

    With a `target` only arrangements worth it count, and of members with one seat none of `needed` is left out.
    """

    exchange: Exchange
    columns: Sequence[Column]
    weights: Weights
    floors: tuple[tuple[Weights, int], ...] = ()
    target: int | None = None
    needed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The chosen columns, their value, and the most any choice of these columns could reach."""

    columns: tuple[Column, ...]
    value: int
    bound: int


Told = Callable[[Choice], None]
Row = tuple[float, float, dict[int, float]]


def rows_of(packing: Packing) -> list[Row]:
    """Every rule of the packing as (least, most, {variable: coefficient}), columns first, then first seats."""
    exchange, columns = packing.exchange, packing.columns
    seats: dict[int, list[int]] = defaultdict(list)
    together: dict[tuple[int, int], list[int]] = defaultdict(list)
    locked = set(exchange.locks)
    for k, column in enumerate(columns):
        for member in column:
            seats[member].append(k)
        for a, b in combinations(sorted(column), 2):
            if (a, b) in locked or (exchange.capacity[a] > 1 and exchange.capacity[b] > 1):
                together[a, b].append(k)
    needed = {member for member in packing.needed if exchange.capacity[member] == 1}
    rows: list[Row] = [
        (1 if m in needed else -inf, exchange.capacity[m], dict.fromkeys(used, 1.0))
        for m, used in sorted(seats.items())
    ]
    if not needed <= seats.keys():
        raise OutOfReach
    for member, place in first_seats(packing).items():
        rows.append((-inf, 0, {place: 1.0, **dict.fromkeys(seats[member], -1.0)}))
        if exchange.first_seat(member, packing.weights) < packing.weights.again:
            # Where a first seat counts less than a further one, nothing else would make it count at all.
            rows.append(
                (-inf, 0, {place: -float(exchange.capacity[member]), **dict.fromkeys(seats[member], 1.0)})
            )
    for pair, used in sorted(together.items()):
        rows.append((1 if pair in locked else -inf, 1, dict.fromkeys(used, 1.0)))
    if any(pair not in together for pair in locked):
        raise Infeasible
    rows.extend((least, inf, objective(packing, weights)) for weights, least in packing.floors)
    return rows


def first_seats(packing: Packing) -> dict[int, int]:
    """The variable that says whether a member with several seats is placed at all, per such member."""
    several = {m for column in packing.columns for m in column if packing.exchange.capacity[m] > 1}
    return {member: len(packing.columns) + k for k, member in enumerate(sorted(several))}


def objective(packing: Packing, weights: Weights) -> dict[int, float]:
    """The coefficients of an objective over the packing's variables."""
    exchange = packing.exchange
    found = {k: float(exchange.gain(column, weights)) for k, column in enumerate(packing.columns)}
    for member, place in first_seats(packing).items():
        found[place] = float(exchange.first_seat(member, weights) - weights.again)
    return found
