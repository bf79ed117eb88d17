"""From a relaxation to whole partnerships: rounding, neighbourhood search, and an exact search where little is left.

The work is counted in regions and nodes, so that a run can be repeated; the clock only stops what takes too long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.matching.exchange import Column
from bot.matching.highs import choose
from bot.matching.neighbourhoods import NODES, Neighbourhoods
from bot.matching.packing import Choice, Packing
from bot.matching.relax import Relaxed

SMALL = 400
FEW = 2500
SOME = 30_000
NEAREST = 5
REGIONS = (150, 250, 350)
PATIENCE = 25
PATIENCE_PER_GAP = 5_000
PROMISING = 0.95


def settle(
    packing: Packing, relaxed: Relaxed, start: Sequence[Column], seconds_left: Callable[[], float]
) -> Choice:
    """The best arrangement found for a packing (its columns do not matter) and the bound proven for it.

    Raises:
        Infeasible: the locks cannot all be kept.
    """
    found = _settled(packing, relaxed, _first(packing, relaxed, start, seconds_left), seconds_left)
    known = packing.exchange.worth(start, packing.weights)
    return replace(found, columns=tuple(start), value=known) if start and known > found.value else found


def _settled(packing: Packing, relaxed: Relaxed, best: Choice, seconds_left: Callable[[], float]) -> Choice:
    bound = max(relaxed.bound, best.value)
    size, weighed = packing.exchange.size, not packing.weights.tied
    if size <= SMALL and best.value < bound:
        best = _choose(packing, relaxed.nearest(best.value, 2 * size), best, seconds_left(), NODES)
    for region in REGIONS:
        near = relaxed.near(best.value, FEW) if best.value < bound else []
        if near is not None:
            found = _choose(packing, near, best, seconds_left())
            return replace(found, bound=max(found.value, min(bound, found.bound)))
        if not seconds_left():
            break
        nearest = relaxed.nearest(best.value, max(FEW, NEAREST * size) if weighed else SOME)
        search = Neighbourhoods(replace(packing, columns=_with(nearest, best.columns)), best.columns)
        patience = PATIENCE + int(PATIENCE_PER_GAP * (bound - best.value) / max(1, abs(bound)))
        search.improve(patience, region, bound, seconds_left)
        best = Choice(columns=search.chosen, value=search.value, bound=bound)
    best = replace(best, bound=bound)
    return best if weighed and size > SMALL else _last(packing, relaxed, best, seconds_left)


def _first(
    packing: Packing, relaxed: Relaxed, start: Sequence[Column], seconds_left: Callable[[], float]
) -> Choice:
    """A first arrangement: the given one or the fractions rounded; with locks a quick exact search."""
    exchange = packing.exchange
    if not start and exchange.locks:
        return choose(replace(packing, columns=relaxed.pool), seconds=seconds_left())
    first, value = tuple(start), exchange.worth(start, packing.weights)
    if not packing.floors and not exchange.locks:
        fresh = exchange.worth(relaxed.dive, packing.weights)
        # What is near the relaxation has more room to grow than what another objective led to.
        if fresh >= PROMISING * value:
            first, value = relaxed.dive, fresh
    return Choice(columns=first, value=value, bound=relaxed.bound)


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
