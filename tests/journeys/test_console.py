"""The story in the terminal: both of the article's stories and a circle, the same each time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.demo.neighbours import neighbour
from bot.demo.story import Stage
from bot.wiring.tale import play, tell_story, tell_whole_story
from tests.journeys import messy


async def transcript(*handles: str) -> str:
    """Return what a round with these people looks like in the terminal."""
    lines: list[str] = []

    async def played(stage: Stage, _: Callable[[timedelta], Awaitable[None]]) -> None:
        await introduced(stage, *handles)

    await play(lines.append, (*handles, "olga"), played)
    return "\n".join(lines)


async def introduced(stage: Stage, *handles: str) -> None:
    """Let people join and a round be published."""
    await stage.types("olga", "/mentor-admin setup")
    await stage.fills("olga", {})
    for handle in handles:
        await stage.types(handle, f"/mentor offer {neighbour(handle).offers}")
        await stage.presses(handle, "I agree")
        await stage.types(handle, f"/mentor want {neighbour(handle).wants}")
    await stage.types("olga", "/mentor-admin round open")
    for handle in handles:
        await stage.presses(handle, "I'm in")
    await stage.types("olga", "/mentor-admin round preview")
    await stage.types("olga", "/mentor-admin round publish")
    await stage.presses("olga", "Publish")


class Terminal:
    """The terminal as a face: what was written last holds what somebody sees."""

    def __init__(self, stage: Stage, lines: list[str]) -> None:
        self._stage, self._lines = stage, lines

    async def types(self, handle: str, text: str) -> None:
        self._lines.clear()
        await self._stage.types(handle, text)

    async def presses(self, handle: str, label: str) -> None:
        await self._stage.presses(handle, label)

    async def sees(self, handle: str, text: str) -> str:
        seen = "\n".join(self._lines)
        assert text in seen
        return seen


async def test_twenty_messy_lines_their_questions_and_a_merge_taken_back() -> None:
    lines: list[str] = []

    async def played(stage: Stage, _: Callable[[timedelta], Awaitable[None]]) -> None:
        face = Terminal(stage, lines)
        await messy.everybody_types(face)
        await messy.questions_are_answered(face)
        await messy.an_organiser_merges_and_takes_it_back(face)

    await play(lines.append, ("ana", "ben", "sara", "ravi", "ines", "kofi", "mei", "olga"), played)


async def test_the_security_expert_and_the_ai_expert_teach_each_other() -> None:
    seen = await transcript("sara", "ravi")
    assert (
        "Sara Lindqvist teaches Ravi Menon Application security, for this goal: stop prompt injection" in seen
    )
    assert (
        "Ravi Menon teaches Sara Lindqvist Machine learning, for this goal: judge what our models leak"
        in seen
    )


async def test_three_people_whom_no_pair_fits_become_a_teaching_circle() -> None:
    seen = await transcript("ines", "kofi", "mei")
    assert "You are a teaching circle of three" in seen
    assert "Ines Moreau teaches Mei Tanaka-Lin Drawing, for this goal: sketch while travelling" in seen
    assert "Mei Tanaka-Lin teaches Kofi Mensah Mandarin Chinese" in seen
    assert "Kofi Mensah teaches Ines Moreau Bookkeeping" in seen


async def test_the_story_goes_from_joining_to_the_look_back_and_is_the_same_each_time() -> None:
    first: list[str] = []
    second: list[str] = []
    await tell_story(first.append)
    await tell_story(second.append)
    assert first == second
    told = "\n".join(first)
    order = [
        "Before you join",
        "2 of 2 placed. No other valid arrangement places more.",
        "Ana Duarte teaches Ben Okafor Software architecture",
        "Did you and Ben Okafor meet this week?",
        "Only you can read it.",
        "Your round is over",
        "Ana Duarte asked me to hand this to you:",
    ]
    found = [told.index(part) for part in order]
    assert found == sorted(found)


async def test_the_whole_story_lives_through_six_weeks_of_a_pair_and_of_a_circle() -> None:
    lines: list[str] = []
    await tell_whole_story(lines.append)
    told = "\n".join(lines)
    order = [
        "You are a teaching circle of three",
        "Shall we agree on this?",
        "You have an agreement",
        "Ana Duarte moved your meeting to",
        "Twice you taught. Next time, begin with what you want to learn.",
        "Half time with Ben Okafor",
        "From Ana Duarte, to keep: You show it once more, slowly.",
        "your circle became a pair",
        "Your round is over",
        "From 2 to 4 in Generative AI.",
        "You and Ben Okafor wish to go on together.",
        "from 1 to 4 of 5",
    ]
    found = [told.index(part) for part in order]
    assert found == sorted(found)
