"""What members say about their partnership, and who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.model.ids import CheckInId, MemberId, PartnershipId


class Answer(StrEnum):
    """The answer to "did you meet this week?"."""

    MET = "met"
    PLANNED = "planned"
    NOT_YET = "not_yet"
    HELP = "help"


class Direction(StrEnum):
    """Which directions of a partnership happened in a meeting."""

    TAUGHT = "taught"
    LEARNED = "learned"
    BOTH = "both"


class Audience(StrEnum):
    """Who may read a note; the narrowest is the default."""

    ME = "me"
    ORGANISERS = "organisers"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One weekly question to one member; `day` is the local date it was asked for."""

    id: CheckInId
    partnership: PartnershipId
    member: MemberId
    day: date
    answer: Answer | None = None
    direction: Direction | None = None
    usefulness: int | None = None
    note: str = ""
    audience: Audience = Audience.ME


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """A member's four closing answers; only the member reads `change`, partners read `thanks` if handed over."""

    partnership: PartnershipId
    member: MemberId
    learned: str
    taught: str
    change: str
    thanks: str
    next_step: str
    written_at: datetime
