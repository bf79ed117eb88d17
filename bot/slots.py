"""Local time: the next weekly slot, common hours, and a stable spread so that not everybody is asked at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.people import Member, Window

DAY_MINUTES = 1440
JITTER = timedelta(minutes=20)
FORTNIGHT = timedelta(days=14)
MORNING, EVENING = time(8), time(21)
UtcWindow = tuple[int, int, int]
Stretch = tuple[datetime, datetime]


def next_slot(weekday: int, at: time, zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first local `weekday` (0-6 from Monday) at `at` that is later than `after`, in UTC.

    A time that the clocks skip moves forward by the gap; one that comes twice is the first of both. The local
    hour therefore stays over every clock change, which a step of 7 x 24 hours would not keep.
    """
    local = after.astimezone(zone)
    # From a week before: a gap at midnight (Nuuk) moves a slot into the next day.
    day = local.date() + timedelta(days=(weekday - local.weekday()) % 7 - 7)
    while (slot := local_moment(day, at, zone)) <= after:
        day += timedelta(days=7)
    return slot


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return a local day and time in UTC: moved forward out of a gap, the first of a time that comes twice."""
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def daytime(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment itself, or the end of the night it falls into (21:00 to 8:00 local), in UTC."""
    local = moment.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return moment
    day = local.date() + timedelta(days=local.time() >= EVENING)
    return local_moment(day, MORNING, zone)


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


def upcoming(members: Iterable[Member], after: datetime, minutes: int) -> Iterator[datetime]:
    """Yield a start in the middle of each stretch in which all are usually free for `minutes`, soonest first.

    Over two weeks after `after`. The middle suits people better than the first minute at which everybody is free.
    """
    fitting = (one for one in common_times(members, after) if one[1] - one[0] >= timedelta(minutes=minutes))
    starts = (_middle(one, minutes) for one in fitting)
    yield from (start for start in starts if after < start < after + FORTNIGHT)


def common_times(members: Iterable[Member], after: datetime) -> list[Stretch]:
    """Return when all members are usually free in the two weeks after a moment, in UTC, soonest first.

    Each day has the offset in force on it, so that everybody's hours hold over clock changes, too.
    """
    common: list[Stretch] | None = None
    for member in members:
        own = _joined(_free(member, after))
        common = own if common is None else [cut for a in common for b in own if (cut := _overlap(a, b))]
    return sorted(common or [])


def _free(member: Member, after: datetime) -> Iterator[Stretch]:
    zone = ZoneInfo(member.zone)
    first = after.astimezone(zone).date()
    windows = [window for hours in member.hours for window in hours.windows()]
    for day in (first + timedelta(days=n) for n in range(FORTNIGHT.days + 1)):
        midnight = datetime.combine(day, time(), tzinfo=zone)
        for window in windows:
            if window.weekday == day.weekday():
                start, end = (midnight + timedelta(minutes=at) for at in (window.start, window.end))
                yield start.astimezone(UTC), end.astimezone(UTC)


def _overlap(a: Stretch, b: Stretch) -> Stretch | None:
    start, end = max(a[0], b[0]), min(a[1], b[1])
    return (start, end) if start < end else None


def _middle(stretch: Stretch, minutes: int) -> datetime:
    """Return a full hour near the middle of a stretch, or its start when it holds none."""
    start, end = stretch
    latest = end - timedelta(minutes=minutes)
    middle = (start + (latest - start) / 2).replace(minute=0, second=0, microsecond=0)
    return middle if start <= middle <= latest else start


def _shifted(window: Window, minutes: int) -> Iterator[UtcWindow]:
    start = window.weekday * DAY_MINUTES + window.start + minutes
    end = window.weekday * DAY_MINUTES + window.end + minutes
    while start < end:
        cut = min(end, (start // DAY_MINUTES + 1) * DAY_MINUTES)
        base = start // DAY_MINUTES * DAY_MINUTES
        yield (start // DAY_MINUTES % 7, start - base, cut - base)
        start = cut


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
