"""From a relaxation to whole partnerships: rounding, neighbourhood search, and an exact search where little is left.

The work is counted in iterations, so that a run can be repeated; the clock only stops what takes too long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from random import Random

from bot.matching.backend import Floor
from bot.matching.exchange import Column, Exchange, Weights
from bot.matching.highs import choose
from bot.matching.packing import Choice, Packing
from bot.matching.relax import Relaxed

FEW = 2500
SOME = 30_000
REGIONS = (150, 250, 350)
PATIENCE = 60
NODES = 60
PIECE_SECONDS = 3.0


class Neighbourhoods:
    """Improves an arrangement by solving one region after another exactly."""

    def __init__(self, packing: Packing, start: Sequence[Column]) -> None:
        """Begin with an arrangement that is allowed."""
        self.packing = packing
        self.chosen = set(start)
        self.value = packing.exchange.worth(start, packing.weights)
        self._floors = {weights: packing.exchange.worth(start, weights) for weights, _ in packing.floors}
        self._dice = Random(len(packing.columns))
        self._of: dict[int, list[Column]] = defaultdict(list)
        for column in packing.columns:
            for member in column:
                self._of[member].append(column)
        self._members = sorted(self._of)
        self._held: dict[int, set[Column]] = defaultdict(set)
        for column in start:
            self._hold(column)
        self._locked = {frozenset(lock) for lock in packing.exchange.locks}

    def _hold(self, column: Column) -> None:
        for member in column:
            self._held[member].add(column)

    def improve(self, patience: int, size: int, seconds_left: Callable[[], float]) -> None:
        """Search until so many regions in a row brought nothing."""
        idle = 0
        while idle < patience and seconds_left():
            idle = 0 if self._step(size, min(PIECE_SECONDS, seconds_left())) else idle + 1

    def _step(self, size: int, seconds: float) -> bool:
        """Solve one region; tell whether the arrangement became better."""
        region, freed = self._region(size)
        inside = [column for column in self._inside(region) if region.issuperset(column)]
        exchange = self.packing.exchange
        before = {
            weights: exchange.worth(freed, weights) for weights in (self.packing.weights, *self._floors)
        }
        floors = [(w, least - self._floors[w] + before[w]) for w, least in self.packing.floors]
        piece = replace(self.packing, columns=inside, exchange=_unlocked(exchange), floors=tuple(floors))
        found = choose(piece, start=freed, seconds=seconds, nodes=NODES)
        gain = found.value - before[self.packing.weights]
        if gain < 0:
            return False
        self._swap(freed, found.columns)
        self.value += gain
        for weights in self._floors:
            self._floors[weights] += exchange.worth(found.columns, weights) - before[weights]
        return gain > 0

    def _inside(self, region: set[int]) -> list[Column]:
        return list(dict.fromkeys(column for member in sorted(region) for column in self._of[member]))

    def _swap(self, old: Iterable[Column], new: Iterable[Column]) -> None:
        for column in old:
            self.chosen.discard(column)
            for member in column:
                self._held[member].discard(column)
        for column in new:
            self.chosen.add(column)
            self._hold(column)

    def _region(self, size: int) -> tuple[set[int], list[Column]]:
        """Members near each other, all of whose partnerships are given up, and those partnerships."""
        lonely = [member for member in self._members if not self._held[member]]
        seed = self._dice.choice(lonely if lonely and self._dice.random() < 0.8 else self._members)
        reached, queue = {seed: None}, [seed]
        for member in queue:
            if len(reached) >= size:
                break
            around = self._of[member]
            for column in self._dice.sample(around, min(len(around), 12)):
                for other in column:
                    group = [other, *(m for held in sorted(self._held[other]) for m in held)]
                    queue.extend(m for m in group if m not in reached)
                    reached.update(dict.fromkeys(group))
        freed = {column for member in reached for column in self._held[member] if not self._is_locked(column)}
        freed = {column for column in freed if column in self.chosen and reached.keys() >= set(column)}
        region = {member for member in reached if self._held[member] <= freed}
        return region, sorted(column for column in freed if region.issuperset(column))

    def _is_locked(self, column: Column) -> bool:
        return any(lock <= set(column) for lock in self._locked)


def _unlocked(exchange: Exchange) -> Exchange:
    """The exchange without its locks: locked partnerships are never given up in a region."""
    return replace(exchange, locks=()) if exchange.locks else exchange


def settle(
    exchange: Exchange,
    relaxed: Relaxed,
    weights: Weights,
    floors: Sequence[Floor],
    start: Sequence[Column],
    seconds_left: Callable[[], float],
) -> Choice:
    """The best arrangement found and the bound proven for it.

    Raises:
        Infeasible: the locks cannot all be kept.
    """
    packing = Packing(exchange=exchange, columns=(), weights=weights, floors=tuple(floors))
    best = _first(packing, relaxed, start, seconds_left)
    bound = max(relaxed.bound, best.value)
    for size in REGIONS:
        if best.value == bound:
            break
        near = relaxed.near(best.value, FEW)
        if near is not None:
            found = _choose(packing, near, best, seconds_left())
            return replace(found, bound=min(bound, found.bound))
        packing = replace(packing, columns=_with(relaxed.nearest(best.value, SOME), best.columns))
        search = Neighbourhoods(packing, best.columns)
        search.improve(PATIENCE, size, seconds_left)
        best = Choice(columns=tuple(sorted(search.chosen)), value=search.value, bound=bound)
    return _last(packing, relaxed, replace(best, bound=bound), seconds_left)


def _first(
    packing: Packing, relaxed: Relaxed, start: Sequence[Column], seconds_left: Callable[[], float]
) -> Choice:
    """A first arrangement: the given one or the fractions rounded; with locks or floors a quick exact search."""
    if not start and not packing.exchange.locks and not packing.floors:
        start = _rounded(packing.exchange, relaxed)
    value = packing.exchange.worth(start, packing.weights)
    first = Choice(columns=tuple(start), value=value, bound=relaxed.bound)
    if start or not packing.exchange.locks:
        return first
    return choose(replace(packing, columns=relaxed.pool), seconds=seconds_left())


def _rounded(exchange: Exchange, relaxed: Relaxed) -> tuple[Column, ...]:
    """The columns with the largest fractions that go together."""
    seats = list(exchange.capacity)
    met: set[frozenset[int]] = set()
    chosen = []
    for column in sorted(relaxed.used, key=lambda column: (-relaxed.used[column], column)):
        pairs = {frozenset(pair) for pair in combinations(column, 2)}
        if all(seats[member] for member in column) and not pairs & met:
            chosen.append(column)
            met |= pairs
            for member in column:
                seats[member] -= 1
    return tuple(chosen)


def _last(packing: Packing, relaxed: Relaxed, best: Choice, seconds_left: Callable[[], float]) -> Choice:
    """What the time left still brings: an exact search over all near columns, when they can be listed."""
    near = relaxed.near(best.value, SOME) if best.value < best.bound and seconds_left() else None
    if near is None:
        return best
    found = _choose(packing, near, best, seconds_left())
    return replace(found, bound=max(found.value, min(best.bound, found.bound)))


def _choose(packing: Packing, columns: Sequence[Column], best: Choice, seconds: float) -> Choice:
    found = choose(
        replace(packing, columns=_with(columns, best.columns)), start=best.columns, seconds=seconds
    )
    return found if found.value >= best.value else replace(best, bound=found.bound)


def _with(columns: Iterable[Column], best: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(dict.fromkeys((*columns, *best)))
