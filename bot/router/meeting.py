"""Routes of meetings: a time, another one, none after all, and how to use the hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot import meetings, partnerships
from bot.model.ids import MeetingId, PartnershipId
from bot.model.meetings import Guide
from bot.router.routes import Context, Route
from bot.screens import meeting as screen
from bot.screens import words
from bot.ui import Card, Form


async def _meet(c: Context) -> Card:
    if c.request.text:
        chosen = await meetings.choose_typed(c.store, c.member, c.partnership(), c.request.text, c.now)
        return _saved(c, chosen)
    suggested = await meetings.suggestions(c.store, c.member, c.partnership(), c.now)
    zone = await _zone(c)
    starts = suggested.starts
    labels = [format_datetime(at, "EEE d MMM HH:mm", tzinfo=zone, locale=c.t.language) for at in starts]
    return screen.times(c.t, suggested.partnership, starts, labels, suggested.meetings)


async def _form(c: Context) -> Form:
    seen = await partnerships.see(c.store, c.member, c.partnership(), c.now)
    return screen.time_form(c.t, seen.partnership, await _example(c))


async def _save(c: Context) -> Card:
    when = c.request.value("when")
    return _saved(c, await meetings.choose_typed(c.store, c.member, c.partnership(), when, c.now))


async def _choose(c: Context) -> Card:
    at = datetime.fromtimestamp(c.number(1), UTC)
    return _saved(c, await meetings.choose(c.store, c.member, PartnershipId(c.number()), at, c.now))


async def _move_form(c: Context) -> Form:
    planned = await meetings.own(c.store, c.member, MeetingId(c.number()))
    return screen.move_form(c.t, planned.meeting, await _example(c))


async def _move(c: Context) -> Card:
    when = c.request.value("when")
    return _saved(c, await meetings.move(c.store, c.member, MeetingId(c.number()), when, c.now))


async def _ask_cancel(c: Context) -> Card:
    planned = await meetings.own(c.store, c.member, MeetingId(c.number()))
    return screen.ask_cancel(c.t, planned.partnership, planned.meeting, c.member)


async def _cancel(c: Context) -> Card:
    planned = await meetings.cancel(c.store, c.member, MeetingId(c.number()), c.now)
    event = screen.event(c.t, planned.partnership, planned.meeting, planned.members, c.now)
    return screen.dropped(c.t, planned.partnership, event)


async def _guide(c: Context) -> Card:
    chosen = c.request.value("choice")
    one, kind = await meetings.guide(c.store, c.member, c.partnership(), c.now)
    coming = words.coming(c.t, await partnerships.next_for(c.store, c.member, one, c.now))
    return screen.guide(c.t, one, Guide(chosen) if chosen in set(Guide) else kind, coming)


def _saved(c: Context, planned: meetings.Planned) -> Card:
    event = screen.event(c.t, planned.partnership, planned.meeting, planned.members, c.now)
    return screen.saved(c.t, planned.partnership, planned.meeting, c.member, event)


async def _zone(c: Context) -> ZoneInfo:
    async with c.store.read() as work:
        return ZoneInfo((await work.people.get(c.member)).zone)


async def _example(c: Context) -> str:
    return f"{(c.now + timedelta(days=2)).astimezone(await _zone(c)):%Y-%m-%d 15:00}"


ROUTES: Mapping[str, Route] = {
    "meet": Route(handle=_meet),
    "meet.form": Route(handle=_form, opens_form=True),
    "meet.save": Route(handle=_save, reopens="meet.form"),
    "meet.choose": Route(handle=_choose, replaces=True),
    "meet.move": Route(handle=_move_form, opens_form=True),
    "meet.moved": Route(handle=_move, reopens="meet.move"),
    "meet.cancel": Route(handle=_ask_cancel),
    "meet.drop": Route(handle=_cancel, replaces=True),
    "guide": Route(handle=_guide),
    "guide.choose": Route(handle=_guide, replaces=True),
}
