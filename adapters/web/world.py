"""Who and what the playground begins with: its people, its channels, its name."""

from __future__ import annotations

from dataclasses import dataclass

HUES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody whom a visitor can be.

    `external_id` is the playground's own user id, lower case letters, digits and hyphens: it is the handle
    people mention and stands in addresses. `role` is a few words about the person; `zone` an IANA name; an
    `organiser` may run rounds; `hue` 0-11 is the colour of the picture.
    """

    external_id: str
    name: str
    role: str
    zone: str
    organiser: bool = False
    hue: int = 0

    @property
    def initials(self) -> str:
        """Return one or two letters that stand for the person: first and last word of the name."""
        words = self.name.split()
        return "".join(word[0] for word in {0: words[0], 1: words[-1]}.values()).upper()[: len(words)]

    @property
    def first_name(self) -> str:
        """Return the first word of the name."""
        return self.name.split()[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel everybody is in; `id` is lower case letters, digits and hyphens."""

    id: str
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A community of the playground: `community` is its external id; a visitor starts as the first persona.

    `to_offer` and `to_want` are skills the first persona may type on the guided path.
    """

    community: str
    name: str
    personas: tuple[Persona, ...]
    channels: tuple[Channel, ...]
    language: str = "en"
    to_offer: str = "css, giving talks"
    to_want: str = "rust"

    def persona(self, external_id: str) -> Persona | None:
        """Return the person with this id."""
        return next((person for person in self.personas if person.external_id == external_id), None)

    @property
    def organiser(self) -> Persona | None:
        """Return the first person who may run rounds."""
        return next((person for person in self.personas if person.organiser), None)
