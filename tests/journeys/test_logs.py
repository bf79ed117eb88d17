"""Logs hold random internal numbers only: a whole story with everything logged, then searched."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeConfig, FakeSlack
from tests.journeys.bot_process import BotProcess, running
from tests.journeys.faces import DiscordFace, Face, SlackFace
from tests.journeys.stories import CAST, MONDAY, everybody_is_introduced

GOAL = "canary goal of the story"
Played = tuple[Face, BotProcess, list[str]]


@asynccontextmanager
async def slack(folder: Path) -> AsyncIterator[Played]:
    """Yield Slack, the bot that logs everything, and the ids and tokens that must not be logged."""
    async with FakeSlack(FakeConfig()) as fake:
        section = {"bot_token": fake.bot_token, "app_token": fake.app_token, "api_url": fake.base_url}
        bot = BotProcess(folder, {"slack": section, "logging": {"level": "DEBUG"}})
        face = SlackFace(fake, bot, CAST)
        async with running(bot, MONDAY):
            yield face, bot, [fake.bot_token, fake.app_token, *(f'"U{n}"' for n in range(1, len(CAST) + 1))]
            await fake.settle()


@asynccontextmanager
async def discord(folder: Path) -> AsyncIterator[Played]:
    """Yield Discord, the bot that logs everything, and the token that must not be logged."""
    async with FakeDiscord(check_responses=True) as fake:
        section = {"token": fake.token, "api_url": fake.api_base, "gateway_url": fake.gateway_url}
        bot = BotProcess(folder, {"discord": section, "logging": {"level": "DEBUG"}})
        face = DiscordFace(fake, bot, CAST)
        async with running(bot, MONDAY):
            yield face, bot, [fake.token]


FACES: dict[str, Callable[[Path], AbstractAsyncContextManager[Played]]] = {"slack": slack, "discord": discord}


@pytest.mark.parametrize("name", FACES)
async def test_no_log_line_names_anybody_or_quotes_a_word_of_theirs(name: str, tmp_path: Path) -> None:
    async with FACES[name](tmp_path) as (face, bot, secrets):
        await everybody_is_introduced(face)
        await face.types("ana", "/mentor goals")
        await face.fills("ana", {"goal": GOAL})
        await face.sees("ana", "Goal noted")
        await face.types("ana", "/mentor forget")
        await face.presses("ana", "Erase everything")
        await face.sees("ana", "Everything about you is erased")
        await face.sees("ben", "has ended early")
        logged = "\n".join(bot.lines)
    words = [GOAL, *secrets]
    for one in CAST:
        words += [one.name, *(part for part in one.wants.split(":")[1:])]
    assert [word for word in words if word.strip() and word.strip() in logged] == []
    assert "adapter_ready" in logged
