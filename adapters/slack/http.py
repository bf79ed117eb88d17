"""HTTP mode: Slack posts to us, and Bolt checks its signature (HMAC-SHA256, five minutes)."""

from __future__ import annotations

from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.ports import LoginError

PATH = "/slack/events"
FINISH = 2.5


class Door:
    """The address Slack posts to."""

    def __init__(self, app: AsyncApp, host: str, port: int) -> None:
        """Take an app to hand payloads to, and where to listen."""
        self._host = host
        self._port = port
        server = app.server(port=port, path=PATH, host=host).web_app
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
