"""Routes of a fresh start in the middle of a round."""

from __future__ import annotations

from collections.abc import Mapping

from bot import partnerships, repairs
from bot.model.ids import PartnershipId
from bot.router.routes import Context, Handler, Route
from bot.screens import repair as screen
from bot.ui import Card


async def _ways(c: Context) -> Card:
    seen = await partnerships.see(c.store, c.member, c.partnership(), c.now)
    return screen.way_on(c.t, seen.partnership, c.member)


async def _well(c: Context) -> Card:
    seen = await partnerships.see(c.store, c.member, c.partnership(), c.now)
    return screen.well(c.t, seen.partnership)


async def _first(c: Context) -> Card:
    ended = await repairs.first_place(c.store, c.member, PartnershipId(c.number()), c.now)
    return screen.first_next(c.t, ended, looked=False)


def _again(size: int) -> Handler:
    async def handle(c: Context) -> Card:
        one = PartnershipId(c.number())
        ended, fresh = await repairs.again(c.store, c.pairing, c.member, one, size, c.now)
        if fresh is None:
            return screen.first_next(c.t, ended, looked=True)
        return screen.found(c.t, fresh, c.member)

    return handle


ROUTES: Mapping[str, Route] = {
    "repair": Route(handle=_ways),
    "repair.well": Route(handle=_well, replaces=True),
    "repair.pair": Route(handle=_again(repairs.PAIR), replaces=True),
    "repair.circle": Route(handle=_again(repairs.CIRCLE), replaces=True),
    "repair.first": Route(handle=_first, replaces=True),
}
