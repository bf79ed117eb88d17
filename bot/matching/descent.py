"""The linear programme of a large round by a first-order method: good prices at every moment, exact ones only nearly.

The primal-dual hybrid gradient method (Chambolle and Pock 2011, with their diagonal steps, and restarts from averages
as in Applegate et al. 2021, "PDLP"): prices rise where somebody sits too often, fractions where a column is worth more
than its prices. A step is linear in the columns; when columns are added it goes on from where it was, where simplex
and interior point begin anew.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bot.matching.exchange import Clock, Column, Exchange, Weights
from bot.matching.highs import Floats, Numbers
from bot.matching.master import START_PRICE, Priced
from bot.matching.pricing import Terms

STEPS = 200
PAUSES = 4
BALANCE = 0.5
TINY = 1e-3
WIDTH = 3


class Descent:
    """The columns found so far and a price per member; everybody has one seat, and nothing is locked."""

    def __init__(self, exchange: Exchange, weights: Weights) -> None:
        """Begin without columns, with prices a little below what a seat is worth."""
        self._exchange, self._weights = exchange, weights
        self._worth = np.array([float(exchange.first_seat(m, weights)) for m in range(exchange.size)])
        self._scale = 1.0
        self._prices = np.append(START_PRICE * self._worth, 0.0)
        self._pool: dict[Column, int] = {}
        self._members: Numbers = np.zeros((0, WIDTH), dtype=np.int64)
        self._gains: Floats = np.zeros(0)
        self._values: Floats = np.zeros(0)

    def add(self, columns: Iterable[Column]) -> int:
        """Add the columns that are new; return how many."""
        fresh = [column for column in dict.fromkeys(columns) if column not in self._pool]
        if not fresh:
            return 0
        self._pool.update({column: len(self._pool) + k for k, column in enumerate(fresh)})
        padded = [(*column, self._exchange.size)[:WIDTH] for column in fresh]
        gains = np.array([float(self._exchange.gain(column, self._weights)) for column in fresh])
        if not len(self._gains):
            # A seat should cost about one: steps are as long for prices as for fractions.
            self._scale = float(self._weights.person) or max(1.0, float(gains.max()) / WIDTH)
            self._prices /= self._scale
        self._members = np.concatenate([self._members, np.array(padded, dtype=np.int64)])
        self._gains = np.concatenate([self._gains, gains / self._scale])
        self._values = np.concatenate([self._values, np.zeros(len(fresh))])
        return len(fresh)

    def solve(self, seconds_left: Clock) -> bool:
        """Bring prices and fractions nearer to the optimum of these columns; they are usable at any time."""
        steps = Steps(self._members, self._gains, self._exchange.size)
        for _ in range(PAUSES):
            self._values, self._prices = steps.run(self._values, self._prices, STEPS)
            if not seconds_left():
                break
        return True

    def fractions(self) -> dict[Column, float]:
        """The columns in use and about how much of each."""
        values = self._values.tolist()
        return {column: values[k] for column, k in self._pool.items() if values[k] > TINY}

    def separate(self) -> bool:
        """Nothing to add: nobody has several seats."""
        return False

    def prices(self) -> Priced:
        """What the prices leave of everything's worth; their sum is a bound once no column has a surplus."""
        seats = self._prices[:-1] * self._scale
        return Priced(self._terms(seats), seats, float(seats.sum()))

    def opening(self) -> Terms:
        """Prices to begin with."""
        return self._terms(self._worth * START_PRICE)

    def _terms(self, seats: Floats) -> Terms:
        return Terms(seat=self._worth - seats, fit=self._weights.fit, circle=-self._weights.circle)

    @property
    def pool(self) -> tuple[Column, ...]:
        """Every column found so far."""
        return tuple(self._pool)


class Steps:
    """Steps over fixed columns: their members (the last number stands for nobody) and gains per unit of price."""

    def __init__(self, members: Numbers, gains: Floats, size: int) -> None:
        self._places = [np.ascontiguousarray(place) for place in members.T]
        self._gains, self._size = gains, size
        self._tau = BALANCE / (members < size).sum(axis=1)
        self._sigma = 1 / BALANCE / np.maximum(self._uses(np.ones(len(gains))), 1.0)
        self._sigma[-1] = 0.0

    def _uses(self, values: Floats) -> Floats:
        """How many seats of each member the columns take."""
        return np.asarray(sum(np.bincount(place, values, self._size + 1) for place in self._places))

    def _costs(self, prices: Floats) -> Floats:
        """What the members of each column cost."""
        return np.asarray(sum(prices[place] for place in self._places))

    def run(self, values: Floats, prices: Floats, steps: int) -> tuple[Floats, Floats]:
        """Fractions and prices after so many steps, averaged over them."""
        all_values, all_prices = np.zeros(len(values)), np.zeros(len(prices))
        for _ in range(steps):
            risen = (values + self._tau * (self._gains - self._costs(prices))).clip(0.0, 1.0)
            prices = (prices + self._sigma * (self._uses(2 * risen - values) - 1.0)).clip(0.0)
            values = risen
            all_values += values
            all_prices += prices
        return all_values / steps, all_prices / steps
