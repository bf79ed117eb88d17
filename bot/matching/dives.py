"""Whole partnerships from fractions: the largest are fixed, the rest goes on by a few first-order steps, and again.

One dive takes a hundredth of the time of the relaxation it starts from, so several are made, each with the gains nudged
another way, and the best is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bot.matching.descent import Steps
from bot.matching.exchange import Clock, Column, Exchange, Weights
from bot.matching.highs import Floats, Numbers
from bot.matching.master import whole

TRIES = 24
FEW_TRIES = 4
FOR_EACH = 40
OFTEN = 40_000
STEPS = 25
FIRST_STEPS = 100
SURE = 0.7
PART = 100
NUDGE = 0.005
TINY = 1e-6


class Dives:
    """The columns of a relaxation with their fractions and prices; everybody has one seat, nothing is locked."""

    def __init__(
        self,
        exchange: Exchange,
        weights: Weights,
        pool: Sequence[Column],
        used: Mapping[Column, float],
        prices: Floats,
    ) -> None:
        """Take down members and gains of every column."""
        self._exchange, self._weights, self._columns = exchange, weights, pool
        self._size, longest = exchange.size, max(map(len, pool), default=2)
        padded = [(*column, *[exchange.size] * (longest - len(column))) for column in pool]
        self._members: Numbers = np.array(padded, dtype=np.int64).reshape(len(pool), longest)
        gains = np.array([float(exchange.gain(column, weights)) for column in pool])
        self._scale = max(1.0, float(gains.max(initial=0.0)) / longest)
        self._gains: Floats = gains / self._scale
        self._values = np.array([used.get(column, 0.0) for column in pool])
        self._prices = np.append(prices, 0.0) / self._scale

    def best(self, goal: int, seconds_left: Clock) -> tuple[Column, ...]:
        """The best of several dives, ended early by one that reaches the goal."""
        found: tuple[Column, ...] = ()
        dice = np.random.default_rng(1)
        # Few are solved exactly right after; a dive among many takes long.
        tries = min(TRIES, self._size // FOR_EACH, OFTEN // max(1, self._size))
        for _ in range(max(FEW_TRIES, tries)):
            fresh = self._dive(self._gains + NUDGE * dice.standard_normal(len(self._gains)), seconds_left)
            found = max(found, fresh, key=lambda columns: self._exchange.worth(columns, self._weights))
            if not seconds_left() or self._exchange.worth(found, self._weights) >= goal:
                break
        return found

    def _dive(self, gains: Floats, seconds_left: Clock) -> tuple[Column, ...]:
        """Fix the largest fractions and go on with what fits beside them, until nothing is left or the time is up."""
        left, values, prices = np.arange(len(gains)), self._values, self._prices
        chosen: dict[Column, float] = {}
        steps = FIRST_STEPS
        while len(left) and seconds_left():
            values, prices = Steps(self._members[left], gains[left], self._size).run(values, prices, steps)
            taken = _largest(self._members[left], values, self._size)
            chosen |= {self._columns[k]: 1.0 for k in left[taken].tolist()}
            busy = np.zeros(self._size + 1, dtype=bool)
            busy[self._members[left[taken]]] = True
            busy[self._size] = False
            free = ~busy[self._members[left]].any(axis=1)
            left, values, steps = left[free], values[free], STEPS
        rest = {self._columns[k]: TINY * gains[k] for k in left.tolist()}
        return whole(self._exchange, rest | chosen)


def _largest(members: Numbers, values: Floats, size: int) -> Numbers:
    """Columns that go together: all with a sure fraction and a part of the others, largest first."""
    sure = values > SURE
    most = int(sure.sum()) + 1 + int(values[~sure].sum()) // PART
    order = np.argsort(-values, kind="stable")
    busy = [False] * (size + 1)
    taken: list[int] = []
    for k in order.tolist():
        column = members[k].tolist()
        if not any(busy[member] for member in column):
            taken.append(k)
            if len(taken) >= most:
                break
            for member in column:
                busy[member] = member < size
    return np.array(taken, dtype=np.int64)
