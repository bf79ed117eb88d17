"""The worlds that tests live through."""

from __future__ import annotations

import sys
from dataclasses import replace

from bot.wiring.simulation.faults import USUAL
from bot.wiring.simulation.world import Outcome, Plan, simulate

SMALL = Plan(members=7, weeks=6, communities=2, rates=USUAL)
CALM = Plan(members=7, weeks=6, communities=2)


def small(seed: int) -> Plan:
    """Return the small world of a seed: every fault there is, and in every fourth seed two replicas."""
    return replace(SMALL, seed=seed, replicas=2 if seed % 4 == 0 else 1)


def tiny(seed: int) -> Plan:
    """Return the smallest world in which a round is lived through, with every fault."""
    return replace(small(seed), members=6, weeks=3)


def told(outcome: Outcome) -> str:
    """Return what was violated, with the end of the trace and the command that shows it again."""
    plan = outcome.plan
    violated = [f"  {one.number}: {one.seen}" for one in outcome.violations]
    again = f"python -m tests.simulation.plans {plan.seed}"
    if plan.crash_at is not None:
        again = f"python -m tests.simulation.crashes {plan.crash_at}"
    return "\n".join(
        [f"seed {plan.seed} violates", *violated, "after", *outcome.tail, f"see it again: {again}"]
    )


def lives(plan: Plan) -> Outcome:
    """Return how a plan ended; AssertionError with everything one needs to know when something was violated."""
    outcome = simulate(plan)
    assert not outcome.violations, told(outcome)
    return outcome


if __name__ == "__main__":
    print(told(simulate(small(int(sys.argv[1])))))  # noqa: T201
