"""What the model platforms share: communities with their people, places, and every message that was ever shown."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.model.community import Platform
from bot.model.ids import CommunityId, MemberId
from bot.ports import Envelope, LetterKind, Recipient, Sent
from bot.ui import Card
from bot.wiring.simulation.faults import Faults

REMEMBERED = 200  # messages of a place that can be asked for


@dataclass(slots=True)
class Person:
    """Somebody with an account: what the platform knows of them, and what they themselves know."""

    number: int
    home: Home
    handle: str
    name: str
    zone: str
    organiser: bool = False
    gone: bool = False  # the account was deleted
    closed: bool = False  # takes no private messages from the bot
    erased: float | None = None  # since when (true seconds) the bot has promised to know nothing of them
    ids: tuple[CommunityId, MemberId] | None = None
    deeds: int = 0

    @property
    def member(self) -> MemberId:
        """The number by which the core knows them; 0 before they met."""
        return MemberId(0) if self.ids is None else self.ids[1]


@dataclass(slots=True)
class Home:
    """A community on its platform, with one channel for mentorship."""

    number: int
    platform: Platform
    external_id: str
    channel: str
    people: list[Person] = field(default_factory=list)
    installed: bool = True
    token: bool = True

    @property
    def name(self) -> str:
        """What its people call it; no other community's messages may hold it."""
        return f"Town c{self.number}m0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that people can see: `at` in true seconds, `words` as drawn, `called` whom it notifies by name."""

    at: float
    home: Home
    place: str
    id: str
    letter: int
    key: str
    kind: LetterKind
    to: Recipient
    readers: tuple[Person, ...]
    card: Card
    words: str
    mentioned: frozenset[str]
    called: frozenset[str]


@dataclass(slots=True)
class Place:
    """A DM, a group DM, a thread or a channel: who reads it, and its latest messages as (letter, id)."""

    id: str
    home: Home
    people: tuple[Person, ...]
    latest: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))


@dataclass(frozen=True, slots=True)
class Drawn:
    """The words of a message as the platform shows them, whom they mention, and whom they notify."""

    words: str
    mentioned: frozenset[str]
    called: frozenset[str]


class Chat:
    """Every place of every community, shared by the model platforms; it survives whatever happens to the bot."""

    def __init__(self, seconds: Callable[[], float], faults: Faults) -> None:
        """Begin empty; `seconds` is the true time."""
        self.seconds, self.faults = seconds, faults
        self.homes: list[Home] = []
        self.people: dict[str, Person] = {}
        self.places: dict[str, Place] = {}
        self.shown = 0
        self.heard: Callable[[Message], None] = _nobody
        self.complain: Callable[[int, str], None] = _to_nobody

    def add(self, home: Home) -> None:
        """Let a community exist."""
        self.homes.append(home)
        self.people.update({one.handle: one for one in home.people})
        self.places[home.channel] = Place(home.channel, home, tuple(home.people))

    def place(self, kind: str, people: tuple[Person, ...], name: str = "") -> Place:
        """Return the place of these people, opened when it is new."""
        home = people[0].home
        number = name or ".".join(str(one.number) for one in people)
        found = f"{kind}{home.number}x{number}"
        return self.places.setdefault(found, Place(found, home, people))

    def show(self, place: Place, envelope: Envelope, drawn: Drawn) -> Sent:
        """Show a letter to everybody in a place; return where it is."""
        self.shown += 1
        sent = Sent(place=place.id, message=f"m{self.shown}")
        place.latest.append((envelope.letter, sent.message))
        self.heard(
            Message(
                at=self.seconds(),
                home=place.home,
                place=place.id,
                id=sent.message,
                letter=envelope.letter,
                key=envelope.key,
                kind=envelope.kind,
                to=envelope.to,
                readers=tuple(one for one in place.people if not one.gone),
                card=envelope.card,
                words=drawn.words,
                mentioned=drawn.mentioned,
                called=drawn.called,
            )
        )
        return sent


def found_in(place: Place, letter: int) -> str | None:
    """Return the newest message of a letter in a place, if it is there."""
    return next((message for one, message in reversed(place.latest) if one == letter), None)


def _nobody(_: Message) -> None:
    """Nobody listens yet."""


def _to_nobody(_: int, __: str) -> None:
    """Nobody judges yet."""
