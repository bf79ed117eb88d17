"""What people do: they arrive, answer what they are shown, and have weeks in which they move, pause or go."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Protocol

from bot.model.ids import MemberId
from bot.ports import LetterKind
from bot.router.request import Answer, Ask, Reject, Show
from bot.ui import Form
from bot.wiring.simulation.chat import Home, Message, Person
from bot.wiring.simulation.clockwork import moment
from bot.wiring.simulation.habits import Words, filled, pressed
from bot.wiring.simulation.people import TEMPERS, ZONES, Kind, Temper, brings, drawn, kind_of
from bot.wiring.simulation.secrets import Secrets
from bot.wiring.simulation.switchboard import FORGET, Switchboard

MINUTE, HOUR, DAY, WEEK = 60.0, 3600.0, 86_400.0, 604_800.0
# People look at their phones at the same moments: so two partners often press at once.
GRID = 10 * MINUTE
DELAYS = tuple(n * MINUTE for n in (1, 10, 20, 40, 60, 90, 240, 600, 1500, 3200))
DEEPEST = 2
Doing = Callable[[], Coroutine[object, object, None]]
CURIOUS = (
    "help",
    "partner",
    "profile",
    "profile.hours",
    "profile.about",
    "skills",
    "checkin",
    "meet",
    "meet.form",
    "goals",
    "avoid",
    "offer",
    "want",
    "change",
    "resume",
    "in",
    "skip",
    "join",
    "help.form",
    "unknown",
)
FORBIDDEN = ("round.open", "round.preview", "round.publish", "members")


class Scene(Protocol):
    """What people need of the world."""

    seed: int
    homes: list[Home]
    met: dict[MemberId, Person]
    secrets: Secrets
    board: Switchboard
    lively: bool

    def seconds(self) -> float:
        """Return the true time."""
        ...

    def begin(self, doing: Coroutine[object, object, None]) -> None:
        """Let something happen beside everything else."""
        ...

    def note(self, what: str) -> None:
        """Write a line into the trace."""
        ...


class Crowd:
    """Everybody of every community, each by their own dice."""

    def __init__(self, scene: Scene, weeks: int) -> None:
        """Take the world they live in, and for how many weeks."""
        self._scene, self._weeks = scene, weeks
        self.kinds = {one.handle: kind_of(scene.seed, one) for home in scene.homes for one in home.people}

    def arrive(self) -> None:
        """Let everybody come in within the first three days, one in ten later."""
        loop = asyncio.get_running_loop()
        for home in self._scene.homes:
            for person in home.people:
                dice = drawn(self._scene.seed, person, "arrival")
                late = dice.random() < 0.1 and not person.organiser
                after = dice.uniform(HOUR, 3 * DAY) + late * dice.uniform(0, 0.7 * self._weeks * WEEK)
                loop.call_later(after, self._begin, person, partial(self._arrives, person))

    def hears(self, message: Message) -> None:
        """Let everybody who can read a message react in their own time."""
        for person in message.readers:
            dice = drawn(self._scene.seed, person, message.key)
            temper = TEMPERS[self.kinds[person.handle]]
            if message.kind is LetterKind.ANNOUNCEMENT or person.closed:
                continue
            signs = any(button.action.startswith("round.in") for button in message.card.buttons())
            if dice.random() < (temper.signs_up if signs else temper.answers):
                self._later(person, dice, partial(self._reacts, person, message, dice))

    async def _arrives(self, person: Person) -> None:
        offers, wants = brings(self._scene.seed, person)
        dice = drawn(self._scene.seed, person, "arriving")
        answer = await self._scene.board.ask(person, "offer", offers)
        if isinstance(answer, Show) and (agree := pressed(answer.card, dice, "join.agree")):
            await self._scene.board.ask(person, agree)
        await self._scene.board.ask(person, "want", wants)
        if dice.random() < 0.5:
            await self._follow(person, await self._scene.board.ask(person, "profile.hours"), dice)
        self._next_week(person, 1)

    async def _reacts(self, person: Person, message: Message, dice: random.Random) -> None:
        hostile = self.kinds[person.handle] is Kind.HOSTILE
        if message.kind is LetterKind.CHECKIN and dice.random() < (0.4 if hostile else 0.12):
            await self._says(person, dice)
            return
        action = pressed(message.card, dice)
        if action is not None:
            await self._press(person, action, dice)

    async def _says(self, person: Person, dice: random.Random) -> None:
        text = self._words(person).phrase("said", dice)
        answer = await self._scene.board.ask(person, "said", text)
        share = pressed(answer.card, dice, "checkin.share") if isinstance(answer, Show) else None
        self._scene.secrets.of_words(person, text, share.partition(":")[2] if share else "")
        await self._follow(person, answer, dice)

    async def _press(self, person: Person, action: str, dice: random.Random, depth: int = 0) -> None:
        self._scene.secrets.shared(action)
        await self._follow(person, await self._scene.board.ask(person, action), dice, depth)

    async def _follow(
        self, person: Person, answer: Answer | None, dice: random.Random, depth: int = 0
    ) -> None:
        """Go on with what the bot answered: fill in its form, or press something on its card."""
        temper = TEMPERS[self.kinds[person.handle]]
        match answer:
            case Ask(form):
                await self._fill(person, form, dice, depth)
            case Show(card) if depth < DEEPEST and dice.random() < temper.goes_on:
                action = pressed(card, dice)
                if action is not None:
                    await self._press(person, action, dice, depth + 1)
            case Reject(_, card) if depth < DEEPEST and dice.random() < 0.5:
                action = pressed(card, dice)
                if action is not None:
                    await self._press(person, action, dice, depth + 1)
            case _:
                pass

    async def _fill(self, person: Person, form: Form, dice: random.Random, depth: int) -> None:
        values = filled(form, dice, self._words(person))
        self._scene.secrets.of_form(person, form.action, values)
        answer = await self._scene.board.ask(person, form.action, values=values)
        await self._follow(person, answer, dice, depth + 1)

    async def _lives(self, person: Person, week: int) -> None:
        """Let a week of somebody's life happen: mostly nothing."""
        dice = drawn(self._scene.seed, person, f"week {week}")
        temper = TEMPERS[self.kinds[person.handle]]
        happening = _happening(temper, dice)
        if happening == "deletes" and not person.organiser:
            self._scene.note(f"{person.handle} deletes the account")
            person.gone = True
        elif happening == "closes":
            person.closed = not person.closed
        elif happening:
            await self._does(person, happening, dice)
        if not person.gone and person.erased is None:
            self._next_week(person, week + 1)

    async def _does(self, person: Person, happening: str, dice: random.Random) -> None:
        ask = self._scene.board.ask
        match happening:
            case "leaves" if not person.organiser:
                await self._on_purpose(person, "leave", "leave.confirm", dice)
            case "forgets" if not person.organiser:
                await self._on_purpose(person, "forget", FORGET, dice)
            case "returns":
                await self._on_purpose(person, "join", "join.agree", dice)
            case "pauses":
                await ask(person, "pause", dice.choice(("1 week", "2 weeks", "4 weeks")))
            case "moves":
                await self._moves(person, dice)
            case "meddles" if not person.organiser:
                await ask(person, dice.choice(FORBIDDEN))
            case "wanders":
                await self._follow(person, await ask(person, dice.choice(CURIOUS)), dice)
            case _:
                pass

    async def _on_purpose(self, person: Person, verb: str, button: str, dice: random.Random) -> None:
        answer = await self._scene.board.ask(person, verb)
        if isinstance(answer, Show) and (action := pressed(answer.card, dice, button)):
            await self._scene.board.ask(person, action)

    async def _moves(self, person: Person, dice: random.Random) -> None:
        answer = await self._scene.board.ask(person, "profile.hours")
        if isinstance(answer, Ask):
            person.zone = dice.choice(ZONES)
            values = {**filled(answer.form, dice, self._words(person)), "zone": (person.zone,)}
            await self._scene.board.ask(person, answer.form.action, values=values)

    def _words(self, person: Person) -> Words:
        others = tuple(one.member for one in person.home.people[:40] if one.member and one is not person)
        mark = f"c{person.home.number}m{person.number}n{person.deeds}"
        return Words(self.kinds[person.handle], mark, moment(self._scene.seconds()), others)

    def _later(self, person: Person, dice: random.Random, doing: Doing) -> None:
        now = self._scene.seconds()
        at = GRID * (int((now + dice.choice(DELAYS)) // GRID) + 1)
        asyncio.get_running_loop().call_later(at - now, self._begin, person, doing)

    def _next_week(self, person: Person, week: int) -> None:
        if week <= self._weeks:
            dice = drawn(self._scene.seed, person, f"when {week}")
            self._later_by(dice.uniform(0.6, 1.4) * WEEK, person, partial(self._lives, person, week))

    def _later_by(self, after: float, person: Person, doing: Doing) -> None:
        asyncio.get_running_loop().call_later(after, self._begin, person, doing)

    def _begin(self, person: Person, doing: Doing) -> None:
        if self._scene.lively and not person.gone:
            self._scene.begin(doing())


def _happening(temper: Temper, dice: random.Random) -> str:
    chances = {
        "leaves": temper.leaves,
        "returns": 0.05,
        "pauses": temper.pauses,
        "moves": temper.moves,
        "meddles": temper.meddles,
        "wanders": temper.wanders,
        "closes": temper.closes,
        "deletes": temper.deletes,
        "forgets": temper.forgets,
    }
    draw = dice.random()
    for name, chance in chances.items():
        draw -= chance
        if draw < 0:
            return name
    return ""
