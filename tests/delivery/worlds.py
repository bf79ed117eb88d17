"""A post office to try delivery in: a store in memory, a clock moved by hand, a chat that does as it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.demo.clock import HandClock
from bot.model.community import Platform, Programme, Settings
from bot.model.ids import LetterId, MemberId, PartnershipId
from bot.model.partnerships import Kind, Lesson, Partnership
from bot.model.people import Member
from bot.model.rounds import Round
from bot.ports import (
    Claimed,
    Due,
    Envelope,
    Letter,
    LetterKind,
    LetterState,
    SendError,
    Sent,
    Store,
    ToMember,
    ToSpace,
    Unsure,
)
from bot.ui import Card
from scheduler.hand import HandDriver, no_pause
from scheduler.post import Post

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
ELSEWHERE = "T2"
Meanwhile = Callable[[Envelope], Awaitable[None]]


class AnswerLost(Unsure):
    """The chat took the letter, but its answer got lost on the way back."""


class Killed(Exception):
    """The process that was sending died."""


class Chat:
    """A platform: takes every letter, unless troubles are in store for the next ones."""

    def __init__(self) -> None:
        self.offered: list[Envelope] = []
        self.arrived: dict[LetterId, str] = {}
        self.shown: Counter[str] = Counter()
        self.troubles: list[Exception | None] = []
        self.deaf: list[SendError] = []
        self.asked: list[str] = []
        self.meanwhile: Meanwhile | None = None

    async def send(self, envelope: Envelope) -> Sent:
        """Show a letter to its readers; with trouble in store, what that trouble means."""
        self.offered.append(envelope)
        if self.meanwhile is not None:
            await self.meanwhile(envelope)
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is None or isinstance(trouble, AnswerLost):
            self.shown[envelope.key] += 1
            self.arrived[envelope.letter] = f"m{len(self.offered)}"
        if trouble is not None:
            raise trouble
        return self._sent(envelope)

    async def find(self, envelope: Envelope) -> Sent | None:
        """Return where a letter is, if it is here."""
        self.asked.append(envelope.key)
        if self.deaf:
            raise self.deaf.pop(0)
        return self._sent(envelope) if envelope.letter in self.arrived else None

    def keys(self) -> list[str]:
        """Return the keys of what was offered, in order."""
        return [envelope.key for envelope in self.offered]

    def _sent(self, envelope: Envelope) -> Sent:
        return Sent(place="D1", message=self.arrived[envelope.letter])


@dataclass(kw_only=True)
class Office:
    """A community with one programme, Ana and Ben, and the post that writes to them."""

    store: Store
    programme: Programme
    ana: Member
    ben: Member
    clock: HandClock = field(default_factory=lambda: HandClock(NOW))
    chat: Chat = field(default_factory=Chat)
    pauses: list[float] = field(default_factory=list)
    time_passes: bool = False

    def __post_init__(self) -> None:
        self.post = self.opens_post()
        self.driver = HandDriver(self.store, self.clock, self.post)

    def opens_post(self, owner: str = "me", *, speed: float = 1.0) -> Post:
        """Return the post of one more process."""
        senders = {Platform.SLACK: self.chat}
        return Post(self.store, self.clock, senders, owner=owner, speed=speed, pause=self._paused)

    async def queues(self, *letters: Letter) -> None:
        """Queue letters."""
        async with self.store.write() as work:
            await work.outbox.post(letters)

    async def pumps_after(self, by: timedelta) -> int:
        """Pump after a while; return how many letters were handled."""
        self.clock.advance(by)
        return await self.post.pump()

    async def asks_after(self, by: timedelta) -> int:
        """Ask about letters of unknown fate after a while; return about how many."""
        self.clock.advance(by)
        return await self.post.reconcile()

    async def state(self, key: str) -> LetterState:
        """Return where the one letter with this key stands."""
        async with self.store.read() as work:
            [(state, number)] = (await work.outbox.progress(key)).items()
        assert number == 1
        return state

    async def claims(self, owner: str = "me", lease: timedelta = MINUTE) -> list[Claimed]:
        """Claim what is ready, as a process does that dies right after."""
        async with self.store.write() as work:
            return await work.outbox.claim(self.clock.now(), owner, lease, 20)

    async def member(self, one: Member) -> Member:
        """Return a member as stored now."""
        async with self.store.read() as work:
            return await work.people.get(one.id)

    async def changes(self, one: Member) -> None:
        """Store a changed member."""
        async with self.store.write() as work:
            await work.people.put(one)

    async def plans(self, *rows: Due) -> None:
        """Put rows into the schedule."""
        async with self.store.write() as work:
            await work.schedule.put(rows)

    async def planned(self) -> list[Due]:
        """Return every row of the schedule, the next one first."""
        async with self.store.read() as work:
            return await work.schedule.due(datetime(9999, 1, 1, tzinfo=UTC), 1000)

    async def waiting(self) -> list[Letter]:
        """Return the letters that are ready to leave, without leasing them for longer than this look."""
        claimed = await self.claims()
        async with self.store.write() as work:
            for one in claimed:
                await work.outbox.later(one, one.letter.not_before, counts=False)
        return [one.letter for one in claimed]

    async def starts_round(self) -> Round:
        """Open a round of the programme."""
        async with self.store.write() as work:
            return await work.rounds.add(self.programme.id, 6, NOW, NOW + WEEK)

    async def pairs(self) -> Partnership:
        """Make Ana and Ben partners for six weeks."""
        of = await self.starts_round()
        ids = (self.ana.id, self.ben.id)
        one = Partnership(
            id=PartnershipId(0),
            programme=self.programme.id,
            round=of.id,
            kind=Kind.PAIR,
            members=ids,
            lessons=tuple(Lesson(teacher=a, learner=b, skill="Rust") for a, b in (ids, ids[::-1])),
            starter=ids[0],
            started_at=self.clock.now(),
            ends_at=self.clock.now() + 6 * WEEK,
        )
        async with self.store.write() as work:
            return (await work.partnerships.add([one]))[0]

    async def ends(self, one: Partnership) -> None:
        """End a partnership, leaving its letters as they are."""
        async with self.store.write() as work:
            await work.partnerships.put(one.ended(self.clock.now()))

    async def _paused(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if self.time_passes:
            self.clock.advance(timedelta(seconds=seconds))
        await no_pause(seconds)


async def settled(store: Store) -> Office:
    """Return an office in a community where Ana and Ben take part in one programme."""
    async with store.write() as work:
        home = await work.communities.add(Platform.SLACK, "T1", "Acme", "en")
        programme = await work.communities.add_programme(home.id, "C1", "mentors", Settings())
        people = []
        for number, name in enumerate(("Ana Lee", "Ben Okafor")):
            member = await work.people.add(home.id, f"U{number}", name, "Europe/Paris", "en")
            people.append(replace(member, joined_at=NOW - WEEK))
            await work.people.put(people[-1])
            await work.people.enter(programme.id, member.id)
    ana, ben = people
    return Office(store=store, programme=programme, ana=ana, ben=ben)


async def somebody_elsewhere(office: Office, platform: Platform = Platform.SLACK) -> Member:
    """Return a member of another community."""
    async with office.store.write() as work:
        home = await work.communities.add(platform, ELSEWHERE, "Elsewhere", "en")
        member = replace(await work.people.add(home.id, "U9", "Eve", "UTC", "en"), joined_at=NOW)
        await work.people.put(member)
        return member


def note(key: str, to: Member, kind: LetterKind = LetterKind.NOTICE) -> Letter:
    """Return a private letter that is ready now."""
    return Letter(key=key, to=ToMember(to.id), kind=kind, card=Card(f"About {key}"), not_before=NOW)


def to_both(key: str, one: Partnership) -> Letter:
    """Return a letter to the space of a partnership."""
    card = Card(f"About {key}")
    return Letter(key=key, to=ToSpace(one.id), kind=LetterKind.INTRODUCTION, card=card, not_before=NOW)


def nobody() -> MemberId:
    """Return the number of a member who is not there."""
    return MemberId(404)
