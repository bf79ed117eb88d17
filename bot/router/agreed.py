"""Routes of the agreement between partners."""

from __future__ import annotations

from collections.abc import Mapping

from bot import agreements
from bot.model.ids import PartnershipId
from bot.router.routes import Context, Route
from bot.screens import agreement as screen
from bot.ui import Card, Form


async def _agreement(c: Context) -> Card:
    seen = await agreements.see(c.store, c.member, c.partnership(), c.now)
    return screen.proposal(c.t, seen.partnership, seen.agreement, c.member, seen.coming)


async def _agree(c: Context) -> Card:
    seen = await agreements.agree(c.store, c.member, PartnershipId(c.number()), c.number(1), c.now)
    return _answered(c, seen)


async def _form(c: Context) -> Form:
    seen = await agreements.see(c.store, c.member, c.partnership(), c.now)
    return screen.form(c.t, seen.partnership, seen.agreement, c.member)


async def _propose(c: Context) -> Card:
    value = c.request.value
    sent = agreements.Terms(
        goal=value("goal"),
        rhythm=value("rhythm"),
        minutes=value("minutes"),
        notice=value("notice"),
        confidence=value("confidence"),
    )
    seen = await agreements.propose(c.store, c.member, PartnershipId(c.number()), sent, c.now)
    return _answered(c, seen)


def _answered(c: Context, seen: agreements.Agreed) -> Card:
    return screen.answered(c.t, seen.partnership, seen.agreement, c.member, seen.coming, rated=seen.rated)


ROUTES: Mapping[str, Route] = {
    "agreement": Route(handle=_agreement),
    "agreement.agree": Route(handle=_agree, replaces=True),
    "agreement.form": Route(handle=_form, opens_form=True),
    "agreement.save": Route(handle=_propose, reopens="agreement.form"),
}
