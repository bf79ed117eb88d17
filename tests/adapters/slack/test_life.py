"""Logging in, both ways of listening, watching the sockets, and shutting down."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr

from adapters.slack import connection, sockets
from adapters.slack import http as door
from adapters.slack.app import SlackAdapter
from adapters.slack.http import Replays
from adapters.slack.tasks import Tasks
from bot.model.community import Platform
from bot.ports import LoginError
from bot.router.request import Answer, Request, Show
from bot.ui import Card
from tests.adapters.slack.world import (
    ADA,
    CHANNEL,
    OFFER_FORM,
    SmallCore,
    ask,
    logged_in,
    settings,
    show,
    workspace,
)
from tests.fakes.slack import FakeConfig, FakeSlack

FORM_TYPE = "application/x-www-form-urlencoded"


@pytest.fixture
async def ws() -> AsyncIterator[FakeSlack]:
    async with workspace() as found:
        yield found


async def test_once_started_commands_are_received_and_once_stopped_not(ws: FakeSlack) -> None:
    adapter = SlackAdapter(settings(ws), SmallCore())
    connected = [adapter.connected]
    await adapter.start()
    connected.append(adapter.connected)
    assert (await ws.user(ADA).slash("/mentor", "partner")).ok
    await ws.user(ADA).wait_message("You did partner")
    await adapter.stop()
    connected.append(adapter.connected)
    await ws.wait_for(lambda: not ws.courier.connections)
    assert connected == [False, True, False]
    assert adapter.platform is Platform.SLACK


async def test_an_adapter_that_never_started_stops_all_the_same(ws: FakeSlack) -> None:
    await SlackAdapter(settings(ws), SmallCore()).stop()
    assert ws.calls == []


async def test_an_api_address_needs_no_slash_at_its_end(ws: FakeSlack) -> None:
    async with logged_in(ws, SmallCore(), api_url=ws.base_url.rstrip("/")) as adapter:
        assert adapter.connected


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"bot_token": SecretStr("xoxb-wrong")}, "slack.bot_token (invalid_auth)"),
        ({"bot_token": SecretStr(FakeSlack.app_token)}, "slack.bot_token (not_allowed_token_type)"),
        ({"app_token": SecretStr("xapp-wrong")}, "slack.app_token (invalid_auth)"),
        ({"app_token": None}, "slack.app_token is missing"),
        ({"mode": "http", "signing_secret": None}, "slack.signing_secret is missing"),
        ({"api_url": "http://127.0.0.1:9/api/"}, "cannot be reached at 127.0.0.1:9"),
    ],
)
async def test_wrong_settings_are_told_in_one_sentence_without_the_secret(
    ws: FakeSlack, wrong: dict[str, object], named: str
) -> None:
    adapter = SlackAdapter(settings(ws, **wrong), SmallCore())
    with pytest.raises(LoginError) as caught:
        await adapter.start()
    says = str(caught.value)
    assert named in says
    assert "\n" not in says
    assert "wrong" not in says.partition("(")[0]
    assert "xoxb-wrong" not in says
    assert not adapter.connected


async def test_a_slack_that_stumbles_once_at_the_start_is_asked_again(ws: FakeSlack) -> None:
    ws.fail_next("auth.test", status=500)
    async with logged_in(ws, SmallCore()) as adapter:
        assert adapter.connected


async def test_sockets_that_never_open_are_told(ws: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "FIRST_CONNECTION", 0.3)
    ws.courier.refuse_next = 1000
    with pytest.raises(LoginError, match="no socket could be opened"):
        await SlackAdapter(settings(ws, ping_interval=0.1), SmallCore()).start()


async def test_nothing_is_asked_of_slack_before_a_command_is_acknowledged(ws: FakeSlack) -> None:
    async with logged_in(ws, SmallCore()):
        before = len(ws.calls)
        ws.fail_next("*", delay=0.4, times=99)
        delivery = await ws.user(ADA).slash("/mentor", "partner")
        assert delivery.ack_ms is not None
        assert delivery.ack_ms < 300
        assert {call.method for call in ws.calls[before:]} <= {"users.info"}


async def test_stopping_finishes_what_was_begun(ws: FakeSlack) -> None:
    core = SmallCore()
    core.held = asyncio.Event()
    adapter = SlackAdapter(settings(ws), core)
    await adapter.start()
    await ws.user(ADA).slash("/mentor", "partner", channel=CHANNEL)
    await ws.wait_for(lambda: core.requests)
    stopping = asyncio.create_task(adapter.stop())
    await ws.wait_for(lambda: not ws.courier.connections)
    core.held.set()
    await stopping
    assert ws.user(ADA).latest("You did partner") is not None


async def test_a_form_that_is_being_answered_is_answered_before_the_sockets_close(ws: FakeSlack) -> None:
    released = asyncio.Event()

    async def save(_: Request) -> Answer:
        await released.wait()
        return Show(Card("Saved"))

    ada = ws.user(ADA)
    adapter = SlackAdapter(settings(ws), SmallCore(offer=ask(OFFER_FORM), offer_save=save))
    await adapter.start()
    await ada.slash("/mentor", "offer")
    await ada.wait_modal()
    sending = asyncio.create_task(ada.submit_view(values={"skills": "rust"}))
    await ws.wait_for(lambda: ws.courier.deliveries[-1].name == "view_submission")
    stopping = asyncio.create_task(adapter.stop())
    await asyncio.sleep(0)
    released.set()
    await stopping
    assert (await sending).ok
    assert ada.modals() == []


async def test_work_that_does_not_end_is_cut_off_in_time() -> None:
    tasks = Tasks()
    tasks.start(asyncio.Event().wait(), "endless")
    began = time.monotonic()
    assert await tasks.drain(0.1) == 1
    assert time.monotonic() - began < 1


async def test_a_socket_the_sdk_gave_up_on_is_rebuilt(ws: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "REBUILT_AFTER", 0.3)
    monkeypatch.setattr(sockets, "CHECK_EVERY", 0.05)
    async with logged_in(ws, SmallCore(), ping_interval=30) as adapter:
        await ws.wait_for(lambda: len(ws.courier.connections) == 2)
        await ws.courier.drop_sockets(hard=True)
        await ws.wait_for(lambda: ws.courier.opened == 4)
        await ws.wait_for(lambda: adapter.connected)
        assert (await ws.user(ADA).slash("/mentor", "partner")).ok
        await ws.user(ADA).wait_message("You did partner")


async def test_a_silent_socket_is_noticed_and_replaced(ws: FakeSlack) -> None:
    async with logged_in(ws, SmallCore(), ping_interval=0.3) as adapter:
        await ws.wait_for(lambda: len(ws.courier.connections) == 2)
        ws.courier.silence_sockets()
        await ws.wait_for(lambda: ws.courier.opened >= 4, timeout=8)
        await ws.wait_for(lambda: adapter.connected)
        assert (await ws.user(ADA).slash("/mentor", "partner")).ok
        await ws.user(ADA).wait_message("You did partner")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
async def http() -> AsyncIterator[tuple[FakeSlack, int]]:
    port = free_port()
    config = FakeConfig(mode="http", bot_url=f"http://127.0.0.1:{port}/slack/events", time_scale=0.01)
    async with workspace(config) as found:
        yield found, port


async def test_http_mode_answers_commands_forms_clicks_and_words_alike(http: tuple[FakeSlack, int]) -> None:
    ws, port = http
    ada = ws.user(ADA)
    core = SmallCore(offer=ask(OFFER_FORM), offer_save=show("Saved"))
    async with logged_in(ws, core, mode="http", port=port, app_token=None) as adapter:
        connected = [adapter.connected]
        await ada.slash("/mentor", "offer", channel=CHANNEL)
        await ada.wait_modal("What can you teach?")
        await ada.submit_view(values={"skills": "rust"})
        await ada.wait_message("Saved")
        await ada.dm("hello")
        await ada.wait_message("You did said")
    assert [*connected, adapter.connected] == [True, False]
    assert ws.violations() == []
    assert ws.errors() == []


async def test_http_mode_refuses_what_slack_did_not_sign_and_what_is_old(http: tuple[FakeSlack, int]) -> None:
    ws, port = http
    body = urlencode(
        {"command": "/mentor", "text": "leave", "team_id": ws.team.id, "user_id": ADA, "trigger_id": "1"}
    )
    core = SmallCore()
    async with logged_in(ws, core, mode="http", port=port):
        forged = await ws.courier.post_signed(body, FORM_TYPE, signature="v0=" + "0" * 64)
        old = await ws.courier.post_signed(body, FORM_TYPE, timestamp=int(time.time()) - 301)
    assert [forged[0], old[0]] == [401, 401]
    assert core.requests == []


def test_a_request_seen_before_is_a_replay_and_slacks_own_double_is_not() -> None:
    now = [0.0]
    replays = Replays(lambda: now[0])
    replays.taken("v0=1")
    now[0] = 1.0
    assert not replays.is_replay("v0=1")
    now[0] = 299.0
    assert replays.is_replay("v0=1")
    assert not replays.is_replay("v0=2")


async def test_http_mode_refuses_a_replayed_request(
    http: tuple[FakeSlack, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ws, port = http
    monkeypatch.setattr(door, "TWICE", 0.0)
    body = urlencode(
        {"command": "/mentor", "text": "partner", "user_id": ADA, "team_id": ws.team.id, "trigger_id": "1"}
    )
    core, at = SmallCore(), int(time.time())
    async with logged_in(ws, core, mode="http", port=port):
        answers = [await ws.courier.post_signed(body, FORM_TYPE, timestamp=at) for _ in range(2)]
    assert [status for status, _ in answers] == [200, 401]
    assert len(core.requests) == 1


async def test_http_mode_names_a_taken_address(http: tuple[FakeSlack, int]) -> None:
    ws, port = http
    async with logged_in(ws, SmallCore(), mode="http", port=port):
        with pytest.raises(LoginError, match=f"127.0.0.1:{port} cannot be listened on"):
            await SlackAdapter(settings(ws, mode="http", port=port), SmallCore()).start()


@pytest.mark.parametrize(
    ("url", "no_proxy", "expected"),
    [
        ("https://slack.com/api/", "", "http://proxy.test:3128"),
        ("https://slack.com/api/", "slack.com", None),
        ("http://127.0.0.1:8080/api/", "", None),
        ("http://localhost:8080/api/", "", None),
    ],
)
def test_the_environments_proxy_is_used_but_never_for_this_machine(
    monkeypatch: pytest.MonkeyPatch, url: str, no_proxy: str, expected: str | None
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://proxy.test:3128")
    monkeypatch.setenv("no_proxy", no_proxy)
    assert connection.proxy_for(url) == expected


async def test_a_proxy_in_the_environment_does_not_keep_the_bot_from_a_local_slack(
    ws: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with logged_in(ws, SmallCore()):
        await ws.user(ADA).slash("/mentor", "partner", channel=CHANNEL)
        await ws.user(ADA).wait_message("You did partner")


def test_slacks_libraries_log_no_ticket_no_traceback_and_nothing_people_write(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logger = connection.sdk_logger()
    logger.debug("payload %s", json.dumps({"text": "secret words"}))
    try:
        raise ValueError("quoted")
    except ValueError:
        logger.exception("Failed to connect (url='wss://x.test/link?ticket=123&app_id=4')")
    assert [record.getMessage() for record in caplog.records] == [
        "Failed to connect (url='wss://x.test/link?…')"
    ]
    assert caplog.records[0].exc_info is None
    assert logging.getLogger().level != logging.NOTSET
