"""The smallest browser there can be: calls the pages without a server or a socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlencode, urlsplit

from starlette.types import ASGIApp, Message

HOST = "127.0.0.1:8080"
OURS = {"origin": f"http://{HOST}", "hx-request": "true"}
Pairs = Mapping[str, str] | list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def data(self) -> dict[str, object]:
        value = json.loads(self.text)
        assert isinstance(value, dict)
        return value


class Browser:
    """Asks an application for pages and posts to it, with the headers our own pages send."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return await self._ask("GET", path, b"", {"host": HOST, **(headers or {})})

    async def post(
        self, path: str, form: Pairs | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        body = urlencode(form or {}).encode()
        sent = {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(body))}
        return await self._ask("POST", path, body, {"host": HOST, **OURS, **sent, **(headers or {})})

    async def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        sent: list[Message] = []
        parts_to_come = [body]

        async def receive() -> Message:
            if not parts_to_come:
                await asyncio.Event().wait()
            return {"type": "http.request", "body": parts_to_come.pop(), "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(_scope(method, path, headers), receive, send)
        parts = b"".join(message.get("body", b"") for message in sent[1:])
        names = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], names, parts.decode())


class Stream:
    """One open stream of events: `next` waits for the text of the next one."""

    def __init__(self, app: ASGIApp, path: str, headers: Mapping[str, str] | None = None) -> None:
        self._parts: asyncio.Queue[str] = asyncio.Queue()
        self._gone = asyncio.Event()
        scope = _scope("GET", path, {"host": HOST, **(headers or {})})
        self._task = asyncio.create_task(self._run(app, scope))

    async def next(self) -> str:
        async with asyncio.timeout(2):
            return await self._parts.get()

    async def close(self) -> None:
        self._gone.set()
        with suppress(asyncio.CancelledError):
            await self._task

    async def ended(self) -> None:
        async with asyncio.timeout(2):
            await self._task

    async def _run(self, app: ASGIApp, scope: dict[str, object]) -> None:
        async def receive() -> Message:
            await self._gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message.get("body"):
                await self._parts.put(message["body"].decode())

        await app(scope, receive, send)


def _scope(method: str, path: str, headers: Mapping[str, str]) -> dict[str, object]:
    parts = urlsplit(path)
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "root_path": "",
        "query_string": parts.query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8080),
        "state": {},
    }
