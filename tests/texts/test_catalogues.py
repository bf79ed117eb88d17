"""Every language is complete: a sentence without its translation, or with a wrong one, fails here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.screens.problems import SENTENCES
from bot.texts import languages
from tests.house.tree import ROOT, text_of
from tests.texts.catalogues import (
    Sentence,
    blanks,
    catalogue,
    entries,
    missing,
    originals,
    sentences,
    translated,
)

# A `Texts` is called `t` everywhere; the number says how many sentences are handed over.
TRANSLATING = {"t.line": 1, "t.text": 1, "mark": 1, "t.many": 2}
# Sentences that are marked where they are written down, and translated where they are shown.
MARKED_ELSEWHERE = {"HEADINGS[name]", "SENTENCES[key]", "SENTENCES[error.key]", "one.description"}
SHOWING = sorted(
    str(path.relative_to(ROOT))
    for room in ("bot", "adapters")
    for path in (ROOT / room).rglob("*.py")
    if re.search(r"from bot\.texts import .*\b(Texts|texts|mark)\b", path.read_text(encoding="utf-8"))
)
every_translation = pytest.mark.parametrize("language", languages()[1:])


def wrong(language: str, kept: re.Pattern[str]) -> list[tuple[str, str]]:
    """Return translations in which something is not as often as in English."""
    return [
        (english, form)
        for sentence, forms in translated(language).items()
        for english, form in originals(sentence, forms)
        if sorted(kept.findall(english)) != sorted(kept.findall(form))
    ]


def spoken(path: str) -> Iterator[tuple[str, ast.expr]]:
    """Yield what a module hands over to be translated, with the place where it does."""
    for call in ast.walk(ast.parse(text_of(path))):
        if not isinstance(call, ast.Call):
            continue
        for given in call.args[: TRANSLATING.get(ast.unparse(call.func).removeprefix("c."), 0)]:
            yield f"{path}:{call.lineno}", given


def test_there_is_a_language_beside_english() -> None:
    assert languages()[0] == "en"
    assert "de" in languages()


@every_translation
def test_every_sentence_of_the_code_is_translated(language: str) -> None:
    assert missing(language, sentences()) == [], f"make texts, then translate them in bot/texts/{language}.po"


@every_translation
def test_a_catalogue_keeps_no_sentence_that_the_code_no_longer_says(language: str) -> None:
    assert sorted(set(translated(language)) - sentences(), key=str) == [], "make texts takes them out"
    assert not catalogue(language).obsolete


@every_translation
def test_a_catalogue_is_in_order_and_names_no_lines_of_code(language: str) -> None:
    ids = [one.id if isinstance(one.id, str) else one.id[0] for one in entries(language)]
    assert ids == sorted(ids)
    assert not any(one.locations for one in entries(language))


@every_translation
def test_a_translation_has_the_blanks_of_its_sentence(language: str) -> None:
    bad = [
        (english, form)
        for sentence, forms in translated(language).items()
        for english, form in originals(sentence, forms)
        if blanks(english) != blanks(form)
    ]
    assert bad == []


@every_translation
def test_a_translation_has_no_braces_but_its_blanks(language: str) -> None:
    forms = [form for found in translated(language).values() for form in found]
    assert [form for form in forms if re.search(r"[{}]", re.sub(r"\{\w+\}", "", form))] == []


@every_translation
def test_commands_and_dates_are_typed_alike_in_every_language(language: str) -> None:
    typed = "|".join(sorted((one.typed for one in COMMANDS), key=len, reverse=True))
    assert wrong(language, re.compile(rf"(?:{typed})(?!\w)|\d{{4}}-\d\d-\d\d(?: \d\d:\d\d)?")) == []


@every_translation
def test_a_translation_begins_and_ends_like_its_sentence(language: str) -> None:
    assert wrong(language, re.compile(r"^\s|^\d\. |\s$|[:?…]$")) == []


@every_translation
def test_a_sentence_that_names_a_button_names_it_as_the_button_is_labelled(language: str) -> None:
    found = translated(language)
    for sentence, label in (("member.not_joined", "Join"), ("round.too_few", "I'm in")):
        assert label in SENTENCES[sentence]
        assert found[label][0] in found[SENTENCES[sentence]][0]


def test_verbs_and_errors_are_found_where_they_are_marked() -> None:
    options = [one.option.description for one in COMMANDS if one.option is not None]
    marked: list[Sentence] = [*SENTENCES.values(), *(one.description for one in COMMANDS), *options]
    assert set(marked) <= sentences()


@pytest.mark.parametrize("path", SHOWING)
def test_no_sentence_is_put_together_before_it_is_translated(path: str) -> None:
    odd = [
        (place, ast.unparse(given))
        for place, given in spoken(path)
        if not (isinstance(given, ast.Constant) and isinstance(given.value, str))
    ]
    assert [(place, code) for place, code in odd if code not in MARKED_ELSEWHERE] == []


def test_a_new_sentence_without_a_translation_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "new.py").write_text(
        't.line("I am {new}.", new=Bold("x"))\nt.many("{n} owl", "{n} owls", 2)\nt.text("Both")\n', "utf-8"
    )
    assert missing("de", sentences(tmp_path)) == [("{n} owl", "{n} owls"), "I am {new}."]
