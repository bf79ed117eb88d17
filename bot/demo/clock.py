"""A clock that is moved by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

STORY_BEGINS = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = STORY_BEGINS) -> None:
        """Begin at an aware moment."""
        self._now = now

    def now(self) -> datetime:
        """Return the moment it shows, in UTC."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Move on to a later moment; an earlier one changes nothing."""
        self._now = max(self._now, moment.astimezone(UTC))

    def restart(self, moment: datetime) -> None:
        """Begin again at a moment, even an earlier one."""
        self._now = moment

    def advance(self, by: timedelta) -> None:
        """Move on by a while."""
        self.set(self._now + by)
