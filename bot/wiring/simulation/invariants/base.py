"""What a checker is: a number, a name, a sentence, and the moments at which it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Protocol

from bot.model.ids import MemberId
from bot.wiring.simulation.chat import Chat, Home, Message, Person
from bot.wiring.simulation.clockwork import MachineClock
from bot.wiring.simulation.secrets import Secrets
from bot.wiring.simulation.switchboard import Deed
from storage.glass import Glass


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken: which one, and what was seen."""

    number: int
    seen: str


class World(Protocol):
    """What checkers may look at."""

    glass: Glass
    chat: Chat
    clock: MachineClock
    homes: list[Home]
    met: dict[MemberId, Person]
    secrets: Secrets

    def seconds(self) -> float:
        """Return the true time."""
        ...

    def up_since(self) -> float | None:
        """Return since when a process has been running; None while none is."""
        ...

    def calm_since(self) -> float:
        """Return since when neither the bot, its clock, its database nor a platform was troubled on purpose."""
        ...


class Invariant:
    """One promise. A checker looks at every message and deed, now and then at the whole, and at the end.

    Each look yields what is wrong, in words. Checkers keep little: a year of thousands must fit into memory.
    """

    number: ClassVar[int]
    name: ClassVar[str]
    sentence: ClassVar[str]

    def message(self, world: World, message: Message) -> Iterator[str]:
        """Look at a message that people can see now; nothing is being written meanwhile."""
        yield from ()

    def deed(self, world: World, deed: Deed) -> Iterator[str]:
        """Look at what somebody did and got as an answer; nothing is being written meanwhile."""
        yield from ()

    def look(self, world: World) -> Iterator[str]:
        """Look at the whole; called every few simulated hours."""
        yield from ()

    def end(self, world: World) -> Iterator[str]:
        """Look at the whole once more when nothing goes wrong and nobody does anything for days."""
        yield from self.look(world)
