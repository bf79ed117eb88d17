"""Routes of organisers, and the members' answers to a round."""

from __future__ import annotations

from collections.abc import Mapping

from bot import arranging, closing, pairing, people, programmes, publishing, rounds
from bot.errors import InvalidInput
from bot.holdings import Verb
from bot.model.ids import MemberId, RoundId
from bot.model.rounds import Round
from bot.router.members import language_options
from bot.router.routes import Context, Handler, Route
from bot.screens import rounds as screen
from bot.screens import welcome
from bot.ui import Card, Form


async def _help(c: Context) -> Card:
    return welcome.admin_help(c.t)


async def _setup(c: Context) -> Form:
    settings = await programmes.settings_in(c.store, c.actor, c.request.channel)
    choices = screen.Choices(weeks=programmes.WEEKS, times=programmes.TIMES, languages=language_options())
    return screen.setup_form(c.t, settings, choices)


async def _save_setup(c: Context) -> Card:
    request = c.request
    old = await programmes.settings_in(c.store, c.actor, request.channel)
    sent = programmes.Sent(
        weeks=request.value("weeks"),
        weekday=request.value("weekday"),
        at=request.value("at"),
        ways=request.values.get("ways", ()),
        language=request.value("language"),
    )
    settings = programmes.read_settings(old, sent)
    channel = (request.channel, request.channel_name or request.channel)
    programme, new = await programmes.setup(c.store, c.actor, channel, settings, c.now)
    return screen.set_up(c.t, programme.settings, new=new)


async def _open(c: Context) -> Card:
    opened = await rounds.open_round(c.store, c.actor, c.request.channel, c.request.text, c.now)
    return screen.opened(c.t, opened.round, opened.asked)


async def _preview(c: Context) -> Card:
    return _shown(c, await pairing.propose(c.store, c.pairing, c.actor, c.request.channel, c.now))


async def _page(c: Context) -> Card:
    return _shown(c, await pairing.proposed(c.store, c.request.community, RoundId(c.number())), c.number(1))


def _shown(c: Context, proposal: pairing.Proposal, page: int = 0) -> Card:
    ground = screen.Ground(lock=proposal.hand.lock, veto=proposal.hand.veto, met=proposal.met)
    return screen.proposal(c.t, proposal.round, proposal.result, ground, page)


async def _arrange_form(c: Context) -> Form:
    return screen.arrange_form(c.t)


async def _arranged(c: Context) -> Card:
    move = c.request.value("move")
    if move not in set(arranging.Move):
        raise InvalidInput({"move": "round.move"})
    return await _moved(c, arranging.Move(move))


def _arrange(move: arranging.Move) -> Handler:
    async def handle(c: Context) -> Card | Form:
        if not c.request.values.get("person"):
            return screen.arrange_form(c.t, move)
        return await _moved(c, move)

    return handle


async def _moved(c: Context, move: arranging.Move) -> Card:
    two = _two(c)
    found = await arranging.arrange(c.store, c.pairing, c.actor, c.request.channel, move, two, c.now)
    return _shown(c, found)


def _two(c: Context) -> tuple[MemberId, MemberId]:
    """Return the two people the request names; InvalidInput when they are not exactly two."""
    named = [*c.request.values.get("person", ()), *c.request.values.get("other", ())]
    ids = list(dict.fromkeys(MemberId(int(name)) for name in named if name.isdecimal()))
    if len(ids) != 2:
        raise InvalidInput({"other": "person.two"})
    return ids[0], ids[1]


async def _publish(c: Context) -> Card:
    plan = await publishing.plan(c.store, c.request.community, c.request.channel, c.now)
    return screen.publish(c.t, plan.proposal.round, plan.proposal.result, plan.finished_at)


async def _confirm(c: Context) -> Card:
    one, made, left = await publishing.publish(c.store, c.actor, RoundId(c.number(0)), c.number(1), c.now)
    return screen.published(c.t, one, made, left)


async def _status(c: Context) -> Card:
    seen = await rounds.status(c.store, c.request.community, c.request.channel)
    figures = screen.Figures(
        members=seen.members,
        taking_part=seen.taking_part,
        skipped=seen.skipped,
        partnerships=seen.partnerships,
        open_partnerships=seen.open_partnerships,
        answers=seen.answers,
        letters=seen.letters,
    )
    return screen.status(c.t, seen.round, figures)


def _ask_end(action: str) -> Handler:
    async def handle(c: Context) -> Card:
        async with c.store.read() as work:
            one = await rounds.current(work, c.request.community, c.request.channel)
        (one.closed if action == "round.end" else one.cancelled)(c.now)
        return screen.ask_end(c.t, one, action)

    return handle


async def _end(c: Context) -> Card:
    one, count = await closing.close(c.store, c.actor, RoundId(c.number()), c.now)
    return screen.ended(c.t, one, count)


async def _drop(c: Context) -> Card:
    return screen.dropped(c.t, await rounds.cancel(c.store, c.actor, RoundId(c.number()), c.now))


async def _members(c: Context) -> Card:
    everyone = await programmes.members(c.store, c.request.community, c.request.channel)
    return screen.members(c.t, everyone, c.now)


def _appoint(*, add: bool) -> Handler:
    async def handle(c: Context) -> Card:
        name, changed = await programmes.appoint(
            c.store, c.actor, c.request.channel, c.person(), c.now, add=add
        )
        return screen.appointed(c.t, name, add=add, changed=changed)

    return handle


def _answer(*, taking_part: bool) -> Handler:
    async def handle(c: Context) -> Card:
        round_id = RoundId(c.number()) if c.request.numbers else None
        one = await rounds.answer(
            c.store, c.member, round_id, c.request.channel, c.now, taking_part=taking_part
        )
        return await _answered(c, one, taking_part=taking_part)

    return handle


async def _answered(c: Context, one: Round, *, taking_part: bool) -> Card:
    where = await people.whereabouts(c.store, c.member, c.request.channel, c.now)
    missing: Verb | None = None if where.offers and where.wants else "want" if where.offers else "offer"
    return screen.answered(c.t, one, taking_part=taking_part, missing=missing or "")


ROUTES: Mapping[str, Route] = {
    "admin.help": Route(handle=_help),
    "setup": Route(handle=_setup, organiser=True, opens_form=True),
    "setup.save": Route(handle=_save_setup, organiser=True, reopens="setup"),
    "round.open": Route(handle=_open, organiser=True),
    "round.preview": Route(handle=_preview, organiser=True),
    "round.page": Route(handle=_page, organiser=True, replaces=True),
    "round.arrange": Route(handle=_arrange_form, organiser=True, opens_form=True),
    "round.arranged": Route(handle=_arranged, organiser=True, reopens="round.arrange"),
    **{
        f"round.{move}": Route(handle=_arrange(move), organiser=True, opens_form=True)
        for move in arranging.Move
    },
    "round.publish": Route(handle=_publish, organiser=True),
    "round.confirm": Route(handle=_confirm, organiser=True, replaces=True),
    "round.status": Route(handle=_status, organiser=True),
    "round.close": Route(handle=_ask_end("round.end"), organiser=True),
    "round.end": Route(handle=_end, organiser=True, replaces=True),
    "round.cancel": Route(handle=_ask_end("round.drop"), organiser=True),
    "round.drop": Route(handle=_drop, organiser=True, replaces=True),
    "members": Route(handle=_members, organiser=True),
    "organiser.add": Route(handle=_appoint(add=True), organiser=True),
    "organiser.remove": Route(handle=_appoint(add=False), organiser=True),
    "in": Route(handle=_answer(taking_part=True)),
    "skip": Route(handle=_answer(taking_part=False)),
    "signup": Route(handle=_answer(taking_part=True)),
    "round.in": Route(handle=_answer(taking_part=True), replaces=True),
    "round.skip": Route(handle=_answer(taking_part=False), replaces=True),
}
