"""The linear relaxation of a round by column generation: prices, a proven bound, and the columns near the optimum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import floor

import highspy
import numpy as np

from bot.matching.exchange import Clock, Column, Exchange, Floor, Weights
from bot.matching.highs import new_solver
from bot.matching.packing import Infeasible
from bot.matching.pricing import Pricer, Terms

FREE = highspy.kHighsInf
LARGE = 1500
CLOSE = 1e-5
ROUNDS = 60
TINY = 1e-7
NEARBY = 50
DIVES = 40
TRIES = 24
NUDGE = 1e-3
SURE = 0.999
SHARE, LARGE_SHARE = 25, 6
NOISE = 1e-9
START_PRICE = 0.98
FIRST_HARVEST = 10
HARVEST = 6
PENALTY = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """A solved relaxation: nothing is worth more than `bound`; `used` holds the columns with their fractions."""

    bound: int
    limit: float
    terms: Terms
    pricer: Pricer
    used: dict[Column, float]
    dive: tuple[Column, ...]
    pool: tuple[Column, ...]

    def near(self, value: int, most: int) -> list[Column] | None:
        """All columns that can be part of anything better than the value; None when there are more than `most`."""
        gap = self.limit - value - 1 + NOISE * (1 + abs(self.limit))
        found = self.pricer.find(self.terms, min(-gap, 0.0) - TINY, most + 1, most)
        return found.best(len(found.surplus)) if len(found.surplus) <= most else None

    def nearest(self, value: int, most: int) -> list[Column]:
        """Up to `most` of the columns that can be part of anything better than the value, the nearest first."""
        gap = self.limit - value - 1 + NOISE * (1 + abs(self.limit))
        per_start = max(HARVEST, most // len(self.terms.seat))
        reach = max(TINY, min(gap, NEARBY * self.terms.fit))
        while True:
            found = self.pricer.find(self.terms, -reach, per_start)
            if len(found.surplus) >= most or reach >= gap:
                return found.best(len(found.surplus))[:most]
            reach = min(gap, 2 * reach) if self.terms.fit else gap


class Master:
    """The linear programme over the columns found so far."""

    def __init__(self, exchange: Exchange, weights: Weights, floors: Sequence[Floor]) -> None:
        """Set up the rows: seats, first seats, locks and floors."""
        self._exchange, self._weights, self._floors = exchange, weights, tuple(floors)
        self._several = [m for m in range(exchange.size) if exchange.capacity[m] > 1]
        self._pool: dict[Column, int] = {}
        self._together: dict[tuple[int, int], int] = {}
        self._solver = new_solver()
        # With presolve the last basis would be thrown away whenever columns are added.
        self._solver.setOptionValue("presolve", "off")
        self._set_up()
        for lock in exchange.locks:
            self._bind(lock, least=1.0)

    def _set_up(self) -> None:
        exchange, firsts = self._exchange, len(self._several)
        size, solver = exchange.size, self._solver
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        for capacity in exchange.capacity:
            solver.addRow(-FREE, float(capacity), 0, np.zeros(0, dtype=np.int32), np.zeros(0))
        for _ in range(firsts):
            solver.addRow(-FREE, 0.0, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
        for _, least in self._floors:
            solver.addRow(float(least), FREE, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
        for k, member in enumerate(self._several):
            rows = [size + k, *range(size + firsts, size + firsts + len(self._floors))]
            values = [1.0, *(self._first(member, weights) for weights, _ in self._floors)]
            solver.addCol(
                self._first(member, self._weights), 0.0, 1.0, len(rows), np.array(rows), np.array(values)
            )

    def _first(self, member: int, weights: Weights) -> float:
        return float(self._exchange.first_seat(member, weights) - weights.again)

    def _bind(self, pair: tuple[int, int], least: float = -FREE) -> None:
        """Add the row of two people who may meet at most once (and with a lock must meet)."""
        row = self._solver.getNumRow()
        self._together[pair] = row
        columns = [place for column, place in self._pool.items() if set(pair) <= set(column)]
        ones = np.ones(len(columns))
        self._solver.addRow(least, 1.0, len(columns), np.array(columns, dtype=np.int32), ones)
        if least > 0:
            # A costly way out keeps the programme solvable while the columns that keep the lock are not found yet.
            penalty = -PENALTY * max(1, self._weights.person, self._weights.fit * PENALTY)
            self._solver.addCol(penalty, 0.0, 1.0, 1, np.array([row]), np.ones(1))

    def add(self, columns: Iterable[Column]) -> int:
        """Add the columns that are new; return how many."""
        fresh = [column for column in dict.fromkeys(columns) if column not in self._pool]
        if not fresh:
            return 0
        place = self._solver.getNumCol()
        entries = [self._entries(column) for column in fresh]
        starts = np.cumsum([0, *(len(one) for one in entries[:-1])])
        rows = np.array([row for one in entries for row, _ in one], dtype=np.int32)
        values = np.array([value for one in entries for _, value in one])
        gains = np.array([float(self._exchange.gain(column, self._weights)) for column in fresh])
        lower, upper = np.zeros(len(fresh)), np.full(len(fresh), FREE)
        self._solver.addCols(len(fresh), gains, lower, upper, len(rows), starts, rows, values)
        self._pool.update({column: place + k for k, column in enumerate(fresh)})
        return len(fresh)

    def _entries(self, column: Column) -> list[tuple[int, float]]:
        exchange, firsts = self._exchange, len(self._several)
        found = [(member, 1.0) for member in column]
        found += [(exchange.size + self._several.index(m), -1.0) for m in column if exchange.capacity[m] > 1]
        base = exchange.size + firsts
        gains = (
            (base + k, float(exchange.gain(column, weights))) for k, (weights, _) in enumerate(self._floors)
        )
        found += [(row, gain) for row, gain in gains if gain]
        if self._together:
            pairs = combinations(sorted(column), 2)
            found += [(self._together[pair], 1.0) for pair in pairs if pair in self._together]
        return found

    def solve(self) -> None:
        """Solve the programme: a large one by interior point, a small one from the last basis."""
        # Simplex takes ten times as long as interior point once thousands of columns are new.
        large = self._exchange.size > LARGE
        self._solver.setOptionValue("solver", "ipm" if large else "choose")
        self._solver.run()
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise Infeasible

    def fractions(self) -> dict[Column, float]:
        """The columns in use and how much of each."""
        values = self._solver.getSolution().col_value
        return {column: values[place] for column, place in self._pool.items() if values[place] > TINY}

    def dive(self, goal: int, seconds_left: Clock) -> tuple[Column, ...]:
        """Whole columns near the optimum: the best of several dives, ended early by one that reaches the goal.

        When the fit does not count, many optima are equal; every further dive starts from another of them. This
        changes the programme; prices are to be read before.
        """
        self._solver.setOptionValue("presolve", "on")
        best = self._one_dive(seconds_left)
        dice = np.random.default_rng(1)
        for _ in range(TRIES if self._weights.tied else 0):
            if self._worth(best) >= goal or not seconds_left():
                break
            places = np.fromiter(self._pool.values(), dtype=np.int32)
            gains = [self._exchange.gain(column, self._weights) for column in self._pool]
            self._solver.changeColsCost(
                len(places), places, np.array(gains) + NUDGE * dice.random(len(places))
            )
            for place in places.tolist():
                self._solver.changeColBounds(place, 0.0, FREE)
            self._solver.run()
            best = max(best, self._one_dive(seconds_left), key=self._worth)
        return best

    def _worth(self, columns: tuple[Column, ...]) -> int:
        return self._exchange.worth(columns, self._weights)

    def _one_dive(self, seconds_left: Clock) -> tuple[Column, ...]:
        """Fix the largest fractions a part at a time and solve again until all are whole."""
        fractions = self.fractions()
        share = LARGE_SHARE if self._exchange.size > LARGE else SHARE
        for _ in range(DIVES):
            open_ones = [column for column, value in fractions.items() if value < SURE]
            if not open_ones or not seconds_left():
                break
            sure = len(fractions) - len(open_ones)
            for column in whole(self._exchange, fractions)[: sure + 1 + len(open_ones) // share]:
                self._solver.changeColBounds(self._pool[column], 1.0, FREE)
            self._solver.run()
            if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                break
            fractions = self.fractions()
        return whole(self._exchange, fractions)

    def separate(self) -> bool:
        """Add rows for pairs with several seats each who meet more than once; tell whether there were any."""
        if not self._several:
            return False
        several = set(self._several)
        meet: dict[tuple[int, int], float] = {}
        for column, value in self.fractions().items():
            for pair in combinations(sorted(several & set(column)), 2):
                meet[pair] = meet.get(pair, 0.0) + value
        broken = [
            pair for pair, times in sorted(meet.items()) if times > 1 + TINY and pair not in self._together
        ]
        for pair in broken:
            self._bind(pair)
        return bool(broken)

    def prices(self) -> tuple[Terms, float]:
        """What the duals leave of everything's worth, and the dual value: a bound once no column has a surplus."""
        exchange, weights, size = self._exchange, self._weights, self._exchange.size
        duals = np.array(self._solver.getSolution().row_dual)
        seat_price, firsts = duals[:size].clip(min=0.0), duals[size : size + len(self._several)].clip(min=0.0)
        floor_duals = duals[size + len(firsts) :][: len(self._floors)].clip(max=0.0)
        bound = float(seat_price @ np.array(exchange.capacity))
        parts = [
            (weights, 1.0),
            *((w, -dual) for (w, _), dual in zip(self._floors, floor_duals, strict=True)),
        ]
        bound += sum(dual * least for (_, least), dual in zip(self._floors, floor_duals, strict=True))
        seat = np.array([sum(k * self._seat(m, w) for w, k in parts) for m in range(size)]) - seat_price
        for member, dual in zip(self._several, firsts, strict=True):
            seat[member] += dual
            bound += max(0.0, sum(k * self._first(member, w) for w, k in parts) - dual)
        together: dict[tuple[int, int], float] = {}
        for (a, b), row in self._together.items():
            toll = duals[row] if (a, b) in exchange.locks else max(0.0, duals[row])
            together[a, b] = together[b, a] = toll
            bound += toll
        fit = sum(k * w.fit for w, k in parts)
        circle = -sum(k * w.circle for w, k in parts)
        return Terms(seat=seat, fit=fit, circle=circle, together=together), bound

    def _seat(self, member: int, weights: Weights) -> float:
        exchange = self._exchange
        return exchange.first_seat(member, weights) if exchange.capacity[member] == 1 else weights.again

    def opening(self) -> Terms:
        """Prices to begin with: a little below what everybody's seat is worth."""
        seat = np.array(
            [self._seat(m, self._weights) * (1 - START_PRICE) for m in range(self._exchange.size)]
        )
        return Terms(seat=seat, fit=self._weights.fit, circle=-self._weights.circle)

    @property
    def pool(self) -> tuple[Column, ...]:
        """Every column found so far."""
        return tuple(self._pool)


def whole(exchange: Exchange, fractions: dict[Column, float]) -> tuple[Column, ...]:
    """The columns with the largest fractions that go together, largest first."""
    seats = list(exchange.capacity)
    met: set[frozenset[int]] = set()
    chosen = []
    for column in sorted(fractions, key=lambda column: (-fractions[column], column)):
        pairs = {frozenset(pair) for pair in combinations(column, 2)}
        if all(seats[member] for member in column) and not pairs & met:
            chosen.append(column)
            met |= pairs
            for member in column:
                seats[member] -= 1
    return tuple(chosen)


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
    master = Master(exchange, weights, floors)
    new = master.add(start)
    if new < exchange.size:
        new += master.add(pricer.find(master.opening(), TINY, FIRST_HARVEST).best(FIRST_HARVEST))
    best = limit = float("inf")
    terms = master.opening()
    for _ in range(ROUNDS):
        master.solve()
        terms, value = master.prices()
        found = pricer.find(terms, TINY * max(1, weights.person), HARVEST * 5)
        # Raising each member's price by the largest surplus that starts there leaves no surplus: always a true bound.
        limit = value + float(found.largest @ np.array(exchange.capacity))
        best = min(best, limit)
        new = master.add(found.best(HARVEST))
        if not new and not master.separate():
            break
        if not seconds_left() or (exchange.size > LARGE and limit - value < CLOSE * abs(value)):
            break
    bound = floor(best + NOISE * (1 + abs(best)))
    used = master.fractions()
    dive = master.dive(bound, seconds_left) if not floors and not exchange.locks else ()
    return Relaxed(
        bound=bound, limit=limit, terms=terms, pricer=pricer, used=used, dive=dive, pool=master.pool
    )
