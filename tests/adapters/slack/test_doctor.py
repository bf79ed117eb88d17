"""What `bothways doctor` says about Slack."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.slack import doctor
from adapters.slack.connection import Workspace
from adapters.slack.manifest import EVENTS, SCOPES
from bot.health import Finding
from tests.adapters.slack.world import settings, workspace
from tests.fakes.slack import FakeSlack


@pytest.fixture
async def ws() -> AsyncIterator[FakeSlack]:
    async with workspace() as found:
        yield found


def problems(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if not finding.ok]


async def test_a_right_setup_has_nothing_to_mend(ws: FakeSlack) -> None:
    found = await doctor.check(settings(ws))
    assert [finding.code for finding in found] == [
        "slack.bot_token",
        "slack.scopes",
        "slack.history",
        "slack.app_token",
        "slack.socket",
    ]
    assert problems(found) == []
    assert "Fake One" in found[0].says


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"bot_token": SecretStr("xoxb-wrong")}, "slack.bot_token"),
        ({"app_token": SecretStr("xapp-wrong")}, "slack.app_token"),
        ({"app_token": None}, "slack.app_token"),
        ({"mode": "http", "signing_secret": None}, "slack.signing_secret"),
        ({"api_url": "http://127.0.0.1:9/"}, "slack.bot_token"),
    ],
)
async def test_each_mistake_is_found_with_its_fix(ws: FakeSlack, wrong: dict[str, object], code: str) -> None:
    [problem] = problems(await doctor.check(settings(ws, **wrong)))
    assert problem.code == code
    assert problem.says.endswith(".")
    assert problem.fix[0].isupper()
    assert "wrong" not in problem.says


async def test_http_mode_needs_no_app_token(ws: FakeSlack) -> None:
    found = await doctor.check(settings(ws, mode="http", app_token=None))
    assert problems(found) == []
    assert found[-1].code == "slack.signing_secret"


def test_missing_permissions_are_named() -> None:
    place = Workspace(
        team="T1", name="Acme", user="U1", bot="B1", scopes=frozenset({"commands", "chat:write"})
    )
    finding = doctor.scopes(place)
    assert not finding.ok
    assert "im:history" in finding.says
    assert "commands" not in finding.says
    assert "manifest" in finding.fix


async def test_a_firewall_that_lets_no_socket_pass_is_told(ws: FakeSlack) -> None:
    ws.courier.refuse_next = 1
    [problem] = problems(await doctor.check(settings(ws)))
    assert problem.code == "slack.socket"
    assert "firewall" in problem.fix


def test_every_code_and_every_permission_is_in_the_guide() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "slack.md").read_text("utf-8")
    codes = set(re.findall(r"\"(slack\.[a-z_]+)\"", Path(doctor.__file__).read_text("utf-8")))
    assert {code for code in codes if f"`{code}`" not in guide} == set()
    assert {scope.name for scope in SCOPES if f"| `{scope.name}` | {scope.reason}" not in guide} == set()
    assert {event for event in EVENTS if f"`{event}`" not in guide} == set()
