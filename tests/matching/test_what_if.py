"""What would have placed somebody who was left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.matching import Change, Help, Options, Person, Problem, Result, advised, solve
from bot.matching.what_if import ways_in
from bot.matching.words import would_help
from tests.matching.worlds import EVENING, person, small_round

SHORT_EVENING = (EVENING[0], EVENING[1], EVENING[2] - 60)
RING = (person("Ann", "go", "css"), person("Bob", "rust", "go"), person("Cleo", "css", "rust"))


def helped(*people: Person, options: Options | None = None) -> dict[str, Help | None]:
    problem = Problem(people=people, options=options or Options())
    return {left.id: left.help for left in advised(problem, solve(problem)).unplaced}


def test_circles_would_have_been_enough() -> None:
    ann, bob, cleo = RING
    assert helped(replace(ann, circles=False), bob, cleo)["Ann"] == Help(Change.CIRCLES)


def test_one_hour_more_would_have_been_enough() -> None:
    ana = person("Ana", "rust", "talks", hours=(SHORT_EVENING,))
    assert helped(ana, person("Ben", "talks", "rust"))["Ana"] == Help(Change.HOUR)


def test_one_level_higher_would_have_been_enough() -> None:
    found = helped(person("Ana", "rust:2", "talks"), person("Ben", "talks", "rust:2"))
    assert found["Ana"] == Help(Change.LEVEL, "rust")


def test_one_more_offer_would_have_been_enough() -> None:
    found = helped(person("Ana", "chess", "talks"), person("Ben", "talks", "rust"))
    assert found["Ana"] == Help(Change.OFFER, "rust")


def test_one_more_wish_would_have_been_enough() -> None:
    found = helped(person("Ana", "rust", "sql"), person("Ben", "talks", "rust"))
    assert found["Ana"] == Help(Change.WANT, "talks")


def test_somebody_placed_is_given_up_for_a_circle_when_that_places_more() -> None:
    pair = (person("Ana", "rust", "talks"), person("Ben", "talks", "rust go"))
    found = helped(*pair, person("Cy", "go", "sql"))
    assert found["Cy"] == Help(Change.WANT, "rust")


def test_nothing_is_told_where_no_single_change_helps() -> None:
    far = person("Zoe", "knots", "sewing", hours=((5, 0, 60),))
    assert helped(*RING, far)["Zoe"] is None


def test_the_time_given_ends_the_search() -> None:
    problem = Problem(people=(person("Ana", "chess", "talks"), person("Ben", "talks", "rust")))
    late = iter(range(0, 1000, 100))
    [ana, _] = advised(problem, solve(problem), clock=lambda: next(late)).unplaced
    assert ana.help is None


@pytest.mark.parametrize("seed", range(0, 200, 5))
def test_whatever_is_told_really_places_one_more(seed: int) -> None:
    problem = replace(small_round(seed), lock=())
    result = solve(problem)
    for left in advised(problem, result).unplaced:
        changed = dict(ways_in(problem, left.id))
        if left.help:
            assert placed(solve(changed[left.help])) > placed(result)


def placed(result: Result) -> int:
    return result.certificate.placed


def test_every_change_has_its_sentence() -> None:
    assert {would_help(Help(change, "rust")) for change in Change} >= {
        "Also teaching rust would have been enough.",
        "Being fine with circles would have been enough.",
    }
