"""Partnerships and the lessons in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import Conflict
from bot.model.ids import MeetingId, MemberId, PartnershipId, ProgrammeId, RoundId


class Kind(StrEnum):
    """The shape of a partnership."""

    PAIR = "pair"
    CIRCLE = "circle"
    ONE_WAY = "one_way"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Who teaches whom what; `via` is what the teacher offers when it is not the skill itself."""

    teacher: MemberId
    learner: MemberId
    skill: str
    goal: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """Two or three members who teach each other until `ends_at`.

    `shared` are the common stretches of a working week in UTC as (weekday, start minute, end minute);
    `starter` is the member asked to write first; `goals` holds each member's own sentence.
    """

    id: PartnershipId
    programme: ProgrammeId
    round: RoundId
    kind: Kind
    members: tuple[MemberId, ...]
    lessons: tuple[Lesson, ...]
    starter: MemberId
    started_at: datetime
    ends_at: datetime
    shared: tuple[tuple[int, int, int], ...] = ()
    languages: tuple[str, ...] = ()
    goals: Mapping[MemberId, str] = field(default_factory=dict)
    ended_at: datetime | None = None
    version: int = 1

    @property
    def open(self) -> bool:
        """True until it ended."""
        return self.ended_at is None

    @property
    def middle(self) -> datetime:
        """Half time."""
        return self.started_at + (self.ends_at - self.started_at) / 2

    def others(self, member: MemberId) -> tuple[MemberId, ...]:
        """Return the partners of `member`, in order."""
        return tuple(one for one in self.members if one != member)

    def goal_of(self, member: MemberId) -> str:
        """Return a member's goal: what they wrote here, or what they wanted to learn for; "" when they never said."""
        wished = next((lesson.goal for lesson in self.lessons if lesson.learner == member), "")
        return self.goals.get(member, wished)

    def learns(self, member: MemberId) -> str:
        """Return what a member learns; "" for one who only teaches."""
        return next((lesson.skill for lesson in self.lessons if lesson.learner == member), "")

    def ended(self, now: datetime) -> Partnership:
        """Return this partnership as ended at `now`; Conflict when it already was."""
        if not self.open:
            raise Conflict("partnership.ended")
        return replace(self, ended_at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A time that partners agreed to meet; `sequence` grows whenever it moves or is cancelled (RFC 5545)."""

    id: MeetingId
    partnership: PartnershipId
    at: datetime
    chosen_by: MemberId
    minutes: int = 60
    sequence: int = 0
    cancelled_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.at + timedelta(minutes=self.minutes)

    def moved(self, at: datetime, member: MemberId) -> Meeting:
        """Return this meeting at another time, chosen by `member`; Conflict when it was cancelled."""
        if self.cancelled_at is not None:
            raise Conflict("meeting.gone")
        return replace(self, at=at, chosen_by=member, sequence=self.sequence + 1)

    def cancelled(self, now: datetime) -> Meeting:
        """Return this meeting as called off at `now`; Conflict when it already was."""
        if self.cancelled_at is not None:
            raise Conflict("meeting.gone")
        return replace(self, cancelled_at=now, sequence=self.sequence + 1)


class Next(StrEnum):
    """What comes next for partners."""

    MEETING = "meeting"
    CHECKIN = "checkin"
    END = "end"


@dataclass(frozen=True, slots=True)
class Coming:
    """The next event of a partnership, as one of its members sees it."""

    what: Next
    at: datetime
