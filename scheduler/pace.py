"""How fast a community's letters may leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

START, MOST, LEAST, GROWTH = 4.0, 10.0, 0.5, 1.1


@dataclass(slots=True)
class Pace:
    """The pace of one lane, in letters a second.

    Slack allows about one message a second in a channel and "several hundred" a minute in a workspace; Discord's own
    client keeps its buckets. So a lane starts at 4 a second, gains a tenth with every clean letter up to 10, and
    halves and stands still when the platform says that it is too fast.
    """

    rate: float = START
    blocked_until: datetime | None = None

    def slowed(self, until: datetime) -> None:
        """Halve the rate and stand still until a moment."""
        self.rate = max(self.rate / 2, LEAST)
        self.blocked_until = until

    def clean(self) -> None:
        """Grow a little: the platform took a letter."""
        self.rate = min(self.rate * GROWTH, MOST)

    def blocked(self, now: datetime) -> datetime | None:
        """Return until when the lane stands still; None when it may go."""
        return self.blocked_until if self.blocked_until is not None and now < self.blocked_until else None
