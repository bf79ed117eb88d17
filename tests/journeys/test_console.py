"""The story in the terminal: both of the article's stories and a circle, the same each time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.demo.neighbours import neighbour
from bot.demo.story import Stage
from bot.wiring.tale import play, tell_story


async def transcript(*handles: str, scene: Callable[[Stage], Awaitable[None]]) -> str:
    """Return what a scene with these people looks like in the terminal."""
    lines: list[str] = []

    async def played(stage: Stage, _: Callable[[timedelta], Awaitable[None]]) -> None:
        await scene(stage)

    await play(lines.append, handles, played)
    return "\n".join(lines)


async def the_security_and_the_ai_expert(stage: Stage) -> None:
    """Let two experts join and a round be published."""
    await stage.types("olga", "/mentor-admin setup")
    await stage.fills("olga", {})
    for handle in ("sara", "ravi"):
        await stage.types(handle, f"/mentor offer {neighbour(handle).offers}")
        await stage.presses(handle, "I agree")
        await stage.types(handle, f"/mentor want {neighbour(handle).wants}")
    await stage.types("olga", "/mentor-admin round open")
    for handle in ("sara", "ravi"):
        await stage.presses(handle, "I'm in")
    await stage.types("olga", "/mentor-admin round preview")
    await stage.types("olga", "/mentor-admin round publish")
    await stage.presses("olga", "Publish")


async def test_the_security_expert_and_the_ai_expert_teach_each_other() -> None:
    seen = await transcript("sara", "ravi", "olga", scene=the_security_and_the_ai_expert)
    assert (
        "Sara Lindqvist teaches Ravi Menon Application security, for this goal: stop prompt injection" in seen
    )
    assert (
        "Ravi Menon teaches Sara Lindqvist Machine learning, for this goal: judge what our models leak"
        in seen
    )


async def test_the_story_goes_from_joining_to_the_look_back_and_is_the_same_each_time() -> None:
    first: list[str] = []
    second: list[str] = []
    await tell_story(first.append)
    await tell_story(second.append)
    assert first == second
    told = "\n".join(first)
    order = [
        "Before you join",
        "5 of 5 placed. No other valid arrangement places more.",
        "Ana Duarte teaches Ben Okafor web architecture",
        "You are a teaching circle of three",
        "Did you and Ben Okafor meet this week?",
        "Only you can read it.",
        "Your round is over",
        "Ana Duarte asked me to hand this to you:",
    ]
    found = [told.index(part) for part in order]
    assert found == sorted(found)
