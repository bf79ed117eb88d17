"""Partnerships: who is in them, who teaches whom, when they meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from bot.model.ids import MeetingId, MemberId, PartnershipId, ProgrammeId, RoundId
from bot.model.partnerships import Kind, Lesson, Meeting, Partnership
from storage.tables.base import NEVER_REUSED, JsonOf, Table, enum_of

Stretches = tuple[tuple[int, int, int], ...]
_STANDING = text("cancelled_at IS NULL")


class PartnershipRow(Table, table=True):
    """A partnership, without its partners and lessons."""

    __tablename__ = "partnership"
    __table_args__ = (Index(None, "programme_id", "started_at"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True)
    programme_id: int = Field(foreign_key="programme.id")
    round_id: int = Field(foreign_key="round.id", index=True)
    kind: Kind = Field(sa_type=enum_of(Kind, "kind"))
    starter_id: int = Field(foreign_key="member.id")
    started_at: datetime
    ends_at: datetime
    shared: Stretches = Field(sa_type=JsonOf(Stretches))
    languages: tuple[str, ...] = Field(sa_type=JsonOf(tuple[str, ...]))
    ended_at: datetime | None = None
    version: int = 1

    def to_model(self, goals: Mapping[MemberId, str | None], lessons: Sequence[Lesson]) -> Partnership:
        """Return the partnership; `goals` has every partner, in order, None for those who wrote none."""
        return Partnership(
            id=PartnershipId(self.id),
            programme=ProgrammeId(self.programme_id),
            round=RoundId(self.round_id),
            kind=self.kind,
            members=tuple(goals),
            lessons=tuple(lessons),
            starter=MemberId(self.starter_id),
            started_at=self.started_at,
            ends_at=self.ends_at,
            shared=self.shared,
            languages=self.languages,
            goals={member: goal for member, goal in goals.items() if goal is not None},
            ended_at=self.ended_at,
            version=self.version,
        )


class PartnerRow(Table, table=True):
    """A member's place in a partnership, with the goal they wrote; None until then."""

    __tablename__ = "partner"

    partnership_id: int = Field(foreign_key="partnership.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    position: int
    goal: str | None = None


class LessonRow(Table, table=True):
    """Who teaches whom what in a partnership."""

    __tablename__ = "lesson"
    __table_args__ = (CheckConstraint("teacher_id <> learner_id", name="two_people"),)

    partnership_id: int = Field(foreign_key="partnership.id", primary_key=True)
    position: int = Field(primary_key=True)
    teacher_id: int = Field(foreign_key="member.id")
    learner_id: int = Field(foreign_key="member.id")
    skill: str
    goal: str
    via: str


class MeetingRow(Table, table=True):
    """A time that partners agreed on; the same time is one meeting, unless it was cancelled."""

    __tablename__ = "meeting"
    __table_args__ = (
        Index(
            "uq_meeting_standing",
            "partnership_id",
            "at",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id")
    at: datetime
    chosen_by: int = Field(foreign_key="member.id")
    minutes: int
    sequence: int
    cancelled_at: datetime | None

    def to_model(self) -> Meeting:
        """Return the meeting."""
        return Meeting(
            id=MeetingId(self.id),
            partnership=PartnershipId(self.partnership_id),
            at=self.at,
            chosen_by=MemberId(self.chosen_by),
            minutes=self.minutes,
            sequence=self.sequence,
            cancelled_at=self.cancelled_at,
        )
