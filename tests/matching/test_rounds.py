"""Rounds people would recognise: the article's stories, a circle, and every hard rule on its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.matching import (
    Kind,
    Match,
    Options,
    Person,
    Problem,
    ProblemError,
    Result,
    TermKind,
    Unplaced,
    Why,
    solve,
)
from bot.matching.words import reason, why_not
from tests.matching.worlds import EVENING, MORNING, person, small_round

ANA = person("Ana", "rust", "talks")
BEN = person("Ben", "talks", "rust")
RING = (person("Ann", "go", "css"), person("Bob", "rust", "go"), person("Cleo", "css", "rust"))
THREE_TAUGHT = {("Ann", "Bob", "go"), ("Bob", "Cleo", "rust"), ("Cleo", "Ann", "css")}


def pairing(*people: Person, options: Options | None = None, **rules: Any) -> Result:
    return solve(Problem(people=people, options=options or Options(), **rules))


def groups(result: Result) -> list[tuple[str, ...]]:
    return [match.members for match in result.partnerships]


def taught(match: Match) -> set[tuple[str, str, str]]:
    return {(lesson.teacher, lesson.learner, lesson.skill) for lesson in match.lessons}


def left(result: Result, name: str) -> Unplaced:
    return next(one for one in result.unplaced if one.id == name)


def test_the_senior_web_developer_and_the_junior_teach_each_other() -> None:
    senior = person("Sonia", "web-development:4 architecture:4", "new-frameworks:1")
    junior = person("Jay", "new-frameworks:2", "web-development:1 architecture")
    [match] = pairing(senior, junior).partnerships
    assert match.kind is Kind.PAIR
    assert taught(match) == {("Sonia", "Jay", "web-development"), ("Jay", "Sonia", "new-frameworks")}
    assert reason(match) == (
        "Jay teaches Sonia new-frameworks; Sonia teaches Jay web-development and architecture; "
        "you share Tue 18:00-20:00 UTC."
    )


def test_the_security_expert_and_the_ai_expert_swap_their_fields() -> None:
    expert = person("Sam", "security:4", "machine-learning")
    other = person("Mia", "machine-learning:4", "security:1")
    [match] = pairing(expert, other).partnerships
    assert taught(match) == {("Sam", "Mia", "security"), ("Mia", "Sam", "machine-learning")}


def test_three_people_no_two_of_whom_can_swap_form_a_circle() -> None:
    result = pairing(*RING)
    [match] = result.partnerships
    assert match.kind is Kind.CIRCLE
    assert taught(match) == THREE_TAUGHT
    assert (result.certificate.placed, result.certificate.bound, result.certificate.optimal) == (3, 3, True)


def test_pairs_and_circles_are_chosen_together_so_that_nobody_is_left_out() -> None:
    everybody = (*RING, person("Dora", "go", "css rust"), person("Emil", "css rust", "go"))
    result = pairing(*everybody)
    assert result.certificate.placed == 5
    assert result.unplaced == ()


def test_nobody_gets_a_circle_who_wants_none() -> None:
    ann, bob, cleo = RING
    result = pairing(replace(ann, circles=False), bob, cleo)
    assert result.partnerships == ()
    assert left(result, "Ann").why is Why.CIRCLES_OFF


def test_pairs_only_means_pairs_only() -> None:
    assert pairing(*RING, options=Options(max_circle=2)).partnerships == ()


def test_four_people_form_a_circle_only_when_it_may_be_that_large() -> None:
    square = (*RING[:2], person("Cleo", "sql", "rust"), person("Dan", "css", "sql"))
    assert pairing(*square).partnerships == ()
    assert groups(pairing(*square, options=Options(max_circle=4))) == [("Ann", "Bob", "Cleo", "Dan")]


def test_two_who_avoid_each_other_do_not_even_sit_across_in_a_larger_circle() -> None:
    square = (*RING[:2], person("Cleo", "sql", "rust"), person("Dan", "css", "sql"))
    assert pairing(*square, options=Options(max_circle=4), avoid=(("Cleo", "Ann"),)).partnerships == ()


@pytest.mark.parametrize("avoided", [("Ana", "Ben"), ("Ben", "Ana")])
def test_an_avoidance_holds_in_either_direction_and_is_not_told(avoided: tuple[str, str]) -> None:
    result = pairing(ANA, BEN, avoid=(avoided,))
    assert result.partnerships == ()
    told = why_not(left(result, "Ana"))
    assert left(result, "Ana").why is Why.BUSY
    assert "Ben" not in told
    assert "avoid" not in told


def test_a_veto_reads_like_an_avoidance() -> None:
    assert (
        pairing(ANA, BEN, veto=(("Ana", "Ben"),)).unplaced
        == pairing(ANA, BEN, avoid=(("Ana", "Ben"),)).unplaced
    )


@pytest.mark.parametrize(("weeks", "placed"), [(11.9, 0), (12, 2), (30, 2)])
def test_partners_meet_again_only_after_the_cool_down(weeks: float, placed: int) -> None:
    result = pairing(ANA, BEN, met=(("Ana", "Ben", weeks),))
    assert result.certificate.placed == placed
    assert all(one.why is Why.COOLDOWN for one in result.unplaced)


@pytest.mark.parametrize(("offered", "wanted", "placed"), [(1, 0, 2), (2, 1, 2), (3, 3, 0), (2, 3, 0)])
def test_a_teacher_is_above_the_learners_level(offered: int, wanted: int, placed: int) -> None:
    result = pairing(person("Ana", f"rust:{offered}", "talks"), person("Ben", "talks", f"rust:{wanted}"))
    assert result.certificate.placed == placed
    assert all(one.why is Why.LEVEL for one in result.unplaced)


def test_partners_share_a_language() -> None:
    result = pairing(ANA, replace(BEN, languages=frozenset({"fr"})))
    assert [one.why for one in result.unplaced] == [Why.LANGUAGE, Why.LANGUAGE]


def test_shared_hours_are_counted_within_one_day() -> None:
    hour_a_day = tuple((day, 18 * 60, 19 * 60) for day in range(5))
    result = pairing(replace(ANA, hours=hour_a_day), replace(BEN, hours=(EVENING, *hour_a_day)))
    assert [one.why for one in result.unplaced] == [Why.HOURS, Why.HOURS]
    two_in_pieces = ((1, 480, 540), (1, 600, 660))
    assert pairing(replace(ANA, hours=two_in_pieces), replace(BEN, hours=(MORNING,))).certificate.placed == 2


def test_somebody_who_can_carry_two_partnerships_has_two_with_different_people() -> None:
    ana = replace(ANA, capacity=2)
    result = pairing(ana, BEN, person("Cy", "talks", "rust"))
    assert groups(result) == [("Ana", "Ben"), ("Ana", "Cy")]
    again = [
        term for match in result.partnerships for term in match.terms if term.kind is TermKind.SECOND_SEAT
    ]
    assert [term.members for term in again] == [("Ana",)]


def test_a_second_seat_never_takes_somebody_elses_first() -> None:
    ana = person("Ana", "rust sql", "talks css", capacity=2)
    ben = person("Ben", "talks", "rust")
    cy, dee = person("Cy", "css", "sql", waited=3, capacity=2), person("Dee", "sql", "css")
    assert pairing(ana, ben, cy, dee).certificate.placed == 4


def test_whoever_waited_comes_first() -> None:
    rivals = [person(f"p{k}", "talks", "rust", waited=int(k == 3)) for k in range(5)]
    assert groups(pairing(ANA, *rivals)) == [("Ana", "p3")]


def test_a_direct_pair_is_preferred_to_a_circle_that_places_as_many() -> None:
    swaps = (person("Gil", "go", "rust"), person("Hal", "css", "go"), person("Ida", "rust", "css"))
    kinds = {match.kind for match in pairing(*RING, *swaps).partnerships}
    assert kinds == {Kind.PAIR}


def test_a_lock_is_kept_even_when_it_places_fewer() -> None:
    result = pairing(
        ANA, BEN, person("Cy", "talks", "rust css"), person("Dee", "css", "talks"), lock=(("Ben", "Ana"),)
    )
    assert ("Ana", "Ben") in groups(result)


def test_a_lock_nobody_could_keep_is_refused_with_both_names() -> None:
    with pytest.raises(ProblemError, match="Ana and Cy are locked together, but cannot be partners"):
        pairing(ANA, BEN, person("Cy"), lock=(("Ana", "Cy"),))


def test_locks_that_need_more_seats_than_somebody_has_are_refused() -> None:
    with pytest.raises(ProblemError, match="cannot all be kept"):
        pairing(ANA, BEN, person("Cy", "talks", "rust"), lock=(("Ana", "Ben"), ("Ana", "Cy")))


def test_one_way_pairs_come_only_when_allowed_and_are_labelled() -> None:
    people = (person("Ana", "rust"), person("Ben", "", "rust"))
    assert pairing(*people).partnerships == ()
    result = pairing(*people, options=Options(one_way=True))
    [match] = result.partnerships
    assert (match.kind, match.members) == (Kind.ONE_WAY, ("Ana", "Ben"))
    assert result.certificate.placed == 0
    assert result.unplaced == ()
    assert "one-way" in reason(match)


def test_a_locked_pair_that_can_only_be_one_way_is_kept_one_way() -> None:
    people = (person("Ana", "rust"), person("Ben", "css", "rust talks"), person("Cy", "talks", "css"))
    result = pairing(*people, options=Options(one_way=True), lock=(("Ana", "Ben"),))
    assert groups(result) == [("Ana", "Ben")]


def test_a_related_skill_meets_a_want_for_fewer_points_and_is_named() -> None:
    result = pairing(ANA, person("Ben", "speeches", "rust"), related=(("talks", "speeches", 0.5),))
    lesson = next(lesson for lesson in result.partnerships[0].lessons if lesson.teacher == "Ben")
    assert (lesson.skill, lesson.via) == ("talks", "speeches")
    assert lesson.score == pairing(ANA, BEN).partnerships[0].lessons[1].score - 20
    assert "Ben teaches Ana talks (from speeches: related, not the same)" in reason(result.partnerships[0])


def test_a_related_skill_meets_no_want_that_is_not_close() -> None:
    exactly = replace(ANA, wants=tuple(replace(want, close=False) for want in ANA.wants))
    result = pairing(exactly, person("Ben", "speeches", "rust"), related=(("talks", "speeches", 0.5),))
    assert result.partnerships == ()


def test_only_what_is_taught_itself_is_told_beside_a_related_skill() -> None:
    related = (("talks", "speeches", 0.5), ("chess", "draughts", 0.5))
    ana = person("Ana", "rust", "talks chess go")
    result = pairing(ana, person("Ben", "speeches draughts go", "rust"), related=related)
    told = reason(result.partnerships[0])
    assert "Ben teaches Ana talks (from speeches: related, not the same) and go" in told


def test_wants_nobody_offers_are_listed() -> None:
    result = pairing(person("Ana", "rust", "talks basketry"), BEN, person("Cy", "go", "pottery"))
    assert left(result, "Cy").missing == ("pottery",)
    assert why_not(left(result, "Cy")) == "Nobody in this round offers pottery."


@pytest.mark.parametrize(
    ("offers", "wants", "why"),
    [("rust", "", Why.NO_WANTS), ("", "rust", Why.NO_OFFERS), ("knots", "talks", Why.NOBODY_WANTS)],
)
def test_the_nearest_reason_is_given(offers: str, wants: str, why: Why) -> None:
    assert left(pairing(ANA, BEN, person("Cy", offers, wants)), "Cy").why is why


def test_the_same_round_gives_the_same_answer_in_whatever_order_people_come() -> None:
    problem = small_round(14)
    turned = replace(problem, people=problem.people[::-1])
    assert solve(problem).partnerships
    assert replace(solve(problem), seconds=0) == replace(solve(turned), seconds=0)


def test_another_seed_may_choose_another_of_equally_good_answers() -> None:
    people = [ANA, *(person(f"p{k}", "talks", "rust") for k in range(6))]
    seen = {groups(pairing(*people, options=Options(seed=seed)))[0] for seed in range(8)}
    assert len(seen) > 1


def test_a_matchs_terms_add_up_to_the_certificate() -> None:
    result = pairing(ANA, BEN, *RING)
    assert sum(match.points for match in result.partnerships) == result.certificate.objective[1]


@pytest.mark.parametrize("rule", ["avoid", "lock", "veto"])
def test_a_rule_about_somebody_unknown_is_refused(rule: str) -> None:
    broken: dict[str, Any] = {rule: (("Ana", "Zoe"),)}
    with pytest.raises(ProblemError, match=r"names .Zoe., who is not among the people"):
        pairing(ANA, BEN, options=None, **broken)


def test_two_people_with_one_id_are_refused() -> None:
    with pytest.raises(ProblemError, match="same id"):
        pairing(ANA, ANA)


def test_nobody_at_all_is_a_valid_round() -> None:
    result = pairing()
    assert (result.partnerships, result.unplaced, result.certificate.optimal) == ((), (), True)
