"""The clock of a live bot."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class WallClock:
    """Real time; in a rehearsal `speed` times as fast, from `start` on."""

    def __init__(self, speed: float = 1.0, start: datetime | None = None) -> None:
        """Begin now, or at `start` (aware)."""
        self._speed = speed
        self._begun = time.monotonic()
        self._start = start

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""
        if self._start is None and self._speed == 1.0:
            return datetime.now(UTC)
        if self._start is None:
            self._start = datetime.now(UTC)
            self._begun = time.monotonic()
        return self._start + timedelta(seconds=(time.monotonic() - self._begun) * self._speed)
