"""The schedule, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from bot.model.ids import MemberId
from bot.ports import Due, DueKind, Store
from tests.storage.conftest import opened
from tests.storage.worlds import NOW, SOON

WEEKLY = Due(
    kind=DueKind.CHECKIN,
    subject=7,
    member=MemberId(3),
    next_at=NOW,
    weekday=3,
    at=time(10, 5),
    zone="Australia/Lord_Howe",
)
ONCE = Due(kind=DueKind.ROUND_ENDS, subject=7, next_at=SOON)


async def test_due_rows_come_back_whole_the_oldest_first(store: Store) -> None:
    async with store.write() as work:
        await work.schedule.put([ONCE, WEEKLY])
        rows = await work.schedule.due(SOON, 10)
    assert [replace(row, id=0) for row in rows] == [WEEKLY, ONCE]
    assert all(row.id for row in rows)


async def test_only_what_is_due_is_due_and_not_more_than_asked_for(store: Store) -> None:
    async with store.write() as work:
        await work.schedule.put([ONCE, WEEKLY])
        assert [row.kind for row in await work.schedule.due(NOW, 10)] == [DueKind.CHECKIN]
        assert len(await work.schedule.due(SOON, 1)) == 1
        assert await work.schedule.due(NOW - timedelta(seconds=1), 10) == []


async def test_a_row_put_again_replaces_the_one_of_the_same_kind_subject_and_member(store: Store) -> None:
    moved = replace(WEEKLY, next_at=SOON, weekday=0, zone="UTC")
    async with store.write() as work:
        await work.schedule.put([WEEKLY, replace(WEEKLY, member=MemberId(4))])
        await work.schedule.put([moved])
        await work.schedule.put([])
        rows = await work.schedule.due(SOON, 10)
    assert [replace(row, id=0) for row in rows] == [replace(WEEKLY, member=MemberId(4)), moved]


async def test_a_row_moves_on_or_is_gone(store: Store) -> None:
    async with store.write() as work:
        await work.schedule.put([WEEKLY, ONCE])
        weekly, once = await work.schedule.due(SOON, 10)
        await work.schedule.advance(weekly, NOW + timedelta(days=7))
        await work.schedule.advance(once, None)
        assert await work.schedule.due(SOON, 10) == []
        assert await work.schedule.next_at() == NOW + timedelta(days=7)


async def test_an_empty_schedule_has_no_next_moment(store: Store) -> None:
    async with store.read() as work:
        assert await work.schedule.next_at() is None


async def test_rows_about_a_subject_are_dropped_by_kind(store: Store) -> None:
    reminder = replace(WEEKLY, kind=DueKind.CHECKIN_REMINDER)
    other = replace(WEEKLY, subject=8)
    async with store.write() as work:
        await work.schedule.put([WEEKLY, reminder, ONCE, other])
        await work.schedule.drop([DueKind.CHECKIN, DueKind.CHECKIN_REMINDER], 7)
        await work.schedule.drop([], 8)
        rows = await work.schedule.due(SOON, 10)
    assert [replace(row, id=0) for row in rows] == [other, ONCE]


async def test_two_replicas_never_take_the_same_row(postgresql_url: str) -> None:
    rows = [replace(ONCE, subject=number, next_at=NOW) for number in range(6)]
    async with opened(postgresql_url) as one, opened(postgresql_url) as other:
        async with one.write() as work:
            await work.schedule.put(rows)
        async with one.write() as first, other.write() as second:
            mine = await first.schedule.due(NOW, 4)
            theirs = await second.schedule.due(NOW, 4)
    assert (len(mine), len(theirs)) == (4, 2)
    assert {row.id for row in mine}.isdisjoint(row.id for row in theirs)
