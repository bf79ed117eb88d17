"""What an operator sees when something is wrong: one clear sentence, an exit code, and nothing half-started."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from storage.database import open_store
from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeSlack
from tests.journeys.bot_process import BotProcess, running


def slack_section(fake: FakeSlack, **changes: Any) -> dict[str, Any]:
    """Return settings that fit the local Slack, but for the changes."""
    fitting = {"bot_token": fake.bot_token, "app_token": fake.app_token, "api_url": fake.base_url}
    return {**fitting, **changes}


@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({"bot_token": "xoxb-wrong"}, "slack.bot_token"),
        ({"app_token": "xapp-wrong"}, "slack.app_token"),
        ({"app_token": None}, "slack.app_token"),
        ({"mode": "http"}, "slack.signing_secret"),
        ({"bot_tokn": "x"}, "did you mean slack.bot_token?"),
    ],
)
async def test_a_wrong_slack_section_is_refused_in_one_sentence(
    tmp_path: Path, changes: dict[str, Any], about: str
) -> None:
    async with FakeSlack() as fake:
        bot = BotProcess(tmp_path, {"slack": slack_section(fake, **changes)})
        code, said = await bot.refuses()
    assert code != 0
    assert len(said) == 1, said
    assert about in said[0]


async def test_a_wrong_discord_token_is_refused_in_one_sentence(tmp_path: Path) -> None:
    async with FakeDiscord() as fake:
        section = {"token": "wrong", "api_url": fake.api_base, "gateway_url": fake.gateway_url}
        code, said = await BotProcess(tmp_path, {"discord": section}).refuses()
    assert code != 0
    assert len(said) == 1, said
    assert "discord.token" in said[0]


async def test_a_database_that_another_bot_holds_is_refused_in_one_sentence(tmp_path: Path) -> None:
    async with FakeSlack() as fake:
        bot = BotProcess(tmp_path, {"slack": slack_section(fake)})
        store = await open_store(f"sqlite+aiosqlite:///{bot.database}", exclusive=True)
        code, said = await bot.refuses()
        await store.close()
    assert code != 0
    assert len(said) == 1, said


async def test_a_running_bot_tells_machines_how_it_is_and_stops_cleanly(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    async with FakeSlack() as fake:
        sections = {"slack": slack_section(fake), "web": {"port": port}, "logging": {"level": "ERROR"}}
        bot = BotProcess(tmp_path, sections)
        async with running(bot):
            assert urlopen(f"http://127.0.0.1:{port}/livez").status == 200  # noqa: ASYNC210 - our own process
            metrics = urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()  # noqa: ASYNC210
            assert 'bothways_adapter_connected{platform="slack"} 1.0' in metrics
            assert await bot.stop() == 0
    assert [event["platform"] for event in bot.events("adapter_ready")] == ["slack"]


async def test_a_taken_port_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        async with FakeSlack() as fake:
            bot = BotProcess(tmp_path, {"slack": slack_section(fake), "web": {"port": port}})
            code, said = await bot.refuses()
    assert code != 0
    assert len(said) == 1, said
    assert str(port) in said[0]
