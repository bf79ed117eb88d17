"""Shared hours: weekly windows as one long bit row of minutes, so that two people's overlap is one AND."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.matching.model import Window

DAY = 1440
WEEK = 7 * DAY
_ONE_DAY = (1 << DAY) - 1


@lru_cache(maxsize=4096)
def week_mask(windows: tuple[Window, ...]) -> int:
    """The minutes of the week covered by the windows, bit 0 is Monday 00:00 UTC."""
    mask = 0
    for weekday, start, end in windows:
        mask |= ((1 << (end - start)) - 1) << (weekday * DAY + start)
    return mask


def best_day(mask: int) -> int:
    """The minutes of the day that holds most of them."""
    return max((mask >> (day * DAY) & _ONE_DAY).bit_count() for day in range(7))


def windows_of(mask: int) -> tuple[Window, ...]:
    """The mask as windows in the order of the week; a window never crosses midnight."""
    found = []
    for day in range(7):
        rest = mask >> (day * DAY) & _ONE_DAY
        while rest:
            start = (rest & -rest).bit_length() - 1
            length = ((rest >> start) + 1 & -((rest >> start) + 1)).bit_length() - 1
            found.append((day, start, start + length))
            rest &= ~(((1 << length) - 1) << start)
    return tuple(found)


def shared_windows(hours: Iterable[tuple[Window, ...]]) -> tuple[Window, ...]:
    """The windows that lie in everybody's hours."""
    mask = (1 << WEEK) - 1
    for windows in hours:
        mask &= week_mask(windows)
    return windows_of(mask)
