"""What goes wrong on the way: nothing unacknowledged, nothing twice, nobody left without a word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.slack import listeners
from bot.errors import Unavailable
from bot.router.request import Answer, Reject, Request, Show
from bot.ui import Button, Card
from tests.adapters.slack.world import (
    ADA,
    CHANNEL,
    GRACE,
    OFFER_FORM,
    SmallCore,
    ask,
    logged_in,
    show,
    workspace,
)
from tests.fakes.slack import FakeSlack, Message


@pytest.fixture
async def ws() -> AsyncIterator[FakeSlack]:
    async with workspace() as found:
        yield found
        assert found.violations() == []


def answers(ws: FakeSlack, user: str, words: str) -> list[Message]:
    """Return what a person sees with these words."""
    return [message for message in ws.user(user).inbox() if words in message.plain()]


@pytest.mark.parametrize("kind", ["slash_commands", "interactive", "events_api"])
async def test_what_slack_delivers_twice_is_done_once(ws: FakeSlack, kind: str) -> None:
    async def partner(_: Request) -> Answer:
        return Show(Card("Yours", rows=((Button("Press", "press:1"),),)))

    core = SmallCore(partner=partner)
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        ws.courier.duplicate_next[kind] = 1
        await ada.slash("/mentor", "partner")
        await ada.click(await ada.wait_message("Yours"), "press:1")
        await ada.wait_message("You did press")
        await ada.dm("hello")
        await ada.wait_message("You did said")
        await ws.settle(quiet=0.1)
    assert [len(answers(ws, ADA, words)) for words in ("Yours", "You did press", "You did said")] == [1, 1, 1]
    assert len(core.requests) == 4


async def test_a_form_delivered_twice_is_saved_and_answered_once(ws: FakeSlack) -> None:
    core = SmallCore(offer=ask(OFFER_FORM), offer_save=show("Saved"))
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.slash("/mentor", "offer")
        await ada.wait_modal()
        ws.courier.duplicate_next["interactive"] = 1
        await ada.submit_view(values={"skills": "rust"})
        await ada.wait_message("Saved")
    assert len(answers(ws, ADA, "Saved")) == 1


async def test_a_slow_core_is_acknowledged_at_once_all_the_same(ws: FakeSlack) -> None:
    core = SmallCore()
    core.held = asyncio.Event()
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        command = await ada.slash("/mentor", "partner", channel=CHANNEL)
        _, said = await ada.dm("hello")
        assert said is not None
        assert ada.inbox() == []
        core.held.set()
        await ada.wait_message("You did partner")
        await ada.wait_message("You did said")
    assert all(delivery.ack_ms is not None and delivery.ack_ms < 500 for delivery in (command, said))


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        (Show(Card("Saved late")), "Saved late"),
        (Reject({"skills": "Wrong."}, Card("Not quite yet")), "Not quite yet"),
    ],
)
async def test_a_form_the_core_is_slow_with_closes_and_is_answered_privately(
    ws: FakeSlack, monkeypatch: pytest.MonkeyPatch, answer: Answer, title: str
) -> None:
    monkeypatch.setattr(listeners, "FORM_SECONDS", 0.1)
    released = asyncio.Event()

    async def save(_: Request) -> Answer:
        await released.wait()
        return answer

    ada = ws.user(ADA)
    async with logged_in(ws, SmallCore(offer=ask(OFFER_FORM), offer_save=save)):
        await ada.slash("/mentor", "offer", channel=CHANNEL)
        await ada.wait_modal()
        await ada.submit_view(values={"skills": "rust"})
        assert ada.modals() == []
        released.set()
        shown = await ada.wait_message(title)
    assert shown.ephemeral_to == ADA


@pytest.mark.parametrize("action", ["partner", "offer.save"])
async def test_a_core_that_breaks_is_apologised_for_once(ws: FakeSlack, action: str) -> None:
    async def broken(_: Request) -> Answer:
        raise ZeroDivisionError

    core = SmallCore(offer=ask(OFFER_FORM), partner=broken, offer_save=broken)
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        if action == "partner":
            await ada.slash("/mentor", "partner")
        else:
            await ada.slash("/mentor", "offer")
            await ada.wait_modal()
            await ada.submit_view(values={"skills": "x"})
        await ada.wait_message("That did not work")
    assert len(ada.inbox()) == 1


async def test_a_database_that_is_gone_is_told_as_such(ws: FakeSlack) -> None:
    class Locked(SmallCore):
        async def meet(self, **_: Any) -> Any:
            raise Unavailable

    async with logged_in(ws, Locked()):
        await ws.user(ADA).slash("/mentor", "partner")
        await ws.user(ADA).wait_message("try again in a minute")


async def test_a_form_sent_while_the_database_is_gone_stays_open_with_what_was_typed(ws: FakeSlack) -> None:
    core = SmallCore(offer=ask(OFFER_FORM), offer_save=show("Saved"))
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.slash("/mentor", "offer")
        view = await ada.wait_modal()
        core.locked = True
        await ada.submit_view(values={"skills": "rust"})
        assert "please try again" in view.errors["skills"]
        core.locked = False
        await ada.submit_view()
        await ada.wait_message("Saved")
    assert core.last("offer.save").value("skills") == "rust"


@pytest.mark.parametrize("fault", [{"status": 404}, {"status": 500}, {"status": 429}])
async def test_a_dead_response_url_is_replaced_by_an_ephemeral_message(
    ws: FakeSlack, fault: dict[str, Any]
) -> None:
    ws.fail_next("response_url", **fault)
    async with logged_in(ws, SmallCore()):
        await ws.user(ADA).slash("/mentor", "partner", channel=CHANNEL)
        shown = await ws.user(ADA).wait_message("You did partner")
    assert (shown.ephemeral_to, shown.via) == (ADA, "api")
    assert len(ws.user(ADA).inbox()) == 1


async def test_where_the_bot_may_not_post_the_answer_comes_as_a_dm(ws: FakeSlack) -> None:
    ws.team.add_channel("C9", "elsewhere", [ADA], bot=False)
    ws.fail_next("response_url", status=404)
    async with logged_in(ws, SmallCore()):
        await ws.user(ADA).slash("/mentor", "partner", channel="C9")
        shown = await ws.user(ADA).wait_message("You did partner")
    assert shown.channel == ws.team.im(ADA).id
    assert len(ws.user(ADA).inbox()) == 1


async def test_an_answer_that_may_have_been_seen_is_not_shown_again(ws: FakeSlack) -> None:
    ws.fail_next("response_url", drop=True, apply=True)
    async with logged_in(ws, SmallCore()):
        await ws.user(ADA).slash("/mentor", "partner", channel=CHANNEL)
        await ws.user(ADA).wait_message("You did partner")
        await ws.settle(quiet=0.1)
    assert len(ws.user(ADA).inbox()) == 1


@pytest.mark.parametrize("fault", [{"status": 404}, {"drop": True}, {"drop": True, "apply": True}])
async def test_a_card_is_replaced_once_however_the_response_url_ends(
    ws: FakeSlack, fault: dict[str, Any]
) -> None:
    async def said(_: Request) -> Answer:
        return Show(Card("Did you meet?", rows=((Button("We met", "checkin.met:1"),),)))

    ada = ws.user(ADA)
    async with logged_in(ws, SmallCore(said=said, checkin_met=show("Noted", replaces=True))):
        await ada.dm("hello")
        message = await ada.wait_message("Did you meet?")
        ws.fail_next("response_url", **fault)
        await ada.click(message, "checkin.met:1")
        await ws.wait_for(lambda: "Noted" in message.plain())
        await ws.settle(quiet=0.1)
    assert len(ada.inbox()) == 1


async def test_a_form_slack_would_not_open_is_offered_again(ws: FakeSlack) -> None:
    ada = ws.user(ADA)
    async with logged_in(ws, SmallCore(offer=ask(OFFER_FORM))):
        ws.fail_next("views.open", error="expired_trigger_id")
        await ada.slash("/mentor", "offer", channel=CHANNEL)
        await ada.click(await ada.wait_message("The form did not open"), "offer")
        await ada.wait_modal("What can you teach?")


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": True}, {"status": 500, "apply": True}])
async def test_a_form_opens_once_though_slack_stumbles(ws: FakeSlack, fault: dict[str, Any]) -> None:
    ada = ws.user(ADA)
    async with logged_in(ws, SmallCore(offer=ask(OFFER_FORM))):
        ws.fail_next("views.open", **fault)
        await ada.slash("/mentor", "offer", channel=CHANNEL)
        await ada.wait_modal("What can you teach?")
        await ws.settle(quiet=0.3)
    assert ada.inbox() == []


async def test_a_form_waits_for_nobodys_profile(ws: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "FORM_PATIENCE", 0.05)
    core = SmallCore(offer=ask(OFFER_FORM))
    async with logged_in(ws, core):
        ws.fail_next("users.info", delay=0.5)
        await ws.user(GRACE).slash("/mentor", "offer")
        await ws.user(GRACE).wait_modal("What can you teach?", timeout=0.4)
        assert core.told[GRACE] == ("grace", None, "en")


async def test_one_cut_socket_loses_no_command(ws: FakeSlack) -> None:
    ada = ws.user(ADA)
    async with logged_in(ws, SmallCore()) as adapter:
        await ws.wait_for(lambda: len(ws.courier.connections) == 2)
        ws.courier.connections[0].cut()
        assert adapter.connected
        assert all([(await ada.slash("/mentor", "partner")).ok for _ in range(4)])
        await ws.wait_for(lambda: len(ada.inbox()) == 4)


@pytest.mark.parametrize("cut", [0, 1])
async def test_an_answer_whose_socket_was_cut_goes_by_the_other_one(ws: FakeSlack, cut: int) -> None:
    released = asyncio.Event()

    async def save(_: Request) -> Answer:
        await released.wait()
        return Reject({"skills": "Name a skill."}, Card("Not quite yet"))

    ada = ws.user(ADA)
    async with logged_in(ws, SmallCore(offer=ask(OFFER_FORM), offer_save=save), ping_interval=30):
        await ws.wait_for(lambda: len(ws.courier.connections) == 2)
        await ada.slash("/mentor", "offer")
        view = await ada.wait_modal()
        sending = asyncio.create_task(ada.submit_view(values={"skills": "?"}))
        await ws.wait_for(lambda: ws.courier.deliveries[-1].name == "view_submission")
        ws.courier.connections[cut].cut()
        await ws.wait_for(lambda: len(ws.courier.connections) == 1)
        released.set()
        assert (await sending).ok
    assert view.errors == {"skills": "Name a skill."}


@pytest.mark.parametrize("hard", [True, False])
async def test_cut_sockets_come_back(ws: FakeSlack, hard: bool) -> None:
    async with logged_in(ws, SmallCore(), ping_interval=0.3) as adapter:
        await ws.wait_for(lambda: len(ws.courier.connections) == 2)
        await ws.courier.drop_sockets(hard=hard)
        await ws.wait_for(lambda: len(ws.courier.connections) == 2)
        await ws.wait_for(lambda: adapter.connected)
        assert (await ws.user(ADA).slash("/mentor", "partner")).ok
        await ws.user(ADA).wait_message("You did partner")


async def test_slack_may_ask_for_new_sockets(ws: FakeSlack) -> None:
    async with logged_in(ws, SmallCore()):
        await ws.wait_for(lambda: len(ws.courier.connections) == 2)
        await ws.courier.ask_disconnect("refresh_requested", close_after=0.1)
        await ws.wait_for(lambda: ws.courier.opened == 4)
        assert (await ws.user(ADA).slash("/mentor", "partner")).ok
        await ws.user(ADA).wait_message("You did partner")
