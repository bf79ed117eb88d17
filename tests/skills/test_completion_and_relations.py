"""Completing what is being typed, and telling how related two skills are."""

from __future__ import annotations

import pytest

from bot.skills import Vocabulary, complete, relate
from bot.skills.relations import RELATED_AT_MOST, Use, covers

SHIPPED = Vocabulary.of()


def test_a_prefix_completes_to_names_that_start_so() -> None:
    assert complete("reac", SHIPPED, 4) == ["React", "React Hooks", "React Query", "React Native"]


def test_a_later_word_or_an_alias_completes_too() -> None:
    assert "Public speaking" in complete("speak", SHIPPED)
    assert complete("k8", SHIPPED)[0] == "Kubernetes"


def test_a_typing_slip_still_completes() -> None:
    assert complete("pyhton", SHIPPED, 3) == ["Python"]
    assert "Photography" in complete("fotogra", SHIPPED) + complete("photogrp", SHIPPED)


def test_popular_names_come_first_and_lead_an_empty_prefix() -> None:
    vocabulary = Vocabulary.of(["Pyrography"], popularity={"Pyrography": 9, "Pytest": 1})
    assert complete("py", vocabulary)[1] == "Pyrography"
    assert complete("", vocabulary, 1) == ["Pyrography"]


def test_no_more_than_the_limit_is_returned_and_nothing_twice() -> None:
    found = complete("s", SHIPPED, 25)
    assert len(found) == 25
    assert len(set(found)) == 25
    assert complete("s", SHIPPED, 0) == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Kubernetes", "Docker"),
        ("React", "Frontend development"),
        ("Meditation", "Mindfulness"),
        ("SQL", "PostgreSQL"),
    ],
)
def test_what_covers_a_skill_is_closely_related_and_never_the_same(a: str, b: str) -> None:
    assert 0.5 < relate(a, b) <= RELATED_AT_MOST
    assert relate(a, b) == relate(b, a)


def test_spellings_of_one_skill_are_the_same() -> None:
    assert relate("k8s", "Kubernetes") == 1


@pytest.mark.parametrize(
    ("a", "b"), [("Java", "Gardening"), ("Violin", "Tax planning"), ("Baking", "Banking")]
)
def test_unrelated_skills_are_far_apart(a: str, b: str) -> None:
    assert relate(a, b) < 0.2


def test_covering_has_a_direction() -> None:
    assert covers("Kubernetes", "Docker") > covers("Docker", "Kubernetes")


def test_a_communitys_use_brings_skills_together_with_growing_evidence() -> None:
    little = Use.of([["Juggling", "SQL"]])
    much = Use.of([["Juggling", "SQL"]] * 20)
    assert relate("Juggling", "SQL") < relate("Juggling", "SQL", little) < relate("Juggling", "SQL", much)
    assert relate("Juggling", "SQL", much) <= RELATED_AT_MOST
