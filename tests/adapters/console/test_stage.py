"""The stage: people act by what they can see, letters arrive where they belong, and a transcript is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.console.stage import Actor, CannotDo, ConsoleStage
from bot.demo.clock import HandClock
from bot.model.community import Platform
from bot.model.ids import LetterId
from bot.ports import Envelope, Sent
from bot.router.core import Core
from bot.wiring.solving import solve_here
from scheduler.hand import HandDriver, no_pause
from scheduler.post import Post
from storage.database import open_store


class Stage(ConsoleStage):
    """A stage that remembers which letters it was sent."""

    def __init__(self, core: Core, lines: list[str]) -> None:
        super().__init__(core, ("club", "Club"), "mentorship", lines.append)
        self.shown: list[Envelope] = []

    async def send(self, envelope: Envelope) -> Sent:
        """Show a letter to whom it is for."""
        self.shown.append(envelope)
        return await super().send(envelope)


class Scene:
    """A stage with its transcript."""

    def __init__(self, stage: Stage, lines: list[str]) -> None:
        self.stage, self.lines = stage, lines

    @property
    def text(self) -> str:
        """The transcript so far."""
        return "\n".join(self.lines)

    def since(self, line: str) -> str:
        """Return what was written after a line."""
        return self.text.rpartition(line)[2]


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    """A stage with Olga, who may run rounds, Ana and Ben."""
    store, clock, lines = await open_store("sqlite+aiosqlite://"), HandClock(), list[str]()
    stage = Stage(Core(store, clock, solve_here), lines)
    post = Post(store, clock, {Platform.CONSOLE: stage}, owner="test", pause=no_pause)
    stage.settle = HandDriver(store, clock, post).settle
    olga = Actor(handle="olga", name="Olga", zone="UTC", organiser=True)
    await stage.enter(
        [olga, *(Actor(handle=name.lower(), name=name, zone="Asia/Tokyo") for name in ("Ana", "Ben"))]
    )
    yield Scene(stage, lines)
    await store.close()


async def a_round(stage: ConsoleStage) -> None:
    """Let Ana and Ben be introduced to each other."""
    await stage.types("olga", "/mentor-admin setup")
    await stage.fills("olga", {})
    for handle, offers, wants in (("ana", "python (expert)", "chess"), ("ben", "chess (expert)", "python")):
        await stage.types(handle, f"/mentor offer {offers}")
        await stage.presses(handle, "I agree")
        await stage.types(handle, f"/mentor want {wants}")
    await stage.types("olga", "/mentor-admin round open")
    for handle in ("ana", "ben"):
        await stage.presses(handle, "I'm in")
    await stage.types("olga", "/mentor-admin round preview")
    await stage.types("olga", "/mentor-admin round publish")
    await stage.presses("olga", "Publish")


async def test_what_is_typed_and_what_is_answered_stand_in_the_transcript(scene: Scene) -> None:
    await scene.stage.types("ana", "/mentor")
    assert "Ana> /mentor" in scene.text
    assert "Bothways (to Ana alone):" in scene.text
    assert "  | [Join]" in scene.text


async def test_letters_go_to_one_person_to_a_shared_space_or_to_the_channel(scene: Scene) -> None:
    await a_round(scene.stage)
    assert "Bothways (private, to Ana):" in scene.text
    assert "Bothways (#mentorship):" in scene.text
    assert "Bothways (shared space Ana & Ben · 1):" in scene.text


async def test_a_letter_in_a_shared_space_has_its_buttons_for_everybody_in_it(scene: Scene) -> None:
    await a_round(scene.stage)
    await scene.stage.presses("ben", "Set goals")
    await scene.stage.fills("ben", {"goal": ("read a board",)})
    assert "read a board" in scene.since("Ben fills in: read a board")
    with pytest.raises(CannotDo):
        await scene.stage.presses("olga", "Set goals")


async def test_moments_are_told_in_the_readers_zone(scene: Scene) -> None:
    await a_round(scene.stage)
    await scene.stage.types("ana", "/mentor meet 2026-12-02 18:00")
    assert "Wed 2 Dec, 18:00" in scene.since("Ana> /mentor meet 2026-12-02 18:00")


async def test_words_without_a_slash_are_said_to_the_bot(scene: Scene) -> None:
    await scene.stage.types("ana", "good morning")
    assert "understand commands only" in scene.text


async def test_a_refused_form_says_why(scene: Scene) -> None:
    await scene.stage.types("ana", "/mentor offer")
    await scene.stage.fills("ana", {"skills": (" ",)})
    assert "Name at least one skill" in scene.text


async def test_nobody_does_what_they_could_not(scene: Scene) -> None:
    with pytest.raises(CannotDo, match="no button"):
        await scene.stage.presses("ana", "Publish")
    with pytest.raises(CannotDo, match="no form"):
        await scene.stage.fills("ana", {})


async def test_a_letter_that_was_shown_is_found_again_and_another_is_not(scene: Scene) -> None:
    await a_round(scene.stage)
    assert all([await scene.stage.find(letter) for letter in scene.stage.shown])
    assert await scene.stage.find(replace(scene.stage.shown[0], letter=LetterId(999))) is None


async def test_stage_directions_stand_in_the_transcript(scene: Scene) -> None:
    scene.stage.says("== Monday ==")
    assert scene.lines == ["\n== Monday =="]
