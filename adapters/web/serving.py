"""A small HTTP server inside the program: uvicorn without its signals and its own log."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from bot.ports import LoginError

GRACE = 2


class CannotListen(LoginError):
    """The address is taken or not this machine's; the text says what to do."""


class Server:
    """One application on one address."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        """Serve `app` on `host`; port 0 takes any free one."""
        self._app = app
        self._host = host
        self._port = port
        self._uvicorn: _Quiet | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def listening(self) -> bool:
        """True while requests are answered."""
        return self._uvicorn is not None and self._uvicorn.started and not self._uvicorn.should_exit

    @property
    def address(self) -> str:
        """Return where a browser finds it: `http://127.0.0.1:8080`; port 0 becomes the real one at start."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    async def start(self) -> None:
        """Return when requests are answered.

        Raises:
            CannotListen: another program has the port, or the host is not this machine's.
        """
        # Bound here, because uvicorn itself would answer a taken port with sys.exit.
        listening = _listening(self._host, self._port)
        self._port = listening.getsockname()[1]
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
        )
        self._uvicorn = _Quiet(config)
        self._task = asyncio.create_task(self._uvicorn.serve(sockets=[listening]))
        await self._uvicorn.tried.wait()

    async def stop(self) -> None:
        """Finish what was begun (at most two seconds) and let go of the address."""
        if self._uvicorn is None or self._task is None:
            return
        self._uvicorn.should_exit = True
        await self._task
        self._task = None


class _Quiet(uvicorn.Server):
    """Uvicorn whose signals are somebody else's business, and which tells when it has started."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.tried = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.tried.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise CannotListen(
            f"Cannot listen on {host}, port {port} ({error.strerror}). "
            "Stop the program that has it, or set web.port to another."
        ) from error


async def serve(app: ASGIApp, host: str, port: int) -> Server:
    """Return a server that already answers; CannotListen when the address is taken."""
    server = Server(app, host, port)
    await server.start()
    return server
