"""The fixtures of the Discord tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.adapters.discord.world import FakeCore, World
from tests.fakes.discord import FakeDiscord


@pytest.fixture
async def offline(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """The world with a bot that is not connected yet; afterwards Discord must have had no complaint."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    async with FakeDiscord() as fd:
        world = World(fd, FakeCore())
        yield world
        await world.adapter.stop()
        assert world.complaints() == []


@pytest.fixture
async def world(offline: World) -> World:
    """The world with the bot connected."""
    await offline.adapter.start()
    return offline
