"""What a result tells beside its partnerships: what they are worth, where possible partners are, who blocks whom."""

from __future__ import annotations

import json

import pytest

from bot.matching import Person, Problem, Result, rather, solve
from bot.matching.files import write_result
from bot.matching.verify import verdict
from bot.matching.words import elsewhere, in_points
from tests.matching.worlds import person, town

ANA = person("Ana", "rust", "talks")
BEN = person("Ben", "talks", "rust css")
CARA = person("Cara", "rust css", "talks")


def pairing(*people: Person) -> Result:
    return solve(Problem(people=people))


def test_who_is_left_out_reads_with_whom_a_possible_partner_is_and_what_both_are_worth() -> None:
    [left] = pairing(ANA, BEN, CARA).unplaced
    [taken] = left.taken
    assert left.id == "Ana"
    assert (taken.partner, taken.others) == ("Ben", ("Cara",))
    assert taken.points > taken.instead == 2120
    told = "Ben is with Cara (2140 points; with Ana alone it would be 2120)."
    assert elsewhere("Ana", taken) == told


def test_a_possible_partner_who_was_left_out_too_is_not_named() -> None:
    [ana, ben] = solve(Problem(people=(ANA, BEN), avoid=(("Ana", "Ben"),))).unplaced
    assert (ana.taken, ben.taken) == ((), ())


def test_the_points_of_a_partnership_are_told_term_by_term() -> None:
    for match in solve(town(60)).partnerships:
        assert sum(points for _, points in in_points(match)) == match.points


def test_two_who_would_both_rather_have_each_other_are_told_and_not_forced() -> None:
    # Only apart from each other do all four find somebody.
    ana, ben = person("Ana", "rust go", "talks css"), person("Ben", "talks css", "rust go")
    result = pairing(ana, ben, person("Cy", "talks", "rust"), person("Dee", "go", "css"))
    assert [match.members for match in result.partnerships] == [("Ana", "Cy"), ("Ben", "Dee")]
    assert result.blocking == (("Ana", "Ben"),)
    assert "Would both learn more from each other, 1 in all: Ana and Ben." in write_result(result, "table")


def test_a_hidden_blocking_pair_is_named_by_the_checker() -> None:
    problem = town(60)
    told = json.loads(write_result(solve(problem), "json"))
    one, other = told["blocking"].pop()
    [complaint] = verdict(json.dumps(told), problem).complaints
    assert complaint.startswith(f"{one} and {other} are not named as two who")


def test_what_a_town_tells_of_blocking_pairs_holds_by_the_plain_rules() -> None:
    problem = town(60)
    result = solve(problem)
    assert result.blocking
    assert verdict(write_result(result, "json"), problem).complaints == ()


def test_among_too_many_pairs_none_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rather, "MOST_PAIRS", 1)
    assert pairing(ANA, BEN, CARA).blocking is None
    assert json.loads(write_result(pairing(ANA, BEN, CARA), "json"))["blocking"] is None
