"""A club to try the core in: people type, press and fill in; letters arrive; time is moved by hand.

Everything goes through the doors that adapters use (`Core.meet`, `Core.answer`), a real store in memory or in a file,
the real matching engine, and the scheduler's own tick and pump.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, closing
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from adapters.console.render import Pen
from adapters.console.stage import preset
from bot import commands
from bot.demo.clock import STORY_BEGINS, HandClock
from bot.demo.neighbours import NEIGHBOURS
from bot.model.community import Platform
from bot.model.ids import CommunityId, MemberId
from bot.model.partnerships import Partnership
from bot.ports import Envelope, Handle, LetterKind, Sent, Store, ToChannel, ToSpace
from bot.router.core import Core
from bot.router.request import Answer, Ask, Reader, Reject, Request, Show
from bot.screens.problems import SENTENCES
from bot.ui import Card, Form, Values
from bot.wiring.solving import solve_here
from scheduler.hand import HandDriver, no_pause
from scheduler.post import Post
from storage import engines
from storage.database import SqlStore
from storage.schema import statements
from storage.turns import Turns

CLUB, CHANNEL, ELSEWHERE = "maker-club", "mentorship", "another-club"
MONDAY = STORY_BEGINS
THURSDAY_NOON = MONDAY + timedelta(days=3, hours=3)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SIGNED_UP = ("ana", "ben", "ines", "kofi", "mei", "zoe")
MENTION = re.compile(r"@(\w+)")
NAMES = {one.handle: one.name for one in NEIGHBOURS}
ZONES = {one.handle: one.zone for one in NEIGHBOURS}
# What people say behind /mentor offer and /mentor want: two who fit each other, a circle, two who fit nobody.
SKILLS = {
    "ana": ("python (expert), chess (strong)", "guitar: play at a wedding"),
    "ben": ("guitar (strong), rust", "python: automate my reports"),
    "ines": ("drawing (expert)", "bookkeeping: do my own accounts"),
    "kofi": ("bookkeeping (expert)", "photography: show our shop"),
    "mei": ("photography (expert)", "drawing: sketch while travelling"),
    "zoe": ("greek (expert)", "beekeeping: look after the hives"),
    "tom": ("sql (expert)", "yoga: sit straight"),
}
PASSING = {"alembic_version", "inbox", "draft", "audit", "skill", "sqlite_sequence"}
Given = str | tuple[str, ...]
Row = dict[str, object]


@dataclass(slots=True)
class Seat:
    """What one person can see: cards with the channel each stands in ("" in the DM), and the form that is open."""

    community: CommunityId
    member: MemberId
    organiser: bool
    cards: list[tuple[Card, str]] = field(default_factory=list)
    form: Form | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A club to begin a test with: its database, its people and its moment."""

    database: bytes
    seats: dict[str, Seat]
    letters: list[Envelope]
    arrived: dict[int, datetime]
    now: datetime


class Club:
    """A community (and whoever comes in from another one) on a store, with a clock that is moved by hand."""

    def __init__(self, store: Store, inside: sqlite3.Connection, now: datetime = MONDAY) -> None:
        self.store, self._inside = store, inside
        self.clock = HandClock(now)
        self.core = Core(store, self.clock, solve_here)
        self.seats: dict[str, Seat] = {}
        self.letters: list[Envelope] = []
        self.arrived: dict[int, datetime] = {}
        self.post = Post(store, self.clock, {Platform.CONSOLE: self}, owner="tests", pause=no_pause)
        self.driver = HandDriver(store, self.clock, self.post)
        self.holds_letters = False
        self.language = "en"

    # What people do ------------------------------------------------------------------------------------------

    async def enter(
        self, handle: str, *, zone: str | None = "UTC", organiser: bool = False, community: str = CLUB
    ) -> Seat:
        """Let somebody do something for the first time; their names are those of the demo's neighbours."""
        home, member = await self.core.meet(
            platform=Platform.CONSOLE,
            community=community,
            community_name=community,
            language=self.language,
            user=handle,
            name=NAMES.get(handle, handle.title()),
            zone=zone,
        )
        self.seats[handle] = Seat(home, member, organiser)
        return self.seats[handle]

    async def types(self, handle: str, text: str, *, channel: str = CHANNEL) -> Card:
        """Let somebody type a command (or, without a slash, words to the bot) and return the card they get."""
        return self._card(handle, await self.asks(handle, text, channel=channel), channel)

    async def presses(self, handle: str, label: str) -> Card:
        """Let somebody press the newest button with this label and return the card they get."""
        card, channel, action = self._button(handle, label)
        answer = await self.does(handle, action, channel=channel)
        if isinstance(answer, Show) and answer.replaces:
            self.seats[handle].cards.remove((card, channel))
        return self._card(handle, answer, channel)

    async def chooses(self, handle: str, value: str) -> Card:
        """Let somebody choose from the newest menu and return the card they get."""
        card, channel = next(seen for seen in reversed(self.seats[handle].cards) if seen[0].select)
        assert card.select is not None
        assert value in {option.value for option in card.select.options}
        answer = await self.does(handle, card.select.action, values={"choice": (value,)}, channel=channel)
        return self._card(handle, answer, channel)

    async def opens(self, handle: str, what: str) -> Form:
        """Let somebody type a command or press a button, and return the form that opens."""
        if what.startswith("/"):
            answer = await self.asks(handle, what)
        else:
            _, channel, action = self._button(handle, what)
            answer = await self.does(handle, action, channel=channel)
        assert isinstance(answer, Ask), answer
        self.seats[handle].form = answer.form
        return answer.form

    async def fills(self, handle: str, **given: Given) -> Card:
        """Let somebody fill in the open form (the rest stays as it stands) and return the card they get."""
        return self._card(handle, await self.sends(handle, **given), CHANNEL)

    async def misfills(self, handle: str, **given: Given) -> Mapping[str, str]:
        """As `fills`, for a form that is refused; return the sentences by field."""
        answer = await self.sends(handle, **given)
        assert isinstance(answer, Reject), answer
        self.seats[handle].cards.append((answer.again, CHANNEL))
        return answer.errors

    async def sends(self, handle: str, **given: Given) -> Answer | None:
        """Send the open form filled in; whatever comes back."""
        form = self.seats[handle].form
        assert form is not None, f"{handle} has no form open"
        values = {name: (one,) if isinstance(one, str) else one for name, one in given.items()}
        assert set(values) <= {one.name for one in form.fields}, values
        return await self.does(handle, form.action, values={**preset(form), **values})

    async def asks(self, handle: str, text: str, *, channel: str = CHANNEL, key: str = "") -> Answer | None:
        """Type a command or words, as an adapter would pass them on; whatever comes back."""
        people = tuple(str(self.seats[name].member) for name in MENTION.findall(text) if name in self.seats)
        values = {"person": people} if people else {}
        root, _, rest = MENTION.sub("", text).removeprefix("/").partition(" ")
        if not text.startswith("/") or root not in commands.roots():
            return await self.does(handle, "said", text, channel="", key=key)
        typed = commands.parse(root, rest)
        return await self.does(handle, typed.action, typed.text, values, channel=channel, key=key)

    async def does(
        self,
        handle: str,
        action: str,
        text: str = "",
        values: Values | None = None,
        *,
        channel: str = CHANNEL,
        key: str = "",
    ) -> Answer | None:
        """Do anything there is an action for; whatever comes back. Letters it caused are delivered."""
        seat = self.seats[handle]

        async def organises() -> bool:
            return seat.organiser

        answer = await self.core.answer(
            Request(
                member=seat.member,
                community=seat.community,
                action=action,
                text=text,
                values=values or {},
                channel=channel,
                channel_name=channel,
                organises=organises,
                key=key,
            )
        )
        if not self.holds_letters:
            await self.driver.settle()
        return answer

    # Longer stretches ----------------------------------------------------------------------------------------

    async def joins(self, handle: str, *, offers: str = "", wants: str = "", zone: str = "UTC") -> None:
        """Let somebody come in, agree, and say what they teach and want."""
        if handle not in self.seats:
            await self.enter(handle, zone=zone)
        await self.does(handle, "join.agree")
        if offers:
            await self.types(handle, f"/mentor offer {offers}")
        if wants:
            await self.types(handle, f"/mentor want {wants}")

    async def settles_in(self, *handles: str) -> None:
        """Let people join with what they teach and want."""
        for handle in handles:
            offers, wants = SKILLS[handle]
            await self.joins(handle, offers=offers, wants=wants, zone=ZONES[handle])

    async def opens_round(self, *yes: str) -> None:
        """Let Olga open a round, and these people say yes to it."""
        await self.types("olga", "/mentor-admin round open")
        for handle in yes:
            await self.presses(handle, "I'm in")

    async def publishes(self) -> Card:
        """Let Olga look at the proposal and publish it."""
        await self.types("olga", "/mentor-admin round preview")
        await self.types("olga", "/mentor-admin round publish")
        return await self.presses("olga", "Publish")

    async def waits(self, by: timedelta) -> None:
        """Let time pass; what falls due on the way happens at its moment."""
        await self.driver.advance(by)

    async def sleeps_until(self, moment: datetime) -> None:
        """Let time pass while the bot is down, then let it do at once what it finds."""
        self.clock.set(moment)
        await self.driver.settle()

    # What is to be seen --------------------------------------------------------------------------------------

    def words(self, card: Card, zone: str = "UTC") -> str:
        """Return what a card says, with everybody's names, as somebody in a zone reads it."""
        names = {
            seat.member: Handle(external_id=handle, name=NAMES.get(handle, handle.title()))
            for handle, seat in self.seats.items()
        }
        return "\n".join(Pen(names, Reader(zone, "en")).card(card))

    def letters_to(self, handle: str, words: str = "") -> list[str]:
        """Return what the bot wrote to somebody, alone or with their partners; only letters with these words."""
        mine = [one for one in self.letters if handle in {person.external_id for person in one.people}]
        said = [self.words(one.card, one.zone) for one in mine]
        return [one for one in said if words in one]

    def arrivals(self, handle: str, kind: LetterKind) -> list[datetime]:
        """Return when letters of a kind reached somebody, in UTC."""
        return [
            self.arrived[one.letter]
            for one in self.letters
            if one.kind is kind and handle in {person.external_id for person in one.people}
        ]

    def forgets_letters(self) -> None:
        """Look only at letters that come from now on."""
        self.letters.clear()

    def member(self, handle: str) -> MemberId:
        """Return the core's id of somebody."""
        return self.seats[handle].member

    async def partnership(self, handle: str) -> Partnership:
        """Return somebody's newest partnership, ended or not."""
        async with self.store.read() as work:
            return (await work.partnerships.of_member(self.member(handle), open_only=False))[0]

    def everything(self) -> dict[str, list[Row]]:
        """Return all rows stored about people and their rounds, by table, to compare before and after."""
        tables = [
            str(row["name"]) for row in self._looked_up("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {name: self.rows(name) for name in sorted(tables) if name not in PASSING}

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table, past everything that is under test."""
        return self._looked_up(f"SELECT * FROM [{table}] ORDER BY 1")  # noqa: S608 - the name is one of ours

    def _looked_up(self, query: str) -> list[Row]:
        cursor = self._inside.execute(query)
        names = [column for column, *_ in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    # The sender of its letters: `bot.ports.Sender` -----------------------------------------------------------

    async def send(self, envelope: Envelope) -> Sent:
        """Deliver a letter to everybody it is for."""
        channel = {ToChannel: envelope.channel or "", ToSpace: f"space-{envelope.title}"}.get(
            type(envelope.to), ""
        )
        readers: Iterable[str] = (person.external_id for person in envelope.people)
        for handle in self.seats if isinstance(envelope.to, ToChannel) else readers:
            self.seats[handle].cards.append((envelope.card, channel))
        self.letters.append(envelope)
        self.arrived[envelope.letter] = self.clock.now()
        return Sent(place=envelope.place or channel or "dm", message=str(envelope.letter))

    async def find(self, envelope: Envelope) -> Sent | None:
        """Return where a letter went."""
        sent = any(one.letter == envelope.letter for one in self.letters)
        return Sent(place=envelope.place or "dm", message=str(envelope.letter)) if sent else None

    # Keeping and taking up -----------------------------------------------------------------------------------

    def saved(self) -> Saved:
        """Return the club as it is now."""
        return Saved(
            database=self._inside.serialize(),
            seats=deepcopy(self.seats),
            letters=list(self.letters),
            arrived=dict(self.arrived),
            now=self.clock.now(),
        )

    def take_up(self, saved: Saved) -> None:
        """Continue where a saved club was."""
        self.seats, self.letters[:] = deepcopy(saved.seats), saved.letters
        self.arrived = dict(saved.arrived)
        self.clock.restart(saved.now)

    def _card(self, handle: str, answer: Answer | None, channel: str) -> Card:
        assert isinstance(answer, Show), answer
        self.seats[handle].cards.append((answer.card, channel))
        return answer.card

    def _button(self, handle: str, label: str) -> tuple[Card, str, str]:
        for card, channel in reversed(self.seats[handle].cards):
            for button in card.buttons():
                if button.label == label:
                    return card, channel, button.action
        raise AssertionError(f"{handle} sees no button {label!r}")


def at(day: str, clock: str, zone: str) -> datetime:
    """Return a local day and time, such as ("2026-11-26", "10:00", "Europe/Lisbon")."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone))


def action(card: Card, label: str) -> str:
    """Return the action behind a button of a card."""
    [found] = [button.action for button in card.buttons() if button.label == label]
    return found


def sentence(key: str, **blanks: str | int) -> str:
    """Return the sentence that an error's key stands for."""
    return SENTENCES[key].format(**blanks)


def labels(card: Card) -> list[str]:
    """Return what stands on a card's buttons."""
    return [button.label for button in card.buttons()]


@asynccontextmanager
async def a_club(saved: Saved | None = None) -> AsyncIterator[Club]:
    """Yield a club in memory: one that was lived in before, or one in which nobody did anything yet."""
    url = engines.memory()
    inside = sqlite3.connect(f"{url.database}?vfs=memdb", uri=True, check_same_thread=False)
    if saved is None:
        inside.executescript(statements())
    else:
        with closing(sqlite3.connect(":memory:")) as before:
            before.deserialize(saved.database)
            before.backup(inside)
    turns = Turns()
    store = SqlStore(
        engines.sqlite_engine(url, writes=True, busy_seconds=1),
        engines.sqlite_engine(url, writes=False, busy_seconds=1),
        turn_to_write=turns,
        turn_to_read=turns,
        at_close=inside.close,
    )
    club = Club(store, inside)
    if saved is not None:
        club.take_up(saved)
    yield club
    await store.close()


async def set_up(club: Club) -> None:
    """Let Olga, whom the platform makes an organiser, run mentorship in the channel."""
    await club.enter("olga", organiser=True, zone="Europe/Kyiv")
    await club.opens("olga", "/mentor-admin setup")
    await club.fills("olga", weeks="6", weekday="3", at="10:00")


@cache
def nobody() -> Saved:
    """Return a community in which nobody did anything yet."""

    async def live(_: Club) -> None:
        """Do nothing."""

    return kept(live)


@cache
def opened() -> Saved:
    """Return a club in whose channel Olga runs mentorship; nobody has joined yet."""
    return kept(set_up, since=nobody())


@cache
def joined() -> Saved:
    """Return that club with Ana, Ben and Zoe in it, who said what they teach and want."""

    async def live(club: Club) -> None:
        await club.settles_in("ana", "ben", "zoe")

    return kept(live, since=opened())


@cache
def introduced() -> Saved:
    """Return a club whose first round was published on Monday morning.

    Ana and Ben are a pair, Ines, Kofi and Mei a circle; Zoe was left out; Rex looks on without having joined; Eve, with
    her own organiser Otto and partner Finn, lives in another community and is in a round of her own.
    """

    async def live(club: Club) -> None:
        await club.enter("rex")
        await club.settles_in("ines", "kofi", "mei")
        await club.opens_round(*SIGNED_UP)
        await club.publishes()
        await _another_community(club)

    return kept(live, since=joined())


@cache
def asked() -> Saved:
    """Return that club on Thursday noon: everybody was just asked whether they met."""

    async def live(club: Club) -> None:
        club.forgets_letters()
        await club.waits(THURSDAY_NOON - MONDAY)

    return kept(live, since=introduced())


def kept(live: Callable[[Club], Awaitable[None]], since: Saved | None = None) -> Saved:
    """Return a club as it is after living through something: made once, tests begin with copies of it."""

    async def lived() -> Saved:
        async with a_club(since) as club:
            await live(club)
            return club.saved()

    return asyncio.run(lived())


async def _another_community(club: Club) -> None:
    await club.enter("otto", organiser=True, community=ELSEWHERE)
    for handle in ("eve", "finn"):
        await club.enter(handle, community=ELSEWHERE)
    await club.opens("otto", "/mentor-admin setup")
    await club.fills("otto")
    await club.joins("eve", offers="pottery (expert)", wants="sailing: cross a lake")
    await club.joins("finn", offers="sailing (expert)", wants="pottery: make a cup")
    await club.types("otto", "/mentor-admin round open")
    for handle in ("eve", "finn"):
        await club.presses(handle, "I'm in")
    await club.types("otto", "/mentor-admin round preview")
    await club.types("otto", "/mentor-admin round publish")
    await club.presses("otto", "Publish")
    await club.opens("eve", "Set goals")
    await club.fills("eve", goal="cross the lake before summer")
