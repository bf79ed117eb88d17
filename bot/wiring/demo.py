"""`bothways demo`: the playground with its neighbours, on a database that lasts until it is stopped or reset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from adapters.discord import render as discord_render
from adapters.slack import render as slack_render
from adapters.web import Channel, Chat, Persona, PlaygroundAdapter, PlaygroundSender, World
from bot.config import WebSettings
from bot.demo import seed
from bot.demo.clock import STORY_BEGINS, HandClock
from bot.demo.neighbours import NEIGHBOURS
from bot.model.community import Platform
from bot.model.ids import MemberId
from bot.ports import Handle, Store, Work
from bot.router.core import Core
from bot.ui import Card
from bot.wiring.solving import solve_here
from scheduler.hand import HandDriver, no_pause
from scheduler.post import Post
from storage.database import open_store

CHANNELS = (
    Channel(id=seed.CHANNEL, topic="Teach something, learn something"),
    Channel(id="general", topic="Everything else"),
)
VISITOR = NEIGHBOURS[0]
HUES = 12


class FreshStore:
    """A store that can be thrown away and begun anew while others hold on to it."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._inner: Store | None = None
        self._stirred: Callable[[], None] | None = None

    async def begin(self) -> None:
        """Open an empty database, closing the one before."""
        await self.close()
        self._inner = await open_store("sqlite+aiosqlite://")
        if self._stirred is not None:
            self._inner.when_stirred(self._stirred)

    def write(self) -> AbstractAsyncContextManager[Work]:
        """Open a transaction that may write."""
        return self._open.write()

    def read(self) -> AbstractAsyncContextManager[Work]:
        """Open a transaction that only reads."""
        return self._open.read()

    async def scrub(self) -> None:
        """Do nothing: in memory nothing is left behind."""

    def when_stirred(self, call: Callable[[], None]) -> None:
        """Call this after commits that bring work for the scheduler, in every database to come, too."""
        self._stirred = call

    async def close(self) -> None:
        """Close the database."""
        if self._inner is not None:
            await self._inner.close()
            self._inner = None

    @property
    def _open(self) -> Store:
        if self._inner is None:
            raise RuntimeError("begin() comes first")
        return self._inner


class PlaygroundEngine:
    """Clock, scheduler and delivery of the playground; neighbours whom nobody plays say yes to every round."""

    def __init__(self) -> None:
        """Build the bot; nothing is stored before `reset`."""
        self._store = FreshStore()
        self._clock = HandClock()
        self.chat = Chat(world(), self._clock)
        self.core = Core(self._store, self._clock, solve_here)
        post = Post(
            self._store,
            self._clock,
            {Platform.PLAYGROUND: PlaygroundSender(self.chat)},
            owner="playground",
            pause=no_pause,
        )
        self._driver = HandDriver(self._store, self._clock, post)
        self._neighbours = seed.Crowd(self.core, Platform.PLAYGROUND, NEIGHBOURS[1:])

    def now(self) -> datetime:
        """Return the playground's moment, in UTC."""
        return self._clock.now()

    async def settle(self) -> None:
        """Do what is due, deliver what is waiting, and let the neighbours answer an open round."""
        await self._driver.settle()
        if await self._neighbours.answer():
            await self._driver.settle()

    async def advance(self, by: timedelta) -> None:
        """Let this much time pass, event by event."""
        await self._driver.advance(by)

    async def to_next_event(self) -> None:
        """Let time pass until the next thing that is due."""
        await self._driver.to_next_event()

    async def reset(self) -> None:
        """Begin anew: the clock, an empty database, and the neighbours settled in."""
        await self._store.begin()
        self._clock.restart(STORY_BEGINS)
        self.chat.clear()
        await self._neighbours.settle_in()
        here = self.chat.channel(seed.CHANNEL)
        if here is not None:
            for handle, words in seed.SMALL_TALK:
                self.chat.post(here, words, author=handle)

    async def close(self) -> None:
        """Close the database."""
        await self._store.close()


async def open_playground(settings: WebSettings) -> tuple[PlaygroundAdapter, PlaygroundEngine]:
    """Return the playground, seeded and not yet serving, with its engine."""
    engine = PlaygroundEngine()
    await engine.reset()
    drawings = {"Slack": _slack, "Discord": _discord}
    return PlaygroundAdapter(
        settings, engine.core, chat=engine.chat, engine=engine, drawings=drawings
    ), engine


def world() -> World:
    """Return the playground's people and channels."""
    personas = tuple(
        Persona(
            external_id=one.handle,
            name=one.name,
            role=one.role,
            zone=one.zone,
            organiser=one.organiser,
            hue=number % HUES,
        )
        for number, one in enumerate(NEIGHBOURS)
    )
    return World(
        community=seed.CLUB,
        name=seed.CLUB_NAME,
        personas=personas,
        channels=CHANNELS,
        to_offer=VISITOR.offers,
        to_want=VISITOR.wants,
    )


def _slack(card: Card, names: Mapping[MemberId, Handle]) -> object:
    return slack_render.message(card, names).blocks


def _discord(card: Card, names: Mapping[MemberId, Handle]) -> object:
    components: Callable[[], list[object]] = discord_render.card(card, names).to_components
    return components()
