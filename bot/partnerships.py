"""A partnership's life between introduction and closing: goals, change, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import circles, letters
from bot.errors import Conflict, InvalidInput, NotAllowed
from bot.model.community import Programme, Settings
from bot.model.ids import MemberId, PartnershipId
from bot.model.partnerships import Coming, Kind, Meeting, Next, Partnership
from bot.model.people import MAX_GOAL, Member
from bot.ports import Due, DueKind, Store, Work
from bot.screens import partnership as screen
from bot.screens import repair as repair_screen
from bot.slots import jitter, local_moment, next_slot

LIVE = (
    DueKind.CHECKIN,
    DueKind.CHECKIN_REMINDER,
    DueKind.ICEBREAKER,
    DueKind.AGREEMENT,
    DueKind.AGREEMENT_REMINDER,
    DueKind.MEETING_REMINDER,
    DueKind.HALF_TIME,
)
FIRST_CHECKIN = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A partnership as one of its members sees it."""

    partnership: Partnership
    members: dict[MemberId, Member]
    meetings: tuple[Meeting, ...]
    next_checkin: datetime | None
    others: tuple[Partnership, ...] = ()


async def mine(work: Work, member: MemberId, partnership: PartnershipId | None) -> Partnership:
    """Return the member's partnership: the given one, or the newest open one.

    Raises:
        NotAllowed: the given one is not the member's.
        Conflict: the member has none, or it ended.
    """
    if partnership is None:
        found = await work.partnerships.of_member(member)
        if not found:
            raise Conflict("partnership.none")
        return found[0]
    one = await work.partnerships.get(partnership)
    if member not in one.members:
        raise NotAllowed("partnership.not_yours")
    if not one.open:
        raise Conflict("partnership.ended")
    return one


async def see(store: Store, member: MemberId, partnership: PartnershipId | None, now: datetime) -> Seen:
    """Return the member's partnership with everything its card shows; errors as in `mine`."""
    async with store.read() as work:
        one = await mine(work, member, partnership)
        others = [other for other in await work.partnerships.of_member(member) if other.id != one.id]
        everyone = await work.people.many({who for each in (one, *others) for who in each.members})
        meetings = await work.partnerships.meetings(one.id, now)
        programme = await work.communities.programme(one.programme)
    asked = next_slot(programme.settings.weekday, programme.settings.at, ZoneInfo(everyone[member].zone), now)
    return Seen(
        partnership=one,
        members=everyone,
        meetings=tuple(meetings),
        next_checkin=asked if asked < one.ends_at else None,
        others=tuple(others),
    )


async def coming(work: Work, one: Partnership, member: Member, now: datetime) -> Coming:
    """Return what comes next for a member: the soonest meeting or check-in, else the end of the round."""
    events = [Coming(Next.MEETING, meeting.at) for meeting in await work.partnerships.meetings(one.id, now)]
    settings = (await work.communities.programme(one.programme)).settings
    asked = next_slot(
        settings.weekday, settings.at, ZoneInfo(member.zone), max(now, one.started_at + FIRST_CHECKIN)
    )
    events += [Coming(Next.CHECKIN, asked), Coming(Next.END, one.ends_at)]
    return min(events, key=lambda event: event.at)


async def next_for(store: Store, member: MemberId, one: Partnership, now: datetime) -> Coming:
    """Return what comes next for a member; as `coming`."""
    async with store.read() as work:
        return await coming(work, one, await work.people.get(member), now)


async def set_goal(
    store: Store, member: MemberId, partnership: PartnershipId, goal: str, now: datetime
) -> Partnership:
    """Store the member's own goal (1-200 characters) and tell the partners; errors as in `mine`.

    Raises:
        InvalidInput: nothing typed, or too much.
    """
    if not 0 < len(goal.strip()) <= MAX_GOAL:
        raise InvalidInput({"goal": "text.long" if goal.strip() else "text.empty"}, most=MAX_GOAL)
    async with store.write() as work:
        one = await mine(work, member, partnership)
        changed = await work.partnerships.put(replace(one, goals={**one.goals, member: goal.strip()}))
        await letters.tell(
            work,
            one.others(member),
            f"goal:{one.id}:{member}:{changed.version}",
            lambda t: screen.goal_told(t, member, goal.strip(), one),
            now,
        )
        return changed


async def change(store: Store, member: MemberId, partnership: PartnershipId, now: datetime) -> Partnership:
    """End the partnership early; the others are told neutrally, without a reason. Errors as in `mine`."""
    async with store.write() as work:
        one = await mine(work, member, partnership)
        return await end(work, one, member, now)


async def end(work: Work, one: Partnership, member: MemberId, now: datetime) -> Partnership:
    """End a partnership because of `member`, within a transaction: stop its letters and tell the others once.

    The two who stay of a circle go on as a pair where their skills allow it. Others come first in the next round
    and are offered to be paired anew.
    """
    ended = await work.partnerships.put(one.ended(now))
    await work.schedule.drop(LIVE, one.id)
    await work.outbox.cancel(partnership=one.id)
    shrinks = one.kind is Kind.CIRCLE and member in one.members  # an organiser's split is because of nobody
    fresh = await circles.shrunk(work, ended, member, now) if shrinks else None
    if fresh is None:
        await _leave_behind(work, ended, member, now)
    else:
        settings = (await work.communities.programme(one.programme)).settings
        members = await work.people.many(fresh.members)
        await work.schedule.put(checkin_rows(fresh, members.values(), settings, now + FIRST_CHECKIN))
    return ended


async def _leave_behind(work: Work, ended: Partnership, member: MemberId, now: datetime) -> None:
    others = ended.others(member)
    for enrolled in await work.rounds.enrolments(ended.round):
        if enrolled.member in others:
            await work.rounds.enrol(replace(enrolled, placed=False))
    key = f"ended:{ended.id}"
    await letters.tell(work, others, key, lambda t: repair_screen.left_behind(t, ended), now)


def checkin_rows(
    one: Partnership, members: Iterable[Member], settings: Settings, after: datetime
) -> list[Due]:
    """Return the weekly check-in row of each of these members: the first slot after a moment, in their own zone.

    Everybody has a stable delay of 0-20 minutes, so that a large round does not ask all at once.
    """
    return [_checkin_row(one, member, settings, after) for member in members]


async def rezone(work: Work, member: Member, now: datetime) -> None:
    """Move the member's weekly check-ins to their new zone, within a transaction; the local hour stays."""
    for one in await work.partnerships.of_member(member.id):
        settings = (await work.communities.programme(one.programme)).settings
        after = max(now, one.started_at + FIRST_CHECKIN)
        await work.schedule.put([_checkin_row(one, member, settings, after)])


async def reschedule(work: Work, programme: Programme, now: datetime) -> None:
    """Move the coming check-ins of a programme to its new weekday and hour, within a transaction.

    Who was asked in a local week is asked again in the next one at the earliest.
    """
    current = await work.rounds.current(programme.id)
    going_on = [one for one in await work.partnerships.of_round(current.id) if one.open] if current else []
    members = await work.people.many({member for one in going_on for member in one.members})
    asked = await work.checkins.of_partnerships([one.id for one in going_on])
    last = {(checkin.partnership, checkin.member): checkin.day for checkin in asked}
    await work.schedule.put(
        _checkin_row(one, members[member], programme.settings, _after(one, members[member], last, now))
        for one in going_on
        for member in one.members
    )


def _after(
    one: Partnership, member: Member, last: Mapping[tuple[PartnershipId, MemberId], date], now: datetime
) -> datetime:
    earliest = max(now, one.started_at + FIRST_CHECKIN)
    day = last.get((one.id, member.id))
    if day is None:
        return earliest
    monday = day + timedelta(days=7 - day.weekday())
    return max(earliest, local_moment(monday, time(0), ZoneInfo(member.zone)))


def _checkin_row(one: Partnership, member: Member, settings: Settings, after: datetime) -> Due:
    slot = next_slot(settings.weekday, settings.at, ZoneInfo(member.zone), after)
    return Due(
        kind=DueKind.CHECKIN,
        subject=one.id,
        member=member.id,
        next_at=slot + jitter(one.id, member.id),
        weekday=settings.weekday,
        at=settings.at,
        zone=member.zone,
    )
