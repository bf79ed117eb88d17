"""Proving a result's bounds again, from the plain rules: every possible partnership is listed and priced anew.

Nothing of the engine's rows, columns and tables is used; what the prices prove is added up in whole numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from math import inf
from typing import Protocol

from bot.matching.branch import Plan
from bot.matching.claims import ClaimedLesson, ClaimedMatch
from bot.matching.model import Kind
from bot.matching.simplex import Row

MOST_COLUMNS = 20_000
MOST_NODES = 3_000


class Listing(Protocol):
    """What a problem of either form says about possible partnerships."""

    ids: frozenset[str]
    max_circle: int
    locks: tuple[tuple[str, str], ...]
    scale: int

    def capacity(self, member: str) -> int:
        """How many partnerships the member can carry."""

    def wants_circles(self, member: str) -> bool:
        """Whether circles are fine for the member."""

    def apart(self, one: str, other: str) -> str:
        """Why the two must not be together, or nothing."""

    def can_teach(self, teacher: str, learner: str) -> bool:
        """Whether some lesson from one to the other breaks no rule."""

    def objective(self, matches: list[ClaimedMatch]) -> tuple[float, ...]:
        """The value of the two-way matches, stage by stage."""

    def first_seat(self, member: str) -> tuple[int, ...]:
        """How much more a first seat of the member adds than a further one, stage by stage."""


class TooLarge(Exception):
    """There is more to look at than this proof does."""


class Proof:
    """Every possible partnership of a problem, ready to be priced."""

    def __init__(self, rules: Listing, promised: Sequence[tuple[str, ...]] = ()) -> None:
        """List the partnerships; `promised` ones take their seats before anything is chosen.

        Raises:
            TooLarge: there are more than 20,000.
        """
        self._rules = rules
        self._seats = {member: rules.capacity(member) for member in rules.ids}
        for pair in promised:
            for member in pair:
                self._seats[member] -= 1
        self._columns: list[ClaimedMatch] = []
        for column in each_column(rules):
            self._columns.append(column)
            if len(self._columns) > MOST_COLUMNS:
                raise TooLarge
        kept = {frozenset(pair) for pair in promised}
        self._locks = {frozenset(lock) for lock in rules.locks} - kept
        self._several = sorted(m for m in rules.ids if self._seats[m] > 1)
        self._rows = self._all_rows()
        self._stages = self._all_stages()

    def _all_rows(self) -> list[Row]:
        """Seats, first seats, and nobody together twice; choices are the columns, then who is placed at all."""
        seats: dict[str, dict[int, float]] = defaultdict(dict)
        together: dict[frozenset[str], dict[int, float]] = {lock: {} for lock in self._locks}
        several = set(self._several)
        for number, column in enumerate(self._columns):
            for member in column.members:
                seats[member][number] = 1
            for pair in map(frozenset, combinations(column.members, 2)):
                if pair <= several or pair in self._locks:
                    together.setdefault(pair, {})[number] = 1
        rows: list[Row] = [(-inf, self._seats[m], used) for m, used in sorted(seats.items())]
        for place, member in enumerate(self._several, start=len(self._columns)):
            used = seats[member]
            rows.append((-inf, 0, {place: 1, **dict.fromkeys(used, -1)}))
            rows.append((-inf, 0, {place: -self._seats[member], **dict.fromkeys(used, 1)}))
        rows += [(1 if pair in self._locks else -inf, 1, used) for pair, used in together.items()]
        return rows

    def _all_stages(self) -> list[list[int]]:
        """Per stage what every choice adds: a column as if all its seats were further ones, and each first seat."""
        firsts = [self._rules.first_seat(member) for member in self._several]
        extra = dict(zip(self._several, firsts, strict=True))
        alone = [self._whole(self._rules.objective([column])) for column in self._columns]
        found = []
        for stage in range(len(self._rules.objective([]))):
            gains = [
                worth[stage] - sum(extra[member][stage] for member in column.members if member in extra)
                for column, worth in zip(self._columns, alone, strict=True)
            ]
            found.append([*gains, *(first[stage] for first in firsts)])
        return found

    def _whole(self, parts: Iterable[float]) -> tuple[int, ...]:
        return tuple(round(part * self._rules.scale) for part in parts)

    def check(
        self, matches: Sequence[ClaimedMatch], bounds: Sequence[float]
    ) -> Iterator[tuple[int, float | None]]:
        """The numbers of the stages whose bounds do not hold for these two-way matches, with what can be reached.

        None instead of a value: the bound could neither be proven again nor be refuted.
        """
        values = self._whole(self._rules.objective(list(matches)))
        known = self._as_choice(matches)
        floors: list[Row] = []
        stages = zip(self._stages, values, self._whole(bounds), strict=True)
        for number, (gains, value, limit) in enumerate(stages, start=1):
            best, proven = self._most(gains, floors, known, limit)
            if best > limit:
                yield number, best / self._rules.scale
            elif not proven:
                yield number, None
            floors.append((value, inf, {k: gain for k, gain in enumerate(gains) if gain}))

    def _as_choice(self, matches: Sequence[ClaimedMatch]) -> list[int]:
        lowest = (match.members.index(min(match.members)) for match in matches)
        turned = {m.members[k:] + m.members[:k] for m, k in zip(matches, lowest, strict=True)}
        placed = {member for members in turned for member in members}
        columns = [int(column.members in turned) for column in self._columns]
        return columns + [int(member in placed) for member in self._several]

    def _most(self, gains: list[int], floors: list[Row], known: list[int], limit: int) -> tuple[int, bool]:
        """What can be reached where earlier stages are kept, and whether the limit is proven not to be passed."""
        plan = self._settled(self._rows, gains, known, limit)
        if plan.bound > limit and floors:
            # Floors make a proof harder; often the limit holds without them.
            plan = self._settled([*self._rows, *floors], gains, known, limit)
        return plan.value, plan.bound <= limit

    def _settled(self, rows: list[Row], gains: list[int], known: list[int], limit: int) -> Plan:
        plan = Plan(rows, gains)
        plan.suggest(known)
        if plan.bound > limit:
            plan.settle(countdown(MOST_NODES))
        return plan


def countdown(steps: int) -> Callable[[], float]:
    """A clock that allows so many steps, for a proof that is the same on every machine."""
    left = iter(range(steps, 0, -1))
    return lambda: next(left, 0)


def each_column(rules: Listing) -> Iterator[ClaimedMatch]:
    """Every allowed pair and circle, once, beginning with its lowest id."""
    ids = sorted(rules.ids)
    learners = {a: [b for b in ids if b != a and rules.can_teach(a, b)] for a in ids}

    def rings(ring: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if len(ring) > 1 and ring[0] in learners[ring[-1]]:
            yield ring
        if len(ring) < rules.max_circle:
            for other in learners[ring[-1]]:
                if other > ring[0] and other not in ring and not any(rules.apart(other, one) for one in ring):
                    yield from rings((*ring, other))

    for ring in (ring for first in ids for ring in rings((first,))):
        if len(ring) == 2 or all(map(rules.wants_circles, ring)):
            steps = zip(ring, (*ring[1:], ring[0]), strict=True)
            lessons = tuple(ClaimedLesson(a, b, "", "", 0) for a, b in steps)
            yield ClaimedMatch(ring, Kind.PAIR if len(ring) == 2 else Kind.CIRCLE, lessons)
