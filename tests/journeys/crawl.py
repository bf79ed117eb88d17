"""Everything that can be typed, pressed and sent in Slack, found by looking: a new verb or button is tried as well.

Verbs come from `bot.commands.COMMANDS`, buttons, menus and forms from what people are shown.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.commands import COMMANDS, Command, OptionKind
from tests.fakes.slack import FakeSlack, Message, Person, View
from tests.fakes.slack.record import Delivery

CHANNEL = "C1"
PATIENCE = 20.0
ENDING = ("leave", "forget", "pause", "round cancel", "round close", "remove", "split")
"""Verbs that end something: typed after all others, so that those find something to act on."""

Target = Message | View
Element = dict[str, Any]


@dataclass
class Crawl:
    """One walk through all that the people in a workspace can do; `done` are the names of the actions tried."""

    fake: FakeSlack
    other: str
    patience: float = PATIENCE
    done: set[str] = field(default_factory=set)
    unanswered: list[str] = field(default_factory=list)

    async def verbs(self, person: Person, root: str) -> None:
        """Type every verb of a command, bare and with words behind it; send every form that opens."""
        for command in in_order(root):
            for words in ("", *self._words(command)):
                await self._types(person, command, words)

    async def everything(self, person: Person, rounds: int = 3) -> None:
        """Press every button and choose in every menu that a person sees and nobody has tried yet."""
        for _ in range(rounds):
            for target, block, element in list(self._untried(person)):
                if (block, element) in target.elements():  # pressing another one may have changed the card
                    await self._uses(person, target, block, element)

    def _words(self, command: Command) -> Iterator[str]:
        if command.option is None:
            return
        match command.option.kind:
            case OptionKind.SKILLS:
                yield "python"
            case OptionKind.PERSON:
                yield f"<@{self.other}|other>"
            case OptionKind.MOMENT | OptionKind.DAY:
                yield "3 weeks"
            case OptionKind.TEXT:
                yield "1"

    async def _types(self, person: Person, command: Command, words: str) -> None:
        before = self._sight(person)
        typed = f"{command.path} {words}".strip()
        delivery = await person.slash(f"/{command.root}", typed, channel=CHANNEL)
        await self._answered(person, before, delivery, f"/{command.root} {typed}")

    async def _uses(self, person: Person, target: Target, block: str, element: Element) -> None:
        name = str(element["action_id"])
        self.done.add(_plain(name))
        before = self._sight(person)
        if element["type"] == "button":
            delivery: Delivery | None = await person.click(target, name, block)
        else:
            delivery = await person.select(target, name, element["options"][0]["value"], block)
        await self._answered(person, before, delivery, name)

    async def _answered(self, person: Person, before: Any, delivery: Delivery | None, what: str) -> None:
        """Wait for the answer to something done, and send the form when it is one."""
        if delivery is not None and not delivery.ok:
            self.unanswered.append(f"{what}: {delivery.outcome}")
            return
        try:
            await self.fake.wait_for(lambda: self._sight(person) != before, self.patience, what)
        except TimeoutError:
            self.unanswered.append(what)
            return
        while person.modal is not None and person.modal.body.get("submit"):
            await self._sends(person, person.modal)

    async def _sends(self, person: Person, view: View) -> None:
        """Fill in a form and send it; one that is not taken twice is closed."""
        self.done.add(view.callback_id.partition(":")[0])
        seen = view.body
        for values in (self._filled(view, "1"), self._filled(view, "python")):
            delivery = await person.submit_view(view, values)
            if not delivery.ok:
                self.unanswered.append(f"{view.callback_id}: {delivery.outcome}")
            if view not in person.modals() or view.body is not seen:
                return
        await person.close_view(everything=True)

    def _filled(self, view: View, text: str) -> dict[str | tuple[str, str], Any]:
        found: dict[str | tuple[str, str], Any] = {}
        for block in view.blocks:
            if block["type"] == "input":
                element = block["element"]
                found[block["block_id"], element["action_id"]] = self._value(element, text)
        return found

    def _value(self, element: Element, text: str) -> Any:
        match element["type"]:
            case "users_select":
                return self.other
            case "datetimepicker":
                return int(time.time()) + 86_400
            case "checkboxes":
                return [element["options"][0]["value"]]
            case "static_select" | "radio_buttons":
                return element["options"][0]["value"]
            case _:
                return text[: element.get("max_length", len(text))]

    def _untried(self, person: Person) -> Iterator[tuple[Target, str, Element]]:
        home = person.home()
        targets: list[Target] = [*person.inbox(), *([home] if home else [])]
        offered: set[str] = set()
        for target in targets:
            for block, element in target.elements():
                name = _plain(str(element["action_id"]))
                if element["type"] in {"button", "static_select"} and not {name} & (self.done | offered):
                    offered.add(name)
                    yield target, block, element

    def _sight(self, person: Person) -> Any:
        """Return something that changes when the person gets to see anything new."""
        shown = [(message.ts, message.plain(), len(message.history)) for message in person.inbox()]
        modal = person.modal
        return shown, None if modal is None else (modal.id, modal.hash, dict(modal.errors))


def in_order(root: str) -> list[Command]:
    """Return the verbs of a command, those that end something last."""
    found = [command for command in COMMANDS if command.root == root]
    return sorted(found, key=lambda command: command.path in ENDING)


def _plain(action: str) -> str:
    return action.partition(":")[0]
