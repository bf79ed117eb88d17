"""The exact search: only columns near enough to the relaxation, for targets from the bound downwards.

Whatever is worth a target holds no column that loses more than the relaxation exceeds the target, and leaves out nobody
whose price is above that (reduced-cost fixing). So an integer programme over those columns either reaches the target,
and its best is the best of all, or proves the target out of reach and lowers the bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.matching.exchange import Clock, Column
from bot.matching.highs import choose
from bot.matching.packing import Choice, Packing
from bot.matching.relax import Relaxed

PAIR = 2
FEW = 1200
WIDER = 2
MANY = 30_000


def aim(packing: Packing, relaxed: Relaxed, best: Choice, nodes: int, seconds_left: Clock) -> Choice:
    """The best arrangement and bound after targets of more and more columns, as far as nodes and time go."""
    most = max(FEW, 2 * packing.exchange.size) if packing.exchange.max_circle == PAIR else FEW
    while best.value < best.bound and seconds_left():
        near = relaxed.reaching(best.value + 1, most)
        if near is not None and (nodes or not packing.weights.tied):
            return better(best, _all(packing, relaxed, near, best, nodes, seconds_left))
        half = (best.value + best.bound + 1) // 2
        target = half if near else max(best.value + 1, min(best.bound, relaxed.target(most)))
        columns = near or relaxed.reaching(target, max(most, MANY))
        if columns is None:
            break
        found, ended = reach(packing, relaxed, columns, target, nodes, seconds_left)
        best = better(best, found)
        if not ended:
            break
        most *= WIDER
    return best


def _all(
    packing: Packing, relaxed: Relaxed, near: Sequence[Column], best: Choice, nodes: int, left: Clock
) -> Choice:
    """The best of all columns that can improve on the best so far, beginning with it."""
    columns = tuple(dict.fromkeys((*near, *best.columns)))
    return choose(replace(packing, columns=columns), start=best.columns, seconds=left(), nodes=nodes)


def reach(
    packing: Packing, relaxed: Relaxed, columns: Sequence[Column], target: int, nodes: int, left: Clock
) -> tuple[Choice, bool]:
    """What is found worth the target or more, with a bound for everything; and whether that is decided.

    `columns` are all that can be part of it.
    """
    aimed = replace(packing, columns=columns, target=target, needed=relaxed.needed(target))
    found = choose(aimed, seconds=left(), nodes=nodes)
    reached = packing.weights.tied and found.value >= target
    ended = reached or found.bound < target or found.value == found.bound
    return replace(found, bound=max(target - 1, found.bound)), ended


def better(one: Choice, other: Choice) -> Choice:
    """The better of two arrangements (an empty second one is none), with the sharper bound."""
    kept = other if other.columns and other.value > one.value else one
    return replace(kept, bound=max(kept.value, min(one.bound, other.bound)))
