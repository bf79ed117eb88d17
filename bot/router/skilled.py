"""Routes of offers, wants and the skill board."""

from __future__ import annotations

from collections.abc import Mapping

from bot import intake
from bot.errors import InvalidInput
from bot.model.ids import DraftId
from bot.router.routes import Context, Handler, Route
from bot.screens import skills as screen
from bot.screens import welcome
from bot.texts import Texts
from bot.ui import Card, Form


def taken_card(t: Texts, taken: intake.Taken | intake.NeedsConsent) -> Card:
    """Show what became of a typed line."""
    if isinstance(taken, intake.NeedsConsent):
        return welcome.consent(t, taken.draft, taken.understood)
    entries = [
        screen.Entry(
            name=one.skill.name,
            level=one.level,
            typed=one.typed,
            others=one.demand if taken.verb == "offer" else one.supply,
        )
        for one in taken.saved
    ]
    doubts = [screen.Doubt(typed=one.typed, choices=one.choices, index=one.index) for one in taken.asks]
    return screen.taken(t, taken.verb, entries, doubts, (taken.undo, taken.questions))


def _typed(verb: intake.Verb) -> Handler:
    async def handle(c: Context) -> Card | Form:
        if not c.request.text:
            return screen.offer_form(c.t) if verb == "offer" else screen.want_form(c.t)
        line = intake.Line(verb=verb, text=c.request.text)
        return taken_card(c.t, await intake.take(c.store, c.member, c.request.community, line, c.now))

    return handle


def _sent(verb: intake.Verb) -> Handler:
    async def handle(c: Context) -> Card:
        level = c.request.value("level")
        if level and not (level.isdecimal() and int(level) in range(5)):
            raise InvalidInput({"level": "choice.unknown"})
        line = intake.Line(
            verb=verb,
            text=c.request.value("skills"),
            level=int(level) if level else None,
            goal=c.request.value("goal"),
        )
        return taken_card(c.t, await intake.take(c.store, c.member, c.request.community, line, c.now))

    return handle


async def _pick(c: Context) -> Card:
    taken = await intake.pick(c.store, c.actor, DraftId(c.number(0)), (c.number(1), c.number(2)), c.now)
    return taken_card(c.t, taken)


async def _undo(c: Context) -> Card:
    return screen.undone(c.t, await intake.undo(c.store, c.member, DraftId(c.number())))


async def _board(c: Context) -> Card:
    counts, looked_up = await intake.board(c.store, c.request.community, c.request.text)
    return screen.board(c.t, counts, looked_up)


ROUTES: Mapping[str, Route] = {
    "offer": Route(handle=_typed("offer"), opens_form=True),
    "offer.save": Route(handle=_sent("offer"), reopens="offer"),
    "want": Route(handle=_typed("want"), opens_form=True),
    "want.save": Route(handle=_sent("want"), reopens="want"),
    "skills": Route(handle=_board),
    "skills.pick": Route(handle=_pick, replaces=True),
    "skills.undo": Route(handle=_undo, replaces=True),
}
