"""The real discord.py, logged in to the local Discord."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import discord
import pytest

from tests.fakes.discord import CannotDo, FakeDiscord
from tests.fakes.discord.gateway import Gateway
from tests.test_fakes.pycord_bot import Bot, logged_in
from tests.test_fakes.scene import MESSAGES, Scene

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


@pytest.fixture
async def bot(scene: Scene) -> AsyncIterator[Bot]:
    """The bot in the scene's guild."""
    async with logged_in(scene.fd) as bot:
        yield bot


@pytest.mark.usefixtures("bot")
async def test_a_member_is_led_through_a_form_and_a_check_in(scene: Scene) -> None:
    ann = scene.ann
    assert [each["name"] for each in await ann.autocomplete("mentor offer", "skill", "py")] == [
        "python",
        "pyramid",
    ]
    opened = await ann.slash("mentor offer", skill="python")
    done = await ann.submit_modal(opened, {"About": "ten years", "Level": "Expert"})
    assert (done.ephemeral, done.text) == (True, "Saved: python, expert, ten years")
    question = await ann.wait_for("did you meet?")
    assert (question.where, question.labels, question.pinged) == ("dm", ["We met"], True)
    clicked = await ann.click(question, "We met")
    assert (clicked.response_type, question.text, question.labels) == (7, "Noted", [])
    assert scene.bob.inbox() == []
    assert (scene.fd.unknown_calls, scene.fd.spec_problems()) == ([], [])


@pytest.mark.usefixtures("bot")
async def test_a_client_lets_nobody_do_what_cannot_be_done(scene: Scene) -> None:
    opened = await scene.ann.slash("mentor offer", skill="rust")
    hidden = scene.guild.add_channel("mods", private=True)
    for attempt, why in (
        (scene.ann.submit_modal(opened, {"Level": "Expert"}), "About is required"),
        (scene.ann.submit_modal(opened, {"About": "x" * 21, "Level": "Expert"}), "length 21 not allowed"),
        (scene.ann.submit_modal(opened, {"About": "x", "Level": "Guru"}), "not an option"),
        (scene.ann.slash("mentor who", in_dm=True), "not available in DMs"),
        (scene.ann.slash("mentor offer"), r"missing \['skill'\]"),
        (scene.ann.slash("mentor dance"), "no sub-command 'dance'"),
        (scene.ann.slash("mentor who", channel=hidden), "cannot see"),
    ):
        with pytest.raises(CannotDo, match=why):
            await attempt


@pytest.mark.usefixtures("bot")
async def test_a_deferred_reply_is_filled_in_later(scene: Scene) -> None:
    asked = await scene.ann.slash("mentor who")
    assert asked.deferred
    assert "ann, bob, eve" in (await scene.ann.settled(asked)).content
    assert scene.fd.violations == []


@pytest.mark.usefixtures("bot")
async def test_a_slow_first_response_is_seen_as_a_failure_and_then_as_late(scene: Scene) -> None:
    scene.fd.interaction_deadline = 0.1
    asked = await scene.ann.slash("mentor slow")
    assert asked.failed == "The application did not respond"
    await scene.fd.wait_until(lambda: len(scene.fd.violations) == 2)
    assert [each.kind for each in scene.fd.violations] == ["no-response", "late"]


async def test_a_retry_after_a_502_is_not_posted_twice_thanks_to_the_nonce(scene: Scene, bot: Bot) -> None:
    fault = scene.fd.add_fault(method="POST", path=r"/channels/\d+/messages$", status=502, apply=True)
    channel = bot.get_partial_messageable(scene.general.id)
    await channel.send("round 7")
    assert (fault.fired, scene.fd.deduplicated) == (1, 1)
    assert [message.content for message in scene.general.standing()] == ["round 7"]
    first, second = await channel.send("again", nonce="k7"), await channel.send("again", nonce="k7")
    assert first.id == second.id


async def test_a_bucket_is_obeyed_from_its_headers(scene: Scene, bot: Bot) -> None:
    channel = bot.get_partial_messageable(scene.general.id)
    scene.fd.add_fault(method="POST", path="/messages$", status=429, retry_after=0.2)
    for i in range(7):
        await channel.send(str(i))
    sent = scene.fd.calls_to("POST", MESSAGES)
    assert [call.status for call in sent] == [429] + [200] * 7
    assert sent[1].t - sent[0].t >= 0.2
    assert scene.fd.limits.hits == 0


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("trouble", [Gateway.cut_all, Gateway.close_all, Gateway.ask_reconnect])
async def test_after_a_lost_connection_missed_events_are_replayed(
    scene: Scene, trouble: Callable[[Gateway], None]
) -> None:
    gateway = scene.fd.gateway
    trouble(gateway)
    await scene.fd.wait_until(lambda: not gateway.live, 5)
    await scene.ann.dm("while you were away")
    await scene.ann.wait_for("echo while you were away", 10)
    events = [each["event"] for each in gateway.log]
    assert (events.count("identify"), events.count("resume")) == (1, 1)


@pytest.mark.usefixtures("bot")
async def test_an_event_delivered_twice_meets_an_answered_interaction(scene: Scene) -> None:
    scene.fd.gateway.duplicate_next("INTERACTION_CREATE")
    await scene.ann.slash("mentor who")
    calls = scene.fd.calls_to
    await scene.fd.wait_until(lambda: len(calls("POST", CALLBACK)) == 2)
    assert sorted(call.status for call in calls("POST", CALLBACK)) == [200, 400]


async def test_a_private_thread_reaches_those_added_and_nobody_else(scene: Scene, bot: Bot) -> None:
    channel = await bot.fetch_channel(scene.general.id)
    assert isinstance(channel, discord.TextChannel)
    kind = discord.ChannelType.private_thread
    thread = await channel.create_thread(name="Ann and Bob", type=kind, invitable=False)
    for person in (scene.ann, scene.bob):
        await thread.add_user(discord.Object(person.id))
    await thread.send("Hello, you two")
    assert [seen.where for seen in scene.bob.inbox()] == ["thread"]
    assert scene.eve.inbox() == []
    active = await channel.guild.active_threads()
    assert [each.id for each in active] == [thread.id]
    assert [message.content async for message in thread.history()] == ["Hello, you two"]


async def test_every_call_is_written_to_the_record(tmp_path: Path) -> None:
    record = tmp_path / "rest.jsonl"
    async with FakeDiscord(record_to=record) as fd:
        fd.add_guild("Python Club")
        async with logged_in(fd):
            pass
        lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert [line["path"] for line in lines] == [call.path for call in fd.calls]
    assert {"method", "path", "status", "request", "response"} <= set(lines[0])
