"""The points of every lesson as one matrix, and every possible pair: what large exchanges are priced from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.matching.exchange import Exchange, Listed
from bot.matching.hours import week_mask
from bot.matching.model import Wanted
from bot.matching.rules import (
    BALANCE_POINTS,
    FRESH_POINTS,
    HOURS_CAP,
    LANGUAGE_POINTS,
    LEAD_POINTS,
    WISH_CAP,
    Round,
    full_points,
)

Numbers: TypeAlias = NDArray[np.int64]
Points: TypeAlias = NDArray[np.int8] | NDArray[np.int16] | NDArray[np.int64]
Kinded = TypeVar("Kinded", bound=Hashable)
NONE = -1
LEVELS = 8


@dataclass(frozen=True, slots=True)
class Tables:
    """`points[a, b]` is the worth of the lesson a gives b (or `impossible`); pair k is `one[k]` and `other[k]`.

    `one` is below `other`, the pairs are in ascending order, and `fit[k]` holds both lessons' points and the balance.
    """

    points: Points
    one: Numbers
    other: Numbers
    fit: Numbers
    impossible: int = NONE

    def balance(self, one: int, other: int) -> int:
        """The extra points of a pair."""
        low, high = min(one, other), max(one, other)
        first, last = np.searchsorted(self.one, (low, low + 1))
        k = first + np.searchsorted(self.other[first:last], high)
        return int(self.fit[k] - self.points[low, high] - self.points[high, low])


@dataclass(frozen=True, slots=True)
class Tabled:
    """The worth of lessons read from tables."""

    tables: Tables

    def points(self, teacher: int, learner: int) -> int:
        """The points of a possible lesson."""
        return int(self.tables.points[teacher, learner])

    def balance(self, one: int, other: int) -> int:
        """The extra points of a pair."""
        return self.tables.balance(one, other)


def tables(exchange: Exchange) -> Tables:
    """The tables of an exchange, whichever way its lessons are kept."""
    if isinstance(exchange.lessons, Round):
        return _Bulk(exchange.lessons, exchange).tables()
    if not isinstance(exchange.lessons, Listed):
        raise TypeError("Only rounds and listed lessons have tables.")
    return _listed(exchange, exchange.lessons)


def members_of(row: int, size: int) -> Numbers:
    """The positions of the set bits of a row."""
    packed = np.frombuffer(row.to_bytes((size + 7) // 8, "little"), dtype=np.uint8)
    return np.flatnonzero(np.unpackbits(packed, bitorder="little")[:size])


def _listed(exchange: Exchange, lessons: Listed) -> Tables:
    low, top = min(lessons.table.values(), default=0), max(lessons.table.values(), default=0)
    small = low >= 0 and top < np.iinfo(np.int16).max
    # A bare lesson may be worth less than nothing, when those beside it are worth more.
    impossible = NONE if small else int(np.iinfo(np.int64).min)
    points = np.full((exchange.size, exchange.size), impossible, dtype=np.int16 if small else np.int64)
    for (a, b), worth in lessons.table.items():
        points[a, b] = worth
    one, other = _pairs(exchange)
    fit = points[one, other].astype(np.int64) + points[other, one]
    return Tables(points, one, other, fit, impossible)


def _pairs(exchange: Exchange) -> tuple[Numbers, Numbers]:
    mutual = [row & back for row, back in zip(exchange.learners, exchange.teachers, strict=True)]
    later = [members_of(row >> (a + 1), exchange.size) + a + 1 for a, row in enumerate(mutual)]
    one = np.repeat(np.arange(exchange.size), [len(found) for found in later])
    return one, np.concatenate([*later, np.zeros(0, dtype=np.int64)]).astype(np.int64)


class _Bulk:
    """Points of all lessons of a round, one learner at a time; the same figures as `Round.points`."""

    def __init__(self, pairing: Round, exchange: Exchange) -> None:
        self._round, self._exchange = pairing, exchange
        self._size = exchange.size
        offers: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for k, person in enumerate(pairing.people):
            for offer in person.offers:
                offers[offer.skill].append((k, offer.level))
        self._offers = {skill: np.array(found, dtype=np.int64).T for skill, found in offers.items()}
        self._scratch = np.zeros(self._size, dtype=np.int64)
        self._hours, self._hour_points = self._kinds(
            [week_mask(one.hours) for one in pairing.people], _hour_points
        )
        spoken = [one.languages for one in pairing.people]
        self._spoken, self._language_points = self._kinds(spoken, _language_points)
        self._met: dict[int, list[int]] = defaultdict(list)
        for a, b in pairing.met:
            self._met[a].append(b)
            self._met[b].append(a)

    @staticmethod
    def _kinds(values: list[Kinded], worth: Callable[[Kinded, Kinded], int]) -> tuple[Numbers, Numbers]:
        """Per person the number of their kind, and the worth between every two kinds."""
        kinds = {value: number for number, value in enumerate(dict.fromkeys(values))}
        between = np.array([[worth(a, b) for b in kinds] for a in kinds], dtype=np.int64)
        return np.array([kinds[value] for value in values], dtype=np.int64), between

    def tables(self) -> Tables:
        """The whole matrix and the pairs with their balance."""
        # One byte per lesson: 20,000 members are 400 MB, and no lesson is worth more than 90 points.
        into = np.full((self._size, self._size), NONE, dtype=np.int8)
        keys, wishes = [], []
        for learner, row in enumerate(self._exchange.teachers):
            if not row:
                continue
            teachers = members_of(row, self._size)
            wish, points = self._one(learner, teachers)
            into[learner, teachers] = points
            mutual = np.isin(teachers, members_of(self._exchange.learners[learner] & row, self._size))
            keys.append(learner * self._size + teachers[mutual])
            wishes.append(wish[mutual])
        one, other = _pairs(self._exchange)
        fit = into[one, other].astype(np.int64) + into[other, one]
        if len(one):
            where, wish = np.concatenate(keys), np.concatenate(wishes)
            there = wish[np.searchsorted(where, other * self._size + one)]
            back = wish[np.searchsorted(where, one * self._size + other)]
            fit += BALANCE_POINTS * np.minimum(there, back) // WISH_CAP
        return Tables(np.ascontiguousarray(into.T), one, other, fit)

    def _one(self, learner: int, teachers: Numbers) -> tuple[Numbers, Numbers]:
        """The wish points and all points of each teacher for one learner."""
        total = np.zeros(len(teachers), dtype=np.int64)
        best, lead = total.copy(), np.zeros(len(teachers), dtype=bool)
        wants = sorted(self._round.people[learner].wants, key=lambda want: (want.priority, want.skill))
        for want in wants:
            found = self._meet(want, teachers)
            points, ahead = found // LEVELS, found % LEVELS - want.level
            first = points > best
            lead = np.where(first, ahead > 1, lead)
            best = np.maximum(best, points)
            total += points
        wish = np.minimum(total, WISH_CAP)
        points = wish + LEAD_POINTS * lead + FRESH_POINTS
        points += self._hour_points[self._hours[learner], self._hours[teachers]]
        points += self._language_points[self._spoken[learner], self._spoken[teachers]]
        if learner in self._met:
            points -= FRESH_POINTS * np.isin(teachers, self._met[learner])
        return wish, points

    def _meet(self, want: Wanted, teachers: Numbers) -> Numbers:
        """Per teacher the points and the level of the best offer for a want, as points x 8 + level."""
        full = full_points(want)
        touched = []
        for skill, strength in ((want.skill, 1.0), *self._round.near(want).items()):
            if skill in self._offers:
                who, level = self._offers[skill]
                able = level > want.level
                who, points = who[able], max(1, int(full * strength)) * LEVELS + level[able]
                self._scratch[who] = np.maximum(self._scratch[who], points)
                touched.append(who)
        found = self._scratch[teachers]
        for who in touched:
            self._scratch[who] = 0
        return found


def _hour_points(one: int, other: int) -> int:
    return min(HOURS_CAP, (one & other).bit_count() // 60)


def _language_points(one: frozenset[str], other: frozenset[str]) -> int:
    return LANGUAGE_POINTS if len(one & other) > 1 else 0
