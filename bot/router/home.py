"""The page a member has open: where they stand, at a glance, made of cards that commands show as well."""

from __future__ import annotations

from collections.abc import Mapping

from bot import people
from bot.errors import MentorError
from bot.model.people import Standing
from bot.router.routes import Context, Route
from bot.ui import Card

FIRST = "help"
REST = ("partner", "profile", "skills")
ORGANISERS = ("round.status",)


async def cards(c: Context, routes: Mapping[str, Route], *, organises: bool) -> tuple[Card, ...]:
    """Return the cards of the page, the most important first; what cannot be shown now is left out.

    Who does not take part sees the first one alone, organisers see the state of their round as well.
    """
    where = await people.whereabouts(c.store, c.member, c.request.channel, c.now)
    takes_part = where.standing in {Standing.ACTIVE, Standing.PAUSED}
    names = (FIRST, *(REST if takes_part else ()), *(ORGANISERS if organises else ()))
    found = [await _card(c, routes[name]) for name in names]
    return tuple(card for card in found if card is not None)


async def _card(c: Context, route: Route) -> Card | None:
    try:
        screen = await route.handle(c)
    except MentorError:
        return None
    return screen if isinstance(screen, Card) else None
