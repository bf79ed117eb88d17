"""The checker of results: every kind of tampering is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.matching import Options, Problem, solve
from bot.matching.files import FileError, pair_text, verify_text, write_result
from bot.matching.verify import Verdict, verdict
from tests.matching.test_files import as_text
from tests.matching.worlds import MORNING, person, town

PEOPLE = (
    person("Ana", "rust:3 go", "talks sql"),
    person("Ben", "talks", "rust:1"),
    person("Cy", "sql", "css"),
    person("Dee", "go", "sql"),
    person("Eve", "css", "go"),
    person("Flo", "sql", "rust", circles=False),
    person("Gus", "knots", "rust", hours=(MORNING,)),
    person("Hal", "talks", "rust", languages=frozenset({"fr"})),
    person("Ira", "rust:4", ""),
    person("Jo", "", "rust"),
)
RULES: dict[str, Any] = {
    "avoid": (("Flo", "Ana"),),
    "veto": (("Ben", "Ira"),),
    "met": (("Hal", "Ana", 3.0),),
    "lock": (("Ana", "Ben"),),
}
PROBLEM = Problem(people=PEOPLE, options=Options(one_way=True), **RULES)
INPUT = as_text(PROBLEM)
Answer = dict[str, Any]
Tamper = Callable[[Answer], object]


def answer() -> Answer:
    found: Answer = json.loads(write_result(solve(PROBLEM), "json"))
    return found


def lesson(teacher: str, learner: str, skill: str, via: str = "", score: int = 57) -> Answer:
    return {"teacher": teacher, "learner": learner, "skill": skill, "via": via or skill, "score": score}


def pair(one: str, other: str, *lessons: Answer) -> Answer:
    return {"members": [one, other], "kind": "pair", "lessons": list(lessons), "reason": ""}


def one_way(one: str, other: str, skill: str) -> Answer:
    return {"members": [one, other], "kind": "one_way", "lessons": [lesson(one, other, skill)], "reason": ""}


def found(kind: str, told: Answer) -> Answer:
    match: Answer = next(match for match in told["partnerships"] if match["kind"] == kind)
    return match


def instead(told: Answer, kind: str, match: Answer) -> None:
    told["partnerships"] = [old for old in told["partnerships"] if old["kind"] != kind] + [match]


def test_the_untouched_answer_holds() -> None:
    assert {match["kind"] for match in answer()["partnerships"]} == {"pair", "circle", "one_way"}
    assert verify_text(json.dumps(answer()), INPUT) == Verdict(())


MUTATIONS: dict[str, tuple[Tamper, str]] = {
    "a stranger is placed": (
        lambda a: found("pair", a)["members"].append("Zoe"),
        "Zoe is not among the people",
    ),
    "a stranger is unplaced": (lambda a: a["unplaced"].append({"id": "Zoe", "why": ""}), "Zoe is not among"),
    "somebody vanishes": (lambda a: a["unplaced"].pop(), "is missing: neither placed nor listed"),
    "somebody is listed twice": (
        lambda a: a["unplaced"].append(a["unplaced"][0]),
        "listed as unplaced twice",
    ),
    "somebody is placed and unplaced": (
        lambda a: a["unplaced"].append({"id": "Ana", "why": ""}),
        "Ana is listed as unplaced and as placed",
    ),
    "a partnership is dropped": (lambda a: a["partnerships"].remove(found("circle", a)), "is missing"),
    "a partnership is doubled": (
        lambda a: a["partnerships"].append(found("pair", a)),
        "are together in 2 partner",
    ),
    "too many seats": (
        lambda a: a["partnerships"].append(found("pair", a)),
        "Ana sits in 2 partnerships and can carry 1",
    ),
    "a lesson is dropped": (lambda a: found("circle", a)["lessons"].pop(), "needs exactly the lessons"),
    "a lesson is turned": (
        lambda a: found("pair", a)["lessons"][0].update(teacher="Ben", learner="Ana"),
        "needs exactly the lessons",
    ),
    "a circle is turned": (lambda a: found("circle", a)["members"].reverse(), "needs exactly the lessons"),
    "a circle is called a pair": (lambda a: found("circle", a).update(kind="pair"), "has 3 members"),
    "a pair is called a circle": (lambda a: found("pair", a).update(kind="circle"), "has 2 members"),
    "a member sits twice in it": (
        lambda a: found("circle", a).update(members=["Cy", "Cy", "Eve"]),
        "somebody twice",
    ),
    "a skill nobody wants": (
        lambda a: found("pair", a)["lessons"][0].update(skill="go", via="go"),
        "does not want go",
    ),
    "a skill nobody offers": (
        lambda a: found("pair", a)["lessons"][1].update(skill="sql", via="sql"),
        "Ben does not offer sql",
    ),
    "an unrelated offer": (lambda a: found("pair", a)["lessons"][0].update(via="go"), "not related to it"),
    "a changed score": (lambda a: found("pair", a)["lessons"][0].update(score=99), "the score is 57, not 99"),
    "changed points": (lambda a: found("pair", a).update(points=9999), "states 9999 points; it is worth"),
    "a changed term": (
        lambda a: found("pair", a)["terms"][0].update(points=1),
        "terms that do not add up",
    ),
    "an invented blocking pair": (
        lambda a: a["blocking"].append(["Gus", "Hal"]),
        "Gus and Hal are named as two who",
    ),
    "a broken lock": (
        lambda a: a["partnerships"].remove(found("pair", a)),
        "are locked together, but are not",
    ),
    "an avoided partner": (
        lambda a: instead(
            a, "pair", pair("Ana", "Flo", lesson("Ana", "Flo", "rust"), lesson("Flo", "Ana", "sql"))
        ),
        "one of whom avoids the other",
    ),
    "a recent partner": (
        lambda a: instead(
            a, "pair", pair("Ana", "Hal", lesson("Ana", "Hal", "rust"), lesson("Hal", "Ana", "talks"))
        ),
        "within the cool-down",
    ),
    "no shared language": (
        lambda a: instead(
            a, "pair", pair("Ana", "Hal", lesson("Ana", "Hal", "rust"), lesson("Hal", "Ana", "talks"))
        ),
        "they share no language",
    ),
    "a vetoed partner": (
        lambda a: instead(a, "one_way", one_way("Ira", "Ben", "rust")),
        "an organiser keeps apart",
    ),
    "no shared hours": (
        lambda a: instead(a, "one_way", one_way("Ira", "Gus", "rust")),
        "less than 2 hours of a common day",
    ),
    "a one-way pair of placed people": (
        lambda a: instead(a, "one_way", one_way("Dee", "Ana", "sql")),
        "places nobody",
    ),
    "placed overstated": (lambda a: a["certificate"].update(placed=6), "says 6 placed; it is 5"),
    "the objective overstated": (
        lambda a: a["certificate"].update(objective=[5, 9999]),
        "says the objective is",
    ),
    "the bound understated": (
        lambda a: a["certificate"].update(bound=4),
        "The bound 4 is below the 5 people",
    ),
    "the bounds understated": (lambda a: a["certificate"].update(bounds=[5, 1]), "are below the objective"),
    "optimal denied": (lambda a: a["certificate"].update(optimal=False), "optimal is false"),
    "optimal without proof": (lambda a: a["certificate"].update(bounds=[5, 99999]), "optimal is true"),
}


@pytest.mark.parametrize(("tamper", "told"), MUTATIONS.values(), ids=MUTATIONS)
def test_tampering_is_named(tamper: Tamper, told: str) -> None:
    forged = answer()
    tamper(forged)
    assert any(told in complaint for complaint in verify_text(json.dumps(forged), INPUT).complaints)


def test_what_the_options_forbid_is_found() -> None:
    text = json.dumps(answer())
    narrow = json.loads(INPUT) | {"options": {"max_circle": 2, "one_way": False}}
    complaints = verify_text(text, json.dumps(narrow)).complaints
    assert any("is one-way, which the options do not allow" in told for told in complaints)
    assert any("has 3 members, which its kind or the options do not allow" in told for told in complaints)


def test_a_circle_with_somebody_who_wants_none_is_found() -> None:
    unwilling = json.loads(INPUT)
    unwilling["people"][2]["circles"] = False
    assert any(
        "Cy, who wants no circles" in told
        for told in verify_text(json.dumps(answer()), json.dumps(unwilling)).complaints
    )


def test_an_offer_that_is_not_above_the_wants_level_is_found() -> None:
    higher = json.loads(INPUT)
    higher["people"][1]["wants"][0]["level"] = 3
    assert any(
        "not above the want's level 3" in told
        for told in verify_text(json.dumps(answer()), json.dumps(higher)).complaints
    )


def test_something_that_is_no_result_is_refused() -> None:
    with pytest.raises(FileError, match='the key "partnerships" is missing'):
        verify_text("{}", INPUT)
    forged = answer()
    forged["certificate"]["placed"] = "all"
    text = json.dumps(forged)
    with pytest.raises(FileError, match="placed: a whole number is needed"):
        verify_text(text, INPUT)


GRAPH = '{"nodes": 5, "arcs": [[0, 1, 2], [1, 0, 1], [1, 2, 1], [2, 0, 1], [3, 4, 1]]}'


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda a: a["partnerships"][0].update(members=["0", "2", "1"]), "needs exactly the lessons"),
        (
            lambda a: a["partnerships"][0]["lessons"][0].update(teacher="2", learner="1"),
            "there is no such arc",
        ),
        (lambda a: a["partnerships"][0]["lessons"][0].update(score=7), "the arc's weight is 2, not 7"),
        (lambda a: a["certificate"].update(placed=5), "says 5 placed; it is 3"),
    ],
)
def test_tampering_with_a_graphs_answer_is_named(tamper: Tamper, told: str) -> None:
    forged = json.loads(pair_text(GRAPH))
    assert verify_text(json.dumps(forged), GRAPH) == Verdict(())
    tamper(forged)
    assert any(told in complaint for complaint in verify_text(json.dumps(forged), GRAPH).complaints)


def without_the_circle(told: Answer) -> Answer:
    """The answer with its circle sent home, and a certificate that calls the rest the best there is."""
    circle = found("circle", told)
    told["partnerships"].remove(circle)
    told["unplaced"] += [{"id": member, "why": ""} for member in circle["members"]]
    points = 3 * 1000 - 150 + sum(one["score"] for one in circle["lessons"])
    proof = told["certificate"]
    reached = [proof["objective"][0] - 3, proof["objective"][1] - points]
    proof.update(placed=reached[0], bound=reached[0], objective=reached, bounds=reached, optimal=True)
    return told


def test_a_worse_arrangement_that_is_called_the_best_is_found() -> None:
    complaints = verify_text(json.dumps(without_the_circle(answer())), INPUT).complaints
    assert complaints[0] == "The bound of stage 1 is too low: 5 can be reached."


def test_a_worse_arrangement_with_an_honest_bound_holds() -> None:
    honest = without_the_circle(answer())
    best = answer()["certificate"]
    honest["certificate"].update(bound=best["bound"], bounds=best["bounds"], optimal=False)
    assert verify_text(json.dumps(honest), INPUT) == Verdict(())


def test_a_worse_answer_of_a_graph_that_is_called_the_best_is_found() -> None:
    forged = json.loads(pair_text(GRAPH))
    forged["partnerships"], forged["unplaced"] = [], [{"id": str(node), "why": ""} for node in range(5)]
    forged["certificate"].update(placed=0, bound=0, objective=[0], bounds=[0])
    [told] = verify_text(json.dumps(forged), GRAPH).complaints
    assert told == "The bound of stage 1 is too low: 3 can be reached."


def test_bounds_too_large_to_prove_again_are_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.matching.prove.MOST_COLUMNS", 1)
    told = verify_text(json.dumps(answer()), INPUT)
    assert told.complaints == ()
    assert "were not proven again" in told.unproven[0]


def test_the_bounds_of_a_town_are_proven_again() -> None:
    problem = town(120)
    assert verdict(write_result(solve(problem), "json"), problem) == Verdict(())
