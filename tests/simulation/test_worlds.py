"""Worlds lived through: nothing is violated, whatever goes wrong, and the same seed lives the same weeks."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.wiring.simulation.world import Plan
from tests.simulation.crashes import BEGINNING, STORY, lived
from tests.simulation.plans import lives, small, told

ROOT = Path(__file__).parents[2]
SEEDS, SOAKED = (1, 4), range(1, 1001)  # the fourth has two replicas
DIGEST = """
from bot.wiring.simulation.world import simulate
from tests.simulation.plans import tiny
print(simulate(tiny(3)).digest)
"""


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    """Let nothing be logged: a simulated week has thousands of lines."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
    structlog.reset_defaults()


@pytest.mark.parametrize("seed", SEEDS)
def test_six_weeks_with_every_fault_violate_nothing(seed: int) -> None:
    lives(small(seed))


@pytest.mark.soak
@pytest.mark.parametrize("first", SOAKED[::20])
def test_a_thousand_worlds_violate_nothing(first: int) -> None:
    for seed in range(first, first + 20):
        lives(small(seed))


def test_the_same_seed_lives_the_same_weeks_in_every_process() -> None:
    digests = set()
    for order in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": order},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(done.stdout.split()[-1])
    assert len(digests) == 1


def every_point(first: int, step: int, story: Plan = STORY) -> None:
    """Let the bot die at every `step`th point of a story: it must end as if nothing had happened."""
    healthy, whole = lived(story=story)
    assert not healthy.violations, told(healthy)
    for at in range(first, healthy.points + 1, step):
        outcome, state = lived(at, story)
        assert not outcome.violations, told(outcome)
        assert state == whole, f"{told(outcome)}\nonly then: {state - whole}\nonly without: {whole - state}"


def test_dying_now_and_then_changes_nothing_in_the_end() -> None:
    every_point(101, 197, BEGINNING)


@pytest.mark.soak
@pytest.mark.parametrize("first", range(1, 17))
def test_dying_at_any_point_changes_nothing_in_the_end(first: int) -> None:
    every_point(first, 16)
