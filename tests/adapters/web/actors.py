"""People, a core and an engine to drive the playground with; every answer is set by the test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from adapters.web import Channel, Chat, Persona, World
from adapters.web.app import Playground
from adapters.web.core import Drawing
from adapters.web.desk import Desk
from bot.errors import Unavailable
from bot.model.community import Platform
from bot.model.ids import CommunityId, LetterId, MemberId, PartnershipId, ProgrammeId
from bot.ports import Envelope, Handle, LetterKind, Recipient, ToMember
from bot.router.request import Answer, Reader, Request, Show
from bot.ui import Card, Form, mentioned

MAYA = Persona(
    external_id="maya", name="Maya Okafor", role="junior web developer", zone="Europe/London", hue=0
)
OLGA = Persona(
    external_id="olga", name="Olga Petrenko", role="runs the club", zone="Europe/Kyiv", hue=4, organiser=True
)
RAVI = Persona(external_id="ravi", name="Ravi Menon", role="AI expert", zone="Asia/Kolkata", hue=8)
WORLD = World(
    community="maker-club",
    name="The Maker Club",
    personas=(MAYA, OLGA, RAVI),
    channels=(Channel(id="mentorship", topic="Everybody teaches, everybody learns"), Channel(id="random")),
)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HELLO = Card("Hello", (("You are welcome.",),))


class FakeEngine:
    """A clock that is moved by hand; counts what it was asked for."""

    def __init__(self) -> None:
        self.moment = MONDAY
        self.next_event = timedelta(hours=3)
        self.settled = 0
        self.resets = 0

    def now(self) -> datetime:
        return self.moment

    async def advance(self, by: timedelta) -> None:
        self.moment += by

    async def to_next_event(self) -> None:
        self.moment += self.next_event

    async def settle(self) -> None:
        self.settled += 1

    async def reset(self) -> None:
        self.resets += 1
        self.moment = MONDAY


class FakeCore:
    """Answers every action with what the test put into `answers`, else with `HELLO`; keeps the requests."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | None] = {}
        self.requests: list[Request] = []
        self.zones: dict[str, str] = {}
        self.broken = False
        self.unavailable = False
        self._people: list[str] = []

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
        assert platform is Platform.PLAYGROUND
        if self.unavailable:
            raise Unavailable
        if user not in self._people:
            self._people.append(user)
        self.zones.setdefault(user, zone or "UTC")
        return CommunityId(1), MemberId(self._people.index(user) + 1)

    def member(self, user: str) -> MemberId:
        return MemberId(self._people.index(user) + 1)

    async def answer(self, request: Request) -> Answer | None:
        self.requests.append(request)
        return self.answers.get(request.name, Show(HELLO))

    async def handles(self, screen: Card | Form) -> Mapping[MemberId, Handle]:
        return {
            member: Handle(external_id=f"u{member}", name=f"Member {member}") for member in mentioned(screen)
        }

    async def reader(self, member: MemberId) -> Reader:
        if self.broken:
            raise Unavailable
        return Reader(zone=self.zones[self._people[member - 1]], language="en")

    async def complete(self, request: Request, typed: str) -> list[str]:
        return [name for name in ("python", "public speaking", "rust") if name.startswith(typed)]


class Scene:
    """A whole playground without a server, with the fakes that stand behind it."""

    def __init__(self, world: World = WORLD) -> None:
        self.engine = FakeEngine()
        self.core = FakeCore()
        self.chat = Chat(world, self.engine)
        self.desk = Desk(self.core, self.chat, self.engine)
        self.drawings: dict[str, Drawing] = {
            "Slack": _as_slack,
            "Discord": lambda card, _: {"title": card.title},
        }
        self.pages = Playground(self.chat, self.desk, self.engine, self.drawings)


def _as_slack(card: Card, names: Mapping[MemberId, Handle]) -> object:
    return {
        "blocks": [{"type": "header", "text": {"type": "plain_text", "text": card.title}}],
        "people": len(names),
    }


def envelope(
    to: Recipient,
    card: Card = HELLO,
    *people: Persona,
    letter: int = 1,
    kind: LetterKind = LetterKind.INTRODUCTION,
) -> Envelope:
    """Return a letter on its way to these people."""
    return Envelope(
        letter=LetterId(letter),
        key=f"letter-{letter}",
        attempt=1,
        kind=kind,
        to=to,
        card=card,
        platform=Platform.PLAYGROUND,
        community=WORLD.community,
        channel="mentorship",
        place=None,
        people=tuple(Handle(external_id=one.external_id, name=one.name) for one in people),
        title="Maya and Ravi",
        names={},
        zone="Europe/London",
        language="en",
        first_tried_at=MONDAY,
    )


TO_MAYA = ToMember(MemberId(1))
PARTNERSHIP, PROGRAMME = PartnershipId(1), ProgrammeId(1)
