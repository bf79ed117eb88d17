"""What falls due when."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from bot.model.ids import MemberId
from bot.ports import Due, DueKind
from storage.tables.base import NEVER_REUSED, Table, enum_of


class DueRow(Table, table=True):
    """A row of the schedule; one for each kind, subject and member (0 where it is about nobody)."""

    __tablename__ = "due"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "member"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True)
    kind: DueKind = Field(sa_type=enum_of(DueKind, "kind"))
    subject: int
    member: int
    next_at: datetime = Field(index=True)
    weekday: int | None
    at: time | None
    zone: str | None

    def to_model(self) -> Due:
        """Return the row as the scheduler knows it."""
        return Due(
            kind=self.kind,
            subject=self.subject,
            member=MemberId(self.member),
            next_at=self.next_at,
            weekday=self.weekday,
            at=self.at,
            zone=self.zone,
            id=self.id,
        )
