"""The bot's Socket Mode connections, and what can go wrong with them."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from ..waiting import Bell
from ..wire import JSON

LINGER = 60.0  # seconds a half-open connection stays deaf before the fake gives it up


@dataclass(eq=False)
class Connection:
    """One open socket."""

    ws: web.WebSocketResponse
    request: web.Request
    number: int
    silent: bool = False  # half-open: takes frames, answers nothing

    def cut(self) -> None:
        """Reset the TCP connection without a close frame."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Sockets:
    """All connections of the app; every payload goes to one of them."""

    def __init__(self, bell: Bell, on_frame: Callable[[JSON], None], *, limit: int) -> None:
        self.connections: list[Connection] = []
        self.connected = asyncio.Event()
        self.opened = 0  # sockets accepted so far
        self.refuse_next = 0  # refuse this many handshakes
        self.debug_connection_time = 3600
        self._bell = bell
        self._on_frame = on_frame
        self._limit = limit
        self._tickets: set[str] = set()
        self._rng = random.Random(11)
        self._stopping = asyncio.Event()

    def new_ticket(self) -> str:
        """Return the secret of a socket address, good for one connection."""
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from handshake to close."""
        if self.refuse_next > 0:
            self.refuse_next -= 1
            return web.Response(status=503, text="refused")
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408, text="unknown or used ticket")
        self._tickets.discard(ticket)
        ws = web.WebSocketResponse(autoping=False, autoclose=False)
        await ws.prepare(request)
        self.opened += 1
        if len(self.connections) >= self._limit:
            await ws.send_json(_disconnect("too_many_websockets"))
            await ws.close()
            return ws
        await self._serve(Connection(ws, request, self.opened))
        return ws

    async def _serve(self, connection: Connection) -> None:
        self.connections.append(connection)
        await connection.ws.send_json(self._hello())
        self.connected.set()
        self._bell.ring()
        try:
            await self._listen(connection)
        finally:
            self.forget(connection)

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.ws:
            if connection.silent:
                continue
            if message.type == WSMsgType.PING:
                await connection.ws.pong(message.data)
            elif message.type == WSMsgType.TEXT:
                self._on_frame(json.loads(message.data))
        if not connection.silent:
            await connection.ws.close()  # answer the client's close frame
            return
        self.forget(connection)  # deaf to the close handshake too
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER):
                await self._stopping.wait()

    def _hello(self) -> JSON:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "connection_info": {"app_id": "A0FAKE"},
            "debug_info": {
                "host": "fakeslack",
                "build_number": 1,
                "approximate_connection_time": self.debug_connection_time,
            },
        }

    def forget(self, connection: Connection) -> None:
        """Stop using a connection."""
        if connection in self.connections:
            self.connections.remove(connection)
            self._bell.ring()
        if not self.connections:
            self.connected.clear()

    async def send(self, message: JSON) -> bool:
        """Send to one of the open connections, drawn by lot; False when none is left."""
        while self.connections:
            chosen = self._rng.choice(self.connections)
            if chosen.silent:
                return True
            try:
                await chosen.ws.send_json(message)
            except (ConnectionError, RuntimeError):
                self.forget(chosen)
            else:
                return True
        return False

    async def drop(self, *, hard: bool) -> int:
        """Cut every connection: hard = TCP reset, else a clean close frame. Returns how many."""
        victims = list(self.connections)
        for connection in victims:
            self.forget(connection)
            if hard:
                connection.cut()
            else:
                await connection.ws.close()
        return len(victims)

    async def ask_disconnect(
        self, reason: str, close_after: float, spawn: Callable[[Coroutine[Any, Any, None]], object]
    ) -> int:
        """Send Slack's "disconnect"; the old sockets keep working until close_after seconds have passed."""
        victims = [connection for connection in self.connections if not connection.silent]
        for connection in victims:
            await connection.ws.send_json(_disconnect(reason))
            spawn(self._close_later(connection, close_after))
        return len(victims)

    async def _close_later(self, connection: Connection, after: float) -> None:
        await asyncio.sleep(after)
        if connection in self.connections:
            self.forget(connection)
            await connection.ws.close()

    def silence(self) -> int:
        """Make the open connections half-open: no pongs, no deliveries, no close frame. Returns how many."""
        for connection in self.connections:
            connection.silent = True
        return len(self.connections)

    async def close(self) -> None:
        """End every connection."""
        self._stopping.set()
        for connection in list(self.connections):
            await connection.ws.close()


def _disconnect(reason: str) -> JSON:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "fakeslack"}}
