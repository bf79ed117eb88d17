"""The fake workspace server: an aiohttp application on 127.0.0.1 that plays Slack."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO, TypeVar

from aiohttp import web

from ..waiting import Bell
from ..wire import JSON
from .delivery import Courier, CourierSettings
from .faults import Fault, Faults
from .front import Front
from .limits import RateLimiter
from .person import Person
from .record import ApiCall, Delivery
from .team import Team

T = TypeVar("T")

HOST = "127.0.0.1"


@dataclass(kw_only=True)
class FakeConfig:
    """How this Slack behaves; times in seconds."""

    host: str = HOST
    port: int = 0
    mode: str = "socket"  # socket | http
    bot_url: str = ""  # http mode: the bot's /slack/events
    ack_timeout: float = 3.0
    trigger_ttl: float = 3.0
    time_scale: float = 1.0  # below 1 shortens rate-limit windows and event retry delays
    rate_limits: bool = False
    retry_events: bool = True
    home_tab: bool = True
    strict_arguments: bool = True  # refuse unknown arguments; Slack itself ignores most of them
    echo_bot_messages: bool = True  # Slack also sends message events for the bot's own posts
    commands: frozenset[str] | None = None  # registered slash commands; None: any
    events: frozenset[str] | None = None  # subscribed bot events ("message.im", "app_home_opened"); None: all
    response_url_uses: int = 5
    response_url_ttl: float = 1800.0
    latency: tuple[float, float] = (0.0, 0.0)  # added to each Web API answer, drawn between the two
    record: Path | None = None  # JSON lines of every call and delivery
    max_connections: int = 10


class FakeSlack:
    """A local Slack, as an async context manager; `team` is its first workspace."""

    app_id = "A0FAKEAPP"
    app_token = "xapp-1-A0FAKEAPP-1-fake"
    signing_secret = "fake-signing-secret"
    client_id = "111.222"
    client_secret = "fake-client-secret"

    def __init__(self, config: FakeConfig | None = None) -> None:
        self.config = config or FakeConfig()
        self.bell = Bell()
        self.courier = Courier(self._courier_settings(), self.bell)
        self.limiter = RateLimiter(enabled=self.config.rate_limits, time_scale=self.config.time_scale)
        self.faults = Faults()
        self.calls: list[ApiCall] = []
        self.problems: list[str] = []  # what a test should know though nothing was refused for it
        self.teams: dict[str, Team] = {}
        self.team = self.add_team("T0FAKE01", "Fake One")
        self.oauth_codes: dict[str, tuple[str, str]] = {}
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._record: TextIO | None = None

    def _courier_settings(self) -> CourierSettings:
        config = self.config
        return CourierSettings(
            mode=config.mode,
            bot_url=config.bot_url,
            signing_secret=self.signing_secret,
            ack_timeout=config.ack_timeout,
            time_scale=config.time_scale,
            retry_events=config.retry_events,
            max_connections=config.max_connections,
        )

    # ---- life --------------------------------------------------------------------------------------

    @property
    def root_url(self) -> str:
        """The server's address, without a path."""
        return f"http://{self.config.host}:{self.port}"

    @property
    def base_url(self) -> str:
        """What to give to AsyncWebClient(base_url=...)."""
        return f"{self.root_url}/api/"

    @property
    def bot_token(self) -> str:
        """The bot token of the first workspace."""
        return self.team.bot_token

    async def __aenter__(self) -> FakeSlack:
        if self.config.host != HOST:
            raise ValueError("the fake listens on 127.0.0.1 only")
        app = web.Application(client_max_size=64 << 20)
        app.add_routes([*Front(self).routes(), web.get("/link/", self.courier.sockets.handle)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.config.host, self.config.port).start()
        self.port = self._runner.addresses[0][1]
        if self.config.record:
            self._record = self.config.record.open("a", encoding="utf-8")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.courier.close()
        if self._runner:
            await self._runner.cleanup()
        if self._record:
            for delivery in self.courier.deliveries:
                self._write({"kind": "delivery", **delivery.to_json()})
            self._record.close()

    def add_team(self, team_id: str, name: str) -> Team:
        """Make another workspace that has the app."""
        self.teams[team_id] = Team(self, team_id, name, f"xoxb-fake-{team_id}")
        return self.teams[team_id]

    def user(self, user_id: str, team: Team | None = None) -> Person:
        """Return the person behind a user id, to act as."""
        return Person(team or self.team, user_id)

    def grant_code(self, code: str, team_id: str, user_id: str) -> str:
        """Return a code that oauth.v2.access accepts once (the browser part of an installation)."""
        self.oauth_codes[code] = (team_id, user_id)
        return code

    def fail_next(self, method: str, **how: Any) -> Fault:
        """Plan a failure: status=500 | status=429, retry_after=2 | error="..." | drop=True; see Fault."""
        fault = Fault(method=method, **how)
        self.faults.planned.append(fault)
        return fault

    # ---- waiting -----------------------------------------------------------------------------------

    def changed(self) -> None:
        """Wake the waiters: something in the world is different now."""
        self.bell.ring()

    async def wait_for(
        self, predicate: Callable[[], T | None], timeout: float = 5.0, what: str = "the condition"
    ) -> T:
        """Return the first truthy value of the predicate, looked at after every change.

        Raises:
            TimeoutError: nothing truthy within `timeout` seconds.
        """
        return await self.bell.until(predicate, timeout, what)

    async def wait_connected(self, timeout: float = 10.0) -> None:
        """Wait until the bot has opened a socket."""
        await asyncio.wait_for(self.courier.connected.wait(), timeout)

    async def settle(self, quiet: float = 0.3, timeout: float = 10.0) -> None:
        """Wait until nothing happened for `quiet` seconds and no delivery waits for its acknowledgement.

        Raises:
            TimeoutError: the bot was still busy after `timeout` seconds.
        """
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if await self.bell.quiet(quiet) and self.courier.is_idle():
                return
        raise TimeoutError("the bot never became quiet")

    # ---- reading -----------------------------------------------------------------------------------

    def violations(self) -> list[Delivery]:
        """Return the deliveries that a live bot failed to acknowledge in time."""
        return self.courier.violations()

    def calls_to(self, method: str) -> list[ApiCall]:
        """Return all calls of one method."""
        return [call for call in self.calls if call.method == method]

    def errors(self) -> list[ApiCall]:
        """Return the calls that Slack refused because of the bot; failures the test planned are left out."""
        return [call for call in self.calls if not call.ok and not call.injected]

    def report(self) -> JSON:
        """Return a summary of all that happened."""
        acks = sorted(self.courier.ack_times())
        return {
            "calls": len(self.calls),
            "errors": [f"{call.method}: {call.error}" for call in self.errors()],
            "rate_limited": sum(call.error == "ratelimited" for call in self.calls),
            "unknown_methods": sorted({c.method for c in self.calls if c.error == "unknown_method"}),
            "deliveries": len(self.courier.deliveries),
            "violations": [f"{late.name}: {late.outcome}" for late in self.violations()],
            "ack_ms_max": round(acks[-1], 1) if acks else None,
            "ack_ms_median": round(acks[len(acks) // 2], 1) if acks else None,
            "sockets_opened": self.courier.opened,
            "problems": self.problems,
        }

    def note_call(self, call: ApiCall) -> None:
        """Write down a finished call and wake the waiters."""
        self._write({"kind": "call", **call.to_json()})
        self.changed()

    def _write(self, line: JSON) -> None:
        if self._record:
            self._record.write(json.dumps(line, default=str) + "\n")
            self._record.flush()
