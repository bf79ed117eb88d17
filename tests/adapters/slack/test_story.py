"""A whole round in Slack with the real core, store and post behind the adapter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from adapters.slack.app import SlackAdapter
from bot.demo.clock import HandClock
from bot.model.community import Platform
from bot.ports import Store
from bot.router.core import Core
from bot.wiring.solving import solve_here
from scheduler.hand import HandDriver, no_pause
from scheduler.post import Post
from storage.database import open_store
from tests.adapters.slack.world import ADA, CHANNEL, GRACE, settings, workspace
from tests.fakes.slack import FakeSlack, Message, Person

HEADING = "\n"


@dataclass(slots=True)
class Bot:
    """A bot in one process, with a clock moved by hand; `restart` is the next process on the same store."""

    ws: FakeSlack
    store: Store
    clock: HandClock
    adapter: SlackAdapter
    time: HandDriver

    @classmethod
    async def begin(cls, ws: FakeSlack, store: Store, clock: HandClock) -> Bot:
        adapter = SlackAdapter(settings(ws), Core(store, clock, solve_here))
        await adapter.start()
        post = Post(store, clock, {Platform.SLACK: adapter.sender}, owner="test", pause=no_pause)
        return cls(ws, store, clock, adapter, HandDriver(store, clock, post))

    async def restart(self) -> Bot:
        await self.adapter.stop()
        return await Bot.begin(self.ws, self.store, self.clock)


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with workspace() as ws:
        store = await open_store("sqlite+aiosqlite://")
        found = await Bot.begin(ws, store, HandClock())
        yield found
        await ws.settle(quiet=0.05)
        await found.adapter.stop()
        await store.close()
        assert ws.violations() == []
        assert ws.errors() == []


def kind(bot: Bot, message: Message) -> str:
    """Return where a message is: im, mpim, channel or group."""
    return bot.ws.team.channels[message.channel].kind


async def types(person: Person, command: str, words: str, expected: str) -> Message:
    """Type a command in the channel and return the answer under the expected title."""
    before = len(person.inbox())
    await person.slash(command, words, channel=CHANNEL)
    return await person.wait_message(expected + HEADING, after=before)


async def join(bot: Bot, user: str, offer: str, want: str) -> None:
    """Let somebody join with what they bring."""
    person = bot.ws.user(user)
    consent = await types(person, "/mentor", "join", "Before you join")
    await person.click(consent, "join.agree")
    await bot.ws.wait_for(lambda: "Welcome" in consent.plain())
    await types(person, "/mentor", f"offer {offer}", "Noted")
    await types(person, "/mentor", f"want {want}", "Noted")


async def open_round(bot: Bot) -> None:
    """Let Ada set the channel up, and both join and sign up."""
    ada, grace = bot.ws.user(ADA), bot.ws.user(GRACE)
    await ada.slash("/mentor-admin", "setup", channel=CHANNEL)
    await ada.wait_modal("Mentorship here")
    await ada.submit_view()
    await ada.wait_message("Mentorship runs here now")
    await join(bot, ADA, "rust (expert)", "public speaking")
    await join(bot, GRACE, "public speaking (expert)", "rust: ship a CLI")
    await types(ada, "/mentor-admin", "round open", "Sign-up is open")
    await bot.time.settle()
    for person in (ada, grace):
        await person.click(await person.wait_message("Are you in this time?"), "round.in:1")
        await person.wait_message("Partners are introduced after")


async def publish(bot: Bot) -> None:
    """Let Ada look at the proposal and publish it."""
    ada = bot.ws.user(ADA)
    await types(ada, "/mentor-admin", "round preview", "Proposal for round 1")
    question = await types(ada, "/mentor-admin", "round publish", "Publish round 1?")
    await ada.click(question, question.elements()[0][1]["action_id"])
    await bot.ws.wait_for(lambda: "Publish round 1?" not in question.plain())
    await bot.time.settle()


async def test_a_round_from_setup_to_the_answered_check_in(bot: Bot) -> None:
    await open_round(bot)
    await publish(bot)
    [introduction] = [one for one in bot.ws.user(ADA).inbox() if kind(bot, one) == "mpim"]
    assert introduction in bot.ws.user(GRACE).inbox()
    assert f"<@{ADA}>" in introduction.text
    assert "Rust" in introduction.text
    await bot.time.advance(timedelta(days=4))
    grace = bot.ws.user(GRACE)
    check_in = await grace.wait_message("Weekly check-in")
    assert kind(bot, check_in) == "im"
    actions = [element["action_id"] for _, element in check_in.elements()]
    await grace.click(check_in, next(action for action in actions if action.startswith("checkin.met")))
    await bot.ws.wait_for(lambda: check_in.edited)


async def test_a_button_from_before_a_restart_still_works(bot: Bot) -> None:
    await open_round(bot)
    later = await bot.restart()
    ada = bot.ws.user(ADA)
    question = await ada.wait_message("You are in. Partners are introduced")
    await ada.click(question, "round.skip:1")
    await bot.ws.wait_for(lambda: "You are in" not in question.plain())
    await bot.ws.settle(quiet=0.05)
    await later.adapter.stop()


async def test_who_is_no_organiser_is_told_so_and_changes_nothing(bot: Bot) -> None:
    bot.ws.team.add_user("U9", "guest")
    bot.ws.team.channels[CHANNEL].members.append("U9")
    guest = bot.ws.user("U9")
    await guest.slash("/mentor-admin", "setup", channel=CHANNEL)
    await guest.wait_message("Only organisers can do this")
    assert guest.modals() == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("dance", "I do not know that command"),
        ("goals", "You have no partner"),
        ("offer " + "x" * 5000, "too long"),
        ("pause yesterday", "cannot read that day"),
    ],
)
async def test_bad_input_gets_one_sentence(bot: Bot, words: str, told: str) -> None:
    ada = bot.ws.user(ADA)
    await types(ada, "/mentor", "join", "Before you join")
    await ada.click(ada.inbox()[-1], "join.agree")
    await ada.wait_message("Welcome")
    before = len(ada.inbox())
    await ada.slash("/mentor", words, channel=CHANNEL)
    await ada.wait_message(told, after=before)
    assert len(ada.inbox()) == before + 1


async def test_a_typed_mass_mention_is_shown_as_words(bot: Bot) -> None:
    ada = bot.ws.user(ADA)
    consent = await types(ada, "/mentor", "join", "Before you join")
    await ada.click(consent, "join.agree")
    await bot.ws.wait_for(lambda: "Welcome" in consent.plain())
    noted = await types(ada, "/mentor", "offer <!channel>, &lt;!here&gt;", "Noted")
    assert "<!" not in noted.plain()
