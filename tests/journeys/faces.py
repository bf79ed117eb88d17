"""One way to act and to see on every face: typing, pressing, filling in; and reading what one was sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from bot.commands import COMMANDS, parse
from bot.demo.neighbours import Neighbour
from tests.fakes.discord import FakeDiscord, GuildDriver, Seen
from tests.fakes.discord import Person as DiscordPerson
from tests.fakes.slack import FakeSlack
from tests.fakes.slack import Message as SlackMessage
from tests.fakes.slack import Person as SlackPerson
from tests.journeys.bot_process import BotProcess

PATIENCE = 30.0
Filled = dict[str, str]


class Face(Protocol):
    """What a journey can do, whatever the platform."""

    async def types(self, handle: str, text: str) -> None:
        """Type a slash command, or plain words in the bot's DM."""
        ...

    async def presses(self, handle: str, label: str) -> None:
        """Press the newest button with this label, waiting for it to appear."""
        ...

    async def fills(self, handle: str, values: Filled) -> None:
        """Fill in the form that is open and send it."""
        ...

    async def sees(self, handle: str, text: str) -> str:
        """Wait until something this person can see holds a text; return the newest such message whole."""
        ...

    def sent_to(self, handle: str) -> list[str]:
        """Return every lasting message the bot sent to this person, alone or in a shared space."""
        ...

    async def later(self, moment: datetime) -> None:
        """Restart the bot with its clock at a moment."""
        ...


class SlackFace:
    """People in the local Slack."""

    def __init__(self, fake: FakeSlack, bot: BotProcess, people: tuple[Neighbour, ...]) -> None:
        self._fake, self._bot = fake, bot
        self._ids = {one.handle: f"U{number}" for number, one in enumerate(people, start=1)}
        for one in people:
            fake.team.add_user(
                self._ids[one.handle], one.handle, real_name=one.name, tz=one.zone, is_admin=one.organiser
            )
        fake.team.add_channel("C1", "mentorship", list(self._ids.values()))

    async def types(self, handle: str, text: str) -> None:
        """Type a slash command, or plain words in the bot's DM."""
        if text.startswith("/"):
            command, _, rest = text.partition(" ")
            delivery = await self._person(handle).slash(command, rest, channel="C1")
            assert delivery.ok, delivery
        else:
            await self._person(handle).dm(text)

    async def presses(self, handle: str, label: str) -> None:
        """Press the newest button with this label, waiting for it to appear."""
        person = self._person(handle)
        message, action, block = await self._fake.wait_for(lambda: self._button(person, label), PATIENCE)
        delivery = await person.click(message, action, block)
        assert delivery.ok, delivery

    async def fills(self, handle: str, values: Filled) -> None:
        """Fill in the form that is open and send it."""
        person = self._person(handle)
        view = await person.wait_modal("", PATIENCE)
        delivery = await person.submit_view(view, _by_action(values))
        assert delivery.ok, delivery
        assert not view.errors, view.errors

    async def sees(self, handle: str, text: str) -> str:
        """Wait until something this person can see holds a text; return the newest such message whole."""
        return (await self._person(handle).wait_message(text, PATIENCE)).plain()

    def sent_to(self, handle: str) -> list[str]:
        """Return every lasting message the bot sent to this person, alone or in a shared space."""
        return [message.plain() for message in self._person(handle).inbox() if message.ephemeral_to is None]

    async def later(self, moment: datetime) -> None:
        """Restart the bot with its clock at a moment."""
        await self._fake.settle()
        assert await self._bot.stop() == 0
        await self._bot.start(moment)

    def _person(self, handle: str) -> SlackPerson:
        return self._fake.user(self._ids[handle])

    def _button(self, person: SlackPerson, label: str) -> tuple[SlackMessage, str, str | None] | None:
        for message in reversed(person.inbox()):
            for block in message.blocks:
                for element in block.get("elements", ()):
                    if element.get("type") == "button" and element["text"]["text"] == label:
                        return message, element["action_id"], block.get("block_id")
        return None


class DiscordFace:
    """People in the local Discord."""

    def __init__(self, fake: FakeDiscord, bot: BotProcess, people: tuple[Neighbour, ...]) -> None:
        self._fake, self._bot = fake, bot
        self._guild: GuildDriver = fake.add_guild("The Maker Club", locale="en-GB")
        self._people = {
            one.handle: self._guild.add_member(one.handle, admin=one.organiser, nick=one.name)
            for one in people
        }
        self._opened: dict[str, Any] = {}

    async def types(self, handle: str, text: str) -> None:
        """Type a slash command, or plain words in the bot's DM."""
        person = self._people[handle]
        if not text.startswith("/"):
            await person.dm(text)
            return
        command, options = _split(text)
        await self._did(handle, await person.slash(command, **options))

    async def presses(self, handle: str, label: str) -> None:
        """Press the newest button with this label, waiting for it to appear."""
        person = self._people[handle]
        found = await self._fake.wait_until(
            lambda: _newest(person, lambda seen: label in seen.labels), PATIENCE, label
        )
        await self._did(handle, await person.click(found, label))

    async def fills(self, handle: str, values: Filled) -> None:
        """Fill in the form that is open and send it."""
        await self._did(
            handle, await self._people[handle].submit_modal(self._opened.pop(handle), dict(values))
        )

    async def sees(self, handle: str, text: str) -> str:
        """Wait until something this person can see holds a text; return the newest such message whole."""
        person = self._people[handle]
        found = await self._fake.wait_until(
            lambda: _newest(person, lambda seen: text in _words(seen)), PATIENCE, text
        )
        return _words(found)

    def sent_to(self, handle: str) -> list[str]:
        """Return every lasting message the bot sent to this person, alone or in a shared space."""
        return [_words(seen) for seen in self._people[handle].inbox() if seen.where in {"dm", "thread"}]

    async def later(self, moment: datetime) -> None:
        """Restart the bot with its clock at a moment."""
        assert await self._bot.stop() == 0
        await self._bot.start(moment)

    def person(self, handle: str) -> DiscordPerson:
        """Return somebody, for what only Discord has."""
        return self._people[handle]

    async def _did(self, handle: str, interaction: Any) -> None:
        assert not interaction.failed, interaction
        if interaction.modal is not None:
            self._opened[handle] = interaction


def _by_action(values: Filled) -> dict[str | tuple[str, str], Any]:
    by_action: dict[str | tuple[str, str], Any] = {}
    by_action.update(values)
    return by_action


def _newest(person: DiscordPerson, fits: Callable[[Seen], bool]) -> Seen | None:
    return next((seen for seen in reversed(person.inbox()) if fits(seen)), None)


def _words(seen: Seen) -> str:
    """Return what a message says, without the stars of bold words."""
    return seen.text.replace("**", "")


def _split(text: str) -> tuple[str, dict[str, Any]]:
    """Turn `/mentor-admin round open 2026-11-29` into Discord's command path and options."""
    root, _, rest = text.removeprefix("/").partition(" ")
    typed = parse(root, rest)
    command = next(one for one in COMMANDS if one.root == root and f"{rest} ".startswith(f"{one.path} "))
    options = {} if command.option is None or not typed.text else {command.option.name: typed.text}
    return command.typed[1:], options
