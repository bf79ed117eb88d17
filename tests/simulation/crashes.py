"""A main story without luck: every point at which the bot could die is known, and each can be tried."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace

from bot.wiring.simulation.chat import Person
from bot.wiring.simulation.switchboard import Deed
from bot.wiring.simulation.world import Living, Outcome, Plan, simulate
from storage.glass import Glass

STORY = Plan(seed=11, members=4, weeks=6, communities=1, look_every=3.0)
BEGINNING = replace(STORY, weeks=2)  # until everybody is introduced and asked for the first time
State = Counter[str]


def lived(crash_at: int | None = None, story: Plan = STORY) -> tuple[Outcome, State]:
    """Return how a story ends when the bot dies at one point (None: never), and what is stored then."""
    states: list[State] = []

    def watch(world: Living) -> None:
        world.at_the_end = lambda: states.append(state_of(world.glass, world.homes[0].people))

    outcome = simulate(replace(story, crash_at=crash_at), watch)
    return outcome, states[0] if states else State()


def published_at() -> int:
    """Return the point just before the organiser's Publish begins to be stored."""
    points: list[int] = []

    def watch(world: Living) -> None:
        def notice(deed: Deed) -> None:
            if deed.action == "round.publish":
                points.append(world.faults.points)

        world.on_deed.append(notice)

    simulate(STORY, watch)
    return points[0]


def state_of(glass: Glass, people: list[Person]) -> State:
    """Return what became of everybody, without numbers and moments: those may differ after a crash."""
    state: State = Counter()
    for name, joined, left in glass.rows(
        "SELECT name, joined_at IS NOT NULL, left_at IS NOT NULL FROM member"
    ):
        state[f"member {name} joined {joined} left {left}"] += 1
    for kind, to_kind, to_id, became in glass.rows(
        "SELECT substr(key, 1, instr(key, ':') - 1), to_kind, CASE to_kind WHEN 'member' THEN to_id END, state"
        " FROM letter"
    ):
        state[f"letter {kind} to {to_kind} {to_id} {became}"] += 1
    for number, became in glass.rows("SELECT number, state FROM round"):
        state[f"round {number} {became}"] += 1
    for round_id, members, ended in glass.rows(
        "SELECT p.round_id, (SELECT group_concat(member_id) FROM partner WHERE partnership_id = p.id),"
        " p.ended_at IS NOT NULL FROM partnership p"
    ):
        state[f"partnership of {members} in {round_id} ended {ended}"] += 1
    for member, answer in glass.rows("SELECT member_id, answer FROM checkin"):
        state[f"checkin of {member}: {answer}"] += 1
    for member, number in glass.rows("SELECT member_id, count(*) FROM offer GROUP BY member_id"):
        state[f"offers of {member}: {number}"] += 1
    for member, number in glass.rows("SELECT member_id, count(*) FROM want GROUP BY member_id"):
        state[f"wants of {member}: {number}"] += 1
    return state


if __name__ == "__main__":
    ended, _ = lived(int(sys.argv[1]))
    print(*ended.violations, *ended.tail, sep="\n")  # noqa: T201
