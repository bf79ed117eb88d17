"""kill -9 at random moments while hundreds of letters leave: each arrives once, or as its class says.

A slice runs with every test; `make soak` runs the whole: 400 letters and ten kills on each platform.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.model.community import Platform, Settings
from bot.ports import Letter, LetterKind, ToMember
from bot.ui import Card
from storage.database import open_store
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.faults import Fault
from tests.fakes.slack import FakeConfig, FakeSlack
from tests.fakes.waiting import Bell
from tests.journeys.bot_process import BotProcess

PATIENCE = 240.0
KINDS = (LetterKind.INTRODUCTION, LetterKind.CHECKIN)
FOR_EVER = 10**9
WITHOUT_HISTORY = (
    "commands",
    "chat:write",
    "im:write",
    "mpim:write",
    "users:read",
    "channels:read",
    "groups:read",
)
SIZES = [
    pytest.param(16, 1, id="slice"),
    pytest.param(60, 6, id="sixty", marks=pytest.mark.soak),
    pytest.param(400, 10, id="whole", marks=pytest.mark.soak),
]


@dataclass
class Wave:
    """So many letters to one person each, in a bot's database: every second one is a nudge."""

    bot: BotProcess
    letters: int
    kills: int

    async def seed(self, platform: Platform, place: tuple[str, str], users: list[str]) -> None:
        """Write the letters."""
        store = await open_store(f"sqlite+aiosqlite:///{self.bot.database}")
        now = datetime.now(UTC)
        async with store.write() as work:
            home = await work.communities.add(platform, place[0], "Club", "en")
            await work.communities.add_programme(home.id, place[1], "mentors", Settings())
            for number, user in enumerate(users):
                member = await work.people.add(home.id, user, f"P{number}", "UTC", "en")
                await work.people.put(replace(member, joined_at=now))
                letter = Letter(
                    key=f"wave:{number}",
                    to=ToMember(member.id),
                    kind=KINDS[number % 2],
                    card=Card(f"Letter {number}."),
                    not_before=now,
                )
                await work.outbox.post([letter])
        await store.close()

    async def delivered(self, bell: Bell, arrived: Callable[[], Counter[int]]) -> None:
        """Kill the bot at random moments while letters leave, then let it finish."""
        moments = random.Random(self.letters)
        try:
            for _ in range(self.kills):
                before = arrived().total()
                await self.bot.start()
                await bell.until(partial(_more_than, arrived, before), PATIENCE, "a letter arrives")
                await asyncio.sleep(moments.uniform(0.0, 0.07 * self.letters / self.kills))
                await self.bot.kill()
            await self.bot.start()
            await bell.until(self.settled, PATIENCE, "every letter has its fate")
            assert await self.bot.stop() == 0
        finally:
            await self.bot.kill()

    def settled(self) -> bool:
        """Return whether nothing is left to be sent or asked about."""
        return all(state in {"sent", "dropped", "dead"} for _, state, _ in self.fates())

    def fates(self) -> list[tuple[int, str, str | None]]:
        """Return number, state and reason of every letter, read past everything that is under test."""
        connection = sqlite3.connect(f"file:{self.bot.database}?mode=ro", uri=True, timeout=10)
        try:
            rows = connection.execute(
                "SELECT key, state, reason FROM letter WHERE key LIKE 'wave:%'"
            ).fetchall()
        finally:
            connection.close()
        return [(int(key.partition(":")[2]), state, reason) for key, state, reason in rows]

    def each_once(self, arrived: Counter[int]) -> None:
        """Assert that every letter arrived exactly once."""
        assert arrived == Counter(range(self.letters))

    def as_its_class_says(self, arrived: Counter[int]) -> None:
        """Assert what happens where nobody can be asked.

        What matters arrives at least once; a nudge at most once, and where its fate was unknown that is told.
        """
        dropped = {
            number for number, state, reason in self.fates() if (state, reason) == ("dropped", "fate_unknown")
        }
        nudges, others = set(range(1, self.letters, 2)), set(range(0, self.letters, 2))
        assert {number for number in others if not arrived[number]} == set()
        assert {number for number in nudges if arrived[number] > 1} == set()
        assert {number for number in nudges if not arrived[number]} <= dropped <= nudges
        again = sum(arrived[number] - 1 for number in others)
        assert again + len(dropped) <= self.kills * 5, "more letters of unknown fate than could be under way"


@pytest.mark.parametrize(("letters", "kills"), SIZES)
@pytest.mark.parametrize("history", [True, False], ids=["asks", "cannot_ask"])
async def test_on_slack(tmp_path: Path, letters: int, kills: int, history: bool) -> None:
    async with FakeSlack(FakeConfig(latency=(0.02, 0.2))) as fake:
        users = [f"U{number:05}" for number in range(letters)]
        for user in users:
            fake.team.add_user(user, user.lower())
        fake.team.add_channel("C1", "mentorship", users[:5])
        if not history:
            fake.team.scopes = set(WITHOUT_HISTORY)
        section = {"bot_token": fake.bot_token, "app_token": fake.app_token, "api_url": fake.base_url}
        wave = Wave(BotProcess(tmp_path, {"slack": section}), letters, kills)
        await wave.seed(Platform.SLACK, (fake.team.id, "C1"), users)

        def arrived() -> Counter[int]:
            return numbered(m.plain() for user in users for m in fake.user(user).inbox())

        await wave.delivered(fake.bell, arrived)
        (wave.each_once if history else wave.as_its_class_says)(arrived())


@pytest.mark.parametrize(("letters", "kills"), SIZES)
@pytest.mark.parametrize("history", [True, False], ids=["asks", "cannot_ask"])
async def test_on_discord(tmp_path: Path, letters: int, kills: int, history: bool) -> None:
    async with FakeDiscord() as fake:
        fake.latency = 0.1
        guild = fake.add_guild("The Maker Club")
        people = [guild.add_member(f"p{number}") for number in range(letters)]
        channel = guild.add_channel("mentorship")
        if not history:
            fake.faults.append(
                Fault(path=r"/channels/\d+/messages$", method="GET", status=403, code=50001, times=FOR_EVER)
            )
        section = {"token": fake.token, "api_url": fake.api_base, "gateway_url": fake.gateway_url}
        wave = Wave(BotProcess(tmp_path, {"discord": section}), letters, kills)
        await wave.seed(Platform.DISCORD, (str(guild.id), str(channel.id)), [str(one.id) for one in people])

        def arrived() -> Counter[int]:
            return numbered(seen.text for one in people for seen in one.inbox())

        await wave.delivered(fake.bell, arrived)
        (wave.each_once if history else wave.as_its_class_says)(arrived())


def numbered(texts: Iterator[str]) -> Counter[int]:
    """Return which letters are among these texts."""
    words = (text.partition("Letter ")[2].partition(".")[0] for text in texts)
    return Counter(int(word) for word in words if word.isdigit())


def _more_than(arrived: Callable[[], Counter[int]], before: int) -> bool:
    return arrived().total() > before
