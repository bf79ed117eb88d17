"""How fast introductions leave in Slack, and how long typed commands wait for their acknowledgement meanwhile.

`python -m bench.slack [LETTERS]` starts the bot as its own process against the local Slack with Slack's documented
limits (tests/fakes/slack/limits.py): fifty group DMs opened a minute is what holds introductions up. Each letter goes
into a group DM of its own. Windows and the bot's clock run `SPEED` times as fast; acknowledgements are real time.
It prints the share of the limit that was reached, and the acknowledgements' median, 95th percentile and maximum.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import letters
from bot.model.community import Platform, Settings
from bot.model.ids import MemberId, PartnershipId, ProgrammeId, RoundId
from bot.model.partnerships import Kind, Lesson, Partnership
from bot.ports import LetterKind, Work
from bot.ui import Card
from storage.database import open_store
from tests.fakes.slack import FakeConfig, FakeSlack
from tests.journeys.bot_process import BotProcess

SPEED = 4
LETTERS = 400
OPENED_A_MINUTE = 50
TYPED_EVERY = 0.25
MOST = 400.0
TITLE = "You are partners"


async def seeded(database: Path, team: str, users: list[str], now: datetime) -> None:
    """Write an introduction for every two of the users."""
    store = await open_store(f"sqlite+aiosqlite:///{database}", create=True)
    async with store.write() as work:
        home = await work.communities.add(Platform.SLACK, team, "Club", "en")
        programme = await work.communities.add_programme(home.id, "C1", "mentors", Settings())
        people = []
        for user in users:
            person = await work.people.add(home.id, user, user, "UTC", "en")
            await work.people.put(replace(person, joined_at=now))
            people.append(person.id)
        opened = await work.rounds.add(programme.id, 6, now, now + timedelta(days=7))
        pairs = list(zip(people[::2], people[1::2], strict=True))
        made = [_pair(programme.id, opened.id, pair, now) for pair in pairs]
        await _introduce(work, [one.id for one in await work.partnerships.add(made)], now)
    await store.close()


def _pair(programme: ProgrammeId, of: RoundId, pair: tuple[MemberId, MemberId], now: datetime) -> Partnership:
    return Partnership(
        id=PartnershipId(0),
        programme=programme,
        round=of,
        kind=Kind.PAIR,
        members=pair,
        lessons=tuple(Lesson(teacher=a, learner=b, skill="Rust") for a, b in (pair, pair[::-1])),
        starter=pair[0],
        started_at=now,
        ends_at=now + timedelta(weeks=6),
    )


async def _introduce(work: Work, made: list[PartnershipId], now: datetime) -> None:
    drawn = [letters.to_space(one, f"introduction:{one}", Card(TITLE), now) for one in made]
    await work.outbox.post([replace(one, kind=LetterKind.INTRODUCTION, stale_after=None) for one in drawn])


def arrived(fake: FakeSlack) -> int:
    """Return how many introductions are in group DMs."""
    groups = [channel for channel in fake.team.channels.values() if channel.kind == "mpim"]
    return sum(TITLE in message.plain() for group in groups for message in group.messages)


async def typing(fake: FakeSlack, users: list[str], acks: list[float]) -> None:
    """Let members type one after the other, each command when the one before it was acknowledged."""
    while True:
        for user in users:
            delivery = await fake.user(user).slash("/mentor", "help", channel="C1")
            acks.append(delivery.ack_ms or float("inf"))
            await asyncio.sleep(TYPED_EVERY)


async def delivered(folder: Path, count: int) -> tuple[float, list[float], int]:
    """Deliver the introductions; return the seconds taken, the acknowledgements in ms, and how often Slack refused."""
    config = FakeConfig(rate_limits=True, time_scale=1 / SPEED, latency=(0.02, 0.08))
    async with FakeSlack(config) as fake:
        users = [f"U{number:05}" for number in range(2 * count)]
        for user in users:
            fake.team.add_user(user, user.lower())
        fake.team.add_channel("C1", "mentors", users)
        section = {"bot_token": fake.bot_token, "app_token": fake.app_token, "api_url": fake.base_url}
        bot = BotProcess(folder, {"slack": section})
        now = datetime.now(UTC)
        await seeded(bot.database, fake.team.id, users, now)
        acks: list[float] = []
        try:
            await bot.start(now)
            begun = time.monotonic()
            members = asyncio.create_task(typing(fake, users[:50], acks))
            await fake.bell.until(lambda: arrived(fake) >= count, MOST, "every introduction arrives")
            took = time.monotonic() - begun
            members.cancel()
            refused = sum(call.error == "ratelimited" for call in fake.calls)
        finally:
            await bot.kill()
    return took, acks, refused


def main() -> None:
    """Run with as many introductions as asked for."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS
    os.environ["BOTHWAYS_CLOCK__SPEED"] = str(SPEED)
    with tempfile.TemporaryDirectory() as folder:
        took, acks, refused = asyncio.run(delivered(Path(folder), count))
    share = count / (took * SPEED / 60 * OPENED_A_MINUTE)
    ranked = sorted(acks)
    p95 = ranked[int(0.95 * (len(ranked) - 1))]
    print(f"{count} introductions in {took * SPEED / 60:.1f} minutes of Slack's: {share:.1%} of its limit")
    print(f"refused for being too fast: {refused}")
    print(
        f"{len(acks)} commands meanwhile, acknowledged after {statistics.median(acks):.0f} ms (median), "
        f"{p95:.0f} ms (p95), {ranked[-1]:.0f} ms (most)"
    )


if __name__ == "__main__":
    main()
