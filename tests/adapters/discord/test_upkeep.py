"""Staying up and stopping cleanly: the parts that need no Discord."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import Any, cast

import discord
import pytest

from adapters.discord import connection, forms, render
from adapters.discord.connection import Client, Connection, pauses
from adapters.discord.tasks import Tasks, attempt
from bot.errors import where
from bot.ports import LoginError
from bot.ui import Button, Card, Form, TextField
from tests.adapters.discord.world import World


class CutOff(Client):
    """Logs in, and is cut off for good at once."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.none())

    async def login(self, token: str) -> None:
        pass

    async def connect(self, *, reconnect: bool = True) -> None:
        raise discord.ConnectionClosed(cast(Any, None), shard_id=None, code=int(self.code))

    code = "4004"


class CutOffForAnotherReason(CutOff):
    code = "4013"


@pytest.mark.parametrize(
    ("client", "said"),
    [(CutOff, "refuses the token"), (CutOffForAnotherReason, r"closed the connection for good \(4013\)")],
)
async def test_being_cut_off_for_good_at_the_start_is_a_login_error(client: type[CutOff], said: str) -> None:
    line = Connection(client, "token")
    with pytest.raises(LoginError, match=said):
        await line.open()
    assert not line.live


async def test_a_gateway_that_stays_away_is_given_up_at_the_start(
    offline: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "START_SECONDS", 0.2)
    offline.fd.gateway.refuse = True
    with pytest.raises(LoginError, match="cannot be reached"):
        await offline.adapter.start()


def test_pauses_double_up_to_five_minutes() -> None:
    assert list(islice(pauses(1.0), 11)) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


async def test_stopping_waits_for_what_was_begun_and_cuts_what_hangs() -> None:
    tasks, done = Tasks(), []

    async def quick() -> None:
        await asyncio.sleep(0)
        done.append("quick")

    tasks.spawn(quick())
    hanging = tasks.spawn(asyncio.Event().wait())
    assert await tasks.drain(0.05) == 1
    assert done == ["quick"]
    assert hanging.cancelled()
    assert await tasks.drain(0.05) == 0


async def test_a_failure_is_a_value_with_a_place() -> None:
    async def broken() -> int:
        raise LookupError("secret words")

    error = await attempt(broken())
    assert isinstance(error, LookupError)
    assert where(error).startswith("test_upkeep.py:")


async def test_nothing_waits_in_memory_for_clicks_and_forms() -> None:
    assert render.card(Card("Hello", rows=((Button("Go", "go"),),)), {}).is_finished()
    assert forms.form(Form("a", "A", "Save", (TextField("text", "Text"),)), "UTC").is_finished()
