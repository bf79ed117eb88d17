"""Discord, whole: everything that can be typed, pressed and filled in, in good times and in bad ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.commands import COMMANDS
from tests.fakes.discord import FakeDiscord
from tests.journeys.bot_process import BotProcess, running
from tests.journeys.faces import DiscordFace
from tests.journeys.stories import CAST, LEARNERS, MONDAY, everybody_is_introduced
from tests.journeys.walking import Walker

BROKEN = ("answer_failed", "request_failed", "event_failed", "no_suggestions")


@asynccontextmanager
async def club(folder: Path) -> AsyncIterator[tuple[FakeDiscord, BotProcess, DiscordFace]]:
    """Yield Discord, the bot as a process of its own, and the club; at the end nobody may have a complaint."""
    async with FakeDiscord(check_responses=True) as fake:
        section = {"token": fake.token, "api_url": fake.api_base, "gateway_url": fake.gateway_url}
        bot = BotProcess(folder, {"discord": section})
        face = DiscordFace(fake, bot, CAST)
        async with running(bot, MONDAY):
            yield fake, bot, face
            assert await bot.stop() == 0
        assert fake.violations == []
        assert fake.unknown_calls == []
        assert fake.spec_problems() == []
        assert [event for name in BROKEN for event in bot.events(name)] == []


async def test_every_command_option_suggestion_form_button_and_menu_is_answered(tmp_path: Path) -> None:
    async with club(tmp_path) as (fake, _, face):
        await everybody_is_introduced(face)
        people = {handle: face.person(handle) for handle in (*LEARNERS, "olga")}
        walker = Walker(fake, people["olga"], [people["ana"], people["ben"]])
        await walker.everything()
        assert walker.used["command"] >= len(COMMANDS)
        assert min(walker.used[kind] for kind in ("suggestion", "form", "button", "again")) > 0
