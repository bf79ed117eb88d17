"""What a sentence becomes on its way to the screen, in both languages."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.model.ids import MemberId
from bot.texts import Texts, languages, mark, texts
from bot.ui import Bold, Line, Mention, plain

ENGLISH, GERMAN = texts("en"), texts("de")
ANA, BEN = Mention(MemberId(1)), Mention(MemberId(2))


def people(t: Texts, n: int) -> str:
    """Return a sentence that counts people."""
    return plain(t.many("{n} person is in round {number}.", "{n} people are in round {number}.", n, number=3))


def after_importing(what: str) -> str:
    """Return what a fresh interpreter prints of Babel's catalogue modules after doing something."""
    seen = "print(*(name for name in sys.modules if name.startswith('babel.messages')))"
    command = [sys.executable, "-c", f"import sys; {what}; {seen}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize("language", ["xx", "", "de-DE", "../de", "en-GB"])
def test_an_unknown_language_falls_back_to_english(language: str) -> None:
    t = texts(language)
    assert t.language == "en"
    assert t.text("Both") == "Both"


def test_a_language_is_read_once() -> None:
    assert texts("de") is GERMAN
    assert languages() is languages()


def test_german_speaks_german() -> None:
    assert GERMAN.language == "de"
    assert GERMAN.text("Both") == "Beides"


def test_a_sentence_that_no_catalogue_has_stays_as_it_is() -> None:
    assert GERMAN.text("A sentence of {n} words nobody translated", n=7).startswith("A sentence of 7 words")


def test_marking_changes_nothing() -> None:
    assert mark("Both") == "Both"


@pytest.mark.parametrize(
    ("t", "said"),
    [
        (ENGLISH, (ANA, " teaches ", BEN, " ", Bold("Rust"), ".")),
        (GERMAN, (ANA, " bringt ", BEN, " ", Bold("Rust"), " bei.")),
    ],
    ids=["en", "de"],
)
def test_blanks_become_spans_where_the_language_puts_them(t: Texts, said: Line) -> None:
    assert (
        t.line("{teacher} teaches {learner} {skill}.", teacher=ANA, learner=BEN, skill=Bold("Rust")) == said
    )


def test_what_somebody_typed_is_never_read_as_a_blank() -> None:
    assert plain(GERMAN.line("About you: {bio}", bio="{bio} {0} %s {n}")) == "Über dich: {bio} {0} %s {n}"
    assert GERMAN.text("Learn: {skill}", skill="{skill}") == "Lernen: {skill}"


@pytest.mark.parametrize(
    ("t", "n", "said"),
    [
        (ENGLISH, 0, "0 people are in round 3."),
        (ENGLISH, 1, "1 person is in round 3."),
        (ENGLISH, 2, "2 people are in round 3."),
        (ENGLISH, 21, "21 people are in round 3."),
        (GERMAN, 0, "0 Personen sind bei Runde 3 dabei."),
        (GERMAN, 1, "1 Person ist bei Runde 3 dabei."),
        (GERMAN, 2, "2 Personen sind bei Runde 3 dabei."),
        (GERMAN, 21, "21 Personen sind bei Runde 3 dabei."),
    ],
)
def test_numbers_take_the_form_that_the_language_uses(t: Texts, n: int, said: str) -> None:
    assert people(t, n) == said


@pytest.mark.parametrize(
    ("t", "items", "said"),
    [
        (ENGLISH, [], ""),
        (ENGLISH, ["A"], "A"),
        (ENGLISH, ["A", "B"], "A and B"),
        (ENGLISH, ["A", "B", "C"], "A, B, and C"),
        (ENGLISH, ["A", "B", "C", "D"], "A, B, C, and D"),
        (GERMAN, [], ""),
        (GERMAN, ["A"], "A"),
        (GERMAN, ["A", "B"], "A und B"),
        (GERMAN, ["A", "B", "C"], "A, B und C"),
        (GERMAN, ["A", "B", "C", "D"], "A, B, C und D"),
    ],
)
def test_lists_are_joined_as_the_language_joins_them(t: Texts, items: list[str], said: str) -> None:
    assert plain(t.listed(items)) == said


def test_a_list_keeps_the_spans_of_its_items() -> None:
    assert GERMAN.listed([ANA, (BEN, "!"), Bold("C")]) == (ANA, ", ", BEN, "!", " und ", Bold("C"))


def test_a_list_takes_what_people_typed_as_it_is() -> None:
    assert plain(ENGLISH.listed(["{0}", "{i0}"])) == "{0} and {i0}"


def test_catalogues_are_read_only_where_somebody_does_not_read_english() -> None:
    assert (
        after_importing("import bot.texts; bot.texts.texts('en').text('Both'); bot.texts.texts('xx')") == ""
    )
    assert "babel.messages.pofile" in after_importing("import bot.texts; bot.texts.texts('de')")
