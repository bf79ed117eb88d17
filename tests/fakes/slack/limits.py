"""Slack's rate limits as sliding windows (docs.slack.dev/apis/web-api/rate-limits)."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

TIER_PER_MINUTE = {"t1": 1, "t2": 20, "t3": 50, "t4": 100, "t5": 600}
"""Calls a minute of the documented tiers ("N+ per minute"); t5 stands for "special"."""

Key = tuple[str, ...]
Rule = tuple[Key, int, float]  # what is counted, how many, in how many seconds


@dataclass
class RateLimiter:
    """Documented tiers per method and team, plus chat.postMessage's one a second per channel.

    time_scale below 1 shortens every window (0.1: a minute lasts six seconds). Retry-After stays a whole
    number of at least 1, because Slack sends only whole seconds and slack_sdk reads it with int().
    """

    enabled: bool = False
    time_scale: float = 1.0
    tier_per_minute: dict[str, int] = field(default_factory=lambda: dict(TIER_PER_MINUTE))
    post_burst: int = 4  # per channel within post_window; Slack says only "short bursts >1 allowed"
    post_window: float = 4.0
    post_team_per_minute: int = 300  # Slack says "several hundred messages per minute" per workspace
    _hits: dict[Key, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, team: str, method: str, tier: str, channel: str | None) -> int:
        """Return 0 when the call is allowed (and counted), else the seconds of Retry-After."""
        if not self.enabled:
            return 0
        now = time.monotonic()
        rules = list(self._rules(team, method, tier, channel))
        wait = max(self._wait(rule, now) for rule in rules)
        if wait > 0:
            return max(1, math.ceil(wait))
        for key, _, _ in rules:
            self._hits[key].append(now)
        return 0

    def _rules(self, team: str, method: str, tier: str, channel: str | None) -> Iterable[Rule]:
        minute = 60 * self.time_scale
        if method == "chat.postMessage":
            yield (team, method, channel or ""), self.post_burst, self.post_window * self.time_scale
            yield (team, method), self.post_team_per_minute, minute
        else:
            yield (team, method), self.tier_per_minute.get(tier, 50), minute

    def _wait(self, rule: Rule, now: float) -> float:
        key, limit, window = rule
        hits = self._hits[key]
        while hits and now - hits[0] >= window:
            hits.popleft()
        return 0.0 if len(hits) < limit else window - (now - hits[0])
