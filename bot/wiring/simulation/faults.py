"""What goes wrong, and how often: every rate is per chance, every choice drawn from the world's seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How often things go wrong; 0 switches a fault off.

    The first group is the chance per commit or call, the second per day of the simulated time.
    """

    crash: float = 0.0  # the process dies at a named point
    stall: float = 0.0  # the process stands still for minutes, then goes on as if nothing had happened
    locked: float = 0.0  # the database stays locked for its 5 s
    disk_full: float = 0.0  # the commit fails
    busy: float = 0.0  # 429, half of them without Retry-After
    broken: float = 0.0  # 5xx or a lost connection, before the platform did anything
    answer_lost: float = 0.0  # the platform did it, its answer never arrives
    deaf: float = 0.0  # what a person did reaches the bot twice
    outages: float = 0.0  # the bot is down for an hour to three days
    clock_steps: float = 0.0  # the machine's clock jumps by up to two minutes
    removals: float = 0.0  # the bot is removed from a community and added again a day later
    revocations: float = 0.0  # a token is refused for some hours

    def times(self, factor: float) -> Rates:
        """Return the same faults, `factor` times as often."""
        return replace(self, **{name: getattr(self, name) * factor for name in self.__dataclass_fields__})


NONE = Rates()
USUAL = Rates(
    crash=0.0015,
    stall=0.0008,
    locked=0.001,
    disk_full=0.0005,
    busy=0.01,
    broken=0.006,
    answer_lost=0.006,
    deaf=0.03,
    outages=0.02,
    clock_steps=0.05,
    removals=0.008,
    revocations=0.01,
)
# Two thousand members meet a fault a thousand times as often as two: a year of theirs gets fewer for each.
RARE = replace(USUAL, crash=0.0001, stall=0.00005, locked=0.0002, disk_full=0.0001)


class Faults:
    """Draws what goes wrong next. One for each world."""

    def __init__(self, seed: int, rates: Rates, crash_at: int | None = None) -> None:
        """Take the rates; `crash_at` instead kills the process at exactly that point, counted from 1."""
        self._random = random.Random(f"faults {seed}")
        self.rates = rates
        self.points = 0
        self.struck = 0  # how often the database failed
        self._crash_at = crash_at

    def calm(self) -> None:
        """Let nothing go wrong any more."""
        self.rates = NONE

    def happens(self, rate: float) -> bool:
        """Return whether a fault with this chance happens now."""
        return rate > 0.0 and self._random.random() < rate

    def crashes(self) -> bool:
        """Return whether the process dies at the point it has just reached."""
        self.points += 1
        return self.points == self._crash_at or self.happens(self.rates.crash)

    def database_fails(self, rate: float) -> bool:
        """Return whether the database fails now."""
        fails = self.happens(rate)
        self.struck += fails
        return fails

    def between(self, least: float, most: float) -> float:
        """Return a number between two others."""
        return self._random.uniform(least, most)

    def one_of(self, count: int) -> int:
        """Return a number below `count`."""
        return self._random.randrange(count)
