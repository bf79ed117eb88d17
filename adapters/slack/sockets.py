"""Socket Mode: two connections to Slack, each watched, and replaced when the SDK cannot revive it.

Slack gives every payload to one of an app's connections. With two of them, a reconnect leaves no gap in which
commands fail: alone, one took 9.8 s to notice a cut and 19.8 s to notice a silent line (ping interval 10).
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connection import sdk_logger
from bot.ports import LoginError

log = structlog.get_logger(__name__)

LINES = 2
NO_SOCKET = "Slack takes the tokens, but no socket could be opened: check the proxy or firewall."
FIRST_CONNECTION = 20.0
CLOSING = 1.5
LATE = 2.5
ACK_LIMIT = 3.0
CHECK_EVERY, CHECK_SOON = 0.5, 0.05
REBUILT_AFTER = 60.0
"""The SDK reconnects by itself, after four ping intervals at most; so many seconds it is waited for."""


class _Client(Protocol):
    """What is used of the SDK's client, whose own methods carry no types."""

    wss_uri: str | None
    proxy: str | None
    aiohttp_client_session: aiohttp.ClientSession
    message_processor: asyncio.Future[None]
    message_receiver: asyncio.Future[None] | None
    current_session_monitor: asyncio.Future[None] | None

    async def connect(self) -> None: ...

    async def close(self) -> None: ...

    async def is_connected(self) -> bool: ...


class _Line:
    """One connection: Bolt's handler, and what it has not acknowledged yet."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient, ping_interval: float) -> None:
        self._handler = AsyncSocketModeHandler(
            app, app_token, sdk_logger(), client, ping_interval=ping_interval
        )
        self._handler.client.socket_mode_request_listeners[:] = [self._take]
        self._open = True
        self._pending: set[asyncio.Future[None]] = set()
        self.client: _Client = self._handler.client
        self.client.proxy = client.proxy

    async def settle(self) -> None:
        """Take nothing more; return when all that was taken is acknowledged."""
        self._open = False
        if self._pending:
            await asyncio.wait(set(self._pending), timeout=ACK_LIMIT)

    async def _take(self, _: AsyncBaseSocketModeClient, payload: SocketModeRequest) -> None:
        if not self._open:
            return
        began = time.monotonic()
        acknowledging = asyncio.ensure_future(self._handler.handle(self._handler.client, payload))
        self._pending.add(acknowledging)
        acknowledging.add_done_callback(self._pending.discard)
        await acknowledging
        if time.monotonic() - began > LATE:
            log.warning("ack_late", kind=payload.type, seconds=round(time.monotonic() - began, 1))


class Sockets:
    """The connections of one app."""

    def __init__(
        self,
        app: AsyncApp,
        client: AsyncWebClient,
        app_token: str,
        ping_interval: float,
        rebuilt_after: float = REBUILT_AFTER,
    ) -> None:
        """Take an app to hand payloads to, and a client that opens connections; times are in seconds."""
        self._app = app
        self._web_client = client
        self._app_token = app_token
        self._ping_interval = ping_interval
        self._rebuilt_after = rebuilt_after
        self._keepers: list[asyncio.Task[None]] = []
        self._lines: dict[int, _Line] = {}
        self._alive: set[int] = set()
        self._first = asyncio.Event()

    @property
    def connected(self) -> bool:
        """True while at least one connection is up."""
        return bool(self._alive)

    async def open(self, first_url: str) -> None:
        """Return when the first connection is up, made to `first_url`; the others follow by themselves.

        Raises:
            LoginError: no connection came about.
        """
        for number in range(LINES):
            url = None if number else first_url
            self._keepers.append(asyncio.create_task(self._keep(number, url), name=f"slack_socket_{number}"))
        try:
            await asyncio.wait_for(self._first.wait(), FIRST_CONNECTION)
        except TimeoutError as error:
            await self.close()
            raise LoginError(NO_SOCKET) from error

    async def close(self) -> None:
        """Stop listening: what was received is acknowledged first, what comes now Slack may send again."""
        await asyncio.gather(*(line.settle() for line in self._lines.values()))
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        self._alive.clear()

    async def _keep(self, number: int, url: str | None) -> None:
        """Hold one connection for ever: make it, watch it, make a new one when it is dead."""
        while True:
            line = _Line(self._app, self._app_token, self._web_client, self._ping_interval)
            line.client.wss_uri, url = url, None
            self._lines[number] = line
            connecting = asyncio.create_task(line.client.connect(), name=f"slack_connect_{number}")
            try:
                await self._watch(number, line.client)
            finally:
                self._alive.discard(number)
                await asyncio.shield(_closed(line.client, connecting))
            log.warning("socket_rebuilt", socket=number)

    async def _watch(self, number: int, client: _Client) -> None:
        """Return when a client has been without a connection for so long that it will not mend itself."""
        loop = asyncio.get_running_loop()
        seen = loop.time()
        while loop.time() - seen < self._rebuilt_after:
            if await client.is_connected():
                seen = loop.time()
                self._up(number)
            elif number in self._alive:
                self._alive.discard(number)
                log.warning("socket_lost", socket=number)
            await asyncio.sleep(CHECK_EVERY if number in self._alive else CHECK_SOON)

    def _up(self, number: int) -> None:
        if number not in self._alive:
            self._alive.add(number)
            self._first.set()
            log.info("socket_up", socket=number)


async def _closed(client: _Client, connecting: asyncio.Task[None]) -> None:
    """Close a client with all its tasks; one whose line is silent would wait ten seconds for a farewell."""
    try:
        async with asyncio.timeout(CLOSING):
            await client.close()
    except TimeoutError:
        log.info("socket_closed_without_farewell")
    found = (connecting, client.message_processor, client.message_receiver, client.current_session_monitor)
    tasks = [task for task in found if task is not None]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await client.aiohttp_client_session.close()
