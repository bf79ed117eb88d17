"""Local time: the next weekly slot, common hours, and a stable spread so that not everybody is asked at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.people import Window

DAY_MINUTES, HOUR = 1440, 60
JITTER = timedelta(minutes=20)
UtcWindow = tuple[int, int, int]


def next_slot(weekday: int, at: time, zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first local `weekday` (0-6 from Monday) at `at` that is later than `after`, in UTC.

    A time that the clocks skip moves forward by the gap; one that comes twice is the first of both. The local
    hour therefore stays over every clock change, which a step of 7 x 24 hours would not keep.
    """
    local = after.astimezone(zone)
    day = local.date() + timedelta(days=(weekday - local.weekday()) % 7)
    while (slot := local_moment(day, at, zone)) <= after:
        day += timedelta(days=7)
    return slot


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return a local day and time in UTC: moved forward out of a gap, the first of a time that comes twice."""
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def jitter(*parts: int) -> timedelta:
    """Return a stable delay of 0-20 minutes for these numbers: the same for the same numbers, always."""
    digest = hashlib.blake2s(":".join(map(str, parts)).encode(), digest_size=4).digest()
    return JITTER * (int.from_bytes(digest) / 2**32)


def utc_windows(windows: Iterable[Window], zone: ZoneInfo, on: date) -> tuple[UtcWindow, ...]:
    """Return local stretches of a week as (weekday, start, end) in UTC, with the offset in force on `on`."""
    offset = datetime.combine(on, time(12), tzinfo=zone).utcoffset() or timedelta()
    shift = int(offset.total_seconds() // 60)
    pieces = (piece for window in windows for piece in _shifted(window, -shift))
    return tuple(sorted(pieces))


def upcoming(windows: Iterable[UtcWindow], after: datetime, minutes: int) -> Iterator[datetime]:
    """Yield a start in the middle of each stretch that holds `minutes`, soonest first, over two weeks after `after`.

    The middle suits people better than the first minute at which everybody is free.
    """
    week = after.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    week -= timedelta(days=week.weekday())
    starts = (
        week + timedelta(days=7 * n + weekday, minutes=_middle(start, end, minutes))
        for n in range(3)
        for weekday, start, end in _joined(windows)
        if end - start >= minutes
    )
    yield from (start for start in sorted(starts) if after < start < after + timedelta(days=14))


def _middle(start: int, end: int, minutes: int) -> int:
    """Return a full hour near the middle of a stretch, or its start when it holds none."""
    middle = (start + end - minutes) // 2 // HOUR * HOUR
    return middle if start <= middle <= end - minutes else start


def _shifted(window: Window, minutes: int) -> Iterator[UtcWindow]:
    start = window.weekday * DAY_MINUTES + window.start + minutes
    end = window.weekday * DAY_MINUTES + window.end + minutes
    while start < end:
        cut = min(end, (start // DAY_MINUTES + 1) * DAY_MINUTES)
        base = start // DAY_MINUTES * DAY_MINUTES
        yield (start // DAY_MINUTES % 7, start - base, cut - base)
        start = cut


def _joined(windows: Iterable[UtcWindow]) -> list[UtcWindow]:
    joined: list[UtcWindow] = []
    for weekday, start, end in sorted(windows):
        if joined and joined[-1][0] == weekday and start <= joined[-1][2]:
            joined[-1] = (weekday, joined[-1][1], max(end, joined[-1][2]))
        else:
            joined.append((weekday, start, end))
    return joined
