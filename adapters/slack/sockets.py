"""Socket Mode: two connections to Slack, each watched, and replaced when the SDK cannot revive it.

Slack gives every payload to one of an app's connections. With two of them, a reconnect leaves no gap in which
commands fail: alone, one took 9.8 s to notice a cut and 19.8 s to notice a silent line (ping interval 10).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Protocol

import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connection import sdk_logger
from bot.ports import LoginError

log = structlog.get_logger(__name__)

LINES = 2
NO_SOCKET = "Slack takes the tokens, but no socket could be opened: check the proxy or firewall."
FIRST_CONNECTION = 20.0
CLOSING = 1.0
LATE = 2.5
ACK_LIMIT = 2.5
CHECK_EVERY, CHECK_SOON = 0.5, 0.05
REBUILT_AFTER = 60.0
"""The SDK reconnects by itself, after four ping intervals at most; so many seconds it is waited for."""


class _Client(Protocol):
    """The SDK's client where its own code carries no types."""

    message_processor: asyncio.Future[None]
    message_receiver: asyncio.Future[None] | None
    current_session_monitor: asyncio.Future[None] | None

    async def connect(self) -> None:
        """Open a connection, trying for as long as it takes."""
        ...

    async def close(self) -> None:
        """End it for good."""
        ...


class _Line:
    """One connection, and what it has not acknowledged yet."""

    def __init__(self, app: AsyncApp, client: SocketModeClient, lines: Mapping[int, _Line]) -> None:
        """Take a client to listen to, and all the connections, itself among them."""
        self.client = client
        self._app = app
        self._lines = lines
        self._pending: set[asyncio.Future[None]] = set()
        client.socket_mode_request_listeners.append(self._take)

    async def settle(self) -> None:
        """Return when all that was taken is acknowledged."""
        if self._pending:
            await asyncio.wait(set(self._pending), timeout=ACK_LIMIT)

    async def _take(self, _: AsyncBaseSocketModeClient, payload: SocketModeRequest) -> None:
        began = time.monotonic()
        acknowledging = asyncio.ensure_future(self._acknowledge(payload))
        self._pending.add(acknowledging)
        acknowledging.add_done_callback(self._pending.discard)
        await acknowledging
        if time.monotonic() - began > LATE:
            log.warning("ack_late", kind=payload.type, seconds=round(time.monotonic() - began, 1))

    async def _acknowledge(self, payload: SocketModeRequest) -> None:
        """Hand a payload on and acknowledge it, by another connection when its own was cut meanwhile."""
        began = time.time()
        answer = await run_async_bolt_app(self._app, payload)
        others = [line.client for line in self._lines.values() if line is not self]
        for client in (self.client, *others):
            if client.current_session is None:
                continue
            try:
                await send_async_response(client, payload, answer, began)
            except ConnectionError:
                continue
            return
        log.warning("ack_lost", kind=payload.type)


class Sockets:
    """The connections of one app."""

    def __init__(self, app: AsyncApp, client: AsyncWebClient, app_token: str, ping_interval: float) -> None:
        """Take an app to hand payloads to, and a client that opens connections; the interval is in s."""
        self._app = app
        self._web_client = client
        self._app_token = app_token
        self._ping_interval = ping_interval
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
            client = self._client(url)
            url = None
            self._lines[number] = _Line(self._app, client, self._lines)
            typed: _Client = client
            connecting = asyncio.create_task(typed.connect(), name=f"slack_connect_{number}")
            try:
                await self._watch(number, client)
            finally:
                self._alive.discard(number)
                await asyncio.shield(_closed(client, connecting))
            log.warning("socket_rebuilt", socket=number)

    def _client(self, url: str | None) -> SocketModeClient:
        client = SocketModeClient(
            app_token=self._app_token,
            logger=sdk_logger(),
            web_client=self._web_client,
            ping_interval=self._ping_interval,
        )
        client.proxy = self._web_client.proxy
        client.wss_uri = url
        return client

    async def _watch(self, number: int, client: SocketModeClient) -> None:
        """Return when a client has been without a connection for so long that it will not mend itself."""
        loop = asyncio.get_running_loop()
        seen = loop.time()
        while loop.time() - seen < REBUILT_AFTER:
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


async def _closed(client: SocketModeClient, connecting: asyncio.Task[None]) -> None:
    """Close a client with all its tasks; one whose line is silent would wait ten seconds for a farewell."""
    typed: _Client = client
    closing = asyncio.create_task(typed.close(), name="slack_socket_closing")
    await asyncio.wait({closing}, timeout=CLOSING)
    workers = (typed.message_processor, typed.message_receiver, typed.current_session_monitor)
    found = (closing, connecting, *workers)
    tasks = [task for task in found if task is not None]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await client.aiohttp_client_session.close()
