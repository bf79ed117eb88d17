"""Routes of a partnership's life: goals, meetings, check-ins, and change."""

from __future__ import annotations

from collections.abc import Mapping

from bot import checkins, helping, partnerships, people
from bot.errors import Conflict
from bot.model.confided import Audience
from bot.model.feedback import Answer, Direction
from bot.model.ids import CheckInId, PartnershipId
from bot.router.members import help_card
from bot.router.routes import Context, Handler, Route
from bot.screens import checkin as checkin_screen
from bot.screens import partnership as screen
from bot.screens import welcome
from bot.ui import Card, Form


async def _partner(c: Context) -> Card:
    try:
        return await _overview(c, c.partnership())
    except Conflict as error:
        if error.key != "partnership.none":
            raise
        where = await people.whereabouts(c.store, c.member, c.request.channel, c.now)
        signing_up = where.round is not None and where.round.started_at is None
        return screen.none_yet(c.t, where.round.signup_until if where.round and signing_up else None)


async def _choose_partner(c: Context) -> Card:
    chosen = c.request.value("choice")
    return await _overview(c, PartnershipId(int(chosen)) if chosen.isdecimal() else None)


async def _overview(c: Context, partnership: PartnershipId | None) -> Card:
    seen = await partnerships.see(c.store, c.member, partnership, c.now)
    others = [(other, screen.names_of(other, c.member, seen.members)) for other in seen.others]
    return screen.overview(c.t, seen.partnership, c.member, seen.meetings, seen.next_checkin, others)


async def _goal_form(c: Context) -> Form:
    seen = await partnerships.see(c.store, c.member, c.partnership(), c.now)
    lessons = seen.partnership.lessons
    skill = next((one.skill for one in lessons if one.learner == c.member), lessons[0].skill)
    return screen.goal_form(c.t, seen.partnership, c.member, skill)


async def _save_goal(c: Context) -> Card:
    goal = c.request.value("goal")
    changed = await partnerships.set_goal(c.store, c.member, PartnershipId(c.number()), goal, c.now)
    return screen.goal_saved(c.t, changed, c.member)


async def _ask_change(c: Context) -> Card:
    seen = await partnerships.see(c.store, c.member, c.partnership(), c.now)
    return screen.ask_change(c.t, seen.partnership, c.member)


async def _change(c: Context) -> Card:
    await partnerships.change(c.store, c.member, PartnershipId(c.number()), c.now)
    return screen.changed(c.t)


async def _help_form(c: Context) -> Form:
    seen = await partnerships.see(c.store, c.member, c.partnership(), c.now)
    return screen.help_form(c.t, seen.partnership)


async def _send_help(c: Context) -> Card:
    note = c.request.value("note")
    await helping.ask_organisers(c.store, c.member, PartnershipId(c.number()), note, c.now)
    return screen.help_sent(c.t)


async def _checkin(c: Context) -> Card:
    one, checkin = await checkins.by_hand(c.store, c.member, c.partnership(), c.now)
    return checkin_screen.question(c.t, one, checkin)


def _answer(given: Answer) -> Handler:
    async def handle(c: Context) -> Card:
        done = await checkins.answer(c.store, c.member, CheckInId(c.number()), given, c.now)
        if given is Answer.MET:
            return checkin_screen.met(c.t, done.partnership, done.checkin)
        return checkin_screen.answered(c.t, done.partnership, done.checkin, done.coming, told=done.told)

    return handle


def _direct(direction: Direction) -> Handler:
    async def handle(c: Context) -> Card:
        found, lopsided = await checkins.direct(c.store, c.member, CheckInId(c.number()), direction)
        return checkin_screen.usefulness(c.t, found, lopsided=lopsided)

    return handle


async def _rate(c: Context) -> Card:
    done = await checkins.rate(c.store, c.member, CheckInId(c.number()), c.number(1), c.now)
    return checkin_screen.rated(c.t, done.partnership, done.checkin, done.coming, told=done.told)


def _note_form(audience: Audience) -> Handler:
    async def handle(c: Context) -> Form:
        checkin = await checkins.own(c.store, c.member, CheckInId(c.number()))
        return checkin_screen.note_form(c.t, checkin, audience)

    return handle


async def _save_note(c: Context) -> Card:
    note, audience = c.request.value("note"), c.request.value("audience")
    return checkin_screen.note_saved(
        c.t, await checkins.note(c.store, c.member, CheckInId(c.number()), (note, audience), c.now)
    )


def _share(audience: Audience) -> Handler:
    async def handle(c: Context) -> Card:
        return checkin_screen.note_saved(
            c.t, await checkins.share(c.store, c.member, CheckInId(c.number()), audience, c.now)
        )

    return handle


async def _said(c: Context) -> Card:
    words = c.request.text.strip()
    if words.casefold() in {"help", "hi", "hello", "?"}:
        return await help_card(c)
    kept = await checkins.said(c.store, c.member, words, c.now) if words else None
    return welcome.chat(c.t) if kept is None else checkin_screen.note_taken(c.t, kept)


ROUTES: Mapping[str, Route] = {
    "partner": Route(handle=_partner),
    "partner.choose": Route(handle=_choose_partner, replaces=True),
    "goals": Route(handle=_goal_form, opens_form=True),
    "goals.save": Route(handle=_save_goal, reopens="goals"),
    "change": Route(handle=_ask_change),
    "change.confirm": Route(handle=_change, replaces=True),
    "help.form": Route(handle=_help_form, opens_form=True),
    "help.save": Route(handle=_send_help, reopens="help.form"),
    "checkin": Route(handle=_checkin),
    "checkin.met": Route(handle=_answer(Answer.MET), replaces=True),
    "checkin.planned": Route(handle=_answer(Answer.PLANNED), replaces=True),
    "checkin.not-yet": Route(handle=_answer(Answer.NOT_YET), replaces=True),
    "checkin.help": Route(handle=_answer(Answer.HELP), replaces=True),
    "checkin.taught": Route(handle=_direct(Direction.TAUGHT), replaces=True),
    "checkin.learned": Route(handle=_direct(Direction.LEARNED), replaces=True),
    "checkin.both": Route(handle=_direct(Direction.BOTH), replaces=True),
    "checkin.rate": Route(handle=_rate, replaces=True),
    "checkin.note": Route(handle=_note_form(Audience.ME), opens_form=True),
    "checkin.tell": Route(handle=_note_form(Audience.ORGANISERS), opens_form=True),
    "checkin.note-save": Route(handle=_save_note, reopens="checkin.note"),
    "checkin.share-partner": Route(handle=_share(Audience.PARTNER), replaces=True),
    "checkin.share-organisers": Route(handle=_share(Audience.ORGANISERS), replaces=True),
    "said": Route(handle=_said),
}
