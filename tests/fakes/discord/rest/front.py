"""The HTTP side: reads calls, checks token, limits and faults, runs the endpoint, writes all down."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from ...wire import JSON
from ..errors import ApiError
from ..faults import Fault
from ..limits import Verdict
from ..model import Message
from ..places import Channel
from .base import ROUTES, Call, Record, Route

if TYPE_CHECKING:
    from ..server import FakeDiscord

PREFIX = "/api/v10"
VIA = {"Via": "1.1 google"}  # discord.py takes a 429 without it for a ban by Cloudflare
RATE_LIMITED = "You are being rate limited."


@dataclass
class Outcome:
    """How a call ended, before it is sent."""

    status: int
    payload: Any
    headers: dict[str, str] = field(default_factory=dict)
    note: str = ""
    spec: list[str] = field(default_factory=list)
    response_spec: list[str] = field(default_factory=list)


class Rest:
    """Serves every path below PREFIX."""

    def __init__(self, fd: FakeDiscord) -> None:
        self.fd = fd
        self._nonces: dict[tuple[int, str], tuple[float, Message]] = {}

    def sent_before(self, channel: Channel, nonce: str) -> Message | None:
        """Return what was sent with this nonce in the past few minutes (fd.nonce_window); else None."""
        sent_at, message = self._nonces.get((channel.id, nonce), (0.0, None))
        recent = time.monotonic() - sent_at < self.fd.nonce_window * self.fd.time_scale
        return message if recent else None

    def remember(self, channel: Channel, nonce: str, message: Message) -> None:
        """Note with which nonce a message was sent."""
        self._nonces[channel.id, nonce] = (time.monotonic(), message)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request and record it."""
        start = time.monotonic()
        path = request.raw_path.split("?")[0].removeprefix(PREFIX)
        reason = request.headers.get("X-Audit-Log-Reason")
        call = Call(request.method, path, dict(request.query), reason)
        fault = next((fault for fault in self.fd.faults if fault.matches(call.method, path)), None)
        await asyncio.sleep(self.fd.latency + (fault.delay if fault else 0.0))
        broken = fault if fault and fault.breaks else None
        if broken and not broken.apply:
            await self._look(request, call)
            outcome = Outcome(broken.status or 0, None, note="injected fault")
        else:
            outcome = await self._outcome(request, call)
            if broken:
                outcome.note = f"applied, then fault {broken.status or 'drop'}"
        self._record(call, outcome, start)
        return _failure(request, broken) if broken else _response(outcome)

    async def _outcome(self, request: web.Request, call: Call) -> Outcome:
        try:
            route = self._match(call)
            call.body = await _read(request)
            exempt = "webhook_token" in call.params or "interaction_token" in call.params
            if not exempt and request.headers.get("Authorization") != f"Bot {self.fd.token}":
                raise ApiError(401, 0, "401: Unauthorized")
            verdict = self.fd.limits.check(call.method, call.template, call.params, exempt_global=exempt)
        except ApiError as error:
            return Outcome(error.status, error.body(), note=error.message)
        if verdict.retry_after is not None:
            return _too_many(verdict, verdict.retry_after)
        return self._run(route, call, verdict.headers)

    def _run(self, route: Route, call: Call, headers: dict[str, str]) -> Outcome:
        outcome = Outcome(204, None, headers, spec=self.fd.check_request(call))
        try:
            if outcome.spec and self.fd.spec_mode == "enforce":
                raise ApiError(400, 50035, errors=_openapi(outcome.spec))
            outcome.payload = route.handler(self.fd, call)
        except ApiError as error:
            outcome.status, outcome.payload, outcome.note = error.status, error.body(), error.message
            return outcome
        if outcome.payload is not None:
            outcome.status = route.status
        outcome.response_spec = self.fd.check_response(call, outcome.status, outcome.payload)
        return outcome

    def _match(self, call: Call) -> Route:
        for route in ROUTES:
            found = route.pattern.match(call.path)
            if found and route.method == call.method:
                call.template, call.params = route.template, found.groupdict()
                return route
        self.fd.unknown_calls.append(f"{call.method} {call.path}")
        raise ApiError(404, 0)

    async def _look(self, request: web.Request, call: Call) -> None:
        """Fill in what the record says of a call that is going to fail anyway."""
        with suppress(ApiError):
            self._match(call)
            call.body = await _read(request)

    def _record(self, call: Call, outcome: Outcome, start: float) -> None:
        record = Record(
            t=round(start - self.fd.started, 4),
            method=call.method,
            path=call.path,
            template=call.template,
            status=outcome.status,
            ms=round((time.monotonic() - start) * 1000, 2),
            request=call.body,
            response=outcome.payload,
            reason=call.reason,
            note=outcome.note,
            spec=outcome.spec,
            response_spec=outcome.response_spec,
        )
        self.fd.record(record)


async def _read(request: web.Request) -> Any:
    if request.content_type.startswith("multipart/"):
        return await _read_form(request)
    raw = await request.read()
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        raise ApiError(400, 50109) from None


async def _read_form(request: web.Request) -> JSON:
    """The JSON part, with the files' names and sizes put into its attachments."""
    form = await request.post()
    body: JSON = json.loads(str(form.get("payload_json", "{}")))
    target = body.get("data", body)
    described = {str(each.get("id")): each for each in target.get("attachments") or []}
    files = [(key[6:-1], part) for key, part in form.items() if isinstance(part, web.FileField)]
    target["attachments"] = [
        {**described.get(number, {}), "id": number, "filename": p.filename, "_size": len(p.file.read())}
        for number, p in files
    ]
    return body


def _openapi(problems: list[str]) -> JSON:
    return {"_spec": {"_errors": [{"code": "OPENAPI", "message": problem} for problem in problems]}}


def _too_many(verdict: Verdict, retry_after: float) -> Outcome:
    wait = round(retry_after, 3)
    body = {"message": RATE_LIMITED, "retry_after": wait, "global": verdict.is_global}
    return Outcome(429, body, {**verdict.headers, "Retry-After": str(wait)}, note="rate limit")


def _response(outcome: Outcome) -> web.Response:
    if outcome.status == 204:
        return web.Response(status=204, headers=outcome.headers | VIA)
    return _json(outcome.status, outcome.payload, outcome.headers | VIA)


def _json(status: int, payload: Any, headers: dict[str, str]) -> web.Response:
    """discord.py parses a body only when the content type is exactly application/json, without a charset."""
    body = json.dumps(payload).encode()
    return web.Response(status=status, body=body, content_type="application/json", headers=headers)


def _failure(request: web.Request, fault: Fault) -> web.Response:
    status = fault.status or 500
    if fault.drop:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=status)
    if status == 429 and fault.cloudflare:
        page = "<html>error code: 1015</html>"
        return web.Response(status=status, text=page, content_type="text/html")
    if status == 429:
        return _planned_429(fault)
    if status >= 500:
        return web.Response(status=status, text=f"<html>{status}</html>", content_type="text/html")
    return _json(status, {"message": fault.message, "code": fault.code}, VIA)


def _planned_429(fault: Fault) -> web.Response:
    scope = "global" if fault.is_global else fault.scope
    headers = {**VIA, "Retry-After": str(fault.retry_after), "X-RateLimit-Scope": scope}
    if fault.is_global:
        headers["X-RateLimit-Global"] = "true"
    body = {"message": RATE_LIMITED, "retry_after": fault.retry_after, "global": fault.is_global}
    return _json(429, body, headers)
