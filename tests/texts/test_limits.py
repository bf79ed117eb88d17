"""Titles, labels and buttons fit in every language: each limit is that of `bot.ui`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields

import pytest

from bot import ui
from bot.commands import COMMANDS
from bot.skills.values import MAX_NAME
from bot.texts import languages
from tests.house.tree import ROOT, text_of
from tests.texts.catalogues import translated

LIMITS = {
    "Form.title": ui.MAX_FORM_TITLE,
    "Form.submit": ui.MAX_SUBMIT,
    "Button.label": ui.MAX_BUTTON,
    "Option.label": ui.MAX_OPTION,
    "Select.placeholder": ui.MAX_PLACEHOLDER,
    "Fact.label": ui.MAX_FACT_LABEL,
    "Card.title": ui.MAX_TITLE,
} | {
    f"{field}.{part}": limit
    for field in ("TextField", "ChoiceField", "ChoicesField", "PersonField", "MomentField")
    for part, limit in (("label", ui.MAX_LABEL), ("hint", ui.MAX_HINT))
}
MADE = {use.partition(".")[0] for use in LIMITS}
PARTS = {made: [one.name for one in fields(getattr(ui, made))] for made in MADE}
# What a blank holds at most; a skill's name is the longest that a button or an option can say.
WIDEST = {"skill": "x" * MAX_NAME, "example": "2026-12-24 15:00"}
# The screen leaves this one out where the skill's name is too long for it.
MEASURED = {"Your goal for {skill}"}
MAX_DESCRIPTION = 100  # of a command and of its option, docs.discord.com/developers
SCREENS = [
    str(path.relative_to(ROOT))
    for room in ("bot/screens", "adapters")
    for path in (ROOT / room).rglob("*.py")
]
every_translation = pytest.mark.parametrize("language", languages()[1:])


def uses() -> list[tuple[str, str]]:
    """Return the sentences that have a limit, with what each is used for, such as "Form.title"."""
    return sorted({found for path in SCREENS for found in _in_module(ast.parse(text_of(path)))})


def _in_module(module: ast.Module) -> Iterator[tuple[str, str]]:
    for function in ast.walk(module):
        if not isinstance(function, ast.FunctionDef):
            continue
        named = {
            name.id: node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            for name in node.targets
            if isinstance(name, ast.Name)
        }
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                yield from _in_call(call.func.id, call, named)


def _in_call(made: str, call: ast.Call, named: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    given = [
        *zip(PARTS.get(made, ()), call.args, strict=False),
        *((one.arg, one.value) for one in call.keywords),
    ]
    for part, value in given:
        if f"{made}.{part}" in LIMITS:
            said = named.get(value.id, value) if isinstance(value, ast.Name) else value
            yield from ((f"{made}.{part}", sentence) for sentence in _spoken(said))


def _spoken(value: ast.expr) -> Iterator[str]:
    for call in ast.walk(value):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "t.text":
            yield str(ast.literal_eval(call.args[0]))


def widest(sentence: str) -> str:
    """Return a sentence with the longest that its blanks can hold."""
    return re.sub(r"\{(\w+)\}", lambda blank: WIDEST.get(blank[1], "999"), sentence)


@every_translation
def test_what_has_a_limit_fits_it(language: str) -> None:
    known = translated(language)
    said = [(use, known[sentence][0]) for use, sentence in uses() if sentence in known.keys() - MEASURED]
    assert [(use, form) for use, form in said if not 0 < len(widest(form)) <= LIMITS[use]] == []


@every_translation
def test_descriptions_of_commands_fit_where_they_are_shown(language: str) -> None:
    options = [one.option.description for one in COMMANDS if one.option is not None]
    described = {one.description for one in COMMANDS} | set(options)
    forms = [form for sentence, (form, *_) in translated(language).items() if sentence in described]
    assert [form for form in forms if len(form) > MAX_DESCRIPTION] == []


def test_every_kind_of_limited_words_was_found() -> None:
    assert {use for use, _ in uses()} == set(LIMITS)
    assert len(uses()) > 150
