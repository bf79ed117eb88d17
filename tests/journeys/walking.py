"""Somebody on Discord who tries everything there is: every command, every way to give its option, every form and
field, every button and menu that comes back. What there is comes from `bot.commands` and from what the bot shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bot.commands import COMMANDS, Command, Option, OptionKind
from tests.fakes.discord import FakeDiscord, Interaction, Person, bits
from tests.fakes.discord.seen import CannotDo
from tests.fakes.discord.text import walk_components

SETTLED = 20.0
# What ends things comes last, so that everything before it has something to work on.
ENDINGS = ("split", "remove", "round.close", "round.cancel", "leave", "forget")
TYPED = {
    OptionKind.TEXT: ("1", "\u202enonsense *and* @everyone"),
    OptionKind.SKILLS: ("python, k8s (expert)", "?", "Java into JavaScript"),
    OptionKind.DAY: ("2026-12-24", "3 weeks", "when pigs fly"),
    OptionKind.MOMENT: ("2026-12-24 15:00", "2026-12-24", "when pigs fly"),
}


class Walker:
    """One person's way through everything; what was used is counted by its kind."""

    def __init__(self, fake: FakeDiscord, person: Person, others: Sequence[Person]) -> None:
        """Take who walks, and whom they name where a person is asked for."""
        self._fake, self._person, self._others = fake, person, others
        self.used: Counter[str] = Counter()
        self._pressed: set[str] = set()

    async def everything(self) -> None:
        """Type every command in every way."""
        for command in sorted(
            COMMANDS, key=lambda one: ENDINGS.index(one.action) if one.action in ENDINGS else -1
        ):
            for options in self._ways(command):
                self.used["command"] += 1
                await self._followed(await self._person.slash(command.typed[1:], **options))
            if command.option is not None:
                await self._suggested(command, command.option)

    def _ways(self, command: Command) -> Iterator[dict[str, Any]]:
        option = command.option
        if option is None or not option.required:
            yield {}
        if option is not None and option.kind is OptionKind.PERSON:
            yield from ({option.name: one} for one in (self._others[0], self._person))
        elif option is not None:
            yield from ({option.name: words} for words in TYPED[option.kind])

    async def _suggested(self, command: Command, option: Option) -> None:
        if option.kind is not OptionKind.TEXT and option.kind is not OptionKind.PERSON:
            for typed in ("", "py", "2", "x" * 200):
                self.used["suggestion"] += 1
                await self._person.autocomplete(command.typed[1:], option.name, typed)

    async def _followed(self, it: Interaction) -> None:
        """Fill in the form that opened, or press everything new on the card that came."""
        assert it.failed is None, it
        if it.modal is not None:
            await self._filled(it)
            return
        if it.response_type == bits.DEFER:
            await self._person.settled(it, SETTLED)
        for message in (it.original, *it.followups):
            if message is not None and not message.deleted:
                await self._tried(message)

    async def _tried(self, message: Any) -> None:
        for component in list(walk_components(message.components)):
            action = component.get("custom_id")
            if action is None or component.get("disabled"):
                continue
            # Each kind of button once a walk: the numbers behind it only say about whom or what.
            name = f"{action.partition(':')[0]} {component.get('label', '')}"
            if name in self._pressed:
                continue
            self._pressed.add(name)
            try:
                await self._followed(await self._used(message, component))
            except CannotDo:
                # The card changed under the finger: another button of it was pressed before.
                self._pressed.discard(name)

    async def _used(self, message: Any, component: dict[str, Any]) -> Interaction:
        if component["type"] == bits.BUTTON:
            self.used["button"] += 1
            return await self._person.click(message, component["custom_id"])
        self.used["menu"] += 1
        return await self._person.select(message, [component["options"][0]["value"]], component["custom_id"])

    async def _filled(self, opened: Interaction) -> None:
        """Send the form as it is where that goes, then with answers; follow what each leads to."""
        assert opened.modal is not None
        fields = [f for f in walk_components(opened.modal["components"]) if "custom_id" in f]
        for awkward in (True, False):
            values = {one["custom_id"]: self._answer(one, awkward=awkward) for one in fields}
            self.used["form"] += 1
            sent = await self._person.submit_modal(opened, values)
            assert sent.failed is None, sent
            if sent.response_type == bits.DEFER:
                await self._person.settled(sent, SETTLED)
            await self._reopened(sent, values)

    async def _reopened(self, sent: Interaction, values: dict[str, Any]) -> None:
        """Where the form was refused: Try again opens it with what was typed in it."""
        if sent.original is None:
            return
        again = [
            c
            for c in walk_components(sent.original.components)
            if str(c.get("custom_id")).startswith("again:")
        ]
        if not again:
            await self._tried(sent.original)
            return
        opened = await self._person.click(sent.original, again[0]["custom_id"])
        self.used["again"] += 1
        assert opened.modal is not None, opened
        texts = [f for f in walk_components(opened.modal["components"]) if f.get("type") == bits.TEXT_INPUT]
        for one in texts:
            assert one.get("value", "") == values[one["custom_id"]], one

    def _answer(self, asked: dict[str, Any], *, awkward: bool) -> Any:
        match asked["type"]:
            case bits.TEXT_INPUT:
                long = min(asked.get("max_length") or 40, 40)
                words = "\u202e**@everyone** <@1>" if awkward else asked.get("value") or "3"
                return str(words)[: max(long, len(str(asked.get("value") or "")))]
            case bits.USER_SELECT:
                return [self._others[0]]
            case bits.RADIO_GROUP:
                return asked["options"][0]["value"]
            case bits.CHECKBOX:
                return True
            case _:
                return [asked["options"][0]["value"]]
