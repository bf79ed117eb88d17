"""The application as adapters see it: who did it, what they get to see, and nothing of any platform."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

import structlog

from bot import commands, departures, intake, people, programmes
from bot.commands import OptionKind, kind_of
from bot.errors import InvalidInput, MentorError, NotAllowed, NotFound, Unavailable, where
from bot.model.community import Platform
from bot.model.ids import CommunityId, DraftId, MemberId
from bot.model.promises import USUAL, Promises
from bot.pairing import Pairing
from bot.ports import Clock, Handle, Store, Work
from bot.questions import KEPT_FOR
from bot.router import (
    agreed,
    caring,
    curators,
    ending,
    home,
    meeting,
    members,
    organisers,
    private,
    repairing,
    skilled,
    together,
)
from bot.router.request import Answer, Ask, Reader, Reject, Request, Show
from bot.router.routes import Context, Route
from bot.screens import privacy, problems
from bot.texts import Texts, texts
from bot.typed import days_like, moments_like
from bot.ui import Card, Form, mentioned, refilled

log = structlog.get_logger(__name__)
TRY_AGAIN = "again"
BEGINNINGS = frozenset({"join", "join.agree"})
MOST_ERASED = 1000
MOST_COMPLETIONS = 25
Dated = Callable[[str, datetime, ZoneInfo, str], list[str]]
Met = tuple[Platform, tuple[str, str, str], tuple[str, str, str | None]]
ROUTES: Mapping[str, Route] = {
    **members.ROUTES,
    **skilled.ROUTES,
    **together.ROUTES,
    **agreed.ROUTES,
    **meeting.ROUTES,
    **repairing.ROUTES,
    **ending.ROUTES,
    **organisers.ROUTES,
    **curators.ROUTES,
    **private.ROUTES,
    **caring.ROUTES,
}


class Core:
    """Takes what people do and answers it; everything an adapter needs."""

    def __init__(self, store: Store, clock: Clock, pairing: Pairing, promises: Promises = USUAL) -> None:
        """Take the store, the clock, the matching engine (which runs elsewhere than in the event loop) and promises."""
        self.store = store
        self.clock = clock
        self._pairing = pairing
        self._promises = promises
        self._erased: OrderedDict[MemberId, Met] = OrderedDict()

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
        """Return the core's ids of a person who did something; stored when first seen, name and zone refreshed.

        `language` is the person's own (ISO 639), as their platform tells it.

        Raises:
            Unavailable: the database cannot be reached.
        """
        home, person = (community, community_name, language), (user, name, zone)
        met = await people.meet(self.store, platform, home, person)
        if met[1] < 0:
            self._remember(met[1], (platform, home, person))
        return met

    async def answer(self, request: Request) -> Answer | None:
        """Return what the person gets to see; None when this request was handled before.

        Never raises for anything a person can do: a problem is a card that says what to do now.
        """
        try:
            again, reader = await self._met_now(request)
            if again:
                return None
            if reader is None:
                request = await self._afresh(request)
                reader = await self._known(request.member)
        except Unavailable:
            return Show(problems.unavailable(texts("en")))
        if reader is None:
            return Show(privacy.erased_before(texts("en")))
        return await self._answered(request, texts(reader.language))

    def opens_form(self, action: str, text: str = "") -> bool:
        """Return whether the answer may be a form, which must be the very first answer on Slack and Discord."""
        name = action.partition(":")[0]
        return name == TRY_AGAIN or (name in ROUTES and ROUTES[name].opens_form and not text)

    def replaces(self, action: str) -> bool:
        """Return whether the answer takes the place of the card whose button was pressed."""
        name = action.partition(":")[0]
        return name in ROUTES and ROUTES[name].replaces

    async def handles(self, screen: Card | Form) -> Mapping[MemberId, Handle]:
        """Return how the platform knows everybody whom a screen mentions."""
        ids = mentioned(screen)
        if not ids:
            return {}
        async with self.store.read() as work:
            return await work.people.handles(ids)

    async def reader(self, member: MemberId) -> Reader:
        """Return in which zone and language a member reads; UTC and English for somebody who was erased."""
        return await self._known(member) or Reader("UTC", "en")

    async def home(self, request: Request) -> tuple[Card, ...]:
        """Return the cards of a member's own page (`bot.router.home`), made for them alone and for this moment.

        Raises:
            Unavailable: the database or the platform cannot be reached.
        """
        reader = await self._known(request.member)
        if reader is None:
            return (privacy.erased_before(texts("en")),)
        try:
            await self._check_organiser(request)
            organises = True
        except NotAllowed:
            organises = False
        return await home.cards(self._context(request, texts(reader.language)), ROUTES, organises=organises)

    async def gone(self, platform: Platform, community: str, user: str) -> bool:
        """End the part of somebody whose account is gone; True when they took part. Ids are the platform's.

        Raises:
            Unavailable: the database cannot be reached.
        """
        return await departures.left_community(self.store, (platform, community, user), self.clock.now())

    async def left_channel(self, platform: Platform, community: str, user: str, channel: str) -> bool:
        """Ask somebody who left a channel for no more rounds there; True when they took part. Raises as `gone`."""
        who = (platform, community, user)
        return await departures.left_channel(self.store, who, channel, self.clock.now())

    async def complete(self, request: Request, typed: str) -> list[str]:
        """Return at most 25 completions of the words behind a verb; none where the database cannot be reached."""
        try:
            match kind_of(request.action):
                case OptionKind.DAY:
                    return await self._dated(request, days_like, typed)
                case OptionKind.MOMENT:
                    return await self._dated(request, moments_like, typed)
                case _:
                    return await intake.completions(self.store, request.community, typed)
        except Unavailable:
            return []

    async def _dated(self, request: Request, like: Dated, typed: str) -> list[str]:
        reader = await self.reader(request.member)
        return like(typed, self.clock.now(), ZoneInfo(reader.zone), reader.language)[:MOST_COMPLETIONS]

    async def _answered(self, request: Request, t: Texts) -> Answer:
        try:
            return await self._routed(request, t)
        except InvalidInput as error:
            return await self._refused(request, t, error)
        except MentorError as error:
            return Show(problems.card(t, error))
        except Unavailable:
            return Show(problems.unavailable(t))
        except Exception as error:  # noqa: BLE001 - whatever broke, the person gets an answer
            log.error("request_failed", action=request.name, error=type(error).__name__, at=where(error))
            return Show(problems.unexpected(t))

    async def _met_now(self, request: Request) -> tuple[bool, Reader | None]:
        """Return whether this very request came before, and how the member reads; None for somebody erased."""
        if not request.key:
            return False, await self._known(request.member)
        async with self.store.write() as work:
            first = await work.inbox.first_time(request.key, self.clock.now())
            return not first, await _reader(work, request.member)

    async def _routed(self, request: Request, t: Texts) -> Answer:
        if request.name == TRY_AGAIN:
            return await self._try_again(request, t)
        route = ROUTES.get(request.name, ROUTES[commands.UNKNOWN])
        if route.organiser:
            await self._check_organiser(request)
        screen = await route.handle(self._context(request, t))
        return Show(screen, route.replaces) if isinstance(screen, Card) else Ask(screen)

    async def _check_organiser(self, request: Request) -> None:
        """The platform's own rights, or an appointment; asked anew for every single action."""
        appointed = await programmes.is_organiser(
            self.store, request.member, request.community, request.channel
        )
        if not appointed and not await request.organises():
            raise NotAllowed("organiser.only")

    async def _refused(self, request: Request, t: Texts, error: InvalidInput) -> Answer:
        route = ROUTES.get(request.name)
        if route is None or not route.reopens:
            return Show(problems.card(t, error))
        numbers = request.action.partition(":")[2]
        opener = f"{route.reopens}:{numbers}" if numbers else route.reopens
        typed = {"opener": opener, "values": {name: list(given) for name, given in request.values.items()}}
        try:
            async with self.store.write() as work:
                until = self.clock.now() + KEPT_FOR
                draft = await work.drafts.keep(request.member, TRY_AGAIN, typed, until)
        except Unavailable:
            return Show(problems.unavailable(t))
        return Reject(problems.fields(t, error), problems.again(t, error, f"{TRY_AGAIN}:{draft}"))

    async def _try_again(self, request: Request, t: Texts) -> Answer:
        if not request.numbers:
            raise NotFound("draft.gone")
        async with self.store.read() as work:
            kept = (await work.drafts.get(DraftId(request.numbers[0]), request.member, TRY_AGAIN)).data
        opener = Request(
            member=request.member,
            community=request.community,
            action=str(kept["opener"]),
            channel=request.channel,
            channel_name=request.channel_name,
            organises=request.organises,
        )
        answer = await self._routed(opener, t)
        values = cast(dict[str, list[str]], kept["values"])
        filled = {name: tuple(given) for name, given in values.items()}
        return Ask(refilled(answer.form, filled)) if isinstance(answer, Ask) else answer

    async def _known(self, member: MemberId) -> Reader | None:
        async with self.store.read() as work:
            return await _reader(work, member)

    def _remember(self, member: MemberId, met: Met) -> None:
        """Keep in memory alone who came back after they were erased: stored again only when they join."""
        self._erased[member] = met
        self._erased.move_to_end(member)
        while len(self._erased) > MOST_ERASED:
            self._erased.popitem(last=False)

    async def _afresh(self, request: Request) -> Request:
        """Return the request of somebody erased as that of somebody new, if joining is what they ask for."""
        met = self._erased.get(request.member)
        if met is None or request.name not in BEGINNINGS:
            return request
        del self._erased[request.member]
        _, member = await people.meet(self.store, *met, afresh=True)
        return replace(request, member=member)

    def _context(self, request: Request, t: Texts) -> Context:
        return Context(
            request=request,
            t=t,
            now=self.clock.now(),
            store=self.store,
            pairing=self._pairing,
            promises=self._promises,
        )


async def _reader(work: Work, member: MemberId) -> Reader | None:
    person = (await work.people.many([member])).get(member)
    return None if person is None else Reader(person.zone, person.language)
