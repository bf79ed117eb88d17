"""Meeting times: what suits everybody of a partnership, and the one they choose."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import letters, partnerships
from bot.errors import InvalidInput
from bot.model.ids import MemberId, PartnershipId
from bot.model.partnerships import Meeting, Partnership
from bot.model.people import Member
from bot.ports import Due, DueKind, LetterKind, Store, Work
from bot.screens import partnership as screen
from bot.slots import upcoming, utc_windows
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
    windows = common_windows(list(members.values()), now)
    starts = upcoming(windows, now + NOTICE_HOURS, MEETING_MINUTES)
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
    """Queue the reminder of a meeting to everybody of the partnership, within the tick's transaction."""
    one = await work.partnerships.get(PartnershipId(row.subject))
    if not one.open:
        return
    meetings = await work.partnerships.meetings(one.id, now)
    if meetings:
        at = meetings[0].at
        await letters.tell(
            work,
            one.members,
            f"meeting:{one.id}:{at:%Y%m%dT%H%M}",
            lambda t: screen.meeting_soon(t, one, at),
            now,
        )


def common_windows(members: list[Member], on: datetime) -> list[tuple[int, int, int]]:
    """Return the stretches of a UTC week in which every member is usually free, with the offsets of `on`."""
    common: list[tuple[int, int, int]] | None = None
    for member in members:
        windows = (window for hours in member.hours for window in hours.windows())
        own = list(utc_windows(windows, ZoneInfo(member.zone), on.date()))
        common = own if common is None else [cut for a in common for b in own if (cut := _overlap(a, b))]
    return sorted(common or [])


async def _choose(
    work: Work, member: MemberId, partnership: PartnershipId | None, at: datetime, now: datetime
) -> tuple[Partnership, Meeting]:
    one = await partnerships.mine(work, member, partnership)
    meeting = await work.partnerships.add_meeting(one.id, at, member)
    programme = await work.communities.programme(one.programme)
    card = screen.meeting_set(texts(programme.settings.language), one, meeting)
    key = f"meet:{one.id}:{at:%Y%m%dT%H%M}"
    await work.outbox.post([letters.to_space(one.id, key, card, now, LetterKind.NOTICE)])
    remind_at = max(at - REMINDER, now + SOONEST_REMINDER)
    if remind_at < at:
        await work.schedule.put([Due(kind=DueKind.MEETING_REMINDER, subject=one.id, next_at=remind_at)])
    return one, meeting


def _overlap(a: tuple[int, int, int], b: tuple[int, int, int]) -> tuple[int, int, int] | None:
    start, end = max(a[1], b[1]), min(a[2], b[2])
    return (a[0], start, end) if a[0] == b[0] and start < end else None
