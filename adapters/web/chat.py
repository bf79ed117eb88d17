"""The chat itself, in memory: what a platform such as Slack would keep, and nothing of the mentorship.

Channels hold everybody, a direct place one person and the bot, a group two or three people and the bot. A
message for one pair of eyes (`only`) is seen by nobody else. Every change raises `version`; whoever watches
asks for what changed after the version it has seen, so a lost connection loses nothing. Versions of another
`epoch` (another start of the program, or before everything was forgotten) mean nothing.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from adapters.web.world import World
from bot.model.ids import LetterId, MemberId
from bot.ports import Clock, Handle
from bot.ui import Card

BOT = "Bothways"


class PlaceKind(StrEnum):
    """What kind of room a place is."""

    CHANNEL = "channel"
    DIRECT = "direct"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A room; `people` are the external ids of those in it, the bot not counted."""

    id: str
    kind: PlaceKind
    name: str
    people: frozenset[str]
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; `author` None is the bot, `only` the one person who sees it.

    `names` are handles for the members a card mentions; `asked` is the command line that it answers. `posted`
    and `changed` are versions of the chat.
    """

    id: int
    place: str
    body: str | Card
    at: datetime
    posted: int
    changed: int
    author: str | None = None
    names: Mapping[MemberId, Handle] = field(default_factory=dict)
    only: str | None = None
    asked: str = ""
    letter: LetterId | None = None
    removed: bool = False


class Chat:
    """Every room with its messages and what everybody has read."""

    def __init__(self, world: World, clock: Clock) -> None:
        """Open the channels of `world` and a direct place for each of its people."""
        self.world = world
        self.version = 0
        self.epoch = secrets.randbits(31)
        self.closed = False
        self._clock = clock
        self._places: dict[str, Place] = {}
        self._messages: dict[str, dict[int, Message]] = {}
        self._letters: dict[LetterId, Message] = {}
        self._read: dict[tuple[str, str], int] = {}
        self._noted: set[str] = set()
        self._moved = asyncio.Event()
        self._furnish()

    # Rooms -------------------------------------------------------------------------------------------------

    def places_of(self, person: str) -> list[Place]:
        """Return the rooms somebody is in: channels, the direct one, then groups, oldest first."""
        return [place for place in self._places.values() if person in place.people]

    def place_of(self, place: str, person: str) -> Place | None:
        """Return a room when the person is in it."""
        found = self._places.get(place)
        return found if found is not None and person in found.people else None

    def direct(self, person: str) -> Place | None:
        """Return the room that a person shares with the bot alone."""
        return self._places.get(_direct_id(person))

    def channel(self, channel: str) -> Place | None:
        """Return a channel by its id."""
        found = self._places.get(channel)
        return found if found is not None and found.kind is PlaceKind.CHANNEL else None

    def group(self, people: Iterable[str], title: str) -> Place:
        """Return the group of exactly these people, opened with this title when they have none yet."""
        # As in Slack: the same people meet in the same conversation, whatever brought them together.
        wanted = frozenset(people)
        for place in self._places.values():
            if place.kind is PlaceKind.GROUP and place.people == wanted:
                return place
        groups = sum(place.kind is PlaceKind.GROUP for place in self._places.values())
        opened = Place(id=f"group-{groups + 1}", kind=PlaceKind.GROUP, name=title, people=wanted)
        self._add(opened)
        self.touch()
        return opened

    # Messages ----------------------------------------------------------------------------------------------

    def post(
        self,
        place: Place,
        body: str | Card,
        *,
        author: str | None = None,
        names: Mapping[MemberId, Handle] | None = None,
        only: str | None = None,
        asked: str = "",
        letter: LetterId | None = None,
    ) -> Message:
        """Post a message now and return it."""
        version = self.touch()
        message = Message(
            id=version,  # rising and never used again, not even after `clear`
            place=place.id,
            body=body,
            at=self._clock.now(),
            posted=version,
            changed=version,
            author=author,
            names=names or {},
            only=only,
            asked=asked,
            letter=letter,
        )
        self._messages[place.id][message.id] = message
        if letter is not None:
            self._letters[letter] = message
        return message

    def edit(self, message: Message, card: Card, names: Mapping[MemberId, Handle]) -> None:
        """Put another card in the place of a message's."""
        self._put(replace(message, body=card, names=names, changed=self.touch()))

    def remove(self, message: Message) -> None:
        """Take a message away."""
        self._put(replace(message, removed=True, changed=self.touch()))

    def seen_by(self, person: str, place: Place) -> list[Message]:
        """Return what a person sees in a room, oldest first."""
        return [message for message in self._messages[place.id].values() if _visible(message, person)]

    def changed_for(self, person: str, place: Place, after: int) -> list[Message]:
        """Return what changed in a room after a version and concerns the person; removed messages too."""
        return [
            message
            for message in self._messages[place.id].values()
            if message.changed > after and message.only in {None, person}
        ]

    def message_for(self, person: str, message: int) -> Message | None:
        """Return a message when the person sees it."""
        for place in self.places_of(person):
            found = self._messages[place.id].get(message)
            if found is not None:
                return found if _visible(found, person) else None
        return None

    def of_letter(self, letter: LetterId) -> Message | None:
        """Return the message by which a letter was delivered."""
        return self._letters.get(letter)

    # Reading -----------------------------------------------------------------------------------------------

    def read(self, person: str, place: Place) -> None:
        """Remember that the person has seen everything in the room."""
        if self.unread(person, place):
            self._read[person, place.id] = self.touch()

    def read_until(self, person: str, place: Place) -> int:
        """Return the version up to which the person has read the room."""
        return self._read.get((person, place.id), 0)

    def read_all(self) -> None:
        """Count everything posted so far as read by everybody."""
        version = self.touch()
        for place in self._places.values():
            self._read.update({(person, place.id): version for person in place.people})

    def unread(self, person: str, place: Place) -> int:
        """Return how many messages of others the person has not seen in the room."""
        since = self.read_until(person, place)
        return sum(
            message.posted > since and message.author != person and message.only is None
            for message in self.seen_by(person, place)
        )

    def waiting_for(self, person: str) -> int:
        """Return how many unread messages are addressed to a person: in the direct room and in groups."""
        return sum(
            self.unread(person, place)
            for place in self.places_of(person)
            if place.kind is not PlaceKind.CHANNEL
        )

    # What happened -----------------------------------------------------------------------------------------

    def note(self, event: str) -> None:
        """Remember that something happened, under a short name the guide knows."""
        if event not in self._noted:
            self._noted.add(event)
            self.touch()

    def happened(self, event: str) -> bool:
        """Tell whether something happened since the chat began."""
        return event in self._noted

    # Watching ----------------------------------------------------------------------------------------------

    def touch(self) -> int:
        """Raise the version, wake everybody who watches and return the version."""
        self.version += 1
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        return self.version

    async def changes(self, after: int) -> int:
        """Wait for something newer than a version, or for the chat to close; return the version then."""
        while self.version <= after and not self.closed:
            await self._moved.wait()
        return self.version

    def clear(self) -> None:
        """Forget every message and group; a new `epoch` begins."""
        self._messages.clear()
        self._letters.clear()
        self._read.clear()
        self._noted.clear()
        self._places.clear()
        self._furnish()
        self.epoch += 1
        self.touch()

    def open(self) -> None:
        """Let people watch (again)."""
        self.closed = False

    def close(self) -> None:
        """Send everybody who watches away."""
        self.closed = True
        self.touch()

    def _furnish(self) -> None:
        everybody = frozenset(person.external_id for person in self.world.personas)
        for channel in self.world.channels:
            kind = PlaceKind.CHANNEL
            self._add(Place(id=channel.id, kind=kind, name=channel.id, people=everybody, topic=channel.topic))
        for person in everybody:
            kind = PlaceKind.DIRECT
            self._add(Place(id=_direct_id(person), kind=kind, name=BOT, people=frozenset({person})))

    def _add(self, place: Place) -> None:
        self._places[place.id] = place
        self._messages[place.id] = {}

    def _put(self, message: Message) -> None:
        self._messages[message.place][message.id] = message


def _direct_id(person: str) -> str:
    return f"dm-{person}"


def _visible(message: Message, person: str) -> bool:
    return message.only in {None, person} and not message.removed
