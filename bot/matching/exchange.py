"""The indexed exchange a solver works on: who could teach whom, and what columns are worth.

A column is one possible partnership: members in teaching order, each teaches the next and the last the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Column = tuple[int, ...]


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

    @property
    def tied(self) -> bool:
        """Whether only one thing counts, so that many arrangements are worth the same."""
        return not self.fit


Clock = Callable[[], float]
Floor = tuple[Weights, int]


COMPOSITE = Weights(person=1000, waited=200, again=250, circle=-150, fit=1)
PEOPLE = Weights(person=1)
WAITED = Weights(waited=1)
DIRECT = Weights(circle=-1)
FIT = Weights(again=COMPOSITE.again, fit=1)


class Worth(Protocol):
    """What single lessons are worth."""

    def points(self, teacher: int, learner: int) -> int:
        """The points of a possible lesson."""
        ...

    def balance(self, one: int, other: int) -> int:
        """The extra points of a pair in which the weaker direction is good too."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """Lessons whose points are simply listed by (teacher, learner)."""

    table: Mapping[tuple[int, int], int]

    def points(self, teacher: int, learner: int) -> int:
        """The listed points."""
        return self.table[teacher, learner]

    def balance(self, one: int, other: int) -> int:
        """Nothing: bare lessons need no balance."""
        return 0 * self.table[one, other]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Members 0 to size - 1 and every lesson that no hard rule forbids.

    `learners[a]` is the bit row of those a may teach, `teachers[b]` of those who may teach b. `alone` are members who
    want no circles, `apart` the pairs that must never sit in one partnership, `locks` those that must. `seated`
    members are placed already: another seat of theirs places nobody.
    """

    learners: tuple[int, ...]
    teachers: tuple[int, ...]
    lessons: Worth
    capacity: tuple[int, ...]
    waited: tuple[int, ...]
    alone: frozenset[int] = frozenset()
    apart: frozenset[tuple[int, int]] = frozenset()
    locks: tuple[tuple[int, int], ...] = ()
    seated: frozenset[int] = frozenset()
    max_circle: int = 3

    @property
    def size(self) -> int:
        """How many members there are."""
        return len(self.learners)

    def fit(self, column: Column) -> int:
        """The points of all lessons in the column, plus a pair's balance."""
        total = sum(self.lessons.points(a, b) for a, b in steps(column))
        return total + self.balance(column)

    def may_teach(self, teacher: int, learner: int) -> bool:
        """Whether the lesson is possible."""
        return bool(self.learners[teacher] >> learner & 1)

    def balance(self, column: Column) -> int:
        """Up to ten points for a pair in which the weaker direction is good too; nothing for a circle."""
        return self.lessons.balance(column[0], column[1]) if len(column) == 2 else 0

    @property
    def willing(self) -> int:
        """The row of members who are fine with circles."""
        return (1 << self.size) - 1 & ~sum(1 << member for member in self.alone)

    def on_circle(self, a: int, b: int) -> bool:
        """Whether the lesson a gives b is part of a circle."""
        if not self.may_teach(a, b) or self.max_circle < 3 or {a, b} & self.alone:
            return False
        others = self.willing & ~(1 << a | 1 << b)
        thirds, lasts = self.learners[b] & others, self.teachers[a] & others
        if thirds & lasts:
            return True
        return self.max_circle > 3 and any(self.learners[c] & lasts for c in bits(thirds))

    def on_column(self, member: int) -> bool:
        """Whether the member is in any pair or circle at all."""
        if self.learners[member] & self.teachers[member]:
            return True
        return any(self.on_circle(member, learner) for learner in bits(self.learners[member]))

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


def bits(row: int) -> Iterator[int]:
    """The positions of the set bits of a row, ascending."""
    while row:
        low = row & -row
        yield low.bit_length() - 1
        row ^= low


def rows_from(arcs: Iterable[tuple[int, int]], size: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The bit rows of learners and of teachers for (teacher, learner) arcs."""
    learners, teachers = [0] * size, [0] * size
    for a, b in arcs:
        learners[a] |= 1 << b
        teachers[b] |= 1 << a
    return tuple(learners), tuple(teachers)


def steps(column: Sequence[int]) -> list[tuple[int, int]]:
    """The (teacher, learner) pairs of a column."""
    return [(column[k], column[(k + 1) % len(column)]) for k in range(len(column))]


def placed(columns: Iterable[Column]) -> int:
    """How many different members an arrangement places."""
    return len({member for column in columns for member in column})
