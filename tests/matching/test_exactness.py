"""The engine against trying everything: the same optimum on every small round, with every option."""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import Kind, Problem, ProblemError, Result, solve
from bot.matching.files import write_result
from bot.matching.verify import complaints
from tests.matching import brute, worlds

EXAMPLES = int(os.environ.get("BOTHWAYS_MATCHING_EXAMPLES", "150"))


@settings(max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= 1000)
@given(st.integers(0, 2**40))
def test_a_small_round_reaches_what_trying_everything_reaches(seed: int) -> None:
    problem = worlds.small_round(seed)
    expected = brute.best(problem)
    try:
        result = solve(problem)
    except ProblemError:
        assert expected is None
        return
    assert result.certificate.objective == expected
    assert result.certificate.bounds == expected
    assert complaints(write_result(result, "json"), problem) == []
    assert one_way_worth(problem, result) == brute.best_one_way(problem, two_way(result))


def two_way(result: Result) -> list[tuple[str, ...]]:
    return [match.members for match in result.partnerships if match.kind is not Kind.ONE_WAY]


def one_way_worth(problem: Problem, result: Result) -> tuple[int, int]:
    """How many people the one-way pairs add to the rest, and what they are worth."""
    seated = {member for group in two_way(result) for member in group}
    seated |= {member for way in brute.promised(problem) for member in way}
    added = [match for match in result.partnerships if match.kind is Kind.ONE_WAY]
    added = [match for match in added if match.members not in brute.promised(problem)]
    people = {member for match in added for member in match.members} - seated
    waited = sum(min(3, person.waited) for person in problem.people if person.id in people)
    fit = sum(match.lessons[0].score for match in added)
    return len(people), round(1000 * len(people) + 200 * waited + fit)
