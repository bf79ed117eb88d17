"""How fast the letters of a lane may leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.community import Platform
from bot.ports import LanePace, RecipientKind

START, MOST, LEAST = 4.0, 10.0, 0.5
FAST, SLOW = 1.15, 1.001
NEARLY = 0.92
OPENING = 50 / 60

# Slack: a group DM has to be opened first, which it allows about 50 times a minute (tier 3), and a channel takes
# about one message a second.
STARTS: Mapping[tuple[Platform, RecipientKind], float] = {
    (Platform.SLACK, RecipientKind.SPACE): OPENING,
    (Platform.SLACK, RecipientKind.CHANNEL): 1.0,
}


def first_rate(platform: Platform, to: RecipientKind) -> float:
    """Return how many letters a second a lane begins with, before anything was learned of it."""
    return STARTS.get((platform, to), START)


@dataclass(slots=True)
class Pace:
    """The pace of one lane, in letters a second, between 0.5 and 10.

    It halves and stands still when the platform says that it is too fast. Then it gains 15 % with every letter that
    is taken, up to 92 % of the rate that was refused, and from there a thousandth: so it comes near the platform's
    own rate in seconds, and is seldom refused again (bench/delivery.py shows the share it reaches).
    """

    rate: float = START
    refused_at: float | None = None
    blocked_until: datetime | None = None
    next_at: datetime | None = None

    def slowed(self, now: datetime, until: datetime) -> None:
        """Stand still until a moment and go on at half the rate; letters refused side by side slow down once."""
        if self.blocked(now) is None:
            self.refused_at = self.rate
            self.rate = max(self.rate / 2, LEAST)
        self.blocked_until = max(until, self.blocked_until or until)

    def stand(self, until: datetime) -> None:
        """Stand still until a moment."""
        self.blocked_until = until

    def clean(self) -> None:
        """Grow a little: the platform took a letter."""
        known = MOST if self.refused_at is None else self.refused_at * NEARLY
        grown = self.rate * (FAST if self.rate < known else SLOW)
        self.rate = min(max(grown, LEAST), MOST) if self.rate >= known else min(grown, known)

    def blocked(self, now: datetime) -> datetime | None:
        """Return until when the lane stands still; None when it may go."""
        return self.blocked_until if self.blocked_until is not None and now < self.blocked_until else None

    def take_turn(self, now: datetime, speed: float = 1.0) -> float:
        """Return how many real seconds to wait before the next letter, and count it as sent then.

        `speed` is how much faster than real time the clock runs. Nobody waits longer than one letter takes.
        """
        between = timedelta(seconds=speed / self.rate)
        turn = max(now, min(self.next_at or now, now + between))
        self.next_at = turn + between
        return (turn - now) / timedelta(seconds=speed)

    def learned(self) -> LanePace:
        """Return what is worth remembering."""
        return LanePace(rate=self.rate, refused_at=self.refused_at, blocked_until=self.blocked_until)


def recalled(known: LanePace | None, platform: Platform, to: RecipientKind) -> Pace:
    """Return the pace of a lane as it was learned, or as lanes of this kind begin."""
    if known is None:
        return Pace(first_rate(platform, to))
    return Pace(known.rate, known.refused_at, known.blocked_until)
