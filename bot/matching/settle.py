"""From a relaxation to whole partnerships: rounding, neighbourhood search, and an exact search where little is left.

The work is counted in regions and nodes, so that a run can be repeated; the clock only stops what takes too long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from bot.matching.exchange import Column, Exchange
from bot.matching.highs import choose
from bot.matching.neighbourhoods import NODES, Neighbourhoods
from bot.matching.packing import Choice, Packing
from bot.matching.relax import Relaxed

SMALL = 400
FEW = 2500
SOME = 30_000
NEAREST = 5
REGIONS = (120, 200, 300)
PATIENCE = 25
PATIENCE_PER_GAP = 20_000


def settle(
    packing: Packing, relaxed: Relaxed, start: Sequence[Column], seconds_left: Callable[[], float]
) -> Choice:
    """The best arrangement found for a packing (its columns do not matter) and the bound proven for it.

    Raises:
        Infeasible: the locks cannot all be kept.
    """
    best = _first(packing, relaxed, start, seconds_left)
    bound = max(relaxed.bound, best.value)
    size, by_fit = packing.exchange.size, packing.weights.fit > 0
    if size <= SMALL and best.value < bound:
        best = _choose(packing, relaxed.nearest(best.value, 2 * size), best, seconds_left(), NODES)
    for region in REGIONS:
        near = relaxed.near(best.value, FEW) if best.value < bound else []
        if near is not None:
            found = _choose(packing, near, best, seconds_left())
            return replace(found, bound=max(found.value, min(bound, found.bound)))
        nearest = relaxed.nearest(best.value, max(FEW, NEAREST * size) if by_fit else SOME)
        search = Neighbourhoods(replace(packing, columns=_with(nearest, best.columns)), best.columns)
        patience = PATIENCE + int(PATIENCE_PER_GAP * (bound - best.value) / max(1, abs(bound)))
        search.improve(patience, region, bound, seconds_left)
        best = Choice(columns=search.chosen, value=search.value, bound=bound)
    return (
        replace(best, bound=bound) if by_fit and size > SMALL else _last(packing, relaxed, best, seconds_left)
    )


def _first(
    packing: Packing, relaxed: Relaxed, start: Sequence[Column], seconds_left: Callable[[], float]
) -> Choice:
    """A first arrangement: the given one or the fractions rounded; with locks a quick exact search."""
    exchange = packing.exchange
    if not start and exchange.locks:
        return choose(replace(packing, columns=relaxed.pool), seconds=seconds_left())
    first = tuple(start)
    if not packing.floors and not exchange.locks:
        first = max(
            first, _rounded(exchange, relaxed), key=lambda columns: exchange.worth(columns, packing.weights)
        )
    return Choice(columns=first, value=exchange.worth(first, packing.weights), bound=relaxed.bound)


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


def _choose(
    packing: Packing, columns: Sequence[Column], best: Choice, seconds: float, nodes: int = 0
) -> Choice:
    """An exact search over the columns, as far as seconds and nodes go; never worse than the best so far."""
    wider = replace(packing, columns=_with(columns, best.columns))
    found = choose(wider, start=best.columns, seconds=seconds, nodes=nodes)
    return found if found.value >= best.value else replace(best, bound=found.bound)


def _with(columns: Iterable[Column], best: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(dict.fromkeys((*columns, *best)))
