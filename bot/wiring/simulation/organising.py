"""What organisers do: set the channel up, open rounds, publish with a double click, and begin again."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.router.request import Answer, Ask, Show
from bot.wiring.simulation.chat import Person
from bot.wiring.simulation.clockwork import moment
from bot.wiring.simulation.doing import DAY, HOUR, WEEK, Scene
from bot.wiring.simulation.habits import Words, filled, pressed
from bot.wiring.simulation.people import Kind, drawn

SIGN_UP = 5
TRIES = 6


class Organiser:
    """Runs one round after the other in her community."""

    def __init__(self, scene: Scene, person: Person, round_weeks: int) -> None:
        """Take the world, who organises, and how many weeks a round lasts."""
        self._scene, self._person, self._round_weeks = scene, person, round_weeks
        self._dice = drawn(scene.seed, person, "organising")

    async def runs(self) -> None:
        """Live from the first day to the last."""
        await asyncio.sleep(2 * HOUR)
        await self._sets_up()
        await asyncio.sleep(3 * DAY + 6 * HOUR)
        while self._scene.lively:
            if await self._a_round():
                await asyncio.sleep(self._round_weeks * WEEK + 2 * DAY)
                if self._dice.random() < 0.3:
                    await self._ends("round.close", "round.end")
            await asyncio.sleep(DAY)

    async def _a_round(self) -> bool:
        """Open a round and publish it; return whether it was started."""
        until = moment(self._scene.seconds()) + timedelta(days=SIGN_UP)
        await self._ask("round.open", f"{until:%Y-%m-%d}")
        await asyncio.sleep((SIGN_UP + 1.5) * DAY)
        for _ in range(TRIES):
            await self._ask("round.preview")
            confirm = self._button(await self._ask("round.publish"), "round.confirm")
            if confirm is not None:
                # An impatient click, and another one: it must stay one round.
                await asyncio.gather(self._ask(confirm), self._ask(confirm))
                return True
            await asyncio.sleep(DAY)
            if not self._scene.lively:
                return False
        await self._ends("round.cancel", "round.drop")
        return False

    async def _sets_up(self) -> None:
        answer = await self._ask("setup")
        if not isinstance(answer, Ask):
            return
        words = Words(Kind.KEEN, "", moment(self._scene.seconds()), ())
        values = filled(answer.form, self._dice, words)
        values |= {
            "weeks": (str(self._round_weeks),),
            "language": ("en",),
            "weekday": (str(self._dice.randrange(7)),),
        }
        await self._scene.board.ask(self._person, answer.form.action, values=values)

    async def _ends(self, verb: str, button: str) -> None:
        action = self._button(await self._ask(verb), button)
        if action is not None:
            await self._ask(action)

    def _button(self, answer: Answer | None, name: str) -> str | None:
        return pressed(answer.card, self._dice, name) if isinstance(answer, Show) else None

    async def _ask(self, action: str, text: str = "") -> Answer | None:
        return await self._scene.board.ask(self._person, action, text)
