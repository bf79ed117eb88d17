"""What members confide, each with those who may read it as its type.

A screen says in its parameters whose words it shows: one for partners takes `ForPartners`, and words that are for
their writer only cannot be handed to it without a type error. `AUDIENCES` is the one place that makes a type from
what a writer chose. The words stay out of `repr`, and so out of logs and error messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.model.ids import MemberId


class Audience(StrEnum):
    """Who may read a note; the narrowest is the default."""

    ME = "me"
    ORGANISERS = "organisers"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class OnlyMe:
    """Words that nobody but their writer reads."""

    writer: MemberId
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ForPartners:
    """Words that their writer handed to their partners."""

    writer: MemberId
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ForOrganisers:
    """Words that their writer handed to the organisers; partners never read them."""

    writer: MemberId
    words: str = field(repr=False)


Note = OnlyMe | ForPartners | ForOrganisers
AUDIENCES: Mapping[Audience, type[OnlyMe] | type[ForPartners] | type[ForOrganisers]] = {
    Audience.ME: OnlyMe,
    Audience.PARTNER: ForPartners,
    Audience.ORGANISERS: ForOrganisers,
}


def confided(audience: Audience, writer: MemberId, words: str) -> Note:
    """Return the words as what their writer made of them."""
    return AUDIENCES[audience](writer, words)


def audience_of(note: Note) -> Audience:
    """Return who may read a note."""
    match note:
        case OnlyMe():
            return Audience.ME
        case ForPartners():
            return Audience.PARTNER
        case ForOrganisers():
            return Audience.ORGANISERS


@dataclass(frozen=True, slots=True)
class ForSafety:
    """Words for the safety contacts alone; their writer is None when they would rather not be named."""

    writer: MemberId | None
    words: str = field(repr=False)
