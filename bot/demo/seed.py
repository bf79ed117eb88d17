"""A crowd of people who settle in through the same doors as everybody, and say yes when a round opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot import programmes
from bot.demo.neighbours import Neighbour
from bot.model.community import Platform, Settings
from bot.model.ids import CommunityId, MemberId, RoundId
from bot.model.rounds import RoundState
from bot.router.core import Core
from bot.router.request import Reject, Request
from bot.ui import Values

CLUB = "maker-club"
CLUB_NAME = "The Maker Club"
CHANNEL = "mentorship"
SMALL_TALK = (
    (
        "olga",
        "Welcome, everybody! The next round opens today. Say what you teach, and what you would love to learn.",
    ),
    ("kofi", "I teach bookkeeping, if anybody dares. And I still hope for somebody who speaks Mandarin."),
    ("ines", "Bookkeeping? Kofi, I have a shoebox full of receipts and a lot of courage."),
)


class Crowd:
    """The people of a community whom nobody plays by hand; organisers among them run the programme."""

    def __init__(self, core: Core, platform: Platform, people: Sequence[Neighbour]) -> None:
        """Take the bot, the platform they live on and who they are."""
        self._core, self._platform, self._people = core, platform, people
        self._members: dict[str, tuple[CommunityId, MemberId]] = {}
        self._answered: set[RoundId] = set()

    async def settle_in(self) -> None:
        """Let everybody join, say what they teach and want and when they can meet; an organiser sets the channel up.

        Raises:
            RuntimeError: the bot refused something; the demo's data would be wrong.
        """
        self._answered.clear()
        for one in self._people:
            self._members[one.handle] = await self._core.meet(
                platform=self._platform,
                community=CLUB,
                community_name=CLUB_NAME,
                language="en",
                user=one.handle,
                name=one.name,
                zone=one.zone,
            )
        await self._set_up(self._core.clock.now())
        for one in self._people:
            for action, text, values in _deeds(one):
                await self._do(one, action, text, values)

    async def answer(self) -> bool:
        """Let everybody say yes to a round that opened since the last time; return whether there was one."""
        community = next(iter(self._members.values()))[0]
        async with self._core.store.read() as work:
            programme = await work.communities.programme_in(community, CHANNEL)
            current = programme and await work.rounds.current(programme.id)
        if not current or current.state is not RoundState.OPEN or current.id in self._answered:
            return False
        self._answered.add(current.id)
        for one in self._people:
            await self._do(one, f"signup:{current.id}")
        return True

    async def _set_up(self, now: datetime) -> None:
        organiser = next(one for one in self._people if one.organiser)
        community, member = self._members[organiser.handle]
        await programmes.setup(self._core.store, (member, community), (CHANNEL, CHANNEL), Settings(), now)

    async def _do(self, one: Neighbour, action: str, text: str = "", values: Values | None = None) -> None:
        community, member = self._members[one.handle]
        answer = await self._core.answer(
            Request(
                member=member,
                community=community,
                action=action,
                text=text,
                values=values or {},
                channel=CHANNEL,
            )
        )
        if isinstance(answer, Reject):
            raise RuntimeError(f"{one.handle} could not {action}: {answer.errors}")


def _deeds(one: Neighbour) -> list[tuple[str, str, dict[str, tuple[str, ...]]]]:
    habits = {
        "zone": (one.zone,),
        "hours": tuple(hours.value for hours in one.hours),
        "languages": (one.languages,),
        "capacity": ("1",),
        "circles": ("yes",),
    }
    deeds: list[tuple[str, str, dict[str, tuple[str, ...]]]] = [
        ("join.agree", "", {}),
        ("offer", one.offers, {}),
        ("want", one.wants, {}),
        ("profile.hours-save", "", habits),
    ]
    if one.bio:
        deeds.append(("profile.about-save", "", {"bio": (one.bio,), "language": ("en",)}))
    return deeds
