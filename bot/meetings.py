"""Meetings: times that suit everybody of a partnership, the one they choose, and what happens to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import agreements, letters, partnerships
from bot.errors import InvalidInput, NotAllowed
from bot.model.ids import MeetingId, MemberId, PartnershipId
from bot.model.meetings import Guide, guide_for
from bot.model.partnerships import Meeting, Partnership
from bot.model.people import Member
from bot.ports import Due, DueKind, LetterKind, Store, Work
from bot.screens import meeting as screen
from bot.slots import upcoming
from bot.texts import texts
from bot.typed import read_moment
from bot.ui import Card

SUGGESTIONS = 3
NOTICE_HOURS = timedelta(hours=12)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATEST = timedelta(weeks=26)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A meeting with the partnership it belongs to and everybody in it."""

    partnership: Partnership
    meeting: Meeting
    members: dict[MemberId, Member]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """Up to three starts that suit everybody, and the meetings there are already."""

    partnership: Partnership
    starts: list[datetime]
    meetings: list[Meeting]


async def suggestions(
    store: Store, member: MemberId, partnership: PartnershipId | None, now: datetime
) -> Suggested:
    """Return up to three starts within two weeks that lie in everybody's usual hours, on different days.

    Each is long enough for the agreed length. Errors as in `partnerships.mine`. No start says that usual hours never
    meet for so long.
    """
    async with store.read() as work:
        one = await partnerships.mine(work, member, partnership)
        members = await work.people.many(one.members)
        agreement = await agreements.standing(work, one)
        planned = await work.partnerships.meetings(one.id, now)
    starts = upcoming(members.values(), now + NOTICE_HOURS, agreement.minutes)
    by_day: dict[int, datetime] = {}
    for start in starts:
        by_day.setdefault(start.toordinal(), start)
    return Suggested(partnership=one, starts=list(by_day.values())[:SUGGESTIONS], meetings=planned)


async def choose_typed(
    store: Store, member: MemberId, partnership: PartnershipId | None, when: str, now: datetime
) -> Planned:
    """Agree on a time that was typed in the member's zone or picked; as `choose`.

    Raises:
        InvalidInput: not a moment, in the past, or further away than 26 weeks.
    """
    async with store.write() as work:
        at = await _read(work, member, when, now)
        return await _choose(work, member, partnership, at, now)


async def choose(
    store: Store, member: MemberId, partnership: PartnershipId, at: datetime, now: datetime
) -> Planned:
    """Agree on a time: stored once, told in the shared space with a calendar file, and reminded of.

    Raises:
        InvalidInput: the time has passed.
    """
    if at <= now:
        raise InvalidInput({"when": "moment.past"})
    async with store.write() as work:
        return await _choose(work, member, partnership, at, now)


async def move(store: Store, member: MemberId, meeting: MeetingId, when: str, now: datetime) -> Planned:
    """Move a meeting to a time as typed or picked; everybody gets the change for their calendar.

    Raises:
        InvalidInput: as in `choose_typed`.
        NotAllowed: somebody else's meeting.
        NotFound, Conflict: it was cancelled or is over, or the partners meet at that time already.
    """
    async with store.write() as work:
        planned = await _own(work, member, meeting)
        at = await _read(work, member, when, now)
        if at == planned.meeting.at:
            return planned
        moved = planned.meeting.moved(at, member)
        await work.partnerships.put_meeting(moved)
        await _tell_space(work, planned, moved, now)
        return Planned(partnership=planned.partnership, meeting=moved, members=planned.members)


async def cancel(store: Store, member: MemberId, meeting: MeetingId, now: datetime) -> Planned:
    """Call a meeting off; everybody is told without a reason, and it leaves their calendars. Errors as in `move`."""
    async with store.write() as work:
        planned = await _own(work, member, meeting)
        gone = planned.meeting.cancelled(now)
        await work.partnerships.put_meeting(gone)
        await _tell_space(work, planned, gone, now, by=member)
        return Planned(partnership=planned.partnership, meeting=gone, members=planned.members)


async def own(store: Store, member: MemberId, meeting: MeetingId) -> Planned:
    """Return a meeting of the member's; errors as in `move`."""
    async with store.read() as work:
        return await _own(work, member, meeting)


async def guide(
    store: Store, member: MemberId, partnership: PartnershipId | None, now: datetime
) -> tuple[Partnership, Guide]:
    """Return which session guide the next meeting calls for; errors as in `partnerships.mine`."""
    async with store.read() as work:
        one = await partnerships.mine(work, member, partnership)
        meetings = await work.partnerships.meetings(one.id, one.started_at)
    coming = next((meeting.at for meeting in meetings if meeting.at > now), now)
    return one, guide_for(one, coming, sum(meeting.at < coming for meeting in meetings))


async def remind(work: Work, row: Due, now: datetime) -> None:
    """Queue what reminds everybody of a meeting a day or an hour before, within the tick's transaction.

    One agreed on within that day is reminded of an hour before only. At night, too: partners chose its time.
    """
    one = await work.partnerships.get(PartnershipId(row.subject))
    if not one.open:
        return
    meetings = await work.partnerships.meetings(one.id, now)
    before = len(await work.partnerships.meetings(one.id, one.started_at)) - len(meetings)
    for n, meeting in enumerate(meetings):
        if meeting.at - now <= DAY:
            which = "hour" if meeting.at - now <= HOUR else "day"
            key = f"meeting-{which}:{meeting.id}:{meeting.sequence}"
            kind = guide_for(one, meeting.at, before + n)
            await letters.tell(work, one.members, key, _reminder(one, meeting, kind), now)
    await plan_reminder(work, one, now)


async def plan_reminder(work: Work, one: Partnership, now: datetime) -> None:
    """Let the soonest reminder of the partnership's meetings fall due, within a transaction; none drops the row."""
    meetings = await work.partnerships.meetings(one.id, now)
    moments = [meeting.at - before for meeting in meetings for before in (DAY, HOUR)]
    coming = [moment for moment in moments if moment > now]
    if coming:
        await work.schedule.put([Due(kind=DueKind.MEETING_REMINDER, subject=one.id, next_at=min(coming))])
    else:
        await work.schedule.drop([DueKind.MEETING_REMINDER], one.id)


async def _read(work: Work, member: MemberId, when: str, now: datetime) -> datetime:
    zone = ZoneInfo((await work.people.get(member)).zone)
    at = read_moment(when, "when", now, zone)
    if at > now + LATEST:
        raise InvalidInput({"when": "day.far"}, weeks=LATEST.days // 7)
    return at


async def _choose(
    work: Work, member: MemberId, partnership: PartnershipId | None, at: datetime, now: datetime
) -> Planned:
    one = await partnerships.mine(work, member, partnership)
    minutes = (await agreements.standing(work, one)).minutes
    meeting = await work.partnerships.add_meeting(one.id, at, member, minutes)
    planned = Planned(partnership=one, meeting=meeting, members=await work.people.many(one.members))
    await _tell_space(work, planned, meeting, now)
    return planned


async def _own(work: Work, member: MemberId, meeting: MeetingId) -> Planned:
    found = await work.partnerships.meeting(meeting)
    one = await work.partnerships.get(found.partnership)
    if member not in one.members:
        raise NotAllowed("partnership.not_yours")
    await partnerships.mine(work, member, one.id)
    return Planned(partnership=one, meeting=found, members=await work.people.many(one.members))


async def _tell_space(
    work: Work, planned: Planned, meeting: Meeting, now: datetime, by: MemberId | None = None
) -> None:
    one = planned.partnership
    t = texts((await work.communities.programme(one.programme)).settings.language)
    event = screen.event(t, one, meeting, planned.members, now)
    card: Card
    if by is not None:
        card = screen.called_off(t, one, meeting, by, event)
    elif meeting.sequence:
        card = screen.moved_told(t, one, meeting, event)
    else:
        card = screen.told(t, one, meeting, event)
    key = f"meet:{meeting.id}:{meeting.sequence}"
    await work.outbox.post([letters.to_space(one.id, key, card, now, LetterKind.NOTICE)])
    await plan_reminder(work, one, now)


def _reminder(one: Partnership, meeting: Meeting, kind: Guide) -> letters.Drawing:
    return lambda t: screen.soon(t, one, meeting, kind)
