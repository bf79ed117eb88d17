from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import aiohttp
import pytest
from prometheus_client import CollectorRegistry

from adapters.web import CannotListen, Chat, PlaygroundAdapter, health_app, serve
from bot.model.community import Platform
from bot.ports import Adapter, LoginError
from tests.adapters.web.actors import HELLO, MAYA, TO_MAYA, WORLD, FakeCore, FakeEngine, envelope


@dataclass(frozen=True)
class Address:
    host: str = "127.0.0.1"
    port: int = 0


def an_adapter(address: Address) -> tuple[PlaygroundAdapter, Chat]:
    engine = FakeEngine()
    chat = Chat(WORLD, engine)
    return PlaygroundAdapter(address, FakeCore(), chat=chat, engine=engine, drawings={}), chat


async def test_it_serves_the_pages_between_start_and_stop() -> None:
    adapter, _ = an_adapter(Address())
    as_any_other: Adapter = adapter
    assert (as_any_other.platform, as_any_other.connected) == (Platform.PLAYGROUND, False)
    await adapter.start()
    assert adapter.connected
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", adapter.address)
    async with aiohttp.ClientSession() as session, session.get(adapter.address) as page:
        assert page.status == 200
        assert "Maya Okafor" in await page.text()
    await adapter.stop()
    assert not adapter.connected


async def test_it_stops_at_once_though_tabs_are_listening() -> None:
    adapter, chat = an_adapter(Address())
    await adapter.start()
    async with aiohttp.ClientSession() as session:
        live = f"{adapter.address}/as/maya/dm-maya/live?epoch={chat.epoch}&after={chat.version}"
        async with session.get(live) as stream:
            await adapter.sender.send(envelope(TO_MAYA, HELLO, MAYA))
            first = await stream.content.readuntil(b"\r\n\r\n")
            assert b"You are welcome." in first
            async with asyncio.timeout(1.5):
                await adapter.stop()


async def test_it_can_be_started_again() -> None:
    adapter, chat = an_adapter(Address())
    for _ in range(2):
        await adapter.start()
        assert (adapter.connected, chat.closed) == (True, False)
        await adapter.stop()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.7"])
async def test_it_refuses_to_be_reachable_from_other_machines(host: str) -> None:
    adapter, _ = an_adapter(Address(host=host))
    with pytest.raises(LoginError, match=r"only for this machine: set web\.host to 127\.0\.0\.1, not"):
        await adapter.start()
    assert not adapter.connected


async def test_a_taken_port_is_told_in_one_sentence_with_what_to_do() -> None:
    server = await serve(health_app({}, CollectorRegistry()), "127.0.0.1", 0)
    port = int(server.address.rpartition(":")[2])
    adapter, _ = an_adapter(Address(port=port))
    with pytest.raises(CannotListen, match=rf"port {port} .*Stop the program that has it, or set web\.port"):
        await adapter.start()
    await server.stop()


async def test_health_is_served_and_its_port_is_free_again_afterwards() -> None:
    server = await serve(health_app({}, CollectorRegistry()), "127.0.0.1", 0)
    async with aiohttp.ClientSession() as session, session.get(f"{server.address}/readyz") as answer:
        assert await answer.json() == {"ready": True, "checks": {}}
    await server.stop()
    again = await serve(
        health_app({}, CollectorRegistry()), "127.0.0.1", int(server.address.rpartition(":")[2])
    )
    assert again.listening
    await again.stop()
