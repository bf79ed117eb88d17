"""Every verb and every button in Slack, in Socket Mode and HTTP mode, the bot being its own process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from bot.commands import MEMBER_ROOT, ORGANISER_ROOT
from tests.fakes.slack import FakeConfig, FakeSlack
from tests.journeys.bot_process import BotProcess, running
from tests.journeys.crawl import Crawl
from tests.journeys.faces import SlackFace
from tests.journeys.stories import CAST, MONDAY, everybody_is_introduced

ANA, BEN, OLGA = "U1", "U2", f"U{len(CAST)}"
ACK = 3000.0


@dataclass
class Scene:
    """The club in a workspace with the bot logged in, and a crawl through it."""

    fake: FakeSlack
    face: SlackFace
    crawl: Crawl

    async def walk(self) -> None:
        """Type, press and send everything, as two members and as the organiser."""
        olga, ana, ben = (self.fake.user(one) for one in (OLGA, ANA, BEN))
        await self.crawl.everything(ana, 1)
        await ana.open_home()
        await self.fake.wait_for(lambda: ana.home() is not None, 15.0, "a Home tab")
        await self.crawl.verbs(ana, MEMBER_ROOT)
        await self.crawl.everything(ben)
        await self.crawl.verbs(olga, ORGANISER_ROOT)
        for person in (olga, ana, ben):
            await self.crawl.everything(person)
        await self.fake.settle(quiet=1.0, timeout=30.0)


@asynccontextmanager
async def scene(folder: Path, mode: str) -> AsyncIterator[Scene]:
    """Yield the club after its round was published."""
    port = free_port()
    config = FakeConfig(mode=mode, bot_url=f"http://127.0.0.1:{port}/slack/events", time_scale=0.05)
    async with FakeSlack(config) as fake:
        ways = {"socket": {"app_token": fake.app_token, "ping_interval": 1}}
        way = ways.get(mode, {"mode": "http", "signing_secret": fake.signing_secret, "port": port})
        bot = BotProcess(folder, {"slack": {"bot_token": fake.bot_token, "api_url": fake.base_url, **way}})
        face = SlackFace(fake, bot, CAST)
        async with running(bot, MONDAY):
            await everybody_is_introduced(face)
            yield Scene(fake, face, Crawl(fake, BEN))
            assert bot.events("request_failed") == []
            assert bot.events("task_failed") == []


def free_port() -> int:
    """Return a port of this machine that nobody listens to."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def disturb(fake: FakeSlack) -> None:
    """Cut the sockets again and again, one at a time or all, and ask for new ones."""
    for turn in count():
        await asyncio.sleep(1.5)
        if turn % 3 == 2:
            await fake.courier.ask_disconnect(close_after=0.2)
        elif fake.courier.connections:
            fake.courier.connections[turn % len(fake.courier.connections)].cut()


async def test_failures_doubles_and_cut_sockets_leave_nobody_without_an_answer(tmp_path: Path) -> None:
    async with scene(tmp_path, "socket") as club:
        club.fake.faults.random_rate = 0.05
        club.fake.courier.duplicate_rate = 0.1
        disturbing = asyncio.create_task(disturb(club.fake))
        ana = club.fake.user(ANA)
        await club.crawl.verbs(ana, MEMBER_ROOT)
        await club.crawl.everything(ana)
        disturbing.cancel()
        with suppress(asyncio.CancelledError):
            await disturbing
        await club.fake.settle(quiet=1.0, timeout=30.0)
        assert club.fake.errors() == []
        assert club.crawl.unanswered == []
        late = [one for one in club.fake.courier.ack_times() if one >= ACK]
        assert late == []


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_every_verb_and_every_button_is_answered_by_the_rules(tmp_path: Path, mode: str) -> None:
    async with scene(tmp_path, mode) as club:
        await club.walk()
        report = club.fake.report()
        assert club.crawl.unanswered == []
        assert report["violations"] == []
        assert report["unknown_methods"] == []
        assert report["errors"] == []
        assert report["problems"] == []
        assert report["ack_ms_max"] < ACK
        assert len(club.crawl.done) > 40, sorted(club.crawl.done)
