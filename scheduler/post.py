"""Delivery: letters leave in lanes, each exactly once; one of unknown fate is asked about before anything else.

States: ready -> sending (leased) -> sent | ready (later) | unknown -> asked -> sent | ready; or dead, or dropped.
A pump costs one claim of 20 letters and one short write for each; letters already sent are never looked at again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.model.community import Platform
from bot.model.people import Standing
from bot.ports import (
    CannotAsk,
    Claimed,
    Clock,
    LaneStopped,
    LetterKind,
    LetterState,
    Refused,
    Sender,
    SendError,
    Sent,
    Store,
    ToMember,
    TryLater,
    Unreachable,
)
from scheduler.pace import Pace

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
ASK_AFTER = timedelta(seconds=30)
ASK_AFTER_RESTART = timedelta(seconds=10)
STOPPED_FOR = timedelta(minutes=10)
GIVE_UP_AFTER = 5
BATCH = 20
AGES = timedelta(days=3650)
SENT_AGAIN = frozenset({LetterKind.INTRODUCTION, LetterKind.NOTICE})
Lane = tuple[Platform, str]


@dataclass(slots=True)
class Post:
    """The post office of one process.

    `owner` names it in leases. `speed` is how much faster than real time the clock runs: pauses that platforms need
    stay real, so they are longer on such a clock. `pause` waits between two letters of a lane, in real seconds.
    Once `stopping`, claimed letters are given back.
    """

    store: Store
    clock: Clock
    senders: Mapping[Platform, Sender]
    owner: str
    speed: float = 1.0
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    stopping: bool = False
    paces: dict[Lane, Pace] = field(default_factory=dict)

    async def recover(self) -> int:
        """Make every letter that a former process of this machine left half-sent a question; return how many.

        Only for a database that one process has for itself (SQLite).
        """
        now = self.clock.now()
        async with self.store.write() as work:
            return await work.outbox.expire_leases(now + AGES, now + self._real(ASK_AFTER_RESTART))

    async def pump(self) -> int:
        """Send what is ready, all lanes side by side; return how many letters were handled."""
        now = self.clock.now()
        leased_until = now + self._real(LEASE)
        async with self.store.write() as work:
            batch = await work.outbox.claim(now, self.owner, self._real(LEASE), BATCH)
        lanes: dict[Lane, list[Claimed]] = {}
        for claimed in batch:
            lanes.setdefault((claimed.envelope.platform, claimed.envelope.community), []).append(claimed)
        drains = (self._drain(lane, letters, leased_until) for lane, letters in lanes.items())
        # A lane that breaks is told after the others ended, or their letters would go on with nobody waiting.
        for broken in await asyncio.gather(*drains, return_exceptions=True):
            if broken is not None:
                raise broken
        return len(batch)

    async def reconcile(self) -> int:
        """Ask the platforms about letters of unknown fate; return how many were asked about.

        Those whose worker never told how it went before its lease ran out become such letters first.
        """
        now = self.clock.now()
        async with self.store.write() as work:
            await work.outbox.expire_leases(now, now + self._real(ASK_AFTER))
            batch = await work.outbox.claim_unknown(self.clock.now(), self.owner, self._real(LEASE), BATCH)
        for claimed in batch:
            await self._ask(claimed)
        return len(batch)

    async def _drain(self, lane: Lane, letters: list[Claimed], leased_until: datetime) -> None:
        pace = self.paces.setdefault(lane, Pace())
        for place, claimed in enumerate(letters):
            until = self._held(pace, leased_until)
            if until is None and place:
                await self.pause(1 / pace.rate)
                until = self._held(pace, leased_until)
            if until is None:
                await self._deliver(claimed, pace)
            else:
                await self._later(claimed, until)

    def _held(self, pace: Pace, leased_until: datetime) -> datetime | None:
        """Return when to try again; None when the lane may go. Once a lease ran out, others may send the letter."""
        now = self.clock.now()
        return now if self.stopping or now >= leased_until else pace.blocked(now)

    async def _deliver(self, claimed: Claimed, pace: Pace) -> None:
        reason = why_not(claimed, self.clock.now())
        sender = self.senders.get(claimed.envelope.platform)
        if reason:
            await self._finish(claimed, LetterState.DROPPED, reason)
        elif sender is None:
            await self._later(claimed, self.clock.now() + self._real(STOPPED_FOR))
        else:
            try:
                sent = await sender.send(claimed.envelope)
            except SendError as error:
                await self._failed(claimed, error, pace)
            else:
                pace.clean()
                await self._arrived(claimed, sent)

    async def _failed(self, claimed: Claimed, error: SendError, pace: Pace) -> None:
        now = self.clock.now()
        log.info("letter_not_sent", letter=claimed.id, attempt=claimed.attempt, outcome=type(error).__name__)
        match error:
            case TryLater(after=after):
                pace.slowed(now + self._real(after))
                await self._later(claimed, now + self._real(after))
            case LaneStopped():
                pace.slowed(now + self._real(STOPPED_FOR))
                await self._later(claimed, now + self._real(STOPPED_FOR))
            case Unreachable():
                await self._mark_unreachable(claimed, reached=False)
                await self._finish(claimed, LetterState.DEAD, "unreachable")
            case Refused():
                await self._finish(claimed, LetterState.DEAD, str(error)[:60])
            case _:
                await self._unknown(claimed)

    async def _ask(self, claimed: Claimed) -> None:
        sender = self.senders.get(claimed.envelope.platform)
        try:
            found = await sender.find(claimed.envelope) if sender else None
        except CannotAsk:
            await self._by_class(claimed)
        except TryLater as busy:
            await self._unknown(claimed, max(busy.after, ASK_AFTER))
        except SendError:
            await self._unknown(claimed)
        else:
            if sender is None:
                await self._unknown(claimed)
            elif found is not None:
                await self._arrived(claimed, found)
            else:
                await self._again(claimed)

    async def _by_class(self, claimed: Claimed) -> None:
        """Where nobody can be asked, what matters is sent again and a nudge is not."""
        if claimed.letter.kind in SENT_AGAIN:
            await self._again(claimed)
        else:
            await self._finish(claimed, LetterState.DROPPED, "fate_unknown")

    async def _again(self, claimed: Claimed) -> None:
        if claimed.tries + 1 >= GIVE_UP_AFTER:
            await self._finish(claimed, LetterState.DEAD, "tried_too_often")
            return
        async with self.store.write() as work:
            await work.outbox.later(claimed, self.clock.now(), counts=True)

    async def _arrived(self, claimed: Claimed, sent: Sent) -> None:
        async with self.store.write() as work:
            await work.outbox.sent(claimed, sent, self.clock.now())
        await self._mark_unreachable(claimed, reached=True)

    async def _later(self, claimed: Claimed, at: datetime) -> None:
        async with self.store.write() as work:
            await work.outbox.later(claimed, at, counts=False)

    async def _unknown(self, claimed: Claimed, ask_after: timedelta = ASK_AFTER) -> None:
        async with self.store.write() as work:
            await work.outbox.unknown(claimed, self.clock.now() + self._real(ask_after))

    async def _finish(self, claimed: Claimed, state: LetterState, reason: str) -> None:
        log.info("letter_finished", letter=claimed.id, state=state, reason=reason)
        async with self.store.write() as work:
            await work.outbox.finish(claimed, state, reason)

    async def _mark_unreachable(self, claimed: Claimed, *, reached: bool) -> None:
        member = claimed.facts.member
        if not isinstance(claimed.letter.to, ToMember) or member is None or member.unreachable is not reached:
            return
        async with self.store.write() as work:
            await work.people.put(replace(await work.people.get(member.id), unreachable=not reached))

    def _real(self, duration: timedelta) -> timedelta:
        return duration * max(self.speed, 1.0)


def why_not(claimed: Claimed, now: datetime) -> str:
    """Return why a letter must not go out any more, as a short code; "" when it may."""
    letter, facts = claimed.letter, claimed.facts
    if letter.stale_after is not None and now > letter.stale_after:
        return "stale"
    if letter.partnership is not None and (facts.partnership is None or not facts.partnership.open):
        return "partnership_ended"
    if isinstance(letter.to, ToMember) and not letter.even_if_away:
        if facts.member is None:
            return "gone"
        standing = facts.member.standing(now)
        if standing is Standing.GONE:
            return "left"
        if standing is Standing.PAUSED and letter.kind in {LetterKind.CHECKIN, LetterKind.SIGNUP}:
            return "paused"
    return ""
