"""Routes of offers, wants and the skill board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot import intake, questions
from bot.errors import InvalidInput
from bot.holdings import Verb
from bot.model.ids import DraftId
from bot.questions import FOUND_FROM, Answer, Question
from bot.router.routes import Context, Handler, Route
from bot.screens import skills as screen
from bot.screens import welcome
from bot.texts import Texts
from bot.ui import Card, Form

LEVELS: Mapping[Verb, tuple[str, ...]] = {"offer": ("1", "2", "3", "4"), "want": ("0", "1", "2", "3")}


def taken_card(t: Texts, taken: intake.Taken | intake.NeedsConsent) -> Card:
    """Show what became of a typed line."""
    if isinstance(taken, intake.NeedsConsent):
        return welcome.consent(t, taken.draft, taken.understood)
    entries = [
        screen.Entry(
            name=one.skill.name,
            level=one.level,
            typed=one.typed,
            close=one.close,
            others=one.demand if taken.verb == "offer" else one.supply,
        )
        for one in taken.saved
    ]
    notes = screen.Notes(
        left_out=taken.left_out, waiting=taken.waiting, undo=taken.undo, editable=taken.editable
    )
    return screen.taken(t, taken.verb, entries, _doubts(taken.asks), notes)


def _doubts(asked: Iterable[Question]) -> list[screen.Doubt]:
    return [
        screen.Doubt(draft=one.draft, index=one.index, typed=one.typed, choices=one.choices) for one in asked
    ]


def _typed(verb: Verb) -> Handler:
    async def handle(c: Context) -> Card | Form:
        if not c.request.text:
            doubts = _doubts(await intake.waiting(c.store, c.member, verb, c.now))
            return screen.offer_form(c.t, doubts) if verb == "offer" else screen.want_form(c.t, doubts)
        line = intake.Line(verb=verb, text=c.request.text)
        return taken_card(c.t, await intake.take(c.store, c.actor, line, c.now))

    return handle


def _sent(verb: Verb) -> Handler:
    async def handle(c: Context) -> Card:
        answers = _answers(c)
        return taken_card(c.t, await intake.take(c.store, c.actor, _line(c, verb), c.now, answers=answers))

    return handle


def _changed(verb: Verb) -> Handler:
    async def handle(c: Context) -> Card:
        before = DraftId(c.number())
        return taken_card(c.t, await intake.take(c.store, c.actor, _line(c, verb), c.now, instead_of=before))

    return handle


def _line(c: Context, verb: Verb) -> intake.Line:
    """Return the line of a sent form; InvalidInput for a level that is none of the options."""
    level = c.request.value("level")
    if level and level not in LEVELS[verb]:
        raise InvalidInput({"level": "choice.unknown"})
    return intake.Line(
        verb=verb,
        text=c.request.value("skills"),
        level=int(level) if level else None,
        goal=c.request.value("goal"),
        close=verb == "want" and "yes" in c.request.values.get("close", ()),
    )


def _answers(c: Context) -> list[Answer]:
    """Return which open questions a sent form answers, and how."""
    request = c.request
    given = (request.value("doubt_a"), request.value("doubt_b"), request.value("doubt_c"))
    places = zip(request.numbers[::2], request.numbers[1::2], given, strict=False)
    return [
        Answer(DraftId(draft), index, int(chosen))
        for draft, index, chosen in places
        if chosen.isdecimal() and len(chosen) == 1
    ]


async def _pick(c: Context) -> Card:
    answer = Answer(DraftId(c.number(0)), c.number(1), c.number(2))
    return taken_card(c.t, await intake.pick(c.store, c.actor, answer, c.now))


async def _chosen(c: Context) -> Card:
    chosen = c.request.value("choice")
    answer = Answer(DraftId(c.number(0)), c.number(1), int(chosen) if chosen.isdecimal() else -1)
    return taken_card(c.t, await intake.pick(c.store, c.actor, answer, c.now))


async def _search(c: Context) -> Form:
    [doubt] = _doubts([await questions.question(c.store, c.member, DraftId(c.number(0)), c.number(1))])
    return screen.search_form(c.t, doubt)


async def _find(c: Context) -> Card:
    place = (DraftId(c.number(0)), c.number(1))
    asked, found = await questions.search(c.store, c.actor, place, c.request.value("name"))
    return screen.found(c.t, _doubts([asked])[0], found, FOUND_FROM)


async def _undo(c: Context) -> Card:
    undone = await intake.undo(c.store, c.actor, DraftId(c.number()), c.now)
    return screen.undone(c.t, undone.names, _doubts(undone.asks))


async def _edit(c: Context) -> Form:
    undo = DraftId(c.number())
    line = await intake.line_of(c.store, c.member, undo)
    return screen.edit_form(c.t, line.verb, (line.text, line.level, line.goal), undo, close=line.close)


async def _board(c: Context) -> Card:
    counts, looked_up = await intake.board(c.store, c.actor, c.request.text)
    return screen.board(c.t, counts, looked_up)


ROUTES: Mapping[str, Route] = {
    "offer": Route(handle=_typed("offer"), opens_form=True),
    "offer.save": Route(handle=_sent("offer"), reopens="offer"),
    "offer.change": Route(handle=_changed("offer"), reopens="skills.edit"),
    "want": Route(handle=_typed("want"), opens_form=True),
    "want.save": Route(handle=_sent("want"), reopens="want"),
    "want.change": Route(handle=_changed("want"), reopens="skills.edit"),
    "skills": Route(handle=_board),
    "skills.pick": Route(handle=_pick, replaces=True),
    "skills.search": Route(handle=_search, opens_form=True),
    "skills.find": Route(handle=_find, reopens="skills.search"),
    "skills.chosen": Route(handle=_chosen, replaces=True),
    "skills.undo": Route(handle=_undo, replaces=True),
    "skills.edit": Route(handle=_edit, opens_form=True),
}
