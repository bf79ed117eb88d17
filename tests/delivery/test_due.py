"""What falls due: each row once, at its local hour, and one that fails holds up nobody else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from structlog.typing import EventDict

from bot.errors import Conflict, MentorError, NotAllowed
from bot.model.ids import MemberId
from bot.model.partnerships import Partnership
from bot.model.people import Member
from bot.ports import Due, DueKind, LetterKind, LetterState, Work
from bot.slots import jitter, next_slot
from scheduler.due import BATCH, HANDLERS, PARKED_FOR, following, recheck, rightly, tick
from tests.delivery.worlds import DAY, HOUR, MINUTE, NOW, SECOND, WEEK, Office, nobody

PARIS = ZoneInfo("Europe/Paris")
TEN = time(10, 0)
MISSING = 404


def weekly(one: Partnership, member: Member, after: datetime = NOW, zone: str = "Europe/Paris") -> Due:
    """Return the row that asks a member every Thursday at ten, local, and a stable while later."""
    spread = jitter(one.id, member.id)
    return Due(
        kind=DueKind.CHECKIN,
        subject=one.id,
        member=member.id,
        next_at=next_slot(3, TEN, ZoneInfo(zone), after) + spread,
        weekday=3,
        at=TEN,
        zone=zone,
    )


def once(kind: DueKind, subject: int, after: timedelta = timedelta()) -> Due:
    """Return a row that happens once."""
    return Due(kind=kind, subject=subject, next_at=NOW + after)


async def asked(office: Office) -> Counter[str]:
    """Return how many check-ins (not reminders) wait for each member."""
    names = {office.ana.id: "ana", office.ben.id: "ben"}
    keys = [one.key.split(":") for one in await office.waiting() if one.kind is LetterKind.CHECKIN]
    return Counter(names[MemberId(int(key[2]))] for key in keys if key[0] == "checkin")


async def ticks_at(office: Office, moment: datetime) -> int:
    """Tick at a moment; return how many rows were handled."""
    office.clock.set(moment)
    return await tick(office.store, office.clock)


def handlers() -> dict[DueKind, object]:
    """Return the handlers, to put one that fails among them."""
    assert isinstance(HANDLERS, dict)
    return HANDLERS


async def test_a_row_is_one_for_each_kind_subject_and_member(office: Office) -> None:
    one = await office.pairs()
    row = weekly(one, office.ana)
    other_kind = replace(row, kind=DueKind.CHECKIN_REMINDER)
    await office.plans(row, weekly(one, office.ben), other_kind, replace(row, subject=one.id + 1))
    await office.plans(replace(row, next_at=NOW + 5 * WEEK))
    rows = await office.planned()
    assert (len(rows), rows[-1].next_at) == (4, NOW + 5 * WEEK)


async def test_an_early_tick_does_nothing(office: Office) -> None:
    row = weekly(await office.pairs(), office.ana)
    await office.plans(row)
    handled = [await ticks_at(office, row.next_at - SECOND), await ticks_at(office, row.next_at)]
    assert (handled, await asked(office)) == ([0, 1], {"ana": 1})


async def test_a_second_tick_at_the_same_moment_is_harmless(office: Office) -> None:
    row = weekly(await office.pairs(), office.ana)
    await office.plans(row)
    handled = [await ticks_at(office, row.next_at) for _ in range(3)]
    assert (handled, await asked(office)) == ([1, 0, 0], {"ana": 1})


async def test_a_row_put_back_by_a_restored_backup_asks_nobody_twice(office: Office) -> None:
    row = weekly(await office.pairs(), office.ana)
    for _ in range(2):
        await office.plans(row)
        await ticks_at(office, row.next_at)
    assert await asked(office) == {"ana": 1}


async def test_a_row_that_happens_once_is_gone_when_it_happened(office: Office) -> None:
    await office.plans(once(DueKind.ICEBREAKER, (await office.pairs()).id))
    await ticks_at(office, NOW)
    assert await office.planned() == []
    assert [one.key.partition(":")[0] for one in await office.waiting()] == ["icebreaker"]


async def test_a_weekly_row_moves_on_by_a_week_with_its_spread(office: Office) -> None:
    row = weekly(await office.pairs(), office.ana)
    await office.plans(row)
    await ticks_at(office, row.next_at)
    [later] = [one for one in await office.planned() if one.kind is DueKind.CHECKIN]
    assert later.next_at == row.next_at + WEEK


async def test_a_bot_that_comes_back_within_the_spread_still_asks_that_day(office: Office) -> None:
    row = weekly(await office.pairs(), office.ana)
    moment = following(row, row.next_at + WEEK - SECOND)
    assert (moment, jitter(row.subject, row.member) > SECOND) == (row.next_at + WEEK, True)


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Europe/Paris", datetime(2026, 10, 1, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 2, 20, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 9, 20, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2026, 4, 1, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
async def test_the_local_hour_holds_when_the_clocks_change(
    office: Office, zone: str, first: datetime
) -> None:
    row = weekly(await office.pairs(), office.ana, first, zone)
    slots = [row]
    while len(slots) < 8:
        moment = following(slots[-1], slots[-1].next_at + 7 * SECOND)
        assert moment is not None
        slots.append(replace(row, next_at=moment))
    spread = jitter(row.subject, row.member)
    shown = [(one.next_at - spread).astimezone(ZoneInfo(zone)) for one in slots]
    assert {(one.weekday(), one.time()) for one in shown} == {(3, TEN)}
    assert {(b.date() - a.date()).days for a, b in pairwise(shown)} == {7}


YEAR = 2026
CHANGES = {
    "Australia/Lord_Howe": ["04-05", "10-04"],
    "Africa/Cairo": ["04-24", "10-29"],
    "Pacific/Apia": [],
    "Europe/Paris": ["03-29", "10-25"],
    "America/New_York": ["03-08", "11-01"],
    "Asia/Kathmandu": [],
}
"""The days of the year on which the clocks of a zone change."""


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return what a clock on the wall shows."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


@pytest.mark.parametrize("name", CHANGES)
def test_the_changes_of_the_year_are_those_we_know(name: str) -> None:
    zone, days = ZoneInfo(name), [datetime(YEAR, 1, 1, tzinfo=UTC) + n * DAY for n in range(365)]
    noons = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in days]
    assert [f"{a:%m-%d}" for a, b in pairwise(noons) if a.utcoffset() != b.utcoffset()] == CHANGES[name]


@pytest.mark.parametrize("at", [time(10, 0), time(0, 0), time(2, 15)])
@pytest.mark.parametrize("weekday", [3, 4, 6])
@pytest.mark.parametrize("name", CHANGES)
def test_a_whole_year_keeps_the_weekly_local_time_over_every_change(
    name: str, weekday: int, at: time
) -> None:
    zone = ZoneInfo(name)
    slot = next_slot(weekday, at, zone, datetime(YEAR, 1, 1, tzinfo=UTC))
    row = Due(kind=DueKind.CHECKIN, subject=7, next_at=slot, weekday=weekday, at=at, zone=name)
    spread = jitter(row.subject, row.member)
    slots = [replace(row, next_at=slot + spread)]
    while slots[-1].next_at.year == YEAR:
        moment = following(slots[-1], slots[-1].next_at)
        assert moment is not None
        slots.append(replace(row, next_at=moment))
    shown = [wall(one.next_at - spread, zone) for one in slots]
    moved = [one for one in shown if (one.weekday(), one.time()) != (weekday, at)]
    assert {(b.date() - a.date()).days for a, b in pairwise(shown)} == {7}
    # Only a time that the clocks skipped is another one: later, on the day of the change itself.
    assert [f"{one:%m-%d}" in CHANGES[name] and one.time() > at for one in moved] == [True] * len(moved)
    assert len(shown) >= 53


async def test_new_zone_data_move_what_was_planned_to_its_local_hour_again(office: Office) -> None:
    one = await office.pairs()
    right, other = weekly(one, office.ana), weekly(one, office.ben)
    once_only = once(DueKind.ICEBREAKER, one.id, after=DAY)
    await office.plans(
        replace(right, next_at=right.next_at + HOUR), replace(other, next_at=other.next_at - HOUR)
    )
    await office.plans(once_only)
    assert [await recheck(office.store, office.clock) for _ in range(2)] == [2, 0]
    planned = {(row.kind, row.member): row.next_at for row in await office.planned()}
    assert planned == {
        (DueKind.CHECKIN, office.ana.id): right.next_at,
        (DueKind.CHECKIN, office.ben.id): other.next_at,
        (DueKind.ICEBREAKER, 0): once_only.next_at,
    }


async def test_every_weekly_row_is_rechecked_however_many_there_are(office: Office) -> None:
    one = await office.pairs()
    rows = [replace(weekly(one, office.ana), subject=1000 + n) for n in range(BATCH + 20)]
    await office.plans(*(replace(row, next_at=rightly(row) + HOUR) for row in rows))
    assert await recheck(office.store, office.clock) == BATCH + 20


async def test_what_is_due_already_is_not_moved_away(office: Office) -> None:
    row = weekly(await office.pairs(), office.ana)
    await office.plans(replace(row, next_at=NOW - HOUR))
    assert await recheck(office.store, office.clock) == 0


async def test_the_week_after_a_clock_change_is_asked_at_the_same_local_hour(office: Office) -> None:
    office.clock.restart(datetime(2026, 10, 20, tzinfo=UTC))
    row = weekly(await office.pairs(), office.ana, office.clock.now())
    await office.plans(row)
    await office.driver.advance(2 * WEEK)
    sent = [one for one in office.chat.offered if one.key.startswith("checkin:")]
    local = [(one.first_tried_at - jitter(row.subject, row.member)).astimezone(PARIS) for one in sent]
    assert [(one.day, one.time()) for one in local] == [(22, TEN), (29, TEN)]


@pytest.mark.parametrize(
    ("late", "titled"),
    [
        (timedelta(), "meet this week"),
        (DAY, "meet this week"),
        (DAY + SECOND, "later than usual"),
        (3 * DAY, "later than usual"),
        (3 * DAY + SECOND, ""),
    ],
)
async def test_a_late_question_is_softer_and_a_very_late_one_is_not_asked(
    office: Office, late: timedelta, titled: str
) -> None:
    row = weekly(await office.pairs(), office.ana)
    await office.plans(row)
    await ticks_at(office, row.next_at + late)
    words = [str(one.card.lines) for one in await office.waiting()]
    assert [titled in one for one in words] == [True] * bool(titled)


@pytest.mark.parametrize("after_return", [timedelta(), MINUTE, HOUR])
async def test_eight_days_of_downtime_leave_no_backlog(office: Office, after_return: timedelta) -> None:
    one = await office.pairs()
    await office.plans(*(weekly(one, member) for member in (office.ana, office.ben)))
    await ticks_at(office, NOW + 8 * DAY)
    await ticks_at(office, NOW + 8 * DAY + after_return)
    assert await asked(office) == {}
    assert {row.next_at - NOW > 8 * DAY for row in await office.planned()} == {True}


@pytest.mark.parametrize(
    ("weeks", "late", "questions"),
    [(0, 2 * DAY, 1), (0, 4 * DAY, 0), (1, DAY, 1), (3, HOUR, 1), (3, 4 * DAY, 0)],
)
async def test_however_many_weeks_were_missed_there_is_one_question_at_most(
    office: Office, weeks: int, late: timedelta, questions: int
) -> None:
    row = weekly(await office.pairs(), office.ana)
    await office.plans(row)
    for after in (late, late + MINUTE):
        await ticks_at(office, row.next_at + weeks * WEEK + after)
    [later] = [due.next_at for due in await office.planned() if due.kind is DueKind.CHECKIN]
    assert ((await asked(office)).total(), later) == (questions, row.next_at + (weeks + 1) * WEEK)


async def test_a_slot_of_an_hour_ago_is_kept_after_days_of_downtime_in_the_ordinary_words(
    office: Office,
) -> None:
    row = weekly(await office.pairs(), office.ana)
    await office.plans(row)
    await ticks_at(office, row.next_at + WEEK + HOUR)
    [asked_now] = await office.waiting()
    assert "meet this week" in str(asked_now.card.lines)
    assert asked_now.key.endswith("2026-12-03")


async def test_a_question_that_is_late_in_the_night_waits_for_the_morning(office: Office) -> None:
    row = weekly(await office.pairs(), office.ana)
    await office.plans(row)
    await ticks_at(office, datetime(2026, 11, 27, 1, 0, tzinfo=UTC))
    async with office.store.read() as work:
        counted = await work.outbox.progress("checkin:")
    assert (await office.waiting(), counted) == ([], {LetterState.READY: 1})
    office.clock.set(datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
    assert len(await office.waiting()) == 1


async def test_months_of_downtime_leave_one_row_and_no_letters(office: Office) -> None:
    one = await office.pairs()
    await office.plans(weekly(one, office.ana), once(DueKind.MEETING_REMINDER, one.id))
    await ticks_at(office, NOW + 20 * WEEK)
    assert await office.waiting() == []
    assert [row.kind for row in await office.planned()] == [DueKind.CHECKIN]


@pytest.mark.parametrize(
    "vanished",
    [
        once(DueKind.ICEBREAKER, MISSING),
        once(DueKind.ROUND_ENDS, MISSING),
        once(DueKind.SIGNUP_ENDS, MISSING),
        once(DueKind.MEETING_REMINDER, MISSING),
    ],
)
async def test_a_row_whose_subject_vanished_is_removed_and_the_others_go_on(
    office: Office, said: list[EventDict], vanished: Due
) -> None:
    one = await office.pairs()
    await office.plans(vanished, once(DueKind.ICEBREAKER, one.id, after=SECOND))
    await ticks_at(office, NOW + MINUTE)
    assert [letter.key for letter in await office.waiting()] == [f"icebreaker:{one.id}"]
    assert await office.planned() == []
    assert [entry["kind"] for entry in said if entry["event"] == "due_row_failed"] == [vanished.kind]


async def test_a_weekly_row_whose_member_vanished_is_removed_too(office: Office) -> None:
    row = replace(weekly(await office.pairs(), office.ana), member=nobody())
    await office.plans(row)
    await ticks_at(office, row.next_at)
    assert await office.planned() == []


@pytest.mark.parametrize("error", [Conflict("round.changed"), NotAllowed("checkin.not_yours")])
async def test_a_row_that_fails_is_parked_for_an_hour_and_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: MentorError
) -> None:
    tries: list[datetime] = []

    async def fails_once(work: Work, row: Due, now: datetime) -> None:
        tries.append(now)
        if now < NOW + PARKED_FOR:
            raise error
        await HANDLERS[DueKind.ICEBREAKER](work, row, now)

    one = await office.pairs()
    monkeypatch.setitem(handlers(), DueKind.SIGNUP_ENDS, fails_once)
    await office.plans(once(DueKind.SIGNUP_ENDS, one.id))
    handled = [await ticks_at(office, NOW + after) for after in (0 * HOUR, HOUR - SECOND, HOUR)]
    assert (handled, tries[-1]) == ([1, 0, 1], NOW + HOUR)
    assert [letter.key for letter in await office.waiting()] == [f"icebreaker:{one.id}"]


async def test_nothing_of_a_failed_row_stays(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails_late(work: Work, row: Due, now: datetime) -> None:
        await HANDLERS[DueKind.ICEBREAKER](work, row, now)
        raise Conflict("round.changed")

    one = await office.pairs()
    monkeypatch.setitem(handlers(), DueKind.SIGNUP_ENDS, fails_late)
    await office.plans(once(DueKind.SIGNUP_ENDS, one.id))
    await ticks_at(office, NOW)
    assert (await office.waiting(), [row.next_at for row in await office.planned()]) == (
        [],
        [NOW + PARKED_FOR],
    )


async def test_a_failing_row_in_a_full_batch_loses_none_of_the_others(office: Office) -> None:
    one = await office.pairs()
    async with office.store.write() as work:
        more = await work.partnerships.add([one] * (BATCH + 20))
    subjects = [row.id for row in more]
    await office.plans(
        *(once(DueKind.ICEBREAKER, subject) for subject in (*subjects[:50], MISSING, *subjects[50:]))
    )
    handled = await ticks_at(office, NOW)
    async with office.store.read() as work:
        letters = await work.outbox.progress("icebreaker:")
    assert (handled, letters) == (BATCH + 21, {LetterState.READY: BATCH + 20})
    assert await office.planned() == []


async def test_somebody_who_pauses_is_not_asked_but_stays_on_the_schedule(office: Office) -> None:
    row = weekly(await office.pairs(), office.ana)
    await office.changes(replace(office.ana, paused_until=NOW + WEEK))
    await office.plans(row)
    await ticks_at(office, row.next_at)
    assert (await asked(office), [one.kind for one in await office.planned()]) == ({}, [DueKind.CHECKIN])
