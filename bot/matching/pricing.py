"""Finding the columns that are worth more than their members' prices.

A circle's surplus is a sum over its three lessons minus a constant. Turned the right way, a circle with a surplus above
a limit starts with a lesson above a third of that limit; so only such lessons need be continued to circles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.matching.exchange import Column, Exchange
from bot.matching.tables import Numbers, Tables, members_of

Floats = NDArray[np.float64]
NOBODY = -1
EVERY = 1 << 60
TURNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What prices leave of each thing's worth: `seat` per member, `fit` per point, `circle` to pay per circle.

    `together` is to pay by a column that holds both members (each pair in both orders).
    """

    seat: Floats
    fit: float
    circle: float
    together: Mapping[tuple[int, int], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """Columns with their surplus, and per member by how much to raise the price so that no column has any left."""

    columns: Numbers
    surplus: Floats
    raised: Floats

    def top(self, most: int) -> list[Column]:
        """The columns of most surplus."""
        order = np.argsort(-self.surplus, kind="stable")[:most]
        return [
            tuple(member for member in column if member != NOBODY) for column in self.columns[order].tolist()
        ]

    def best(self, per_member: int) -> list[Column]:
        """The columns of most surplus, so that hardly anybody is in more than `per_member` of them."""
        used: dict[int, int] = {}
        chosen = []
        for k in np.argsort(-self.surplus, kind="stable").tolist():
            column = tuple(member for member in self.columns[k].tolist() if member != NOBODY)
            if sum(used.get(member, 0) >= per_member for member in column) < 2:
                chosen.append(column)
                for member in column:
                    used[member] = used.get(member, 0) + 1
        return chosen


class Pricer(Protocol):
    """Finds columns by their surplus."""

    def find(self, terms: Terms, above: float, per_start: int, stop: int = EVERY, wide: int = EVERY) -> Found:
        """Every column whose surplus is above the limit; of circles at most `per_start` from each member.

        The search may end early once it has found more than `stop`, and may look only at each member's `wide` most
        promising lessons.
        """
        ...


class ListedPricer:
    """Prices a list of columns."""

    def __init__(self, exchange: Exchange, columns: list[Column]) -> None:
        """Take down members and points of every column."""
        longest = max(map(len, columns), default=2)
        self._size = exchange.size
        padded = [(*column, *[NOBODY] * (longest - len(column))) for column in columns]
        self._members = np.array(padded, dtype=np.int64).reshape(len(columns), longest)
        self._fit = np.array([exchange.fit(column) for column in columns], dtype=np.float64)
        self._circle = np.array([len(column) > 2 for column in columns], dtype=bool)

    def find(self, terms: Terms, above: float, per_start: int, stop: int = EVERY, wide: int = EVERY) -> Found:
        """Every listed column whose surplus is above the limit."""
        seats = np.append(terms.seat, 0.0)
        surplus = terms.fit * self._fit + seats[self._members].sum(axis=1) - terms.circle * self._circle
        for (a, b), price in terms.together.items():
            if a < b:
                surplus -= price * ((self._members == a).any(axis=1) & (self._members == b).any(axis=1))
        chosen = np.flatnonzero(surplus > above)
        raised = _covered(self._members[chosen], surplus[chosen], np.zeros(self._size))
        return Found(self._members[chosen], surplus[chosen], raised)


class TablePricer:
    """Prices all pairs and circles of three of an exchange without listing them."""

    def __init__(self, exchange: Exchange, tables: Tables) -> None:
        """Keep, per member, whom they may teach and learn from within circles."""
        willing = exchange.willing if exchange.max_circle > 2 else 0
        rows = [(row & willing if willing >> a & 1 else 0) for a, row in enumerate(exchange.learners)]
        back = [(row & willing if willing >> a & 1 else 0) for a, row in enumerate(exchange.teachers)]
        self._tables, self._size = tables, exchange.size
        self._learners = [members_of(row, exchange.size).astype(np.int32) for row in rows]
        self._teachers = [members_of(row, exchange.size).astype(np.int32) for row in back]

    def find(self, terms: Terms, above: float, per_start: int, stop: int = EVERY, wide: int = EVERY) -> Found:
        """Every pair, and from each member up to `per_start` circles, with a surplus above the limit."""
        columns, surplus = self._pairs(terms, above)
        found, worth, count = [columns], [surplus], len(columns)
        raised = np.zeros(self._size)
        for start in range(self._size):
            circles, rest = self._circles(start, terms, above + terms.circle, per_start, wide)
            if len(rest):
                found.append(circles)
                worth.append(rest - terms.circle)
                count += len(rest)
                # Of more circles only those worth more than all others are kept.
                raised[start] = rest.min() - terms.circle if len(rest) == per_start else 0.0
            if count > TURNS * stop:
                break
        columns, surplus = np.concatenate(found), np.concatenate(worth)
        kept = _once(columns)
        columns, surplus = columns[kept], surplus[kept]
        return Found(columns, surplus, _covered(columns, surplus, raised.clip(0.0)))

    def _pairs(self, terms: Terms, above: float) -> tuple[Numbers, Floats]:
        table = self._tables
        surplus = terms.fit * table.fit + terms.seat[table.one] + terms.seat[table.other]
        for (a, b), price in terms.together.items():
            if a < b:
                surplus[(table.one == a) & (table.other == b)] -= price
        chosen = np.flatnonzero(surplus > above)
        nobody = np.full(len(chosen), NOBODY)
        return np.stack([table.one[chosen], table.other[chosen], nobody], axis=1), surplus[chosen]

    def _circles(
        self, start: int, terms: Terms, limit: float, most: int, wide: int
    ) -> tuple[Numbers, Floats]:
        learners, teachers = self._learners[start], self._teachers[start]
        points = self._tables.points
        first = terms.fit * points[start, learners] + terms.seat[start] - _toll(terms, start, learners)
        hot = first > limit / 3
        if not hot.any() or not len(teachers):
            return np.zeros((0, 3), dtype=np.int64), np.zeros(0)
        learners, first = learners[hot], first[hot]
        last = terms.fit * points[teachers, start] + terms.seat[teachers] - _toll(terms, start, teachers)
        learners, first = _top(learners, first, terms.seat[learners], wide)
        teachers, last = _top(teachers, last, 0.0, wide)
        middle = points[np.ix_(learners, teachers)]
        total = (first + terms.seat[learners])[:, None] + last[None, :] + terms.fit * middle
        if terms.together:
            total -= np.array([_toll(terms, learner, teachers) for learner in learners.tolist()])
        total[middle == self._tables.impossible] = -np.inf
        b, c = np.nonzero(total > limit)
        worth = total[b, c]
        if len(worth) > most:
            top = np.argpartition(-worth, most)[:most]
            b, c, worth = b[top], c[top], worth[top]
        return np.stack([np.full(len(b), start), learners[b], teachers[c]], axis=1), worth


def _covered(columns: Numbers, surplus: Floats, raised: Floats) -> Floats:
    """By how much to raise prices so that no column has a surplus: the largest first, where most columns meet."""
    short = np.flatnonzero(surplus > 0)
    members = columns[short]
    often = np.bincount(members[members != NOBODY], minlength=len(raised)).tolist()
    raises: list[float] = raised.tolist()
    order = np.argsort(-surplus[short], kind="stable")
    for column, worth in zip(members[order].tolist(), surplus[short][order].tolist(), strict=True):
        group = [member for member in column if member != NOBODY]
        missing = worth - sum(raises[member] for member in group)
        if missing > 0:
            raises[max(group, key=often.__getitem__)] += missing
    return np.array(raises)


def _top(
    members: NDArray[np.int32], worth: Floats, beside: Floats | float, most: int
) -> tuple[NDArray[np.int32], Floats]:
    """The members whose worth, with what stands beside it, is largest."""
    if len(members) <= most:
        return members, worth
    top = np.argpartition(-(worth + beside), most)[:most]
    return members[top], worth[top]


def _toll(terms: Terms, member: int, others: NDArray[np.int32]) -> Floats:
    """What columns with this member and each of the others have to pay."""
    if not any(member == a for a, _ in terms.together):
        return np.zeros(len(others))
    return np.array([terms.together.get((member, other), 0.0) for other in others.tolist()])


def _once(columns: Numbers) -> Numbers:
    """The positions of distinct columns; a circle is turned so that its lowest member stands first."""
    turned = columns.copy()
    ring = columns[:, 2] != NOBODY
    lowest = columns[ring].argmin(axis=1)
    turned[ring] = np.take_along_axis(columns[ring], (lowest[:, None] + np.arange(3)) % 3, axis=1)
    _, first = np.unique(turned, axis=0, return_index=True)
    columns[:] = turned
    return np.sort(first)
