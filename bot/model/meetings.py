"""What sort of meeting comes next."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.partnerships import Partnership

ABOUT_THE_MIDDLE = timedelta(days=4)
NEAR_THE_END = timedelta(days=8)


class Guide(StrEnum):
    """A one-page plan for a meeting."""

    FIRST = "first"
    GOALS = "goals"
    TEACHING = "teaching"
    FEEDBACK = "feedback"
    LAST = "last"


def guide_for(one: Partnership, at: datetime, before: int) -> Guide:
    """Return the guide for a meeting at a moment that `before` meetings came before.

    The first is for getting to know each other, the second for goals; one in the last eight days is for looking back,
    one within four days of the middle for feedback, every other for teaching both ways.
    """
    if before == 0:
        return Guide.FIRST
    if before == 1:
        return Guide.GOALS
    if at >= one.ends_at - NEAR_THE_END:
        return Guide.LAST
    return Guide.FEEDBACK if abs(at - one.middle) <= ABOUT_THE_MIDDLE else Guide.TEACHING
