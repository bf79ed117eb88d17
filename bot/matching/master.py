"""The linear programme over the columns found so far, solved by HiGHS: its prices, fractions and dives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import highspy
import numpy as np

from bot.matching.exchange import Clock, Column, Exchange, Floor, Weights
from bot.matching.highs import LEAST_SECONDS, Floats, new_solver
from bot.matching.packing import Infeasible
from bot.matching.pricing import Terms

FREE = highspy.kHighsInf
LARGE = 1500
TINY = 1e-7
DIVES = 40
TRIES = 24
NUDGE = 1e-3
SURE = 0.999
SHARE, LARGE_SHARE = 25, 6
START_PRICE = 0.98
PENALTY = 1000.0


@dataclass(frozen=True, slots=True)
class Priced:
    """What everything costs: `seats` per member, what that leaves as `terms`, and the dual `value`.

    The value is a bound once no column has a surplus.
    """

    terms: Terms
    seats: Floats
    value: float


class Master:
    """The linear programme over the columns found so far."""

    def __init__(self, exchange: Exchange, weights: Weights, floors: Sequence[Floor]) -> None:
        """Set up the rows: seats, first seats, locks and floors."""
        self._exchange, self._weights, self._floors = exchange, weights, tuple(floors)
        self._several = [m for m in range(exchange.size) if exchange.capacity[m] > 1]
        self._pool: dict[Column, int] = {}
        self._together: dict[tuple[int, int], int] = {}
        self._values = self._duals = np.zeros(0)
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

    def solve(self, seconds_left: Clock) -> bool:
        """Solve the programme and tell whether it ended in the time left; else the last solution stays.

        A large one is solved by interior point, a small one from the last basis.

        Raises:
            Infeasible: the locks cannot all be kept.
        """
        # Simplex takes ten times as long as interior point once thousands of columns are new.
        large = self._exchange.size > LARGE
        self._solver.setOptionValue("solver", "ipm" if large else "choose")
        return self._run(seconds_left)

    def _run(self, seconds_left: Clock) -> bool:
        # HiGHS counts the time of all runs together.
        until = self._solver.getRunTime() + max(LEAST_SECONDS, seconds_left())
        self._solver.setOptionValue("time_limit", until)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Infeasible
        if status != highspy.HighsModelStatus.kOptimal:
            return False
        solution = self._solver.getSolution()
        self._values, self._duals = np.array(solution.col_value), np.array(solution.row_dual)
        return True

    def fractions(self) -> dict[Column, float]:
        """The columns in use and how much of each."""
        used = set(np.flatnonzero(self._values > TINY).tolist())
        return {column: float(self._values[place]) for column, place in self._pool.items() if place in used}

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
            if self._run(seconds_left):
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
            if not self._dived(seconds_left):
                break
            fractions = self.fractions()
        return whole(self._exchange, fractions)

    def _dived(self, seconds_left: Clock) -> bool:
        try:
            return self._run(seconds_left)
        except Infeasible:
            return False

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

    def prices(self) -> Priced:
        """What the duals leave of everything's worth; zero for everybody while nothing is solved."""
        exchange, weights, size = self._exchange, self._weights, self._exchange.size
        duals = np.concatenate([self._duals, np.zeros(self._solver.getNumRow() - len(self._duals))])
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
        return Priced(Terms(seat=seat, fit=fit, circle=circle, together=together), seat_price, bound)

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


def whole(exchange: Exchange, fractions: Mapping[Column, float]) -> tuple[Column, ...]:
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
