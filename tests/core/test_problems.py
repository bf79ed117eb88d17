"""Every refusal has its sentence, every sentence its refusal, and what a sentence names is always given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from bot.errors import Conflict, InvalidInput, MentorError, NotAllowed, NotFound
from bot.screens.problems import SENTENCES, again, card, fields
from bot.texts import texts
from bot.ui import plain
from tests.house.tree import ROOT, text_of

T = texts("en")
ERRORS = {error.__name__ for error in (MentorError, NotAllowed, NotFound, Conflict, InvalidInput)}
KEY = re.compile(r"[a-z]+\.[a-z_]+")
OURS = {"unavailable", "unexpected"}  # drawn by the screen itself, not raised
TREES = {
    str(path.relative_to(ROOT)): ast.parse(text_of(str(path.relative_to(ROOT))))
    for room in ("bot", "storage", "scheduler")
    for path in sorted((ROOT / room).rglob("*.py"))
    if path.name != "problems.py"
}


def raised() -> Iterator[tuple[str, str, set[str] | None]]:
    """Yield where an error is made, its key, and the blanks given with it (None: not known before it runs)."""
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ERRORS
                and node.args
            ):
                given = {word.arg for word in node.keywords}
                blanks = None if None in given else {name for name in given if name}
                for key in _keys(node.args[0]):
                    yield f"{module}:{node.lineno}", key, blanks


def _keys(node: ast.expr) -> Iterator[str]:
    values: list[ast.expr] = [node]
    if isinstance(node, ast.Dict):
        values = node.values
    elif isinstance(node, ast.IfExp):
        values = [node.body, node.orelse]
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value
        elif value is not node and isinstance(value, ast.IfExp):
            yield from _keys(value)


def mentioned() -> set[str]:
    """Return every string of the code that looks like a key."""
    nodes = (node for tree in TREES.values() for node in ast.walk(tree))
    words = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {word for word in words if KEY.fullmatch(word)}


def blanks_of(key: str) -> set[str]:
    """Return the names of a sentence's blanks."""
    return set(re.findall(r"\{(\w+)\}", SENTENCES[key]))


def test_every_error_that_is_raised_has_a_sentence() -> None:
    found = list(raised())
    assert len(found) > 40
    assert [(where, key) for where, key, _ in found if key not in SENTENCES] == []


def test_every_sentence_is_said_somewhere() -> None:
    assert SENTENCES.keys() - mentioned() == OURS


def test_every_error_fills_the_blanks_of_its_sentence() -> None:
    lacking = [
        (where, key, missing)
        for where, key, blanks in raised()
        if blanks is not None and key in SENTENCES and (missing := blanks_of(key) - blanks)
    ]
    assert lacking == []


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_says_what_to_do_in_plain_words(key: str) -> None:
    sentence = SENTENCES[key]
    assert sentence[0].isupper() or sentence.startswith("{n}")
    assert sentence.endswith((".", "?"))
    assert len(sentence) <= 120
    assert not re.search(r"\b(error|invalid|exception|null|failed)\b", sentence, re.IGNORECASE)


@pytest.mark.parametrize("key", SENTENCES)
def test_every_problem_is_a_card_with_one_way_on(key: str) -> None:
    blanks: dict[str, str | int] = dict.fromkeys(blanks_of(key), "x")
    shown = card(T, Conflict(key, **blanks))
    assert [plain(line) for line in shown.lines] == [SENTENCES[key].format(**blanks)]
    assert len(shown.buttons()) == 1


def test_what_was_typed_can_hold_braces_and_stays_text() -> None:
    error = InvalidInput({"languages": "language.unknown"}, word="{most} {0} %s {")
    assert "{most} {0} %s {" in fields(T, error)["languages"]


def test_a_refused_form_offers_the_way_back_into_it() -> None:
    shown = again(T, InvalidInput({"a": "text.empty", "b": "hours.none"}), "again:7")
    assert [plain(line) for line in shown.lines] == [SENTENCES["text.empty"], SENTENCES["hours.none"]]
    assert [button.action for button in shown.buttons()] == ["again:7"]
