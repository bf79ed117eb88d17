"""The linear relaxation of a round by column generation: prices, a proven bound, and the columns near the optimum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import Protocol

import numpy as np

from bot.matching.descent import Descent
from bot.matching.dives import Dives
from bot.matching.exchange import Clock, Column, Exchange, Floor, Weights
from bot.matching.highs import Floats
from bot.matching.master import LARGE, Master, Priced
from bot.matching.pricing import Pricer, Terms

CLOSE = 1e-5
ROUNDS = 20
WIDE = 24
FEW_NEW = 20
TINY = 1e-7
NEARBY = 50
NEAREST = 5
PAIR, CIRCLE = 2, 3
NOISE = 1e-9
FIRST_HARVEST = 10
HARVEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """A solved relaxation: nothing is worth more than `bound`; `used` holds the columns with their fractions."""

    bound: int
    limit: float
    terms: Terms
    pricer: Pricer
    prices: Floats
    used: dict[Column, float]
    dive: tuple[Column, ...]
    pool: tuple[Column, ...]

    def reaching(self, target: int, most: int) -> list[Column] | None:
        """All columns that can be part of anything worth the target; None when there are more than `most`.

        Reduced-cost fixing: a column priced above its worth by more than the limit exceeds the target is in none.
        """
        found = self.pricer.find(self.terms, -self.slack(target), most + 1, most)
        return found.top(most) if len(found.surplus) <= most else None

    def target(self, most: int) -> int:
        """The lowest target whose columns are at most `most`, as far as halving tells; at most the bound."""
        reach = 1.0
        while reach < self.limit and self.reaching(floor(self.limit - reach), most) is not None:
            reach *= 2
        return min(self.bound, ceil(self.limit - reach / 2))

    def needed(self, target: int) -> frozenset[int]:
        """Members without whom the target is out of reach."""
        return frozenset(np.flatnonzero(self.prices > self.slack(target)).tolist())

    def slack(self, target: int) -> float:
        """How much may be lost on the way from the limit to the target, rounding errors allowed for."""
        return max(0.0, self.limit - target) + TINY + NOISE * (1 + abs(self.limit))

    def nearest(self, value: int, most: int) -> list[Column]:
        """Up to `most` of the columns that can be part of anything better than the value, the nearest first."""
        gap = self.slack(value + 1)
        per_start = max(HARVEST, most // len(self.terms.seat))
        reach = max(TINY, min(gap, NEARBY * self.terms.fit))
        while True:
            found = self.pricer.find(self.terms, -reach, per_start, wide=WIDE)
            if len(found.surplus) >= most or reach >= gap:
                return found.top(most)
            reach = min(gap, 2 * reach) if self.terms.fit else gap


class Programme(Protocol):
    """A linear programme over the columns found so far."""

    def add(self, columns: Iterable[Column]) -> int:
        """Add the columns that are new; return how many."""
        ...

    def solve(self, seconds_left: Clock) -> bool:
        """Solve it, or come nearer; tell whether that ended in the time left."""
        ...

    def separate(self) -> bool:
        """Add rows the solution breaks; tell whether there were any."""
        ...

    def prices(self) -> Priced:
        """The prices reached."""
        ...

    def opening(self) -> Terms:
        """Prices to begin with."""
        ...

    def fractions(self) -> dict[Column, float]:
        """The columns in use and how much of each."""
        ...

    @property
    def pool(self) -> tuple[Column, ...]:
        """Every column found so far."""
        ...


def relax(
    exchange: Exchange,
    pricer: Pricer,
    weights: Weights,
    floors: Sequence[Floor],
    start: Iterable[Column],
    seconds_left: Clock,
) -> Relaxed:
    """Solve the relaxation until no column has a surplus, or the time is up: then the bound counts what is left.

    Raises:
        Infeasible: the locks cannot all be kept.
    """
    simple = plain(exchange) and not floors
    descends = simple and exchange.size > LARGE and exchange.max_circle <= CIRCLE
    programme: Programme = Descent(exchange, weights) if descends else Master(exchange, weights, floors)
    if programme.add(start) < exchange.size:
        programme.add(pricer.find(programme.opening(), TINY, FIRST_HARVEST, wide=WIDE).best(FIRST_HARVEST))
    _widen(exchange, programme, pricer, seconds_left)
    proof = _proved(exchange, programme, pricer, weights, seconds_left)
    used = programme.fractions()
    dive: tuple[Column, ...] = ()
    if simple:
        prices = proof.priced.seats
        dive = Dives(exchange, weights, programme.pool, used, prices).best(floor(proof.least), seconds_left)
    elif isinstance(programme, Master) and not floors and not exchange.locks:
        dive = programme.dive(floor(proof.least), seconds_left)
    if descends and exchange.max_circle == PAIR and seconds_left():
        proof = _exact(exchange, programme, pricer, weights, proof, seconds_left)
    return Relaxed(
        bound=floor(proof.least + NOISE * (1 + abs(proof.least))),
        limit=proof.limit,
        terms=proof.priced.terms,
        pricer=pricer,
        prices=proof.priced.seats,
        used=used,
        dive=dive,
        pool=programme.pool,
    )


@dataclass(frozen=True, slots=True)
class _Proof:
    """The last prices with the bound they prove, and the least bound of all."""

    priced: Priced
    limit: float
    least: float


def _proved(
    exchange: Exchange, programme: Programme, pricer: Pricer, weights: Weights, seconds_left: Clock
) -> _Proof:
    """Solve and add every column with a surplus, until there are none, it stops to help, or the time is up."""
    least = inf
    while True:
        ended = programme.solve(seconds_left)
        priced = programme.prices()
        found = pricer.find(priced.terms, TINY * max(1, weights.person), HARVEST * 5)
        # With the raised prices no column has a surplus, so their sum is always a true bound.
        limit = priced.value + float(found.raised @ np.array(exchange.capacity))
        stalled = isinstance(programme, Descent) and limit > least - CLOSE * abs(least)
        least = min(least, limit)
        new = programme.add(found.best(HARVEST))
        if (not new and not programme.separate()) or stalled or not ended or not seconds_left():
            return _Proof(priced, limit, least)


def _exact(
    exchange: Exchange, programme: Programme, pricer: Pricer, weights: Weights, known: _Proof, left: Clock
) -> _Proof:
    """The proof by the exact programme: of pairs alone it is quick, and what it leaves open is little."""
    exact = Master(exchange, weights, ())
    near = pricer.find(known.priced.terms, -NEARBY, HARVEST).top(NEAREST * exchange.size)
    exact.add((*near, *programme.fractions()))
    return min(known, _proved(exchange, exact, pricer, weights, left), key=lambda one: one.limit)


def _widen(exchange: Exchange, programme: Programme, pricer: Pricer, seconds_left: Clock) -> None:
    """Solve and add columns that are quickly found, until few are."""
    for _ in range(ROUNDS):
        if not programme.solve(seconds_left) or not seconds_left():
            break
        found = pricer.find(programme.prices().terms, TINY, HARVEST, wide=WIDE)
        if programme.add(found.best(HARVEST)) * FEW_NEW < exchange.size:
            break


def plain(exchange: Exchange) -> bool:
    """Whether everybody has one seat and nobody is locked to anybody."""
    return not exchange.locks and max(exchange.capacity, default=1) == 1 == min(exchange.capacity, default=1)
