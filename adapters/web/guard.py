"""Keeps the playground to this machine: only its own pages may ask it for anything.

A page of another site can neither read it (Host is checked, so a name that someone points at 127.0.0.1 is of
no use) nor make the browser do anything here (Origin is checked, and a header only our own script can send).
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 256 * 1024
READING = {"GET", "HEAD"}
POLICY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # Not `no-referrer`: browsers then send `Origin: null` with our own posts.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine alone."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


class Guard:
    """Refuses what does not come from the playground's own pages, and tells browsers to be strict with it."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on and add our headers to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def strict(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(POLICY)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refusal = _refusal(str(scope["method"]), Headers(scope=scope))
        await (refusal or self._app)(scope, receive, strict)


def _refusal(method: str, headers: Headers) -> Response | None:
    host = headers.get("host", "")
    if not is_loopback(_name(host)):
        return PlainTextResponse("The playground answers only to localhost.", 421)
    if method in READING:
        return None
    # Another site cannot send this header without asking first, and nobody here answers such a question.
    origin = headers.get("origin")
    if origin != f"http://{host}" or headers.get("hx-request") != "true":
        return PlainTextResponse("Only the playground's own pages may do this.", 403)
    if (
        not headers.get("content-length", "0").isdecimal()
        or int(headers.get("content-length", "0")) > MOST_BYTES
    ):
        return PlainTextResponse("That is too long for the playground.", 413)
    return None


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
