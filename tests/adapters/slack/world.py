"""A workspace with three people, the real adapter logged in to it, and a small core behind that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from pydantic import SecretStr

from adapters.slack.app import SlackAdapter
from bot.config import SlackSettings
from bot.errors import Unavailable
from bot.model.community import Platform
from bot.model.ids import CommunityId, MemberId
from bot.ports import Handle
from bot.router.request import Answer, Ask, Reader, Request, Show
from bot.ui import Card, Form, TextField, mentioned
from tests.fakes.slack import FakeConfig, FakeSlack

ADA, GRACE, GONE = "U1", "U2", "U3"
CHANNEL, PRIVATE = "C1", "C2"
OFFER_FORM = Form("offer.save", "What can you teach?", "Save", (TextField("skills", "Skills"),))

Script = Callable[[Request], Awaitable[Answer | None]]


def show(title: str, *, replaces: bool = False) -> Script:
    """Return a script that always shows a card with this title."""

    async def answer(_: Request) -> Answer:
        return Show(Card(title), replaces)

    return answer


def ask(form: Form) -> Script:
    """Return a script that always opens this form."""

    async def answer(_: Request) -> Answer:
        return Ask(form)

    return answer


class SmallCore:
    """Answers by script, and like the real core does nothing twice; `held` makes it slow until it is set."""

    def __init__(self, **scripts: Script) -> None:
        self.scripts: dict[str, Script] = {name.replace("_", "."): script for name, script in scripts.items()}
        self.requests: list[Request] = []
        self.met: dict[tuple[str, str], MemberId] = {}
        self.told: dict[str, tuple[str, str | None, str]] = {}
        self.forms = {"offer"}
        self.locked = False
        self.held: asyncio.Event | None = None
        self.departed: list[tuple[str, ...]] = []
        self.page: tuple[Card, ...] = (Card("Your page"),)
        self._seen: set[str] = set()

    async def meet(
        self,
        *,
        platform: Platform,
        community: str,
        community_name: str,
        language: str,
        user: str,
        name: str,
        zone: str | None,
    ) -> tuple[CommunityId, MemberId]:
        assert platform is Platform.SLACK
        if self.locked:
            raise Unavailable
        self.told[user] = (name, zone, language)
        return CommunityId(1), self.met.setdefault((community, user), MemberId(100 + len(self.met)))

    async def answer(self, request: Request) -> Answer | None:
        self.requests.append(request)
        if request.key in self._seen:
            return None
        self._seen.add(request.key)
        if self.held is not None:
            await self.held.wait()
        script = self.scripts.get(request.name)
        return await script(request) if script else Show(Card(f"You did {request.name}"))

    async def gone(self, platform: Platform, community: str, user: str) -> bool:
        self.departed.append((community, user))
        return True

    async def left_channel(self, platform: Platform, community: str, user: str, channel: str) -> bool:
        self.departed.append((community, user, channel))
        return True

    async def home(self, request: Request) -> tuple[Card, ...]:
        return self.page

    def opens_form(self, action: str, text: str = "") -> bool:
        return action in self.forms and not text

    async def handles(self, screen: Card | Form) -> Mapping[MemberId, Handle]:
        users = {member: user for (_, user), member in self.met.items()}
        return {m: Handle(external_id=users[m], name=users[m]) for m in mentioned(screen) if m in users}

    async def reader(self, member: MemberId) -> Reader:
        return Reader("Europe/Paris", "en")

    def last(self, name: str) -> Request:
        """Return the newest request under an action's name."""
        return next(request for request in reversed(self.requests) if request.name == name)


def people(ws: FakeSlack) -> None:
    """Fill a workspace: Ada runs it, Grace made the channel, somebody has gone."""
    ws.team.add_user(ADA, "ada", tz="Europe/London", locale="en-GB", is_admin=True)
    ws.team.add_user(GRACE, "grace", tz="America/New_York", locale="fr-FR")
    ws.team.add_user(GONE, "gone", deleted=True)
    ws.team.add_channel(CHANNEL, "mentoring", [GRACE, ADA])
    ws.team.add_channel(PRIVATE, "inner-circle", [ADA], private=True)


def settings(ws: FakeSlack, **changes: object) -> SlackSettings:
    """Return settings for the local Slack."""
    given: dict[str, object] = {
        "bot_token": SecretStr(ws.bot_token),
        "app_token": SecretStr(ws.app_token),
        "signing_secret": SecretStr(ws.signing_secret),
        "api_url": ws.base_url,
        "ping_interval": 1.0,
    }
    return SlackSettings.model_validate(given | changes)


@asynccontextmanager
async def workspace(config: FakeConfig | None = None) -> AsyncIterator[FakeSlack]:
    """The local Slack with its people; events are retried at once."""
    async with FakeSlack(config or FakeConfig(time_scale=0.01)) as ws:
        people(ws)
        yield ws


@asynccontextmanager
async def logged_in(ws: FakeSlack, core: SmallCore, **changes: object) -> AsyncIterator[SlackAdapter]:
    """The adapter, started, and stopped when all is quiet."""
    adapter = SlackAdapter(settings(ws, **changes), core)
    await adapter.start()
    try:
        yield adapter
        await ws.settle(quiet=0.05)
    finally:
        await adapter.stop()
