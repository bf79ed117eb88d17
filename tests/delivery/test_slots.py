"""Local time: the weekly hour holds over every change of the clocks, everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.ids import CommunityId, MemberId
from bot.model.people import Hours, Member, Window
from bot.slots import JITTER, common_times, jitter, local_moment, next_slot, upcoming, utc_windows

NAMES = (
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "America/Nuuk",
    "UTC",
)
WEEK_MINUTES = 7 * 1440
zones = st.sampled_from([ZoneInfo(name) for name in NAMES])
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - UTC is put to it
weekdays, times = st.integers(0, 6), st.times().map(lambda one: one.replace(second=0, microsecond=0))
windows = st.builds(
    lambda weekday, cuts: Window(weekday, min(cuts), max(cuts)),
    weekdays,
    st.tuples(st.integers(0, 1440), st.integers(0, 1440)).filter(lambda cuts: cuts[0] != cuts[1]),
)
people = st.builds(
    Member,
    id=st.just(MemberId(1)),
    community=st.just(CommunityId(1)),
    name=st.just("Ana"),
    zone=st.sampled_from(NAMES),
    hours=st.lists(st.sampled_from(Hours), unique=True).map(tuple),
)
steady = settings(derandomize=True, deadline=None, max_examples=100, database=None)


@cache
def changes(zone: ZoneInfo) -> list[date]:
    """Return the days from 2024 to 2030 on which the clocks of a zone change."""
    midnights = [
        datetime.combine(date(2024, 1, 1) + timedelta(days=n), time(), tzinfo=zone) for n in range(2557)
    ]
    return [one.date() for one, after in pairwise(midnights) if one.utcoffset() != after.utcoffset()]


def reads(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return what a wall clock shows."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def minutes_of(pieces: Iterable[tuple[int, int, int]], shift: int = 0) -> set[int]:
    """Return the minutes of a week that lie in stretches of it."""
    spans = ((weekday * 1440 + start, weekday * 1440 + end) for weekday, start, end in pieces)
    return {(minute + shift) % WEEK_MINUTES for start, end in spans for minute in range(start, end)}


@steady
@given(weekdays, times, zones, moments)
def test_the_next_slot_is_later_and_within_eight_days(
    weekday: int, at: time, zone: ZoneInfo, after: datetime
) -> None:
    slot = next_slot(weekday, at, zone, after)
    assert after < slot <= after + timedelta(days=8)
    assert slot.tzinfo is UTC


def is_right(slot: datetime, weekday: int, at: time, zone: ZoneInfo) -> bool:
    """Return whether a slot is on its weekday and time: moved on by the gap in a gap, the first one of a fold."""
    shown = reads(slot, zone)
    if shown.weekday() == weekday and shown.time() == at:
        return slot.astimezone(zone).fold == 0
    wanted = next(day for n in range(2) if (day := shown.date() - timedelta(days=n)).weekday() == weekday)
    before = datetime.combine(wanted, at, tzinfo=zone)
    gap = (before.replace(fold=0).utcoffset() or timedelta()) - (
        before.replace(fold=1).utcoffset() or timedelta()
    )
    return gap < timedelta() and shown - datetime.combine(wanted, at) == -gap


@steady
@given(weekdays, times, zones, moments)
def test_the_next_slot_keeps_its_weekday_and_its_local_time(
    weekday: int, at: time, zone: ZoneInfo, after: datetime
) -> None:
    assert is_right(next_slot(weekday, at, zone, after), weekday, at, zone)


@steady
@given(st.data(), zones.filter(lambda zone: bool(changes(zone))), st.integers(0, 95))
def test_the_next_slot_is_right_on_the_days_when_the_clocks_change(
    data: st.DataObject, zone: ZoneInfo, quarter: int
) -> None:
    day = data.draw(st.sampled_from(changes(zone)))
    at, before = time(quarter // 4, quarter % 4 * 15), datetime.combine(day, time(12), tzinfo=UTC)
    slot = next_slot(day.weekday(), at, zone, before - timedelta(days=2))
    assert is_right(slot, day.weekday(), at, zone)
    assert slot == local_moment(day, at, zone)


@steady
@given(weekdays, times, zones, moments, st.floats(0, 1))
def test_there_is_no_slot_between_now_and_the_next_one(
    weekday: int, at: time, zone: ZoneInfo, after: datetime, share: float
) -> None:
    slot = next_slot(weekday, at, zone, after)
    between = after + (slot - after) * share
    assert between >= slot or next_slot(weekday, at, zone, between) == slot


@steady
@given(weekdays, times, zones, moments)
def test_a_year_of_slots_has_one_on_every_such_weekday(
    weekday: int, at: time, zone: ZoneInfo, after: datetime
) -> None:
    slots = [after]
    for _ in range(52):
        slots.append(next_slot(weekday, at, zone, slots[-1]))
    steps = {round((later - sooner) / timedelta(days=1)) for sooner, later in pairwise(slots[1:])}
    assert steps == {7}


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        ("Europe/Paris", "2026-03-29", "02:30", "2026-03-29T01:30"),
        ("Europe/Paris", "2026-10-25", "02:30", "2026-10-25T00:30"),
        ("America/New_York", "2026-03-08", "02:15", "2026-03-08T07:15"),
        ("Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-03T15:40"),
        ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-23T22:00"),
        ("Asia/Kathmandu", "2026-03-29", "10:00", "2026-03-29T04:15"),
    ],
)
def test_a_gap_moves_on_and_a_fold_is_taken_once(zone: str, day: str, at: str, utc: str) -> None:
    moment = local_moment(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone))
    assert moment == datetime.fromisoformat(f"{utc}+00:00")


def test_a_slot_that_a_gap_moved_past_midnight_is_not_passed_over() -> None:
    nuuk = ZoneInfo("America/Nuuk")
    after = datetime(2026, 3, 29, 1, 10, tzinfo=UTC)
    assert reads(after, nuuk) == datetime(2026, 3, 29, 0, 10)  # noqa: DTZ001 - a wall clock
    assert next_slot(5, time(23, 30), nuuk, after) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@steady
@given(st.lists(st.integers(0, 2**31), min_size=1, max_size=3))
def test_the_spread_is_the_same_every_time_and_less_than_twenty_minutes(numbers: list[int]) -> None:
    spread = jitter(*numbers)
    assert timedelta() <= spread < JITTER == timedelta(minutes=20)
    assert spread == jitter(*numbers)


def test_people_are_spread_over_the_whole_twenty_minutes() -> None:
    minutes = {int(jitter(7, member) / timedelta(minutes=1)) for member in range(500)}
    assert minutes == set(range(20))


@pytest.mark.parametrize(("numbers", "seconds"), [((1, 1), 1057), ((1, 2), 190), ((12, 1), 668)])
def test_the_spread_of_a_member_stays_the_same_in_every_version(
    numbers: tuple[int, ...], seconds: int
) -> None:
    assert int(jitter(*numbers).total_seconds()) == seconds


@steady
@given(st.lists(windows, max_size=5), zones, st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_stretches_in_utc_and_back_are_the_same_minutes_of_the_week(
    local: list[Window], zone: ZoneInfo, on: date
) -> None:
    offset = datetime.combine(on, time(12), tzinfo=zone).utcoffset() or timedelta()
    pieces = utc_windows(local, zone, on)
    back = minutes_of(pieces, int(offset / timedelta(minutes=1)))
    assert back == minutes_of((one.weekday, one.start, one.end) for one in local)
    assert all(0 <= weekday <= 6 and 0 <= start < end <= 1440 for weekday, start, end in pieces)


def free(member: Member, start: datetime, end: datetime) -> bool:
    """Return whether a stretch lies in the hours a member chose."""
    zone = ZoneInfo(member.zone)
    shown, ends = reads(start, zone), reads(end, zone)
    minutes = sorted(
        minute
        for hours in member.hours
        for one in hours.windows()
        if one.weekday == shown.weekday()
        for minute in range(one.start, one.end)
    )
    first = shown.hour * 60 + shown.minute
    return shown.date() == ends.date() and set(range(first, ends.hour * 60 + ends.minute)) <= set(minutes)


@steady
@given(st.lists(people, min_size=1, max_size=3), moments, st.integers(15, 120))
def test_every_suggested_time_suits_everybody_for_as_long_as_it_takes(
    members: list[Member], after: datetime, minutes: int
) -> None:
    starts = list(upcoming(members, after, minutes))
    assert all(free(member, at, at + timedelta(minutes=minutes)) for at in starts for member in members)
    assert all(after < at < after + timedelta(days=14) for at in starts)
    assert starts == sorted(starts)


@steady
@given(people.filter(lambda one: bool(one.hours)), moments)
def test_whoever_is_free_in_a_usual_week_gets_suggestions(member: Member, after: datetime) -> None:
    assert list(upcoming([member], after, 60))


@steady
@given(st.lists(people, min_size=1, max_size=3), moments)
def test_common_times_do_not_depend_on_who_is_named_first(members: list[Member], after: datetime) -> None:
    assert common_times(members, after) == common_times(members[::-1], after)


def test_nobody_has_no_common_times() -> None:
    assert common_times([], datetime(2026, 11, 23, tzinfo=UTC)) == []


def test_hours_are_common_only_where_the_clocks_agree_on_them() -> None:
    paris = Member(
        id=MemberId(1), community=CommunityId(1), name="Ana", zone="Europe/Paris", hours=(Hours.AFTERNOONS,)
    )
    york = replace(paris, zone="America/New_York", hours=(Hours.MORNINGS,))
    in_march = datetime(2026, 3, 23, tzinfo=UTC)
    (before, _), (after, _) = (common_times([paris, york], in_march)[n] for n in (0, 5))
    assert [before, after] == [datetime(2026, 3, 23, 13, tzinfo=UTC), datetime(2026, 3, 30, 12, tzinfo=UTC)]
