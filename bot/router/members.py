"""Routes of consent, breaks and the profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel import Locale

from bot import commands, intake, people
from bot.model.community import Programme
from bot.model.ids import DraftId, ProgrammeId, SkillId
from bot.model.people import Standing
from bot.router.routes import Context, Route
from bot.router.skilled import taken_card
from bot.screens import skills as skill_screen
from bot.screens import welcome as screen
from bot.texts import languages
from bot.ui import Card, Form, Option


async def help_card(c: Context) -> Card:
    """Say what this is and where the member stands."""
    where = await people.whereabouts(c.store, c.member, c.request.channel, c.now)
    stand = screen.Stand(
        standing=where.standing,
        paused_until=where.member.paused_until,
        offers=where.offers,
        wants=where.wants,
        round=where.round,
        enrolment=where.enrolment,
        partnerships=where.partnerships,
    )
    return screen.help_card(c.t, stand)


async def _join(c: Context) -> Card:
    where = await people.whereabouts(c.store, c.member, c.request.channel, c.now)
    if where.standing in {Standing.STRANGER, Standing.GONE}:
        return screen.consent(c.t)
    return await help_card(c)


async def _agree(c: Context) -> Card:
    choices = await people.join(c.store, c.member, c.request.channel, c.now)
    if c.request.numbers:
        draft = DraftId(c.number())
        line = await intake.waiting_line(c.store, c.member, draft)
        taken = await intake.take(c.store, c.actor, line, c.now, waited=draft)
        return await _welcome(c, choices) if choices else taken_card(c.t, taken)
    return await _welcome(c, choices)


async def _enter(c: Context) -> Card:
    chosen = c.request.value("choice")
    await people.enter(c.store, c.member, ProgrammeId(int(chosen) if chosen.isdecimal() else 0))
    return await _welcome(c, [])


async def _welcome(c: Context, choices: Sequence[Programme]) -> Card:
    where = await people.whereabouts(c.store, c.member, c.request.channel, c.now)
    has_skills = bool(where.offers or where.wants)
    return screen.joined(c.t, where.member, where.round, has_skills=has_skills, choices=choices)


async def _ask_leave(c: Context) -> Card:
    where = await people.whereabouts(c.store, c.member, c.request.channel, c.now)
    return screen.ask_leave(c.t, where.partnerships)


async def _leave(c: Context) -> Card:
    return screen.left(c.t, await people.leave(c.store, c.member, c.now))


async def _pause(c: Context) -> Card | Form:
    if not c.request.text:
        return screen.pause_form(c.t)
    return screen.paused(c.t, await people.pause(c.store, c.member, c.request.text, c.now))


async def _save_pause(c: Context) -> Card:
    return screen.paused(c.t, await people.pause(c.store, c.member, c.request.value("until"), c.now))


async def _resume(c: Context) -> Card:
    await people.resume(c.store, c.member, c.now)
    return screen.resumed(c.t)


async def profile(c: Context) -> Card:
    """Show everything about the member."""
    where = await people.whereabouts(c.store, c.member, c.request.channel, c.now)
    return skill_screen.profile(c.t, where.member, where.offers, where.wants)


async def _hours(c: Context) -> Form:
    where = await people.whereabouts(c.store, c.member, c.request.channel, c.now)
    return skill_screen.hours_form(c.t, where.member)


async def _save_hours(c: Context) -> Card:
    request = c.request
    habits = people.Habits(
        zone=request.value("zone"),
        hours=request.values.get("hours", ()),
        languages=request.value("languages"),
        capacity=request.value("capacity"),
        circles=request.value("circles"),
    )
    await people.set_habits(c.store, c.member, habits, c.now)
    return await profile(c)


async def _about(c: Context) -> Form:
    where = await people.whereabouts(c.store, c.member, c.request.channel, c.now)
    return screen.about_form(c.t, where.member.bio, language_options(), where.member.language)


async def _save_about(c: Context) -> Card:
    await people.set_about(c.store, c.member, c.request.value("bio"), c.request.value("language"))
    return await profile(c)


async def _remove(c: Context) -> Card:
    verb, _, number = c.request.value("choice").partition("-")
    if number.isdecimal():
        await intake.remove(c.store, c.member, "offer" if verb == "offer" else "want", SkillId(int(number)))
    return await profile(c)


async def _unknown(c: Context) -> Card:
    root, _, typed = c.request.text.partition(" ")
    return screen.unreadable(c.t, commands.nearest(root or commands.MEMBER_ROOT, typed))


def language_options() -> tuple[Option, ...]:
    """Return the languages the bot writes in, each by its own name."""
    return tuple(Option(code, str(Locale(code).display_name).capitalize()) for code in languages())


ROUTES: Mapping[str, Route] = {
    "help": Route(handle=help_card),
    "join": Route(handle=_join),
    "join.agree": Route(handle=_agree, replaces=True),
    "join.enter": Route(handle=_enter, replaces=True),
    "leave": Route(handle=_ask_leave),
    "leave.confirm": Route(handle=_leave, replaces=True),
    "pause": Route(handle=_pause, opens_form=True),
    "pause.save": Route(handle=_save_pause, reopens="pause"),
    "resume": Route(handle=_resume),
    "profile": Route(handle=profile),
    "profile.hours": Route(handle=_hours, opens_form=True),
    "profile.hours-save": Route(handle=_save_hours, reopens="profile.hours"),
    "profile.about": Route(handle=_about, opens_form=True),
    "profile.about-save": Route(handle=_save_about, reopens="profile.about"),
    "profile.remove": Route(handle=_remove, replaces=True),
    "unknown": Route(handle=_unknown),
}
