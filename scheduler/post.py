"""Delivery: letters leave in lanes, each exactly once; one of unknown fate is asked about before anything else.

States: ready -> sending (leased) -> sent | ready (later) | unknown -> asked -> sent | ready; or dead, or dropped.
A lane is what goes from one community to one kind of place. Lanes go side by side, each at its own pace; a lane
that is slow, refused or broken holds up no other. A pump costs one claim of up to 10 letters a lane and one short
write for each; letters already sent are never looked at again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot import people
from bot.errors import NotFound
from bot.model.community import Platform
from bot.model.people import Standing
from bot.ports import (
    CannotAsk,
    Claimed,
    Clock,
    Lane,
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
from scheduler.lanes import Running
from scheduler.pace import Pace, recalled

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
ASK_AFTER = timedelta(seconds=30)
ASK_AFTER_RESTART = timedelta(seconds=10)
ASK_NO_LONGER = timedelta(hours=1)
STOPPED_FOR = timedelta(minutes=10)
PATIENT = timedelta(seconds=10)
WAITED_LONG = timedelta(minutes=15)
GIVE_UP_AFTER = 5
BATCH = 10
QUESTIONS = 20
AGES = timedelta(days=3650)
SENT_AGAIN = frozenset({LetterKind.INTRODUCTION, LetterKind.NOTICE})


@dataclass(slots=True)
class Post:
    """The post office of one process.

    `owner` names it in leases. `speed` is how much faster than real time the clock runs: pauses that platforms need
    stay real, so they are longer on such a clock. `pause` waits between two letters of a lane, in real seconds.
    `abreast` is how many letters of a lane may be under way at once, to different people. Once `stopping`, claimed
    letters are given back.
    """

    store: Store
    clock: Clock
    senders: Mapping[Platform, Sender]
    owner: str
    speed: float = 1.0
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    abreast: int = 1
    stopping: bool = False
    lanes: dict[Lane, Running] = field(default_factory=dict)

    async def recover(self) -> int:
        """Make every letter that a former process of this machine left half-sent a question; return how many.

        Only for a database that one process has for itself (SQLite).
        """
        now = self.clock.now()
        async with self.store.write() as work:
            return await work.outbox.expire_leases(now + AGES, now + self._real(ASK_AFTER_RESTART))

    async def pump(self) -> int:
        """Send what is ready now, all lanes side by side, and wait for the end; return how many were handled."""
        handled = await self.begin()
        await self.ended()
        return handled

    async def begin(self) -> int:
        """Claim letters for every lane that is free and let them go in the background; return how many."""
        now = self.clock.now()
        busy = [lane for lane, running in self.lanes.items() if not running.free]
        claimed: dict[Lane, list[Claimed]] = {}
        async with self.store.write() as work:
            for one in await work.outbox.claim(now, self.owner, self._real(LEASE), BATCH, busy=busy):
                claimed.setdefault(one.lane, []).append(one)
            for lane in claimed.keys() - self.lanes.keys():
                platform = claimed[lane][0].envelope.platform
                self.lanes[lane] = Running(recalled(await work.outbox.pace(lane), platform, lane.to))
        for lane, letters in claimed.items():
            drain = self._drain(lane, letters, now + self._real(LEASE))
            self.lanes[lane].launching = asyncio.create_task(drain)
        return sum(map(len, claimed.values()))

    @property
    def under_way(self) -> bool:
        """Whether any lane is still letting letters go."""
        return not all(running.free for running in self.lanes.values())

    async def freed(self) -> None:
        """Wait until a lane is free again; what broke on the way is raised."""
        launching = [one.launching for one in self.lanes.values() if one.launching is not None]
        if launching:
            await asyncio.wait(launching, return_when=asyncio.FIRST_COMPLETED)
        self._sweep()

    async def ended(self) -> None:
        """Wait until every letter under way is recorded; what broke is raised after the others ended."""
        while tasks := [task for running in self.lanes.values() for task in running.tasks if not task.done()]:
            await asyncio.wait(tasks)
        self._sweep()

    async def give_up(self) -> None:
        """Stop waiting for answers: letters still under way are of unknown fate."""
        tasks = [task for running in self.lanes.values() for task in running.tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def reconcile(self) -> int:
        """Ask the platforms about letters of unknown fate; return how many were asked about.

        Those whose worker never told how it went before its lease ran out become such letters first.
        """
        now = self.clock.now()
        async with self.store.write() as work:
            await work.outbox.expire_leases(now, now + self._real(ASK_AFTER))
            batch = await work.outbox.claim_unknown(now, self.owner, self._real(LEASE), QUESTIONS)
        for claimed in batch:
            await self._ask(claimed)
        return len(batch)

    async def promote(self) -> int:
        """Let letters that have waited for a quarter of an hour go first in their lane, whatever they are."""
        async with self.store.write() as work:
            return await work.outbox.promote(self.clock.now() - self._real(WAITED_LONG))

    def _sweep(self) -> None:
        broken = [error for running in self.lanes.values() for error in running.swept()]
        for error in broken[:1]:
            raise error

    async def _drain(self, lane: Lane, letters: list[Claimed], leased_until: datetime) -> None:
        running = self.lanes[lane]
        for claimed in letters:
            await running.room(claimed.letter.to, self.abreast)
            until = await self._turn(running.pace, leased_until)
            if until is None:
                running.fly(claimed.letter.to, self._deliver(claimed, running.pace))
            else:
                await self._later(claimed, until)

    async def _turn(self, pace: Pace, leased_until: datetime) -> datetime | None:
        """Wait for the lane's next turn; return when to try again where waiting here would take too long."""
        until = self._held(pace, leased_until)
        now = self.clock.now()
        if until is not None and now < until <= now + self._real(PATIENT):
            await self.pause((until - now) / self._real(timedelta(seconds=1)))
            until = self._held(pace, leased_until)
        wait = pace.take_turn(self.clock.now(), max(self.speed, 1.0)) if until is None else 0
        if wait:
            await self.pause(wait)
            until = self._held(pace, leased_until)
        return until

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
                pace.slowed(now, now + self._real(after))
                await self._later(claimed, now + self._real(after), pace)
            case LaneStopped():
                pace.stand(now + self._real(STOPPED_FOR))
                await self._later(claimed, now + self._real(STOPPED_FOR))
            case Unreachable():
                await self._tell_apart(claimed, reached=False)
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
            await self._ask_later(claimed, max(busy.after, ASK_AFTER))
        except SendError:
            await self._ask_later(claimed)
        else:
            if sender is None:
                await self._ask_later(claimed)
            elif found is not None:
                await self._arrived(claimed, found)
            else:
                await self._again(claimed)

    async def _ask_later(self, claimed: Claimed, after: timedelta = ASK_AFTER) -> None:
        """Ask again, but not for ever: after an hour it is as if nobody could be asked."""
        if self.clock.now() - claimed.envelope.first_tried_at > self._real(ASK_NO_LONGER):
            await self._by_class(claimed)
        else:
            await self._unknown(claimed, after)

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
        await self._tell_apart(claimed, reached=True)

    async def _later(self, claimed: Claimed, at: datetime, learned: Pace | None = None) -> None:
        async with self.store.write() as work:
            await work.outbox.later(claimed, at, counts=False)
            if learned is not None:
                await work.outbox.keep_pace(claimed.lane, learned.learned())

    async def _unknown(self, claimed: Claimed, ask_after: timedelta = ASK_AFTER) -> None:
        async with self.store.write() as work:
            await work.outbox.unknown(claimed, self.clock.now() + self._real(ask_after))

    async def _finish(self, claimed: Claimed, state: LetterState, reason: str) -> None:
        log.info("letter_finished", letter=claimed.id, state=state, reason=reason)
        async with self.store.write() as work:
            await work.outbox.finish(claimed, state, reason)

    async def _tell_apart(self, claimed: Claimed, *, reached: bool) -> None:
        """Note whether a member can be written to, where that is news; one erased meanwhile stays unknown."""
        member = claimed.facts.member
        if not isinstance(claimed.letter.to, ToMember) or member is None or member.unreachable is not reached:
            return
        with suppress(NotFound):
            async with self.store.write() as work:
                await people.tell_apart(work, member.id, self.clock.now(), reached=reached)

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
