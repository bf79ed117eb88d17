"""Every door leads somewhere: buttons, menus, forms and commands have a route, and every route has a door."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import AsyncIterator, Iterator, Mapping
from functools import cache
from types import FunctionType

import pytest

from adapters.console.stage import preset
from bot import commands
from bot.demo.clock import HandClock
from bot.model.community import Platform
from bot.router.core import ROUTES, TRY_AGAIN, Core
from bot.router.request import Ask, Reject, Request, Show
from bot.router.routes import Handler
from bot.screens import problems
from bot.texts import texts
from bot.ui import Card, Form
from bot.wiring.solving import solve_here
from storage.database import open_store
from tests.screens.cast import CALM, NOW, STYLES, Cast
from tests.screens.gallery import drawn, public_screens

# Words typed to the bot, and commands that nobody knows: adapters and `commands.parse` open these two.
WITHOUT_A_DOOR = {"said", commands.UNKNOWN}


@cache
def cards() -> list[Card]:
    """Return every card, with calm words in it."""
    return [screen for screen in _calm() if isinstance(screen, Card)]


@cache
def forms() -> dict[str, Form]:
    """Return every form by its action."""
    return {screen.action: screen for screen in _calm() if isinstance(screen, Form)}


@cache
def pressed() -> list[str]:
    """Return the actions of all buttons."""
    return sorted({button.action for card in cards() for button in card.buttons()})


@cache
def chosen() -> dict[str, str]:
    """Return the actions of all menus, each with a value it offers."""
    return {card.select.action: card.select.options[0].value for card in cards() if card.select}


def _calm() -> list[Card | Form]:
    calm = Cast(STYLES[CALM])
    return [one.screen for name in public_screens() for one in drawn(name) if one.cast == calm]


def names_in(actions: object) -> set[str]:
    """Return the actions without their numbers."""
    assert isinstance(actions, list | dict)
    return {str(action).partition(":")[0] for action in actions}


def read_by(handler: Handler) -> frozenset[str]:
    """Return the names of the values that a handler reads, also through functions of its own module."""
    assert isinstance(handler, FunctionType)
    found: set[str] = set()
    for call in _calls(handler):
        called = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        named = [
            arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if called in {"value", "get"} and len(named) == 1:
            found |= {*named}
        elif called == "person":
            found |= {"person"}
        elif called.startswith("_") and isinstance(inner := handler.__globals__.get(called), FunctionType):
            found |= read_by(inner)
    return frozenset(found)


def _calls(handler: FunctionType) -> list[ast.Call]:
    source = textwrap.dedent(inspect.getsource(handler))
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]


@pytest.fixture
async def core() -> AsyncIterator[Core]:
    """A core in whose community nothing ever happened."""
    store = await open_store("sqlite+aiosqlite:///:memory:")
    yield Core(store, HandClock(NOW), solve_here)
    await store.close()


async def somebody(core: Core) -> Request:
    """Return what a newcomer does first: somebody whom the platform lets run rounds."""

    async def organises() -> bool:
        return True

    home, member = await core.meet(
        platform=Platform.CONSOLE,
        community="club",
        community_name="Club",
        language="en",
        user="ana",
        name="Ana",
        zone="UTC",
    )
    return Request(
        member=member, community=home, action="help", channel="c", channel_name="c", organises=organises
    )


def test_every_button_leads_somewhere() -> None:
    assert names_in(pressed()) - ROUTES.keys() == {TRY_AGAIN}


def test_every_menu_leads_somewhere() -> None:
    assert names_in(chosen()) - ROUTES.keys() == set()
    assert len(chosen()) == 7


def test_every_form_is_read_by_somebody() -> None:
    assert names_in(forms()) - ROUTES.keys() == set()


def test_every_command_leads_somewhere() -> None:
    assert {command.action for command in commands.COMMANDS} - ROUTES.keys() == set()


def test_every_route_has_a_door() -> None:
    typed = {command.action for command in commands.COMMANDS}
    doors = typed | names_in(pressed()) | names_in(chosen()) | names_in(forms()) | WITHOUT_A_DOOR
    assert ROUTES.keys() - doors == set()


def test_commands_and_routes_agree_about_what_opens_a_form() -> None:
    differ = [one.typed for one in commands.COMMANDS if one.opens_form != ROUTES[one.action].opens_form]
    assert differ == []


def test_every_form_can_be_tried_again() -> None:
    openers = {name: ROUTES[name].reopens for name in names_in(forms())}
    assert [name for name, opener in openers.items() if not (opener and ROUTES[opener].opens_form)] == []
    assert {name for name, route in ROUTES.items() if route.reopens} == set(openers)


def test_every_field_of_a_form_is_read() -> None:
    read = {action: read_by(ROUTES[action.partition(":")[0]].handle) for action in forms()}
    asked = {(action, field.name) for action, form in forms().items() for field in form.fields}
    assert {(action, name) for action, name in asked if name not in read[action]} == set()


def test_nothing_is_read_that_no_form_asks_for() -> None:
    asked: dict[object, set[str]] = {}
    for action, form in forms().items():
        code = _code(ROUTES[action.partition(":")[0]].handle)
        asked.setdefault(code, set()).update(field.name for field in form.fields)
    read = {_code(ROUTES[name].handle): read_by(ROUTES[name].handle) for name in names_in(forms())}
    assert {code: names - asked[code] for code, names in read.items() if names - asked[code]} == {}


def _code(handler: Handler) -> object:
    assert isinstance(handler, FunctionType)
    return handler.__code__


def _doors() -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    """Yield every action with what comes with it; a form is sent as it stands."""
    yield from ((action, {}) for action in (*pressed(), *ROUTES))
    yield from ((action, {"choice": (value,)}) for action, value in chosen().items())
    yield from ((action, preset(form)) for action, form in forms().items())


@pytest.mark.parametrize("joined", [False, True], ids=["a stranger", "a member"])
async def test_behind_every_door_is_an_answer_where_nothing_has_happened_yet(
    core: Core, joined: bool
) -> None:
    unexpected, first = problems.unexpected(texts("en")), await somebody(core)
    wrong = []
    for action, values in sorted(_doors(), key=lambda door: door[0] == "forget.confirm"):
        if joined:
            await core.answer(_does(first, "join.agree", {}))
        answer = await core.answer(_does(first, action, values))
        if not isinstance(answer, Show | Ask | Reject) or (
            isinstance(answer, Show) and answer.card == unexpected
        ):
            wrong.append(action)
    assert wrong == []


def _does(first: Request, action: str, values: Mapping[str, tuple[str, ...]]) -> Request:
    return Request(
        member=first.member,
        community=first.community,
        action=action,
        values=values,
        channel=first.channel,
        channel_name=first.channel_name,
        organises=first.organises,
    )
