"""A local Slack and a local Discord with a few people, each for one test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeConfig, FakeSlack
from tests.test_fakes.bolt_bot import people
from tests.test_fakes.scene import Scene


@pytest.fixture
async def ws() -> AsyncIterator[FakeSlack]:
    """A workspace with Ada, Grace and somebody who has gone; events are retried at once."""
    async with FakeSlack(FakeConfig(time_scale=0.01)) as fake:
        people(fake)
        yield fake


@pytest.fixture
def client(ws: FakeSlack) -> AsyncWebClient:
    """The SDK's client, with the bot's token."""
    return AsyncWebClient(token=ws.bot_token, base_url=ws.base_url)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    """A guild with Ann, Bob and Eve (who may manage it); the fake checks its own answers."""
    async with FakeDiscord(time_scale=0.1, check_responses=True) as fd:
        scene = Scene(fd)
        yield scene
        assert [call.response_spec for call in fd.calls if call.response_spec] == []
