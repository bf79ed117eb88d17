"""What members say about their partnership, and who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.model.confided import Audience, ForPartners, Note, OnlyMe, audience_of
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
    note: Note | None = None

    @property
    def audience(self) -> Audience:
        """Who may read the note; only its writer while there is none."""
        return Audience.ME if self.note is None else audience_of(self.note)

    @property
    def words(self) -> str:
        """The note's words, for its writer; "" while there is none."""
        return "" if self.note is None else self.note.words


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """A member's four closing answers: three that only the member reads, and a thank-you to hand over."""

    partnership: PartnershipId
    member: MemberId
    learned: OnlyMe
    taught: OnlyMe
    change: OnlyMe
    thanks: ForPartners
    next_step: str
    written_at: datetime
