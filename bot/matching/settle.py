"""From a relaxation to whole partnerships: dives, an exact search near the bound, neighbourhoods, and exact again.

The work is counted in regions and nodes, so that a run can be repeated; the clock only stops what takes too long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.matching.exchange import PEOPLE, Clock, Column
from bot.matching.highs import choose
from bot.matching.kernel import aim, better
from bot.matching.master import whole
from bot.matching.neighbourhoods import Neighbourhoods
from bot.matching.packing import Choice, Packing, Told
from bot.matching.relax import Relaxed, plain
from bot.matching.walk import Walk

FEW = 2500
MIDDLING = 1500
SOME = 30_000
NEAREST = 5
REGIONS = (150, 250, 350)
PATIENCE = 25
PATIENCE_PER_GAP = 5_000
PROMISING = 0.95
QUICK_NODES = 100
QUICK_SHARE = 0.25
ENDLESS = 0
NEARLY_ALL = 0.95
WALK = 60_000


def settle(
    packing: Packing, relaxed: Relaxed, start: Sequence[Column], seconds_left: Clock, told: Told
) -> Choice:
    """The best arrangement found for a packing (its columns do not matter) and the bound proven for it.

    What is reached is told after every step.

    Raises:
        Infeasible: the locks cannot all be kept.
    """
    first = _first(packing, relaxed, start, seconds_left)
    first = replace(first, bound=max(relaxed.bound, first.value))
    found = _settled(packing, relaxed, first, seconds_left, told)
    known = packing.exchange.worth(start, packing.weights)
    return replace(found, columns=tuple(start), value=known) if start and known > found.value else found


def _settled(packing: Packing, relaxed: Relaxed, best: Choice, seconds_left: Clock, told: Told) -> Choice:
    told(best)
    later = seconds_left() * (1 - QUICK_SHARE)
    best = aim(packing, relaxed, best, QUICK_NODES, lambda: max(0.0, seconds_left() - later))
    if packing.exchange.size <= MIDDLING and not packing.weights.tied:
        best = _nearby(packing, relaxed, best, seconds_left() * QUICK_SHARE)
    best = _walked(packing, relaxed, best, seconds_left)
    for region in REGIONS:
        told(best)
        if best.value >= best.bound or not seconds_left():
            return best
        if region >= packing.exchange.size:
            break
        best = _by_regions(packing, relaxed, best, region, seconds_left)
    return aim(packing, relaxed, best, ENDLESS, seconds_left)


def _walked(packing: Packing, relaxed: Relaxed, best: Choice, seconds_left: Clock) -> Choice:
    """What a walk brings where only people are counted and nearly all may be placed."""
    exchange = packing.exchange
    counted = packing.weights == PEOPLE and plain(exchange) and not packing.floors and not exchange.seated
    if best.value >= best.bound or best.bound < NEARLY_ALL * exchange.size or not counted:
        return best
    columns = relaxed.reaching(best.value + 1, SOME)
    if columns is None:
        return best
    walk = Walk(columns, best.columns)
    walk.go(WALK, best.bound, seconds_left)
    return better(best, replace(best, columns=walk.best, value=exchange.worth(walk.best, PEOPLE)))


def _nearby(packing: Packing, relaxed: Relaxed, best: Choice, seconds: float) -> Choice:
    """What some nodes of an exact search among the nearest columns alone bring."""
    if best.value >= best.bound:
        return best
    columns = _with(relaxed.nearest(best.value, 2 * packing.exchange.size), best.columns)
    found = choose(replace(packing, columns=columns), start=best.columns, seconds=seconds, nodes=QUICK_NODES)
    return better(best, replace(found, bound=best.bound))


def _by_regions(packing: Packing, relaxed: Relaxed, best: Choice, region: int, seconds_left: Clock) -> Choice:
    """The arrangement improved in one region after another of so many members."""
    size, weighed = packing.exchange.size, not packing.weights.tied
    nearest = relaxed.nearest(best.value, max(FEW, NEAREST * size) if weighed else SOME)
    search = Neighbourhoods(replace(packing, columns=_with(nearest, best.columns)), best.columns)
    far = int(PATIENCE_PER_GAP * (best.bound - best.value) / max(1, abs(best.bound)))
    patience = PATIENCE + min(far, 2 * PATIENCE)
    search.improve(patience + size // region, region, best.bound, seconds_left)
    return Choice(columns=search.chosen, value=search.value, bound=best.bound)


def _first(packing: Packing, relaxed: Relaxed, start: Sequence[Column], seconds_left: Clock) -> Choice:
    """A first arrangement: the given one or the fractions rounded; with locks a quick exact search."""
    exchange = packing.exchange
    if not start and exchange.locks:
        return choose(replace(packing, columns=relaxed.pool), seconds=seconds_left())
    first, value = tuple(start), exchange.worth(start, packing.weights)
    if not packing.floors and not exchange.locks:
        # When no programme ended in time there are no fractions: then the dearest columns that go together.
        dive = relaxed.dive or whole(exchange, {c: exchange.gain(c, packing.weights) for c in relaxed.pool})
        fresh = exchange.worth(dive, packing.weights)
        # What is near the relaxation has more room to grow than what another objective led to.
        if fresh >= PROMISING * value:
            first, value = dive, fresh
    return Choice(columns=first, value=value, bound=relaxed.bound)


def _with(columns: Iterable[Column], best: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(dict.fromkeys((*columns, *best)))
