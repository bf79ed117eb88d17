"""`bothways story`: the whole story in the terminal, in memory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from adapters.console.stage import Actor, ConsoleStage
from bot.demo import seed, story
from bot.demo.clock import HandClock
from bot.demo.neighbours import neighbour
from bot.model.community import Platform
from bot.router.core import Core
from bot.wiring.solving import solve_here
from scheduler.hand import HandDriver, no_pause
from scheduler.post import Post
from storage.database import open_store

Scenes = Callable[[story.Stage, story.Advance], Awaitable[None]]


async def tell_story(write: Callable[[str], None]) -> None:
    """Play the story; every line of its transcript goes to `write`. The same each time."""
    await play(write, story.CAST, story.tell)


async def tell_whole_story(write: Callable[[str], None]) -> None:
    """Play six weeks of a pair and of a circle; as `tell_story`."""
    from bot.demo import whole_story

    await play(write, whole_story.CAST, whole_story.tell)


async def play(write: Callable[[str], None], cast: Iterable[str], scenes: Scenes) -> None:
    """Play scenes with these neighbours in the terminal, on a fresh bot in memory."""
    store = await open_store("sqlite+aiosqlite://")
    try:
        clock = HandClock()
        core = Core(store, clock, solve_here)
        stage = ConsoleStage(core, (seed.CLUB, seed.CLUB_NAME), seed.CHANNEL, write)
        post = Post(store, clock, {Platform.CONSOLE: stage}, owner="story", pause=no_pause)
        driver = HandDriver(store, clock, post)
        stage.settle = driver.settle
        await stage.enter(_actor(handle) for handle in cast)
        await scenes(stage, driver.advance)
    finally:
        await store.close()


def _actor(handle: str) -> Actor:
    one = neighbour(handle)
    return Actor(handle=handle, name=one.name, zone=one.zone, organiser=one.organiser)
