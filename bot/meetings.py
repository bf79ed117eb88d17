"""Meeting times: what suits everybody of a partnership, and the one they choose."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import letters, partnerships
from bot.errors import InvalidInput
from bot.model.ids import MemberId, PartnershipId
from bot.model.partnerships import Meeting, Partnership
from bot.ports import Due, DueKind, LetterKind, Store, Work
from bot.screens import partnership as screen
from bot.slots import upcoming
from bot.texts import texts
from bot.typed import read_moment

MEETING_MINUTES = 60
SUGGESTIONS = 3
NOTICE_HOURS = timedelta(hours=12)
REMINDER = timedelta(days=1)
SOONEST_REMINDER = timedelta(hours=1)
LATEST = timedelta(weeks=26)


async def suggestions(
    store: Store, member: MemberId, partnership: PartnershipId | None, now: datetime
) -> tuple[Partnership, list[datetime]]:
    """Return up to three starts within two weeks that lie in everybody's usual hours, on different days.

    Errors as in `partnerships.mine`. An empty list says that usual hours never meet for an hour.
    """
    async with store.read() as work:
        one = await partnerships.mine(work, member, partnership)
        members = await work.people.many(one.members)
    starts = upcoming(members.values(), now + NOTICE_HOURS, MEETING_MINUTES)
    by_day: dict[int, datetime] = {}
    for start in starts:
        by_day.setdefault(start.toordinal(), start)
    return one, list(by_day.values())[:SUGGESTIONS]


async def choose_typed(
    store: Store, member: MemberId, partnership: PartnershipId | None, when: str, now: datetime
) -> tuple[Partnership, Meeting]:
    """Agree on a time that was typed in the member's zone or picked; as `choose`.

    Raises:
        InvalidInput: not a moment, in the past, or further away than 26 weeks.
    """
    async with store.write() as work:
        zone = ZoneInfo((await work.people.get(member)).zone)
        at = read_moment(when, "when", now, zone)
        if at > now + LATEST:
            raise InvalidInput({"when": "day.far"}, weeks=LATEST.days // 7)
        return await _choose(work, member, partnership, at, now)


async def choose(
    store: Store, member: MemberId, partnership: PartnershipId, at: datetime, now: datetime
) -> tuple[Partnership, Meeting]:
    """Agree on a time: stored once, told in the shared space, and reminded of a day before.

    Raises:
        InvalidInput: the time has passed.
    """
    if at <= now:
        raise InvalidInput({"when": "moment.past"})
    async with store.write() as work:
        return await _choose(work, member, partnership, at, now)


async def remind(work: Work, row: Due, now: datetime) -> None:
    """Queue the reminder of the meetings of the next day to everybody, within the tick's transaction."""
    one = await work.partnerships.get(PartnershipId(row.subject))
    if not one.open:
        return
    meetings = await work.partnerships.meetings(one.id, now)
    for meeting in meetings:
        if meeting.at - now <= REMINDER:
            key = f"meeting:{one.id}:{meeting.at:%Y%m%dT%H%M}"
            await letters.tell(work, one.members, key, _reminder(one, meeting.at), now)
    await _plan_reminder(work, one, [later for later in meetings if later.at - now > REMINDER], now)


async def _choose(
    work: Work, member: MemberId, partnership: PartnershipId | None, at: datetime, now: datetime
) -> tuple[Partnership, Meeting]:
    one = await partnerships.mine(work, member, partnership)
    meeting = await work.partnerships.add_meeting(one.id, at, member)
    programme = await work.communities.programme(one.programme)
    card = screen.meeting_set(texts(programme.settings.language), one, meeting)
    key = f"meet:{one.id}:{at:%Y%m%dT%H%M}"
    await work.outbox.post([letters.to_space(one.id, key, card, now, LetterKind.NOTICE)])
    await _plan_reminder(work, one, await work.partnerships.meetings(one.id, now), now)
    return one, meeting


def _reminder(one: Partnership, at: datetime) -> letters.Drawing:
    return lambda t: screen.meeting_soon(t, one, at)


async def _plan_reminder(work: Work, one: Partnership, meetings: list[Meeting], now: datetime) -> None:
    """Let the soonest reminder of these meetings fall due: a day before, and not within the hour."""
    soonest = now + SOONEST_REMINDER
    moments = [max(meeting.at - REMINDER, soonest) for meeting in meetings if meeting.at > soonest]
    if moments:
        await work.schedule.put([Due(kind=DueKind.MEETING_REMINDER, subject=one.id, next_at=min(moments))])
