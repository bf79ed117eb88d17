"""The Home tab: a member's own page, published when it is opened and whenever something on it may have changed."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import apologies, refusals, render
from adapters.slack.core import Core
from adapters.slack.people import People
from adapters.slack.tasks import Tasks
from bot.errors import Unavailable
from bot.ports import Envelope
from bot.router.request import Request
from bot.texts import texts
from bot.ui import Card

log = structlog.get_logger(__name__)
MOST_OPEN = 5000
SOON = 0.3
"""Seconds in which several changes become one publication: Slack takes about a hundred a minute."""

Who = tuple[str, str]


@dataclass(slots=True)
class _Page:
    """One person's page as published last: its hash, and whether it is being published or has to be again."""

    hash: str = ""
    busy: bool = False
    stale: bool = False


class Home:
    """The pages of those who have opened theirs since the bot started, the newest `MOST_OPEN` of them.

    A page is published by one task at a time. Another process may do so too: Slack refuses a publication based on
    an older one (`hash`), and then the page is drawn anew from what is stored now.
    """

    def __init__(self, client: AsyncWebClient, core: Core, people: People, tasks: Tasks) -> None:
        """Take a client that may repeat calls."""
        self._client = client
        self._core = core
        self._people = people
        self._tasks = tasks
        self._pages: OrderedDict[Who, _Page] = OrderedDict()

    def opened(self, team: str, user: str) -> None:
        """Publish somebody's page, who is looking at it."""
        self._pages.setdefault((team, user), _Page())
        self._pages.move_to_end((team, user))
        while len(self._pages) > MOST_OPEN:
            self._pages.popitem(last=False)
        self._refresh((team, user), after=0)

    def changed(self, team: str, user: str) -> None:
        """Publish somebody's page anew soon, if they ever opened it: they did something."""
        self._refresh((team, user), after=SOON)

    def letter(self, envelope: Envelope) -> None:
        """Publish the pages of those who got a letter anew: it tells of something that changed."""
        for person in envelope.people:
            self.changed(envelope.community, person.external_id)

    def _refresh(self, who: Who, after: float) -> None:
        page = self._pages.get(who)
        if page is None:
            return
        page.stale = True
        if not page.busy:
            page.busy = True
            self._tasks.start(self._publishing(who, page, after), "home")

    async def _publishing(self, who: Who, page: _Page, after: float) -> None:
        try:
            while page.stale:
                await asyncio.sleep(after)
                page.stale = False
                await self._publish(who, page)
        except (*refusals.NETWORK, Unavailable) as error:
            log.warning("home_not_published", error=_code(error))
        finally:
            page.busy = False

    async def _publish(self, who: Who, page: _Page) -> None:
        cards = await self._cards(who)
        names = {
            member: handle for card in cards for member, handle in (await self._core.handles(card)).items()
        }
        view = render.home(cards, names)
        try:
            published = await self._client.views_publish(user_id=who[1], view=view, hash=page.hash or None)
        except SlackApiError as error:
            if refusals.code_of(error) != "hash_conflict":
                raise
            page.hash, page.stale = "", True
            return
        page.hash = str(published["view"]["hash"])

    async def _cards(self, who: Who) -> tuple[Card, ...]:
        team, user = who
        profile = await self._people.profile(team, user, "")
        if not self._people.welcome(profile):
            return (apologies.not_here(texts(profile.language)),)
        community, member = await self._people.meet(team, user, "")
        organises = partial(self._people.organises, team, user, "")
        return await self._core.home(
            Request(member=member, community=community, action="home", organises=organises)
        )


def _code(error: Exception) -> str:
    return refusals.code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
