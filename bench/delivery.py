"""How near delivery comes to what a platform allows, how fair it is, and how long one press waits meanwhile.

`python -m bench.delivery [LETTERS]` runs on a virtual clock against a model platform that takes a fixed rate for each
kind of place (a bucket that holds two seconds' worth), answers after 300 ms, and refuses the rest with Retry-After: 1.
It prints the rate reached as a share of the model's, how many letters were refused, and the share of its own rate
that a community with a handful of check-ins gets beside the huge round of another. Nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import selectors
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from bot.model.community import Platform, Settings
from bot.model.ids import MemberId
from bot.ports import Envelope, Letter, LetterKind, Sent, Store, ToMember, TryLater
from bot.ui import Card
from scheduler.post import Post
from scheduler.runner import Runner
from storage.database import open_store

BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATENCY, BURST, RETRY = 0.3, 2.0, 1.0
RATES = (1.0, 5.0)
LETTERS = 5_000
NUDGES = 20


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop that never waits: when nothing is ready, its clock jumps to the next timer."""

    def __init__(self) -> None:
        self.moment = 0.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        """Return the virtual moment, in seconds."""
        return self.moment


class _Jumping(selectors.SelectSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout:
            self._loop.moment += timeout
        return ready


class LoopClock:
    """Tells the loop's time."""

    def now(self) -> datetime:
        """Return the current moment, in UTC."""
        return BEGIN + timedelta(seconds=asyncio.get_running_loop().time())


@dataclass
class Model:
    """A platform that allows each community so many letters a second."""

    rate: float
    tokens: dict[str, float] = field(default_factory=dict)
    seen_at: dict[str, float] = field(default_factory=dict)
    arrived: dict[str, list[float]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)

    async def send(self, envelope: Envelope) -> Sent:
        """Take a letter, or refuse it where the community was too fast."""
        now, who = asyncio.get_running_loop().time(), envelope.community
        before = self.tokens.get(who, self.rate * BURST)
        grown = before + (now - self.seen_at.get(who, now)) * self.rate
        self.tokens[who], self.seen_at[who] = min(grown, self.rate * BURST), now
        if self.tokens[who] < 1:
            self.refused[who] += 1
            raise TryLater(timedelta(seconds=RETRY))
        self.tokens[who] -= 1
        await asyncio.sleep(LATENCY)
        self.arrived.setdefault(who, []).append(now)
        return Sent(place=str(envelope.to), message=str(envelope.letter))

    async def find(self, _: Envelope) -> Sent | None:
        """Know nothing."""
        return None


async def delivered(rate: float, letters: int) -> tuple[Model, float]:
    """Deliver a huge round of one community and some check-ins of another; return the model and the seconds taken."""
    store = await open_store("sqlite+aiosqlite://")
    big = await _community(store, "big", letters)
    small = await _community(store, "small", NUDGES)
    model = Model(rate)
    clock = LoopClock()
    post = Post(store, clock, {Platform.SLACK: model}, owner="bench", abreast=4)
    runner = Runner(store, clock, post)
    await _queue(store, big, LetterKind.INTRODUCTION)
    await _queue(store, small, LetterKind.CHECKIN)
    while len(model.arrived.get("big", [])) < letters or len(model.arrived.get("small", [])) < NUDGES:
        await runner.pump()
        await asyncio.sleep(2)
    await store.close()
    return model, max(model.arrived["big"])


async def _community(store: Store, name: str, size: int) -> list[MemberId]:
    async with store.write() as work:
        home = await work.communities.add(Platform.SLACK, name, name, "en")
        await work.communities.add_programme(home.id, "C1", "mentors", Settings())
        return [(await work.people.add(home.id, f"U{n}", f"P{n}", "UTC", "en")).id for n in range(size)]


async def _queue(store: Store, people: list[MemberId], kind: LetterKind) -> None:
    async with store.write() as work:
        await work.outbox.post(
            Letter(
                key=f"{kind}:{one}",
                to=ToMember(one),
                kind=kind,
                card=Card("Hello"),
                not_before=BEGIN,
                even_if_away=True,
            )
            for one in people
        )


def main() -> None:
    """Run with as many letters as asked for."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS
    print(f"{letters:,} introductions of one community, {NUDGES} check-ins of another, virtual clock")
    print("model/s   minutes   of the model's rate   refused   check-ins' share   CPU ms a letter")
    for rate in RATES:
        loop = VirtualLoop()
        begun = time.process_time()
        try:
            model, took = loop.run_until_complete(delivered(rate, letters))
        finally:
            loop.close()
        cpu = (time.process_time() - begun) / letters * 1e3
        share = letters / took / rate
        nudged = NUDGES / max(model.arrived["small"]) / rate
        print(
            f"{rate:>7}{took / 60:>10.1f}{share:>22.1%}{model.refused['big'] / letters:>10.1%}"
            f"{nudged:>19.1%}{cpu:>18.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
