"""Discord, whole: everything that can be typed, pressed and filled in, in good times and in bad ones."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.commands import COMMANDS
from tests.fakes.discord import FakeDiscord
from tests.journeys.bot_process import BotProcess, running
from tests.journeys.faces import DiscordFace
from tests.journeys.stories import CAST, LEARNERS, MONDAY, everybody_is_introduced, introductions
from tests.journeys.walking import Walker

PATIENCE = 90.0
LATENCY = 0.2
EVERY = 0.4
CALLBACK, MESSAGES, ORIGINAL = r"/callback$", r"/channels/\d+/messages$", r"/messages/@original$"
# Letters whose fate is unknown are asked about half a minute later: that is tried in test_crash_waves.
TROUBLE: tuple[dict[str, Any], ...] = (
    {"method": "POST", "path": MESSAGES, "status": 429, "retry_after": 0.3},
    {"method": "POST", "path": CALLBACK, "drop": True},
    {"method": "POST", "path": CALLBACK, "drop": True, "apply": True},
    {"method": "PATCH", "path": ORIGINAL, "status": 500, "apply": True},
    {"method": "POST", "path": CALLBACK, "status": 503},
    {"method": "PATCH", "path": ORIGINAL, "drop": True},
)
LEFT = "SELECT count(*) FROM letter WHERE state <> 'sent'"
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


async def test_nothing_is_lost_late_or_doubled_in_bad_weather(tmp_path: Path) -> None:
    async with club(tmp_path) as (fake, bot, face):
        fake.latency = LATENCY
        weather = asyncio.create_task(_bad_weather(fake))
        try:
            await everybody_is_introduced(face)
            await _delivered(bot)
        finally:
            weather.cancel()
        assert {handle: len(introductions(face, handle)) for handle in LEARNERS} == dict.fromkeys(LEARNERS, 1)
        assert {fault.status for fault in fake.faults if fault.fired} >= {None, 429, 500, 503}
        assert {one["event"] for one in fake.gateway.log} >= {"identify", "resume"}


async def _bad_weather(fake: FakeDiscord) -> None:
    """Break something ever again: calls in turn with connections, and events that come twice."""
    cuts: tuple[Callable[[], object], ...] = (
        fake.gateway.cut_all,
        fake.gateway.ask_reconnect,
        lambda: fake.gateway.close_all(4000),
        lambda: fake.gateway.duplicate_next("INTERACTION_CREATE"),
    )
    for number in count():
        if all(fault.fired for fault in fake.faults):  # else trouble would pile up while nobody does anything
            fake.add_fault(**TROUBLE[len(fake.faults) % len(TROUBLE)])
        if number % 3 == 0:
            cuts[number // 3 % len(cuts)]()
        await asyncio.sleep(EVERY)


async def _delivered(bot: BotProcess) -> None:
    """Wait until every letter has arrived."""
    connection = sqlite3.connect(f"file:{bot.database}?mode=ro", uri=True, timeout=10)
    try:
        async with asyncio.timeout(PATIENCE):
            for left in iter(lambda: connection.execute(LEFT).fetchone()[0], 0):
                assert left > 0
                await asyncio.sleep(0.2)
    finally:
        connection.close()


async def test_the_buttons_of_a_year_old_messages_are_answered(tmp_path: Path) -> None:
    async with club(tmp_path) as (_, _, face):
        await everybody_is_introduced(face)
        ana = face.person("ana")
        await face.later(MONDAY + timedelta(days=365))
        old = [(seen, label) for seen in ana.inbox() if seen.where != "ephemeral" for label in seen.labels]
        assert old
        for seen, label in old:
            pressed = await ana.click(seen, label)
            assert pressed.failed is None, (label, pressed)
