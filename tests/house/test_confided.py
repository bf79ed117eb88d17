"""Words for their writer only cannot get into what others are told: the types keep them apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from types import FunctionType, ModuleType
from typing import get_args, get_type_hints

import pytest

from bot.model.confided import Audience, ForOrganisers, ForPartners, OnlyMe, audience_of, confided
from bot.model.feedback import CheckIn, LookBack
from bot.model.ids import MemberId
from tests.house.tree import project_files, text_of

# Whoever adds a way to write to others adds it here: what it draws is looked at.
TELLS_OTHERS = {"letters.tell", "letters.to_space"}


def holds(kind: object, wanted: type) -> bool:
    """Return whether a type is, or has somewhere within, another one."""
    if kind is wanted:
        return True
    if isinstance(kind, type) and is_dataclass(kind):
        inner = get_type_hints(kind)
        return any(holds(inner[one.name], wanted) for one in fields(kind))
    return any(holds(part, wanted) for part in get_args(kind))


def told() -> Iterator[tuple[str, FunctionType]]:
    """Yield every screen that a use case draws for others, with where it does."""
    for name in project_files():
        if name.startswith("bot/") and name.endswith(".py") and name.count("/") == 1:
            module = import_module(name.removesuffix(".py").replace("/", "."))
            for call in ast.walk(ast.parse(text_of(name))):
                if isinstance(call, ast.Call) and ast.unparse(call.func) in TELLS_OTHERS:
                    yield from ((f"{name}:{call.lineno}", screen) for screen in _screens(module, call))


def _screens(module: ModuleType, call: ast.Call) -> Iterator[FunctionType]:
    for node in ast.walk(call):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            room = getattr(module, node.value.id, None)
            found = getattr(room, node.attr, None)
            if isinstance(room, ModuleType) and room.__name__.startswith("bot.screens"):
                assert isinstance(found, FunctionType), node.attr
                yield found


def test_the_screens_drawn_for_others_are_found() -> None:
    names = {screen.__name__ for _, screen in told()}
    assert {"note_for_partner", "note_for_organiser", "thanks_told", "help_told"} <= names


def test_what_others_are_told_is_never_drawn_from_words_for_their_writer_only() -> None:
    wrong = [
        f"{where} {screen.__name__}({name})"
        for where, screen in told()
        for name, kind in get_type_hints(screen).items()
        if holds(kind, OnlyMe)
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", [CheckIn, LookBack, OnlyMe])
def test_values_that_hold_such_words_are_known(kind: type) -> None:
    assert holds(kind, OnlyMe)
    assert not holds(ForPartners, OnlyMe)
    assert not holds(ForOrganisers, OnlyMe)


@pytest.mark.parametrize("audience", Audience)
def test_words_keep_their_audience_and_stay_out_of_error_messages(audience: Audience) -> None:
    note = confided(audience, MemberId(1), "canary")
    assert audience_of(note) is audience
    assert "canary" not in repr(note)
