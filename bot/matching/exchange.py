"""The indexed exchange a solver works on: who could teach whom, and what columns are worth.

A column is one possible partnership: members in teaching order, each teaches the next and the last the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

Column = tuple[int, ...]

BALANCE_POINTS = 10
FULL_FIT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each countable thing is worth.

    Those are a placed person, a round waited, a seat beyond a person's first, a circle (zero or less), a point of fit.
    """

    person: int = 0
    waited: int = 0
    again: int = 0
    circle: int = 0
    fit: int = 0


COMPOSITE = Weights(person=1000, waited=200, again=250, circle=-150, fit=1)
PEOPLE = Weights(person=1)
WAITED = Weights(waited=1)
DIRECT = Weights(circle=-1)
FIT = Weights(again=COMPOSITE.again, fit=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Members 0 to size - 1 and every lesson that no hard rule forbids.

    `teaches[a][b]` holds the points of the lesson a gives b. `fits` holds the wish points alone, from which a
    pair's balance follows (None: no balance is counted). `alone` are members who want no circles, `apart` the
    pairs that must never sit in one partnership, `locks` those that must. `seated` members are placed
    already: another seat of theirs places nobody.
    """

    teaches: tuple[dict[int, int], ...]
    capacity: tuple[int, ...]
    waited: tuple[int, ...]
    fits: tuple[dict[int, int], ...] | None = None
    alone: frozenset[int] = frozenset()
    apart: frozenset[tuple[int, int]] = frozenset()
    locks: tuple[tuple[int, int], ...] = ()
    seated: frozenset[int] = frozenset()
    max_circle: int = 3

    @property
    def size(self) -> int:
        """How many members there are."""
        return len(self.teaches)

    def fit(self, column: Column) -> int:
        """The points of all lessons in the column, plus a pair's balance."""
        total = sum(self.teaches[a][b] for a, b in lessons(column))
        return total + self.balance(column)

    def balance(self, column: Column) -> int:
        """Up to ten points for a pair in which the weaker direction is good too; nothing for a circle."""
        if self.fits is None or len(column) != 2:
            return 0
        a, b = column
        return BALANCE_POINTS * min(self.fits[a][b], self.fits[b][a]) // FULL_FIT

    def on_circle(self, a: int, b: int) -> bool:
        """Whether the lesson a gives b is part of a circle."""
        if b not in self.teaches[a] or self.max_circle < 3 or {a, b} & self.alone:
            return False
        thirds = [c for c in self.teaches[b] if c != a and c not in self.alone]
        if any(a in self.teaches[c] for c in thirds):
            return True
        return self.max_circle > 3 and any(
            a in self.teaches[d]
            for c in thirds
            for d in self.teaches[c]
            if d not in self.alone and d not in (a, b)
        )

    def first_seat(self, member: int, weights: Weights) -> int:
        """What placing this member at all is worth."""
        return 0 if member in self.seated else weights.person + weights.waited * self.waited[member]

    def gain(self, column: Column, weights: Weights) -> int:
        """What choosing the column adds, without the first seats of members who can carry several."""
        total = weights.fit * self.fit(column) if weights.fit else 0
        total += weights.circle if len(column) > 2 else 0
        for member in column:
            total += self.first_seat(member, weights) if self.capacity[member] == 1 else weights.again
        return total

    def worth(self, columns: Iterable[Column], weights: Weights) -> int:
        """The value of a whole arrangement."""
        chosen = tuple(columns)
        seats = Counter(member for column in chosen for member in column)
        total = sum(self.gain(column, weights) for column in chosen)
        firsts = (
            self.first_seat(member, weights) - weights.again for member in seats if self.capacity[member] > 1
        )
        return total + sum(firsts)


def lessons(column: Sequence[int]) -> list[tuple[int, int]]:
    """The (teacher, learner) pairs of a column."""
    return [(column[k], column[(k + 1) % len(column)]) for k in range(len(column))]


def placed(columns: Iterable[Column]) -> int:
    """How many different members an arrangement places."""
    return len({member for column in columns for member in column})


def people_weighted(person: int) -> Weights:
    """The composite with another worth of a placed person."""
    return replace(COMPOSITE, person=person)
