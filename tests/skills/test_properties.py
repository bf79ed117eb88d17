"""What holds for every text, every list and every shipped name."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.skills import (
    Problem,
    Reading,
    Verb,
    Vocabulary,
    complete,
    phrases,
    read_line,
    relate,
    resolve,
    suggest,
)
from bot.skills.files import DATA
from bot.skills.markup import plain
from bot.skills.relations import RELATED_AT_MOST
from bot.skills.shipped import groups
from bot.skills.spelling import fold, words_of
from tests.skills.test_corpus import corpus

SHIPPED = Vocabulary.of()
OFFERED = tuple(group.name for group in groups() if group.offered)
SPELLINGS = tuple(text for group in groups() if group.offered for text in group.spellings)
LINES = corpus()
VERBS = st.sampled_from(("offer", "want"))
SIGNS = st.sampled_from("\n,;:()[]-/&*_`<>|\u202e\u0000 '")
SKILLS = st.sampled_from(SPELLINGS)


def test_no_shipped_name_is_ever_taken_for_another() -> None:
    assert {name: resolve(name, SHIPPED).name for name in OFFERED} == {name: name for name in OFFERED}


@given(SKILLS)
@settings(max_examples=300, deadline=None)
def test_what_a_spelling_is_decided_as_means_itself(text: str) -> None:
    decision = resolve(text, SHIPPED)
    assert decision.name is None or resolve(decision.name, SHIPPED).name == decision.name


@given(st.lists(SKILLS, min_size=2, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_a_list_in_another_order_says_the_same(parts: list[str], order: random.Random) -> None:
    mixed = order.sample(parts, len(parts))
    one, other = (read_line("offer", "; ".join(some), SHIPPED) for some in (parts, mixed))
    asked = len(one.asks) < 3 and len(other.asks) < 3
    assert not asked or {found.name for found in one.found} == {found.name for found in other.found}


@given(VERBS, st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_has_a_reading(verb: Verb, text: str) -> None:
    reading = read_line(verb, text, SHIPPED)
    assert reading.found or reading.asks or reading.problem


@given(VERBS, st.sampled_from(LINES), st.sampled_from(LINES), st.integers(0, 60), SIGNS)
@settings(max_examples=200, deadline=None)
def test_two_lines_broken_into_each_other_have_a_reading(
    verb: Verb, one: tuple[str, str, str], other: tuple[str, str, str], cut: int, sign: str
) -> None:
    reading = read_line(verb, one[1][:cut] + sign + other[1][cut:], SHIPPED)
    assert len(reading.asks) <= 3
    assert all(0 < len(found.name) <= 60 and found.name.isprintable() for found in reading.found)


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_has_suggestions_and_completions(text: str) -> None:
    assert len(suggest(text, SHIPPED)) <= 3
    assert all(name in SHIPPED for name in complete(text, SHIPPED))


def test_only_spellings_of_one_skill_are_the_same_skill() -> None:
    order = random.Random(7)
    pairs = [order.sample(OFFERED, 2) for _ in range(500)]
    assert all(relate(a, b) == relate(b, a) <= RELATED_AT_MOST for a, b in pairs)


@pytest.mark.parametrize(("verb", "text", "reading"), LINES)
def test_no_word_of_a_line_is_lost(verb: Verb, text: str, reading: str) -> None:
    said = read_line(verb, text, SHIPPED)
    if said.problem in {None, Problem.NOTHING_READABLE}:
        assert lost(text, said) <= AROUND


AROUND = frozenset(words_of(re.sub(r"\\\w|[^\w+#]", " ", (DATA / "wording.txt").read_text(encoding="utf-8"))))
"""Words known to say nothing about which skill is meant: introductions, levels, closing words."""

MEASURES = re.compile(
    r"[\d+.]+y?|[abc][12]|n[1-5]|yrs?|years?|months?|ten|over|weil|data|web|fliessend|anfanger|debutante?|fortgeschritten|to|for|\u0434\u043b\u044f|\.g"
)
"""Levels in numbers, and the words between a skill and its goal."""


def lost(text: str, said: Reading) -> set[str]:
    """Return the words of a line that are in no skill, question, goal or left-out text."""
    kept = [part for found in said.found for part in (found.text, found.name, found.goal)]
    kept += [part for ask in said.asks for part in (ask.text, ask.goal)]
    told = fold(" ".join((*kept, *said.left_out)))
    names = {found.name for found in said.found}
    return {
        word
        for word in words_of(plain(text))
        if word not in told
        and resolve(word, SHIPPED).name not in names
        and not MEASURES.fullmatch(word)
        and not is_wrapping(word, kept)
    }


def is_wrapping(word: str, kept: list[str]) -> bool:
    """Return whether a word of a language without spaces is nothing but kept texts and what goes around them."""
    for part in filter(None, kept):
        word = word.replace(fold(part), "\N{BULLET}")
    around = [phrases.unwrapped(rest) for rest in re.split("[\N{BULLET}\u548c\u3068]", word)]
    return "\N{BULLET}" in word and not any(around)
