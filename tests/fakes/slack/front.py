"""The HTTP side of the fake: the Web API, response_urls and uploads."""

from __future__ import annotations

import asyncio
import base64
import random
import time
from typing import TYPE_CHECKING

from aiohttp import web

from ..wire import JSON
from .faults import Fault
from .record import ApiCall
from .spec import MethodSpec, load_specs
from .team import Team
from .web import HANDLERS, ApiError, answer, need

if TYPE_CHECKING:
    from .server import FakeSlack

WITHOUT_TOKEN = {"oauth.v2.access", "api.test"}
SCOPED_BY_KIND = ("conversations.", "users.conversations")  # the handler knows the kind of conversation
MAY_BE_EMPTY = {"topic", "purpose", "name"}
ALWAYS_TAKEN = {"client_id", "client_secret", "team_id"}  # Bolt's clients send team_id with every call

Reply = tuple[JSON, int, dict[str, str]]  # body, status, headers


class Front:
    """Reads what the bot sends, checks it as Slack does, and answers."""

    def __init__(self, fake: FakeSlack) -> None:
        self.fake = fake
        self._specs = load_specs()
        self._rng = random.Random(5)

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses served here."""
        return [
            web.route("*", "/api/{method}", self._api),
            web.post("/response/{team}/{key}", self._response_url),
            web.post("/upload/{team}/{file}", self._upload),
        ]

    # ---- the Web API -------------------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.StreamResponse:
        started = time.monotonic()
        name = request.match_info["method"]
        args, token = await self._read(request, self._specs.get(name))
        call = ApiCall(method=name, args=args, team=None, at=time.time())
        self.fake.calls.append(call)
        fault = self.fake.faults.pick(name, args)
        await asyncio.sleep(self._rng.uniform(*self.fake.config.latency) + (fault.delay if fault else 0.0))
        body, call.status, headers = self._reply(fault, name, args, token, call)
        call.ok, call.error = bool(body["ok"]), body.get("error")
        call.ms = (time.monotonic() - started) * 1000
        self.fake.note_call(call)
        if fault is not None and fault.drop:
            return _cut(request)
        if call.status >= 500:
            return web.Response(status=call.status, text="upstream error", content_type="text/html")
        return web.json_response(body, status=call.status, headers=headers)

    async def _read(self, request: web.Request, spec: MethodSpec | None) -> tuple[JSON, str | None]:
        """The arguments and the token; a method that takes only forms ignores a JSON body, as in Slack."""
        args: JSON = dict(request.query)
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if request.method == "POST":
            args |= await self._body(request, spec)
        in_body = args.pop("token", None)
        if scheme == "Basic":
            client, _, password = base64.b64decode(secret).decode().partition(":")
            args = {"client_id": client, "client_secret": password} | args
        return args, secret if scheme == "Bearer" else in_body

    @staticmethod
    async def _body(request: web.Request, spec: MethodSpec | None) -> JSON:
        if request.content_type != "application/json":
            return {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
        try:
            body = await request.json()
        except ValueError:
            return {}
        if not isinstance(body, dict) or (spec is not None and not spec.takes_json):
            return {}
        return {key: value for key, value in body.items() if value is not None}

    def _reply(self, fault: Fault | None, name: str, args: JSON, token: str | None, call: ApiCall) -> Reply:
        if fault is None:
            return self._checked(name, args, token, call)
        if fault.apply:
            self._checked(name, args, token, call)
        call.injected = True
        return _failure(fault, call)

    def _checked(self, name: str, args: JSON, token: str | None, call: ApiCall) -> Reply:
        try:
            team = self._team(name, token)
            call.team = team.id
            if wait := self._wait(team, name, args):
                return _rate_limited(call, wait)
            out = self._run(team, name, args, call)
        except ApiError as error:
            call.warnings += error.messages
            return error.body(), 200, {}
        if out.get("warning"):
            call.warnings.append(str(out["warning"]))
        return {"ok": True, **out}, 200, {}

    def _run(self, team: Team, name: str, args: JSON, call: ApiCall) -> JSON:
        spec = self._specs.get(name)
        if spec is not None:
            self._check_arguments(spec, args, call)
            if not name.startswith(SCOPED_BY_KIND) and spec.scopes:
                need(team, *spec.scopes)
        return HANDLERS[name](team, args)

    def _team(self, name: str, token: str | None) -> Team:
        """The workspace the token is for; the app-level token opens sockets only."""
        fake = self.fake
        if name not in HANDLERS:
            if name in self._specs:
                fake.problems.append(f"{name} exists in Slack but is not implemented in the fake")
            raise ApiError("unknown_method", req_method=name)
        if name in WITHOUT_TOKEN:
            return fake.team
        if token is None:
            raise ApiError("not_authed")
        if name == "apps.connections.open":
            if token != fake.app_token:
                raise ApiError("not_allowed_token_type" if token.startswith("xoxb-") else "invalid_auth")
            return fake.team
        team = next((team for team in fake.teams.values() if team.bot_token == token), None)
        if team is None:
            raise ApiError("not_allowed_token_type" if token == fake.app_token else "invalid_auth")
        if not team.installed:
            raise ApiError("account_inactive")
        return team

    def _wait(self, team: Team, name: str, args: JSON) -> int:
        spec = self._specs.get(name)
        channel = str(args.get("channel") or "") or None
        return self.fake.limiter.check(team.id, name, spec.tier if spec else "t3", channel)

    def _check_arguments(self, spec: MethodSpec, args: JSON, call: ApiCall) -> None:
        missing = [key for key in spec.required if not _given(args, key)]
        if missing:
            raise ApiError("invalid_arguments", [f"[ERROR] missing required field: {m}" for m in missing])
        unknown = sorted(set(args) - spec.args - ALWAYS_TAKEN)
        if not unknown:
            return
        if self.fake.config.strict_arguments:
            raise ApiError("invalid_arguments", [f"[ERROR] unknown argument: {each}" for each in unknown])
        call.warnings.append("superfluous arguments: " + ",".join(unknown))

    # ---- response_url ------------------------------------------------------------------------------

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        is_json = request.content_type == "application/json"
        body: JSON = await request.json() if is_json else dict(await request.post())
        team = self.fake.teams.get(request.match_info["team"])
        call = ApiCall(method="response_url", args=body, team=team.id if team else None, at=time.time())
        self.fake.calls.append(call)
        fault = self.fake.faults.pick("response_url", body)
        if fault is None or fault.apply:
            call.status, call.error = self._use(team, request.match_info["key"], body, call)
        if fault is not None:
            call.injected = True
            call.status, call.error = fault.status, fault.error or "injected"
        call.ok = call.error is None
        self.fake.note_call(call)
        if fault is not None and fault.drop:
            return _cut(request)
        return web.Response(status=call.status, text=call.error or "ok")

    def _use(self, team: Team | None, key: str, body: JSON, call: ApiCall) -> tuple[int, str | None]:
        config = self.fake.config
        right = team.response_urls.get(key) if team else None
        if team is None or right is None:
            return 404, "invalid_url"
        if right.uses >= config.response_url_uses:
            return 404, "used_url"
        if time.monotonic() - right.born > config.response_url_ttl:
            return 404, "expired_url"
        try:
            answer(
                team,
                body,
                user=right.user,
                channel=right.channel,
                original=right.message_ts,
                via="response_url",
            )
        except ApiError as error:
            call.warnings += error.messages
            return 500 if error.error == "no_text" else 400, error.error
        right.uses += 1
        return 200, None

    # ---- uploads -----------------------------------------------------------------------------------

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        team = self.fake.teams.get(request.match_info["team"])
        known = team.files.get(request.match_info["file"]) if team else None
        if known is None:
            return web.Response(status=404, text="no such upload")
        data = await _bytes(request)
        if len(data) != known["size"]:
            return web.Response(status=400, text="length mismatch")
        known["received"] = data
        return web.Response(text=f"OK - {len(data)}", content_type="text/plain")


def _given(args: JSON, key: str) -> bool:
    return key in args and (args[key] not in (None, "") or key in MAY_BE_EMPTY)


def _rate_limited(call: ApiCall, wait: int) -> Reply:
    call.retry_after = wait
    return {"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(wait)}


def _failure(fault: Fault, call: ApiCall) -> Reply:
    if fault.status == 429:
        return _rate_limited(call, fault.retry_after or 1)
    return {"ok": False, "error": fault.error or "internal_error"}, fault.status, {}


def _cut(request: web.Request) -> web.Response:
    """Reset the connection: the answer returned here never leaves."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _bytes(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    form = await request.post()
    part = next((value for value in form.values() if isinstance(value, web.FileField)), None)
    return part.file.read() if part else b""
