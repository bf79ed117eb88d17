"""A server with people, the adapter logged in to the local Discord, and a core that answers as told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, cast

from pydantic import SecretStr

from adapters.discord.app import DiscordAdapter
from bot.config import DiscordSettings
from bot.model.community import Community, Platform, Programme, Settings
from bot.model.ids import CommunityId, LetterId, MemberId, PartnershipId, ProgrammeId
from bot.model.people import Member
from bot.ports import Envelope, Handle, LetterKind, Recipient, ToChannel, ToMember, ToSpace
from bot.router.core import Core
from bot.router.request import Answer, Reader, Request, Show
from bot.ui import Card, Form, mentioned
from tests.fakes.discord import FakeDiscord, GuildDriver, Person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
Answering = Callable[[Request], Answer]


class FakeCore:
    """Answers actions as told, remembers every request, and counts members and communities from 1."""

    def __init__(self) -> None:
        self.store = FakeStore(self)
        self.requests: list[Request] = []
        self.answers: dict[str, Answer | Answering] = {}
        self.forms: set[str] = set()
        self.in_place: set[str] = set()
        self.completions: list[str] = []
        self.members: dict[tuple[str, str], Member] = {}
        self.communities: dict[str, Community] = {}
        self.zone = "UTC"
        self.gate = asyncio.Event()
        self.gate.set()
        self.handled: set[str] = set()
        self.left: list[tuple[str, str]] = []

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
        assert (platform, zone) == (Platform.DISCORD, None)
        home = self.communities.setdefault(
            community,
            Community(
                id=CommunityId(len(self.communities) + 1),
                platform=platform,
                external_id=community,
                name=community_name,
                language=language,
            ),
        )
        known = self.members.get((community, user))
        number = MemberId(len(self.members) + 1) if known is None else known.id
        self.members[community, user] = Member(id=number, community=home.id, name=name, language=language)
        return home.id, number

    async def answer(self, request: Request) -> Answer | None:
        await self.gate.wait()
        if request.key in self.handled:
            return None
        self.handled.add(request.key)
        self.requests.append(request)
        told = self.answers.get(request.name, Show(Card("Noted", ((request.action,),))))
        return told(request) if callable(told) else told

    async def gone(self, platform: Platform, community: str, user: str) -> bool:
        self.left.append((community, user))
        return True

    def opens_form(self, action: str, text: str = "") -> bool:
        return action.partition(":")[0] in self.forms and not text

    def replaces(self, action: str) -> bool:
        return action.partition(":")[0] in self.in_place

    async def handles(self, screen: Card | Form) -> Mapping[MemberId, Handle]:
        wanted = mentioned(screen)
        return {
            member.id: Handle(external_id=user, name=member.name)
            for (_, user), member in self.members.items()
            if member.id in wanted
        }

    async def reader(self, member: MemberId) -> Reader:
        return Reader(self.zone, "en")

    async def complete(self, request: Request, typed: str) -> list[str]:
        await self.gate.wait()
        self.requests.append(request)
        return [one for one in self.completions if one.startswith(typed)]


class FakeStore:
    """The questions the adapter asks of the store."""

    def __init__(self, core: FakeCore) -> None:
        self._core = core
        self.communities, self.people = self, _People(core)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[FakeStore]:
        yield self

    async def programmes(self, community: CommunityId) -> list[Programme]:
        home = ProgrammeId(community)
        return [Programme(id=home, community=community, channel="1", name="mentorship", settings=Settings())]

    async def find(self, platform: Platform, external_id: str) -> Community | None:
        return self._core.communities.get(external_id)


class _People:
    def __init__(self, core: FakeCore) -> None:
        self._core = core

    async def of_programme(self, programme: ProgrammeId) -> list[Member]:
        return [one for one in self._core.members.values() if int(one.community) == int(programme)]

    async def handles(self, members: list[MemberId]) -> dict[MemberId, Handle]:
        return {
            one.id: Handle(external_id=user, name=one.name)
            for (_, user), one in self._core.members.items()
            if one.id in members
        }

    async def find(self, community: CommunityId, external_id: str) -> Member | None:
        found = (
            m
            for (_, user), m in self._core.members.items()
            if user == external_id and m.community == community
        )
        return next(found, None)


class World:
    """The server "Python Club" with Ann, Ben and Cem, and Eve who manages it; the adapter comes and goes."""

    def __init__(self, fd: FakeDiscord, core: FakeCore) -> None:
        self.fd, self.core = fd, core
        self.guild: GuildDriver = fd.add_guild("Python Club", locale="en-GB")
        self.ann, self.ben, self.cem = (self.guild.add_member(name) for name in ("ann", "ben", "cem"))
        self.eve = self.guild.add_member("eve", admin=True)
        self.adapter = self.fresh()
        self._numbers = count(1)

    def fresh(self, **settings: Any) -> DiscordAdapter:
        """Return an adapter that is not connected yet."""
        given: dict[str, Any] = {
            "api_url": self.fd.api_base + "/",
            "gateway_url": self.fd.gateway_url,
            **settings,
        }
        token = SecretStr(given.pop("token", self.fd.token))
        core = cast(Core, self.core)
        return DiscordAdapter(DiscordSettings(token=token, **given), core, form_seconds=0.3, first_pause=0.05)

    async def restart(self) -> None:
        """Stop the bot and start it again, as a new process would."""
        await self.adapter.stop()
        self.adapter = self.fresh()
        await self.adapter.start()

    def letter(self, to: Recipient, *people: Person, card: Card | None = None, **changes: Any) -> Envelope:
        """Return a letter to a member (Ann unless others are given), to partners, or to the channel."""
        number = next(self._numbers)
        envelope = Envelope(
            letter=LetterId(number),
            key=f"test:{number}",
            attempt=1,
            kind=LetterKind.NOTICE,
            to=to,
            card=card or Card(f"Letter {number}"),
            platform=Platform.DISCORD,
            community=str(self.guild.id),
            channel=str(self.guild.channel("general").id),
            place=None,
            people=tuple(
                Handle(external_id=str(one.id), name=one.user.username) for one in people or (self.ann,)
            ),
            title="Ann and Ben",
            names={},
            zone="UTC",
            language="en",
            first_tried_at=NOON,
        )
        return replace(envelope, **changes)

    def to_ann(self, **changes: Any) -> Envelope:
        """Return a private letter to Ann."""
        return self.letter(ToMember(MemberId(1)), **changes)

    def to_partners(self, **changes: Any) -> Envelope:
        """Return a letter to Ann and Ben together."""
        return self.letter(ToSpace(PartnershipId(1)), self.ann, self.ben, **changes)

    def to_channel(self, **changes: Any) -> Envelope:
        """Return a letter to the programme's channel."""
        return self.letter(ToChannel(ProgrammeId(1)), **changes)

    def complaints(self) -> list[str]:
        """Return everything Discord would have minded: late answers, wrong bodies, unknown calls."""
        late = [f"{one.kind}: {one.what}" for one in self.fd.violations]
        return [*late, *self.fd.spec_problems(), *self.fd.unknown_calls]
