"""A linear programme over yes-or-no choices in plain Python: exact bounds, for up to a few thousand choices.

The dual simplex method with bounds on every variable (Koberstein 2005, chapters 3 and 6: bound flipping ratio test).
Every choice lies between 0 and 1, so any set of prices is allowed and a changed bound never needs a new start. Prices
are found in floating point; what they prove is then added up in whole numbers (`ceiling`), so no rounding error can
make a bound too low. One step costs about rows², a solution takes about as many steps as there are rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from operator import mul
from random import Random

Entries = list[tuple[int, int]]
Row = tuple[float, float, dict[int, float]]

CLOSE = 1e-7
TINY = 1e-9
FINE = 1 << 24
REFRESH = 150
LIKELY = 20
MOST_STEPS = 20_000


@dataclass(slots=True)
class Programme:
    """Maximise `gains` over choices from 0 to 1, each row A x at most its `limit` (and within `width` below it).

    `nudges` tell equally good choices apart while solving; they never enter a bound.
    """

    gains: Sequence[int]
    rows: list[Entries]
    limit: list[int]
    width: list[float]
    nudges: Sequence[float]
    columns: list[Entries] = field(init=False)

    def __post_init__(self) -> None:
        """List the entries by choice as well."""
        self.columns = [[] for _ in self.gains]
        for number, row in enumerate(self.rows):
            for choice, amount in row:
                self.columns[choice].append((number, amount))

    def ceiling(self, prices: Sequence[int], lower: Sequence[float], upper: Sequence[float]) -> int:
        """The most any choice within the bounds can gain, in units of 1 / FINE, as proven by whole prices of rows."""
        total = sum(price * limit for price, limit in zip(prices, self.limit, strict=True))
        for choice, left in enumerate(self.left_over(prices)):
            total += left * int(upper[choice] if left > 0 else lower[choice])
        return total

    def left_over(self, prices: Sequence[int]) -> list[int]:
        """What prices leave of every choice's gain, in units of 1 / FINE."""
        return [
            FINE * gain - sum(prices[row] * amount for row, amount in column)
            for gain, column in zip(self.gains, self.columns, strict=True)
        ]


def programme(rows: Sequence[Row], gains: Sequence[int]) -> Programme:
    """The programme of rows given as (least, most, {choice: amount}); a row without a most is turned around."""
    entries, limits, widths = [], [], []
    for least, most, row in rows:
        turn = 1 if most < inf else -1
        entries.append([(choice, turn * round(amount)) for choice, amount in row.items()])
        limits.append(round(most if turn > 0 else -least))
        widths.append(most - least if turn > 0 else inf)
    # Equally good choices would make the method go round in circles; all nudges of one choice stay below one.
    dice, most_chosen = Random(1), len(limits) + sum(limit for limit in limits if limit > 0)
    return Programme(gains, entries, limits, widths, [dice.random() / (4 * most_chosen + 4) for _ in gains])


class Simplex:
    """The programme's state between two solutions: which variables are basic, and the inverse of their matrix.

    Variables are the choices first, then one slack per row.
    """

    def __init__(self, made: Programme) -> None:
        """Begin with every slack basic."""
        self.made = made
        self.choices, self.rows = len(made.gains), len(made.rows)
        self.lower = [0.0] * (self.choices + self.rows)
        self.upper = [1.0] * self.choices + list(made.width)
        self._cost = [g + n for g, n in zip(made.gains, made.nudges, strict=True)] + [0.0] * self.rows
        self._start()

    def _start(self) -> None:
        self._basis = list(range(self.choices, self.choices + self.rows))
        self._place = [-1] * self.choices + list(range(self.rows))
        self._inverse = [[float(k == r) for k in range(self.rows)] for r in range(self.rows)]
        self._left = list(self._cost)
        self._high = [cost > 0 for cost in self._cost]
        self._values = [0.0] * self.rows

    def prices(self) -> list[int]:
        """The price of each row in units of 1 / FINE."""
        total = self._raw_prices()
        free = [width == 0 for width in self.made.width]
        return [
            round(FINE * (t if any_sign else max(t, 0.0))) for t, any_sign in zip(total, free, strict=True)
        ]

    def _raw_prices(self) -> list[float]:
        total = [0.0] * self.rows
        for variable, row in zip(self._basis, self._inverse, strict=True):
            if cost := self._cost[variable]:
                total = [t + cost * x for t, x in zip(total, row, strict=True)]
        return total

    def fractions(self) -> list[float]:
        """The value of every choice."""
        return [self._value(choice) for choice in range(self.choices)]

    def _value(self, variable: int) -> float:
        place = self._place[variable]
        if place >= 0:
            return self._values[place]
        return self.upper[variable] if self._high[variable] else self.lower[variable]

    def solve(self) -> bool:
        """Solve within the present bounds; False when nothing fits in them."""
        self._settle()
        for step in range(1, MOST_STEPS):
            row = self._leaving()
            if row < 0:
                return True
            if not self._step(row):
                return False
            if step % REFRESH == 0:
                self._refresh()
        return True

    def _settle(self) -> None:
        """Put every variable outside the basis at its better bound and see what is left for the basic ones."""
        for variable, place in enumerate(self._place):
            if place < 0:
                left = self._left[variable]
                self._high[variable] = self.upper[variable] < inf and left > 0
        self._recount()

    def _recount(self) -> None:
        rest = [float(limit) for limit in self.made.limit]
        for variable, place in enumerate(self._place):
            value = self._value(variable) if place < 0 else 0.0
            for row, amount in self._entries(variable) if value else ():
                rest[row] -= amount * value
        self._values = [sum(map(mul, row, rest)) for row in self._inverse]

    def _entries(self, variable: int) -> Entries:
        return self.made.columns[variable] if variable < self.choices else [(variable - self.choices, 1)]

    def _leaving(self) -> int:
        """The row whose variable is furthest outside its bounds for the length of its row, or -1."""
        out = []
        for row, (variable, value) in enumerate(zip(self._basis, self._values, strict=True)):
            lack = max(self.lower[variable] - value, value - self.upper[variable])
            if lack > CLOSE:
                out.append((lack, -row))
        # Steepest edge (Forrest and Goldfarb 1992), its lengths reckoned only for the likeliest rows.
        likely = sorted(out, reverse=True)[:LIKELY]
        return -max(likely, key=self._steepness, default=(0, 1))[1]

    def _steepness(self, lack_and_row: tuple[float, int]) -> float:
        row = self._inverse[-lack_and_row[1]]
        length: float = sum(map(mul, row, row))
        return lack_and_row[0] ** 2 / length

    def _step(self, row: int) -> bool:
        """Take the row's variable out of the basis for the best one; False when none can replace it."""
        leaving = self._basis[row]
        above = self._values[row] > self.upper[leaving]
        bound = self.upper[leaving] if above else self.lower[leaving]
        slopes = self._slopes(row)
        entering, flips = self._entering(slopes, abs(self._values[row] - bound), 1 if above else -1)
        if entering < 0:
            return False
        self._flip(flips)
        column = self._solved(self._entries(entering))
        self._move(row, entering, (self._values[row] - bound) / column[row], column)
        self._high[leaving] = above
        self._reprice(slopes, entering, leaving)
        self._exchange(row, entering, column)
        return True

    def _slopes(self, row: int) -> dict[int, float]:
        """How the row's variable falls when each variable outside the basis grows."""
        slopes: dict[int, float] = {}
        for number, weight in enumerate(self._inverse[row]):
            if weight > TINY or weight < -TINY:
                if self._place[self.choices + number] < 0:
                    slopes[self.choices + number] = weight
                for choice, amount in self.made.rows[number]:
                    slopes[choice] = slopes.get(choice, 0.0) + weight * amount
        return {v: slope for v, slope in slopes.items() if self._place[v] < 0 and abs(slope) > TINY}

    def _entering(self, slopes: dict[int, float], out: float, sign: int) -> tuple[int, list[int]]:
        """The variable to enter, and those that go to their other bound because that alone does not suffice."""
        able = []
        for variable, slope in slopes.items():
            fixed = self.lower[variable] == self.upper[variable]
            if not fixed and (slope * sign < 0) == self._high[variable] and abs(slope) > CLOSE:
                able.append((abs(self._left[variable] / slope), -abs(slope), variable))
        able.sort()
        flips: list[int] = []
        for _, negative, variable in able:
            out += negative * (self.upper[variable] - self.lower[variable])
            if out < CLOSE:
                return variable, flips
            flips.append(variable)
        return -1, []

    def _flip(self, flips: list[int]) -> None:
        change: dict[int, float] = {}
        for variable in flips:
            width = self.upper[variable] - self.lower[variable]
            amount = -width if self._high[variable] else width
            self._high[variable] = not self._high[variable]
            for row, entry in self._entries(variable):
                change[row] = change.get(row, 0.0) + entry * amount
        if change:
            moved = self._solved(list(change.items()))
            self._values = [value - m for value, m in zip(self._values, moved, strict=True)]

    def _solved(self, entries: Sequence[tuple[int, float]]) -> list[float]:
        """The entries in terms of the basis."""
        if len(entries) == 2:
            (a, x), (b, y) = entries
            return [row[a] * x + row[b] * y for row in self._inverse]
        return [sum([row[k] * x for k, x in entries]) for row in self._inverse]

    def _move(self, row: int, entering: int, by: float, column: list[float]) -> None:
        value = self._value(entering) + by
        self._values = [old - by * c for old, c in zip(self._values, column, strict=True)]
        self._values[row] = value

    def _reprice(self, slopes: dict[int, float], entering: int, leaving: int) -> None:
        by = self._left[entering] / slopes[entering]
        for variable, slope in slopes.items():
            self._left[variable] -= by * slope
        self._left[entering] = 0.0
        self._left[leaving] = -by

    def _exchange(self, row: int, entering: int, column: list[float]) -> None:
        inverse, pivot = self._inverse, column[row]
        line = [x / pivot for x in inverse[row]] if pivot != 1 else inverse[row]
        for k, weight in enumerate(column):
            if k != row and (weight > TINY or weight < -TINY):
                inverse[k] = [x - weight * y for x, y in zip(inverse[k], line, strict=True)]
        inverse[row] = line
        self._place[self._basis[row]] = -1
        self._basis[row] = entering
        self._place[entering] = row

    def _refresh(self) -> None:
        """Invert the basis anew, so that rounding errors do not add up."""
        wanted = [variable for variable in self._basis if variable < self.choices]
        kept = {variable for variable in self._basis if variable >= self.choices}
        high = self._high
        self._start()
        self._high = high
        free = {row for row in range(self.rows) if self.choices + row not in kept}
        for variable in wanted:
            column = self._solved(self._entries(variable))
            row = max(free, key=lambda k: (abs(column[k]), -k))
            if abs(column[row]) < CLOSE:
                # Rounding has led to a basis that is none: begin again, which any prices allow.
                self._start()
                self._settle()
                return
            free.remove(row)
            self._exchange(row, variable, column)
        self._left = self._all_left()
        self._recount()

    def _all_left(self) -> list[float]:
        prices = self._raw_prices()
        left = list(self._cost)
        for row, price in enumerate(prices):
            left[self.choices + row] = -price
            for choice, amount in self.made.rows[row] if price else ():
                left[choice] -= price * amount
        for variable in self._basis:
            left[variable] = 0.0
        return left
