"""The same journeys in Slack and in Discord, the bot being its own process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeConfig, FakeSlack
from tests.journeys import messy
from tests.journeys.bot_process import BotProcess, running
from tests.journeys.faces import DiscordFace, Face, SlackFace
from tests.journeys.stories import (
    CAST,
    FIRST_CHECKIN,
    LEARNERS,
    MONDAY,
    everybody_is_introduced,
    introductions,
)

GOAL = "for this goal:"


@asynccontextmanager
async def slack(folder: Path) -> AsyncIterator[Face]:
    """Yield Slack with the club in it and the bot logged in; at the end, look that no rule was broken."""
    async with FakeSlack(FakeConfig()) as fake:
        section = {"bot_token": fake.bot_token, "app_token": fake.app_token, "api_url": fake.base_url}
        bot = BotProcess(folder, {"slack": {**section, "ping_interval": 2}})
        face = SlackFace(fake, bot, CAST)
        async with running(bot, MONDAY):
            yield face
            await fake.settle()
        assert fake.violations() == []
        assert fake.errors() == []


@asynccontextmanager
async def discord(folder: Path) -> AsyncIterator[Face]:
    """Yield Discord with the club in it and the bot logged in; at the end, look that no rule was broken."""
    async with FakeDiscord(check_responses=True) as fake:
        section = {"token": fake.token, "api_url": fake.api_base, "gateway_url": fake.gateway_url}
        bot = BotProcess(folder, {"discord": section})
        face = DiscordFace(fake, bot, CAST)
        async with running(bot, MONDAY):
            yield face
        assert fake.violations == []
        assert fake.unknown_calls == []
        assert fake.spec_problems() == []


FACES = {"slack": slack, "discord": discord}


@pytest.mark.parametrize("name", FACES)
async def test_two_stories_and_a_circle_from_setup_to_the_answered_check_in(
    name: str, tmp_path: Path
) -> None:
    async with FACES[name](tmp_path) as face:
        await everybody_is_introduced(face)
        for handle in LEARNERS:
            assert len(introductions(face, handle)) == 1, face.sent_to(handle)
        [ana] = introductions(face, "ana")
        assert "Software architecture" in ana
        assert "design my first service myself" in ana
        [sara] = introductions(face, "sara")
        assert "Application security" in sara
        assert "Machine learning" in sara
        [mei] = introductions(face, "mei")
        assert "circle of three" in mei
        await face.later(FIRST_CHECKIN)
        await face.sees("ana", "meet this week?")
        await face.presses("ana", "We met")
        await face.presses("ana", "Both")
        await face.presses("ana", "5")
        await face.sees("ana", "That is all for this week")


@pytest.mark.parametrize("name", FACES)
async def test_twenty_messy_lines_their_questions_and_a_merge_taken_back(name: str, tmp_path: Path) -> None:
    async with FACES[name](tmp_path) as face:
        await face.types("olga", "/mentor-admin setup")
        await face.fills("olga", {"weeks": "4"})
        await face.sees("olga", "Mentorship runs here now")
        await messy.everybody_types(face)
        await face.later(MONDAY + timedelta(hours=1))
        await messy.questions_are_answered(face)
        await messy.an_organiser_merges_and_takes_it_back(face)
