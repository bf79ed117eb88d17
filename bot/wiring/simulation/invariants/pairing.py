"""9-12: who is put together with whom, and that a round happens once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.matching import Problem, Result, solve
from bot.matching.results import write_result
from bot.matching.verify import complaints
from bot.pairing import PROBLEM, RESULT
from bot.wiring.simulation.invariants.base import Invariant, World
from storage.glass import at


class NobodyTwice(Invariant):
    """9."""

    number = 9
    name = "nobody twice"
    sentence = (
        "Nobody is in more partnerships of a round than they have room for, nobody is their own partner, and no two"
        " people have two open partnerships with each other."
    )

    def look(self, world: World) -> Iterator[str]:
        """Count open partnerships and look for doubled pairs."""
        for member, number in world.glass.rows(
            "SELECT m.member_id, count(*) FROM partnership p JOIN partner m ON m.partnership_id = p.id"
            " WHERE p.ended_at IS NULL GROUP BY m.member_id, p.round_id HAVING count(*) > 3"
        ):
            yield f"member {member} is in {number} open partnerships"
        for a, b in world.glass.rows(
            "SELECT m.member_id, o.member_id FROM partnership p JOIN partner m ON m.partnership_id = p.id"
            " JOIN partner o ON o.partnership_id = p.id AND o.member_id > m.member_id"
            " WHERE p.ended_at IS NULL GROUP BY m.member_id, o.member_id, p.programme_id HAVING count(*) > 1"
        ):
            yield f"members {a} and {b} have two open partnerships"


class _Rounds(Invariant):
    """A checker that looks at each round once, when it was started."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def look(self, world: World) -> Iterator[str]:
        """Look at the rounds that were started since the last time."""
        for number, started in world.glass.rows(
            "SELECT id, started_at FROM round WHERE started_at IS NOT NULL ORDER BY id"
        ):
            one = int(str(number))
            if one not in self._seen:
                self._seen.add(one)
                yield from self.started(world, one, str(started))

    def started(self, world: World, number: int, at: str) -> Iterator[str]:
        """Look at a round that was started."""
        raise NotImplementedError


class BothWays(_Rounds):
    """10."""

    number = 10
    name = "both ways"
    sentence = (
        "Everybody in a pair or circle teaches and learns, or the partnership is labelled one-way; each lesson was"
        " offered and wanted when the round was computed, and the result passes the independent check."
    )

    def started(self, world: World, number: int, at: str) -> Iterator[str]:
        """Check the kept result, and that the partnerships are those of the result."""
        known = kept(world, number)
        if known is None:
            return
        problem, result = known
        yield from (f"round {number}: {one}" for one in complaints(write_result(result, "json"), problem))
        for partnership, kind, members, teachers, learners in world.glass.rows(
            "SELECT p.id, p.kind, (SELECT count(*) FROM partner WHERE partnership_id = p.id),"
            " (SELECT count(DISTINCT teacher_id) FROM lesson WHERE partnership_id = p.id),"
            " (SELECT count(DISTINCT learner_id) FROM lesson WHERE partnership_id = p.id)"
            " FROM partnership p WHERE p.round_id = ? AND p.kind <> 'one_way'",
            number,
        ):
            if not members == teachers == learners:
                yield f"{kind} {partnership}: {teachers} teach and {learners} learn of {members}"


class KeptApart(_Rounds):
    """11."""

    number = 11
    name = "kept apart"
    sentence = "Who asked not to be with somebody never is, and past partners rest for the cool-down."

    def __init__(self) -> None:
        super().__init__()
        self._asked: set[tuple[int, int]] = set()

    def look(self, world: World) -> Iterator[str]:
        """Look at new rounds with what was asked by the last time: who asks later is not meant."""
        yield from super().look(world)
        found = world.glass.rows("SELECT member_id, other_id FROM avoidance")
        self._asked = {(int(str(one)), int(str(other))) for one, other in found}

    def started(self, world: World, number: int, at_: str) -> Iterator[str]:
        """Look for pairs of a new round that were to be kept apart."""
        pairs = (
            "SELECT m.member_id AS a, o.member_id AS b FROM partnership p"
            " JOIN partner m ON m.partnership_id = p.id JOIN partner o ON o.partnership_id = p.id"
            " WHERE p.round_id = ? AND m.member_id <> o.member_id"
        )
        for a, b in world.glass.rows(pairs, number):
            if (int(str(a)), int(str(b))) in self._asked:
                yield f"member {a} is with {b} in round {number} and had asked not to be"
        since = f"{at(at_) - timedelta(weeks=12):%Y-%m-%d %H:%M:%S}"
        for a, b, before in world.glass.rows(
            f"SELECT n.a, n.b, q.id FROM ({pairs}) n JOIN partner x ON x.member_id = n.a"
            " JOIN partner y ON y.member_id = n.b AND y.partnership_id = x.partnership_id"
            " JOIN partnership q ON q.id = x.partnership_id"
            " WHERE n.a < n.b AND q.round_id < ? AND q.started_at > ?",
            number,
            number,
            since,
        ):
            yield f"members {a} and {b} were partners {before} within 12 weeks of round {number}"


class OneRound(_Rounds):
    """12."""

    number = 12
    name = "one round"
    sentence = (
        "A round that is published twice, by a double click or after a crash, happens once; computed again, it gives"
        " the same partnerships."
    )

    def look(self, world: World) -> Iterator[str]:
        """Compare the partnerships there are with those of the result, in every round."""
        yield from super().look(world)
        for number, made, announced in world.glass.rows(
            "SELECT r.id, (SELECT count(*) FROM partnership p WHERE p.round_id = r.id),"
            " (SELECT json_array_length(result, '$.partnerships') FROM proposal WHERE round_id = r.id)"
            " FROM round r WHERE r.state = 'running'"
        ):
            if announced is not None and made != announced:
                yield f"round {number} has {made} partnerships and its result {announced}"

    def started(self, world: World, number: int, at: str) -> Iterator[str]:
        """Compute a small round again."""
        known = kept(world, number)
        if known is None:
            return
        problem, result = known
        if (
            len(problem.people) <= 60
            and solve(problem, clock=lambda: 0.0).partnerships != result.partnerships
        ):
            yield f"round {number} computed again gives other partnerships"


def kept(world: World, number: int) -> tuple[Problem, Result] | None:
    """Return the input and the outcome kept for a round; None when somebody in it was erased since."""
    found = world.glass.rows("SELECT problem, result FROM proposal WHERE round_id = ?", number)
    if not found:
        return None
    [(problem, result)] = found
    return PROBLEM.validate_json(str(problem)), RESULT.validate_json(str(result))
