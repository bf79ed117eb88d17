"""The bot is killed in the middle of delivery and started again: everybody gets exactly one message."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.demo.neighbours import NEIGHBOURS
from bot.model.community import Platform
from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeConfig, FakeSlack
from tests.fakes.waiting import Bell
from tests.journeys.bot_process import BotProcess
from tests.journeys.seeding import seed

HANDLES = [one.handle for one in NEIGHBOURS]
KILLS = 2
PATIENCE = 60.0
ABOUT_THE_ROUND = ("you are partners until", "No partner this time")


async def killed_and_restarted(bot: BotProcess, bell: Bell, arrived: Callable[[], int]) -> None:
    """Start the bot and kill it while letters go out, several times; then let it finish."""
    moments = random.Random(KILLS)
    for _ in range(KILLS):
        await bot.start()
        await bell.until(partial(_more_than, arrived, arrived()), PATIENCE, "a letter arrives")
        await asyncio.sleep(moments.uniform(0.05, 0.6))
        await bot.kill()
    await bot.start()


async def settled(bot: BotProcess, bell: Bell, everybody_told: Callable[[], bool]) -> None:
    """Wait until everybody was told, and then long enough for a second message to show itself."""
    await bell.until(everybody_told, PATIENCE, "everybody is told")
    await asyncio.sleep(2)
    assert await bot.stop() == 0


def received(texts: list[str]) -> int:
    """Return how many messages about the round are among these."""
    return sum(any(part in text for part in ABOUT_THE_ROUND) for text in texts)


async def test_after_kills_in_the_middle_everybody_in_slack_has_exactly_one_message(tmp_path: Path) -> None:
    async with FakeSlack(FakeConfig(latency=(0.02, 0.2))) as fake:
        users = {handle: f"U{number}" for number, handle in enumerate(HANDLES, start=1)}
        for one in NEIGHBOURS:
            fake.team.add_user(users[one.handle], one.handle, real_name=one.name, tz=one.zone)
        fake.team.add_channel("C1", "mentorship", list(users.values()))
        section = {"bot_token": fake.bot_token, "app_token": fake.app_token, "api_url": fake.base_url}
        bot = BotProcess(tmp_path, {"slack": section})
        await seed(bot.database, Platform.SLACK, (fake.team.id, "C1"), users)

        def inbox(handle: str) -> list[str]:
            return [message.plain() for message in fake.user(users[handle]).inbox()]

        await _prove(bot, fake.bell, inbox)


async def test_after_kills_in_the_middle_everybody_in_discord_has_exactly_one_message(tmp_path: Path) -> None:
    async with FakeDiscord() as fake:
        fake.latency = 0.1
        guild = fake.add_guild("The Maker Club")
        people = {one.handle: guild.add_member(one.handle, nick=one.name) for one in NEIGHBOURS}
        channel = guild.add_channel("mentorship")
        section = {"token": fake.token, "api_url": fake.api_base, "gateway_url": fake.gateway_url}
        bot = BotProcess(tmp_path, {"discord": section})
        users = {handle: str(person.id) for handle, person in people.items()}
        await seed(bot.database, Platform.DISCORD, (str(guild.id), str(channel.id)), users)

        def inbox(handle: str) -> list[str]:
            return [seen.text for seen in people[handle].inbox()]

        await _prove(bot, fake.bell, inbox)
        threads = Counter(thread.name for thread in guild.threads())
        assert max(threads.values()) == 1, threads


async def _prove(bot: BotProcess, bell: Bell, inbox: Callable[[str], list[str]]) -> None:
    def told() -> list[int]:
        return [received(inbox(handle)) for handle in HANDLES]

    try:
        await killed_and_restarted(bot, bell, lambda: sum(told()))
        await settled(bot, bell, lambda: all(told()))
    finally:
        await bot.kill()
    assert dict(zip(HANDLES, told(), strict=True)) == dict.fromkeys(HANDLES, 1)


def _more_than(arrived: Callable[[], int], before: int) -> bool:
    return arrived() > before
