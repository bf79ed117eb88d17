"""How opening, pairing and publishing a round grow with its members, on one machine in one run.

`python bench/rounds.py [MEMBERS ...]` prints seconds for each step and how much longer a command takes
to be answered while the letters of the round go out (their ratio). Nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.demo.clock import HandClock
from bot.model.community import Platform, Settings
from bot.model.ids import CommunityId, MemberId
from bot.ports import Envelope, Sent
from bot.programmes import setup
from bot.router.core import Core
from bot.router.request import Request, Show
from bot.wiring.solving import solve_here
from scheduler.hand import no_pause
from scheduler.post import BATCH, Post
from storage.database import open_store

SKILLS = [f"craft {number}" for number in range(60)]
SAMPLE = 40


class Nowhere:
    """A platform that takes every letter at once."""

    async def send(self, envelope: Envelope) -> Sent:
        """Take the letter."""
        return Sent(place="nowhere", message=str(envelope.letter))

    async def find(self, _: Envelope) -> Sent | None:
        """Know nothing."""
        return None


async def yes() -> bool:
    """Return True: everybody may run rounds here."""
    return True


class Club:
    """A community of a size, on a SQLite file."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.people: list[tuple[CommunityId, MemberId]] = []

    async def fill(self, size: int) -> None:
        """Let people join with one thing to teach and one to learn."""
        for number in range(size):
            person = await self.core.meet(
                platform=Platform.CONSOLE,
                community="bench",
                community_name="Bench",
                language="en",
                user=f"u{number}",
                name=f"Person {number}",
                zone="Europe/Paris",
            )
            self.people.append(person)
            if number == 0:
                await setup(
                    self.core.store, (person[1], person[0]), ("c", "c"), Settings(), self.core.clock.now()
                )
            await self.do(number, "join.agree")
            await self.do(number, "offer", f"{SKILLS[number * 7 % 60]} (expert)")
            await self.do(number, "want", SKILLS[(number * 11 + number // 60) % 60])

    async def do(self, number: int, action: str, text: str = "") -> Show:
        """Let somebody do something and return the card they get."""
        community, member = self.people[number]
        request = Request(
            member=member, community=community, action=action, text=text, channel="c", organises=yes
        )
        answer = await self.core.answer(request)
        if not isinstance(answer, Show):
            raise RuntimeError(f"{action} answered {answer}")
        return answer


async def timed(step: Callable[[], Awaitable[object]]) -> float:
    """Return how long a step takes, in seconds."""
    begun = time.perf_counter()
    await step()
    return time.perf_counter() - begun


async def answers(club: Club, size: int) -> float:
    """Return the median seconds in which a small command is answered."""
    taken = sorted([await timed(lambda n=n: club.do(n % size, "partner")) for n in range(SAMPLE)])
    return taken[SAMPLE // 2]


async def measure(size: int, folder: Path) -> dict[str, float]:
    """Return the seconds of every step for a community of a size."""
    store = await open_store(f"sqlite+aiosqlite:///{folder}/bench-{size}.sqlite")
    clock = HandClock()
    club = Club(Core(store, clock, solve_here))
    post = Post(store, clock, {Platform.CONSOLE: Nowhere()}, owner="bench", pause=no_pause)
    found = {"join and skills, each": await timed(lambda: club.fill(size)) / size}
    found["open"] = await timed(lambda: club.do(0, "round.open"))
    for number in range(size):
        await club.do(number, "in")
    found["preview"] = await timed(lambda: club.do(0, "round.preview"))
    asked = (await club.do(0, "round.publish")).card
    [confirm] = [button.action for button in asked.buttons() if button.label == "Publish"]
    found["publish"] = await timed(lambda: club.do(0, confirm))
    quiet = await answers(club, size)
    clock.advance(timedelta(days=4))
    delivery = asyncio.create_task(_deliver(post))
    found["answer while delivering / quiet"] = await answers(club, size) / quiet
    found["delivery"] = await delivery
    await store.close()
    return found


async def _deliver(post: Post) -> float:
    begun = time.perf_counter()
    while await post.pump() == BATCH:
        pass
    return time.perf_counter() - begun


def main() -> None:
    """Print a table for the sizes given."""
    sizes = [int(word) for word in sys.argv[1:]] or [50, 200]
    with TemporaryDirectory() as folder:
        rows = {size: asyncio.run(measure(size, Path(folder))) for size in sizes}
    print(f"{'':34}" + "".join(f"{size:>10}" for size in sizes))
    for step in rows[sizes[0]]:
        print(f"{step:34}" + "".join(f"{rows[size][step]:>10.3f}" for size in sizes))


if __name__ == "__main__":
    main()
