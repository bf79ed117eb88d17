"""Failures a test plans for calls of the Web API."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from ..wire import JSON


@dataclass
class Fault:
    """One planned failure; method "*" fits every call, "response_url" those addresses."""

    method: str
    times: int = 1
    status: int = 200
    error: str | None = None
    retry_after: int | None = None
    drop: bool = False  # cut the TCP connection instead of answering
    apply: bool = False  # do the work first, then fail: the caller cannot know that it happened
    delay: float = 0.0
    match: Callable[[JSON], bool] | None = None
    used: int = 0

    def fits(self, method: str, args: JSON) -> bool:
        """Return whether this call is to fail."""
        if self.used >= self.times or self.method not in ("*", method):
            return False
        return self.match is None or self.match(args)


@dataclass
class Faults:
    """The planned failures, and a rate of unplanned ones (seeded, so that a run can be repeated)."""

    planned: list[Fault] = field(default_factory=list)
    random_rate: float = 0.0
    random_status: int = 500
    rng: random.Random = field(default_factory=lambda: random.Random(7))

    def pick(self, method: str, args: JSON) -> Fault | None:
        """Return the failure for this call and use it up; None when the call may pass."""
        for fault in self.planned:
            if fault.fits(method, args):
                fault.used += 1
                return fault
        spared = method == "apps.connections.open"
        if self.random_rate and not spared and self.rng.random() < self.random_rate:
            return Fault(method=method, status=self.random_status, used=1)
        return None
