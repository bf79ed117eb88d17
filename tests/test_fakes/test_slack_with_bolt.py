"""The real slack_bolt, logged in to the local Slack."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.slack import DriverError, FakeConfig, FakeSlack
from tests.test_fakes.bolt_bot import FORM, by_http, by_socket, people


async def journey(ws: FakeSlack) -> None:
    """A command, a click, a form, the Home tab and a DM."""
    ada = ws.user("U1")
    assert (await ada.slash("/mentor", "offer python")).ok
    asked = await ada.wait_message("You teach")
    assert ws.team.channels[asked.channel].kind == "im"
    assert (await ada.click(asked, "yes")).ok
    await ws.wait_for(lambda: "Noted: python" in asked.plain())
    await ada.slash("/mentor", "form")
    view = await ada.wait_modal("What to learn")
    await ada.submit_view(view, {"skill": "bad", "hours": "2"})
    assert (view.errors, ada.modals()) == ({"skill": "Not that one"}, [view])
    await ada.submit_view(view, {"skill": "go", "hours": "2 h"})
    assert ada.modals() == []
    await ada.wait_message("You want go for 2 h")
    await ada.open_home()
    assert "Mentorship" in (await ws.wait_for(ada.home)).plain()
    await ada.dm("hello")
    await ada.wait_message("echo: hello")
    await ws.settle(quiet=0.05)


async def test_a_bot_in_socket_mode_is_led_through_everything(tmp_path: Path) -> None:
    record = tmp_path / "calls.jsonl"
    async with FakeSlack(FakeConfig(record=record)) as ws:
        people(ws)
        async with by_socket(ws):
            await journey(ws)
        assert (ws.violations(), ws.errors()) == ([], []), ws.report()
    kinds = {json.loads(line)["kind"] for line in record.read_text().splitlines()}
    assert kinds == {"call", "delivery"}


async def test_a_bot_behind_http_is_led_through_everything_by_signed_requests() -> None:
    async with FakeSlack(FakeConfig(mode="http")) as ws:
        people(ws)
        async with by_http(ws):
            await journey(ws)
        assert (ws.violations(), ws.errors()) == ([], []), ws.report()


@pytest.mark.parametrize(
    "forged", [{"timestamp": int(time.time()) - 301}, {"signature": "v0=" + "0" * 64}], ids=["old", "false"]
)
async def test_bolt_refuses_a_request_that_is_old_or_falsely_signed(forged: dict[str, Any]) -> None:
    async with FakeSlack(FakeConfig(mode="http")) as ws, by_http(ws):
        kind = "application/x-www-form-urlencoded"
        status, _ = await ws.courier.post_signed("command=%2Fmentor", kind, **forged)
        assert status == 401


async def test_an_answer_given_with_the_acknowledgement_reaches_only_its_person(ws: FakeSlack) -> None:
    async with by_socket(ws):
        await ws.user("U1").slash("/mentor", "???", channel="C1")
    assert ["do not know" in message.plain() for message in ws.user("U1").inbox()] == [True]
    assert ws.user("U2").inbox() == []


async def test_a_form_without_its_required_field_never_leaves_the_client(ws: FakeSlack) -> None:
    ada = ws.user("U1")
    view = ws.team.open_view("U1", "modal", FORM)
    ws.team.modals["U1"] = [view]
    with pytest.raises(DriverError, match="hours: required"):
        await ada.submit_view(view, {"skill": "go"})
    assert ws.courier.deliveries == []


async def test_a_429_is_waited_out_by_the_sdk(ws: FakeSlack) -> None:
    ws.fail_next("chat.postMessage", status=429, retry_after=1)
    async with by_socket(ws):
        await ws.user("U1").slash("/mentor", "offer rust")
        await ws.user("U1").wait_message("You teach rust")
    first, second = ws.calls_to("chat.postMessage")
    assert (first.status, second.status) == (429, 200)
    assert second.at - first.at >= 1


@pytest.mark.parametrize("how", ["reset", "closed", "refreshed"])
async def test_a_lost_socket_is_opened_again(ws: FakeSlack, how: str) -> None:
    async with by_socket(ws):
        if how == "refreshed":
            await ws.courier.ask_disconnect(close_after=0.1)
        else:
            await ws.courier.drop_sockets(hard=how == "reset")
        await ws.wait_for(lambda: ws.courier.opened == 2 and ws.courier.connections, 10)
        await ws.user("U1").dm("still there?")
        await ws.user("U1").wait_message("echo: still there?")


async def test_a_late_acknowledgement_is_a_violation_and_the_person_is_told() -> None:
    async with FakeSlack(FakeConfig(ack_timeout=0.2)) as ws:
        people(ws)
        async with by_socket(ws):
            late = await ws.user("U1").slash("/mentor", "slow 0.3")
            assert late.outcome == "timeout"
            await ws.wait_for(lambda: late.ack_ms)
        assert [each.name for each in ws.violations()] == ["/mentor"]
        assert "operation_timeout" in ws.user("U1").inbox()[-1].text


async def test_an_event_delivered_twice_has_one_event_id(ws: FakeSlack) -> None:
    ada = ws.user("U1")
    ws.courier.duplicate_next["events_api"] = 1
    async with by_socket(ws):
        await ada.dm("twice")
        await ws.wait_for(lambda: [m.plain() for m in ada.inbox()].count("echo: twice") == 2)
    heard = [d for d in ws.courier.deliveries if d.payload["event"].get("user") == "U1"]
    assert len({d.payload["event_id"] for d in heard}) == 1
    assert len({d.envelope_id for d in heard}) == 2
