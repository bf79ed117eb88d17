"""The story: two people who teach each other, from joining to the closing retrospective."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

from bot.demo.neighbours import neighbour
from bot.ui import Values

LEARNERS = ("ana", "ben")
CAST = (*LEARNERS, "olga")


class Stage(Protocol):
    """Where the story is played: the terminal, or in tests any of the faces."""

    async def types(self, handle: str, text: str) -> None:
        """Let somebody type a slash command, or plain words to the bot."""
        ...

    async def presses(self, handle: str, label: str) -> None:
        """Let somebody press a button."""
        ...

    async def fills(self, handle: str, values: Values) -> None:
        """Let somebody fill in and send the form that is open."""
        ...

    def says(self, line: str) -> None:
        """Write a stage direction."""
        ...


Advance = Callable[[timedelta], Awaitable[None]]


async def tell(stage: Stage, advance: Advance) -> None:
    """Play the whole story; `advance` lets time pass."""
    await _everybody_joins(stage)
    await _the_round(stage, advance)
    await _first_week(stage, advance)
    await _to_the_end(stage, advance)


async def _everybody_joins(stage: Stage) -> None:
    stage.says("== Monday. Olga runs mentorship in her club's channel. ==")
    await stage.types("olga", "/mentor-admin setup")
    await stage.fills("olga", {"weeks": ("4",), "weekday": ("3",)})
    stage.says("== Ana, a senior web developer, hears about it. ==")
    ana = neighbour("ana")
    await stage.types("ana", "/mentor")
    await stage.types("ana", f"/mentor offer {ana.offers}")
    await stage.presses("ana", "I agree")
    await stage.types("ana", f"/mentor want {ana.wants}")
    stage.says("== Ben is a junior who knows the newest trends. ==")
    for handle in LEARNERS[1:]:
        one = neighbour(handle)
        await stage.types(handle, f"/mentor offer {one.offers}")
        await stage.presses(handle, "I agree")
        await stage.types(handle, f"/mentor want {one.wants}")


async def _the_round(stage: Stage, advance: Advance) -> None:
    stage.says("== Olga opens a round; everybody is asked. ==")
    await stage.types("olga", "/mentor-admin round open 2026-11-29")
    for handle in LEARNERS:
        await stage.presses(handle, "I'm in")
    stage.says("== Sunday night: sign-up is over. ==")
    await advance(timedelta(days=7))
    await stage.presses("olga", "Preview")
    await stage.types("olga", "/mentor-admin round publish")
    await stage.presses("olga", "Publish")


async def _first_week(stage: Stage, advance: Advance) -> None:
    stage.says("== Ana and Ben begin. ==")
    await stage.presses("ana", "Set goals")
    await stage.fills("ana", {"goal": ("use three new tools where they really help",)})
    await stage.types("ben", "/mentor meet")
    await stage.types("ben", "/mentor meet 2026-12-02 18:00")
    stage.says("== Thursday: the weekly check-in. ==")
    await advance(timedelta(days=4))
    await stage.presses("ana", "We met")
    await stage.presses("ana", "Both")
    await stage.presses("ana", "5")
    await stage.types("ana", "Ben explains like a friend. I was shy about asking.")
    await stage.presses("ben", "It's planned")


async def _to_the_end(stage: Stage, advance: Advance) -> None:
    stage.says("== A week later: one question again, one press. ==")
    await advance(timedelta(days=7))
    await stage.presses("ben", "We met")
    await stage.presses("ben", "I learned")
    await stage.presses("ben", "4")
    stage.says("== The holidays are near: Olga closes the round. Thanks, and four questions. ==")
    await stage.types("olga", "/mentor-admin round status")
    await stage.presses("olga", "Close the round …")
    await stage.presses("olga", "Close the round")
    await stage.presses("ana", "Look back")
    await stage.fills(
        "ana",
        {
            "learned": ("Three tools I use every day now.",),
            "taught": ("How to draw a service before building it.",),
            "thanks": ("Ben, you made me curious again.",),
        },
    )
