"""HTTP mode: Slack posts to us, and Bolt checks its signature (HMAC-SHA256, five minutes).

A signature holds for five minutes, so what was listened in to could be sent again: a request seen before is refused.
Source: docs.slack.dev/authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from slack_bolt.async_app import AsyncApp

from bot.ports import LoginError

PATH = "/slack/events"
FINISH = 2.5
WINDOW = 300.0
TWICE = 2.0
"""Slack itself may deliver twice, within the same second: such a double is let in and recognised by its key."""


class Replays:
    """The signatures of the last five minutes; grows with the requests of that time, 100 bytes each."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Take a clock in seconds."""
        self._now = now
        self._seen: OrderedDict[str, float] = OrderedDict()

    def is_replay(self, signature: str) -> bool:
        """Return whether a request with this signature was taken more than `TWICE` seconds ago."""
        first = self._seen.get(signature)
        return first is not None and self._now() - first > TWICE

    def taken(self, signature: str) -> None:
        """Remember a request whose signature was right, and forget those too old to be let in anyway."""
        now = self._now()
        self._seen.setdefault(signature, now)
        while now - next(iter(self._seen.values())) > 2 * WINDOW:
            self._seen.popitem(last=False)


def refusing(replays: Replays) -> Middleware:
    """Return a middleware that refuses what came before; only what was answered well counts as taken."""

    @web.middleware
    async def once(request: web.Request, handler: Handler) -> web.StreamResponse:
        signature = request.headers.get("X-Slack-Signature", "")
        if signature and replays.is_replay(signature):
            return web.Response(status=401, text="This request was taken before.")
        answer = await handler(request)
        if signature and answer.status < 300:
            replays.taken(signature)
        return answer

    return once


class Door:
    """The address Slack posts to."""

    def __init__(self, app: AsyncApp, host: str, port: int, replays: Replays | None = None) -> None:
        """Take an app to hand payloads to, where to listen, and what was taken already."""
        self._host = host
        self._port = port
        server = app.server(port=port, path=PATH, host=host).web_app
        server.middlewares.append(refusing(replays or Replays()))
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=FINISH)
        self._is_open = False

    @property
    def connected(self) -> bool:
        """True while the address is open."""
        return self._is_open

    async def open(self) -> None:
        """Return when Slack can post.

        Raises:
            LoginError: the address is taken.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            reason = f"{self._host}:{self._port} cannot be listened on ({error.strerror})"
            raise LoginError(f"{reason}: free it, or change slack.host and slack.port.") from error
        self._is_open = True

    async def close(self) -> None:
        """Take nothing more; what was taken is acknowledged first."""
        self._is_open = False
        await self._runner.cleanup()
