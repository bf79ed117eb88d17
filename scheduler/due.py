"""What falls due: one tick handles every row whose moment has come, each in the transaction that also moves it on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot import agreements, checkins, closing, feedback, meetings, publishing, rounds
from bot.errors import MentorError, NotFound
from bot.ports import Clock, Due, DueKind, Store, Work
from bot.slots import jitter, next_slot

log = structlog.get_logger(__name__)
BATCH = 100
PARKED_FOR = timedelta(hours=1)
HALF_A_WEEK = timedelta(days=3, hours=12)
Handler = Callable[[Work, Due, datetime], Awaitable[None]]
HANDLERS: Mapping[DueKind, Handler] = {
    DueKind.CHECKIN: checkins.ask,
    DueKind.CHECKIN_REMINDER: checkins.remind,
    DueKind.ICEBREAKER: publishing.break_ice,
    DueKind.AGREEMENT: agreements.ask,
    DueKind.AGREEMENT_REMINDER: agreements.ask,
    DueKind.MEETING_REMINDER: meetings.remind,
    DueKind.HALF_TIME: feedback.half_time,
    DueKind.FEEDBACK_CLOSES: feedback.closes,
    DueKind.SIGNUP_ENDS: rounds.signup_ended,
    DueKind.ROUND_ENDS: closing.round_ended,
}


async def tick(store: Store, clock: Clock) -> int:
    """Handle everything that is due; return how many rows.

    Rows are handled in batches of 100 in one transaction; when a batch fails, each of its rows is tried alone and
    the one at fault is parked for an hour, so that it holds up nobody else. Running a tick twice is harmless: a
    handled row has moved on in the same transaction as its letters. An empty tick is one indexed query, whatever
    the table's size.
    """
    handled = count = await _batch(store, clock.now())
    while count == BATCH:
        count = await _batch(store, clock.now())
        handled += count
    return handled


def following(row: Due, now: datetime) -> datetime | None:
    """Return when a row falls due next: the next local slot of a weekly one, None for one that happens once."""
    if row.weekday is None or row.at is None or row.zone is None:
        return None
    spread = jitter(row.subject, row.member)
    return next_slot(row.weekday, row.at, ZoneInfo(row.zone), max(now, row.next_at) - spread) + spread


def caught_up(row: Due, now: datetime) -> Due:
    """Return a weekly row as of the newest slot that has passed: how late it is counts from there, not from the first.

    So a slot of an hour ago is kept also after weeks of downtime, and of those before none is. One step for each week.
    """
    slot = row.next_at
    while (later := following(replace(row, next_at=slot), slot)) is not None and later <= now:
        slot = later
    return replace(row, next_at=slot)


async def recheck(store: Store, clock: Clock) -> int:
    """Move weekly rows to their slot as the zone data have it now; return how many had another one.

    For the start of a process: a release may bring new zone data. Grows with the weekly rows, 100 in a transaction.
    """
    moved = after = 0
    while True:
        async with store.write() as work:
            rows = await work.schedule.weekly(after, BATCH)
            moving = [row for row in rows if row.next_at > clock.now() and rightly(row) != row.next_at]
            for row in moving:
                await work.schedule.advance(row, rightly(row))
        moved += len(moving)
        if len(rows) < BATCH:
            return moved
        after = rows[-1].id


def rightly(row: Due) -> datetime:
    """Return when a weekly row should fall due: the slot of its week, nearest to when it does; others stay."""
    if row.weekday is None or row.at is None or row.zone is None:
        return row.next_at
    spread = jitter(row.subject, row.member)
    return next_slot(row.weekday, row.at, ZoneInfo(row.zone), row.next_at - spread - HALF_A_WEEK) + spread


async def _batch(store: Store, now: datetime) -> int:
    try:
        async with store.write() as work:
            rows = await work.schedule.due(now, BATCH)
            for row in rows:
                await _handle(work, row, now)
            return len(rows)
    except MentorError:
        return await _one_by_one(store, now)


async def _one_by_one(store: Store, now: datetime) -> int:
    async with store.read() as work:
        rows = await work.schedule.due(now, BATCH)
    for row in rows:
        try:
            async with store.write() as work:
                await _handle(work, row, now)
        except MentorError as error:
            log.warning("due_row_failed", kind=row.kind, row=row.id, problem=error.key)
            async with store.write() as work:
                gone = isinstance(error, NotFound)
                await work.schedule.advance(row, None if gone else now + PARKED_FOR)
    return len(rows)


async def _handle(work: Work, row: Due, now: datetime) -> None:
    await work.schedule.advance(row, following(row, now))
    await HANDLERS[row.kind](work, caught_up(row, now), now)
