"""Improving an arrangement by giving up the partnerships of one region after another and solving it anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from random import Random

import numpy as np

from bot.matching.exchange import Column, Weights
from bot.matching.highs import Floats, Numbers, Piece, choose, pick
from bot.matching.packing import Packing

NODES = 50
PIECE_SECONDS = 3.0
LONELY = 0.8
BREADTH = 12


class Neighbourhoods:
    """An arrangement that becomes better region by region; it never becomes worse and keeps every floor."""

    def __init__(self, packing: Packing, start: Sequence[Column]) -> None:
        """Begin with an allowed arrangement of the packing's columns."""
        exchange, columns = packing.exchange, packing.columns
        self.value = exchange.worth(start, packing.weights)
        self._packing = packing
        self._sums = {weights: exchange.worth(start, weights) for weights, _ in packing.floors}
        self._gains = self._gains_of(packing.weights)
        self._floor_gains = [self._gains_of(weights) for weights, _ in packing.floors]
        self._dice = Random(len(columns))
        self._bare = max(exchange.capacity) == 1
        longest = max(map(len, columns))
        self._members = np.array([column + column[:1] * (longest - len(column)) for column in columns])
        place = {column: k for k, column in enumerate(columns)}
        self._chosen = {place[column] for column in start}
        self._of: dict[int, list[int]] = defaultdict(list)
        for k, column in enumerate(columns):
            for member in column:
                self._of[member].append(k)
        self._held: dict[int, set[int]] = {
            member: self._chosen.intersection(ks) for member, ks in self._of.items()
        }
        self._people = sorted(self._of)
        locks = [set(lock) for lock in exchange.locks]
        self._locked = {k for k in self._chosen if any(lock <= set(columns[k]) for lock in locks)}

    def _gains_of(self, weights: Weights) -> Floats:
        exchange = self._packing.exchange
        return np.array(
            [exchange.gain(column, weights) for column in self._packing.columns], dtype=np.float64
        )

    @property
    def chosen(self) -> tuple[Column, ...]:
        """The arrangement reached."""
        return tuple(self._packing.columns[k] for k in sorted(self._chosen))

    def improve(self, patience: int, size: int, goal: int, seconds_left: Callable[[], float]) -> None:
        """Search until the goal, or until so many regions in a row brought nothing."""
        idle = 0
        while idle < patience and self.value < goal and seconds_left():
            idle = 0 if self._step(size, min(PIECE_SECONDS, seconds_left())) else idle + 1

    def _step(self, size: int, seconds: float) -> bool:
        """Solve one region; tell whether the arrangement became better."""
        region, freed = self._region(size)
        open_seats = np.zeros(self._packing.exchange.size, dtype=bool)
        open_seats[sorted(region)] = True
        inside = np.flatnonzero(open_seats[self._members].all(axis=1))
        if not len(inside):
            return False
        found = self._solved(inside, freed, seconds)
        gain = self._worth(found, self._packing.weights) - self._worth(freed, self._packing.weights)
        if gain < 0:
            return False
        for weights in self._sums:
            self._sums[weights] += self._worth(found, weights) - self._worth(freed, weights)
        self._swap(freed, found)
        self.value += gain
        return gain > 0

    def _solved(self, inside: Numbers, freed: set[int], seconds: float) -> set[int]:
        """The best columns of a region that keep what the floors still need from it."""
        floors = [(w, least - self._sums[w] + self._worth(freed, w)) for w, least in self._packing.floors]
        if self._bare:
            bare = [
                (gains[inside], least) for gains, (_, least) in zip(self._floor_gains, floors, strict=True)
            ]
            piece = Piece(self._members[inside], self._gains[inside], np.isin(inside, list(freed)), bare)
            return set(inside[pick(piece, seconds, NODES)].tolist())
        columns = self._packing.columns
        part = replace(
            self._packing,
            exchange=replace(self._packing.exchange, locks=()),
            columns=[columns[k] for k in inside.tolist()],
            floors=tuple(floors),
        )
        found = set(
            choose(part, start=[columns[k] for k in sorted(freed)], seconds=seconds, nodes=NODES).columns
        )
        return {k for k in inside.tolist() if columns[k] in found}

    def _worth(self, places: Iterable[int], weights: Weights) -> int:
        return self._packing.exchange.worth((self._packing.columns[k] for k in places), weights)

    def _swap(self, old: set[int], new: set[int]) -> None:
        for k in old - new:
            self._chosen.discard(k)
            for member in self._packing.columns[k]:
                self._held[member].discard(k)
        for k in new - old:
            self._chosen.add(k)
            for member in self._packing.columns[k]:
                self._held[member].add(k)

    def _region(self, size: int) -> tuple[set[int], set[int]]:
        """Members near each other, all of whose partnerships are given up, and those partnerships.

        Locked partnerships are never given up.
        """
        lonely = [member for member in self._people if not self._held[member]]
        seed = self._dice.choice(lonely if lonely and self._dice.random() < LONELY else self._people)
        reached, queue = {seed: None}, [seed]
        for member in queue:
            if len(reached) >= size:
                break
            fresh = [m for m in self._around(member) if m not in reached]
            queue.extend(fresh)
            reached.update(dict.fromkeys(fresh))
        freed = {k for member in reached for k in self._held[member]} - self._locked
        region = set(reached)
        while True:
            kept = {k for k in freed if region.issuperset(self._packing.columns[k])}
            seated = {member for member in region if self._held[member] <= kept}
            if kept == freed and seated == region:
                return region, freed
            region, freed = seated, kept

    def _around(self, member: int) -> list[int]:
        """Who shares a column with the member, each with everybody in their partnerships."""
        near = self._of[member]
        columns = self._packing.columns
        others = (other for k in self._dice.sample(near, min(len(near), BREADTH)) for other in columns[k])
        groups = ((other, *(m for k in sorted(self._held[other]) for m in columns[k])) for other in others)
        return list(dict.fromkeys(m for group in groups for m in group))
