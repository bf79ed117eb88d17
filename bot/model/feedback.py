"""What members say about their partnership, and who may read it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.errors import Conflict, NotAllowed
from bot.model.confided import Audience, ForPartners, Note, OnlyMe, audience_of
from bot.model.ids import CheckInId, IntroductionId, MemberId, PartnershipId


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


SAME = "same"
"""The next step of somebody who wishes for the same partner again."""


class Stage(StrEnum):
    """When in a partnership something is said."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When feedback can be written: until everybody has, or `closes_at`; `released_at` is when all of it was told."""

    partnership: PartnershipId
    stage: Stage
    closes_at: datetime
    released_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Return whether a member can still write."""
        return self.released_at is None and now < self.closes_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One thing to keep and one to try, for the partners, who read it once the window is released."""

    partnership: PartnershipId
    member: MemberId
    stage: Stage
    keep: ForPartners
    attempt: ForPartners
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfRating:
    """Where a member stands with what they learn, 1 (new) to 5 (could teach it), at the start or the end."""

    partnership: PartnershipId
    member: MemberId
    stage: Stage
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmIntroduction:
    """A member's offer to bring a partner and somebody else together; names are told once both said yes."""

    id: IntroductionId
    giver: MemberId
    partner: MemberId
    target: MemberId
    partner_says: bool | None = None
    target_says: bool | None = None

    def answered(self, member: MemberId, *, yes: bool) -> WarmIntroduction:
        """Return this with a member's answer; NotAllowed when nobody asked them, Conflict when both said yes."""
        if self.agreed:
            raise Conflict("warm.done")
        if member == self.partner:
            return replace(self, partner_says=yes)
        if member == self.target:
            return replace(self, target_says=yes)
        raise NotAllowed("warm.not_yours")

    @property
    def agreed(self) -> bool:
        """True once both said yes."""
        return bool(self.partner_says and self.target_says)
