"""`bothways simulate`: lives through a community's weeks and tells what its members lived through."""

from __future__ import annotations

import logging

import structlog

from bot.wiring.simulation.diary import Diary, told
from bot.wiring.simulation.faults import RARE, USUAL
from bot.wiring.simulation.world import Plan, simulate

MANY, LARGE_ROUND, SMALL_ROUND = 200, 8, 4


def lived(members: int, weeks: int, seed: int) -> tuple[Diary, list[str], bool]:
    """Return the diary, what to print, and whether every promise was kept."""
    # A simulated week logs thousands of lines about trouble that is meant to be.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    many = members >= MANY
    plan = Plan(
        seed=seed,
        members=members,
        weeks=weeks,
        communities=4 if many else 2,
        round_weeks=LARGE_ROUND if many else SMALL_ROUND,
        rates=RARE if many else USUAL,
    )
    diary = Diary()
    outcome = simulate(plan, diary.listen)
    return diary, list(told(diary, outcome)), not outcome.violations
