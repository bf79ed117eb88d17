"""The local Discord's gateway, spoken to directly."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.discord.sessions import GUILD_MEMBERS, GUILDS, Packer
from tests.test_fakes.scene import Scene

GUILD_MESSAGES = 1 << 9


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """A client that opens websockets."""
    async with aiohttp.ClientSession() as session:
        yield session


class Line:
    """One websocket to the gateway."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, token: str) -> None:
        self.ws, self.token = ws, token

    @classmethod
    async def open(cls, http: aiohttp.ClientSession, scene: Scene) -> Line:
        """Connect and take the hello."""
        ws = await http.ws_connect(scene.fd.gateway_url + "?v=10&encoding=json")
        assert (await ws.receive_json())["op"] == 10
        return cls(ws, scene.fd.token)

    async def identify(self, intents: int) -> None:
        """Log in."""
        await self.ws.send_json({"op": 2, "d": {"token": self.token, "intents": intents, "properties": {}}})

    async def resume(self, session: str, seq: int) -> None:
        """Take up a session."""
        await self.ws.send_json({"op": 6, "d": {"token": self.token, "session_id": session, "seq": seq}})

    async def next(self) -> Any:
        """Return the next frame."""
        return await self.ws.receive_json(timeout=2)


async def test_a_privileged_intent_that_is_switched_off_ends_the_connection(
    scene: Scene, http: aiohttp.ClientSession
) -> None:
    scene.fd.enabled_privileged_intents = 0
    line = await Line.open(http, scene)
    await line.identify(GUILD_MEMBERS)
    assert (await line.ws.receive()).data == 4014


async def test_guild_messages_come_empty_without_the_content_intent_unless_they_mention_the_bot(
    scene: Scene, http: aiohttp.ClientSession
) -> None:
    line = await Line.open(http, scene)
    await line.identify(GUILDS | GUILD_MESSAGES)
    assert [(await line.next())["t"] for _ in range(2)] == ["READY", "GUILD_CREATE"]
    await scene.ann.say(scene.general, "secret")
    await scene.ann.say(scene.general, f"hi <@{scene.fd.bot.id}>")
    assert [(await line.next())["d"]["content"] for _ in range(2)] == ["", f"hi <@{scene.fd.bot.id}>"]


async def test_a_resumed_session_gets_what_it_missed(scene: Scene, http: aiohttp.ClientSession) -> None:
    line = await Line.open(http, scene)
    await line.identify(GUILDS | GUILD_MESSAGES)
    ready, created = await line.next(), await line.next()
    scene.fd.gateway.cut_all()
    await scene.fd.wait_until(lambda: not scene.fd.gateway.live)
    await scene.ann.say(scene.general, f"hi <@{scene.fd.bot.id}>")
    again = await Line.open(http, scene)
    await again.resume(ready["d"]["session_id"], created["s"])
    assert [(await again.next())["t"] for _ in range(2)] == ["MESSAGE_CREATE", "RESUMED"]


async def test_an_expired_session_is_not_resumed(scene: Scene, http: aiohttp.ClientSession) -> None:
    line = await Line.open(http, scene)
    await line.resume("gone", 1)
    assert await line.next() == {"op": 9, "d": False, "s": None, "t": None}


async def test_members_are_asked_for_by_id_and_by_the_start_of_their_name(
    scene: Scene, http: aiohttp.ClientSession
) -> None:
    line = await Line.open(http, scene)
    await line.identify(GUILDS)
    assert [(await line.next())["t"] for _ in range(2)] == ["READY", "GUILD_CREATE"]
    guild = str(scene.guild.id)
    await line.ws.send_json({"op": 8, "d": {"guild_id": guild, "user_ids": [str(scene.ann.id), "7"]}})
    by_id = (await line.next())["d"]
    assert ([m["user"]["username"] for m in by_id["members"]], by_id["not_found"]) == (["ann"], ["7"])
    await line.ws.send_json({"op": 8, "d": {"guild_id": guild, "query": "B", "limit": 5}})
    assert [m["user"]["username"] for m in (await line.next())["d"]["members"]] == ["bob"]


async def test_who_comes_to_a_thread_is_told_only_to_bots_with_the_members_intent(
    scene: Scene, http: aiohttp.ClientSession
) -> None:
    thread = await scene.thread()
    lines = [await Line.open(http, scene) for _ in range(2)]
    for line, intents in zip(lines, (GUILDS, GUILDS | GUILD_MEMBERS), strict=True):
        await line.identify(intents)
        assert [(await line.next())["t"] for _ in range(2)] == ["READY", "GUILD_CREATE"]
    await scene.call("PUT", f"/channels/{thread.id}/thread-members/{scene.ann.id}")
    await scene.call("PATCH", f"/channels/{thread.id}", {"name": "afterwards"})
    assert (await lines[0].next())["t"] == "THREAD_UPDATE"
    assert (await lines[1].next())["t"] == "THREAD_MEMBERS_UPDATE"


def test_zlib_frames_decode_one_by_one() -> None:
    packer, inflate = Packer("zlib-stream"), zlib.decompressobj()
    frames: list[dict[str, Any]] = [{"op": 0, "d": "é" * 70_000}, {"op": 11}]
    packed = [packer.pack(frame) for frame in frames]
    assert [json.loads(inflate.decompress(each)) for each in packed if isinstance(each, bytes)] == frames


def test_zstd_frames_are_blocks_of_at_most_64_kib_after_one_header() -> None:
    packer = Packer("zstd-stream")
    first, second = packer.pack({"d": "x" * 70_000}), packer.pack({"op": 11})
    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    assert first.startswith(bytes.fromhex("28b52ffd"))
    sizes = [int.from_bytes(first[6:9], "little") >> 3, int.from_bytes(second[:3], "little") >> 3]
    assert sizes == [1 << 16, len('{"op":11}')]
