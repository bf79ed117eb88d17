"""Weekly check-ins and closing answers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from bot.model.confided import Audience, ForPartners, OnlyMe, confided
from bot.model.feedback import Answer, CheckIn, Direction, LookBack
from bot.model.ids import CheckInId, MemberId, PartnershipId
from storage.tables.base import NEVER_REUSED, Table, enum_of


class CheckInRow(Table, table=True):
    """A weekly question; one for each partnership, member and local day."""

    __tablename__ = "checkin"
    __table_args__ = (
        UniqueConstraint("partnership_id", "member_id", "day"),
        Index(None, "member_id", "day"),
        CheckConstraint("usefulness BETWEEN 1 AND 5", name="usefulness"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id")
    member_id: int = Field(foreign_key="member.id")
    day: date
    answer: Answer | None = Field(sa_type=enum_of(Answer, "answer"))
    direction: Direction | None = Field(sa_type=enum_of(Direction, "direction"))
    usefulness: int | None
    note: str
    audience: Audience = Field(sa_type=enum_of(Audience, "audience"))

    def to_model(self) -> CheckIn:
        """Return the check-in."""
        return CheckIn(
            id=CheckInId(self.id),
            partnership=PartnershipId(self.partnership_id),
            member=MemberId(self.member_id),
            day=self.day,
            answer=self.answer,
            direction=self.direction,
            usefulness=self.usefulness,
            note=confided(self.audience, MemberId(self.member_id), self.note) if self.note else None,
        )


class LookBackRow(Table, table=True):
    """A member's closing answers to one partnership."""

    __tablename__ = "look_back"

    partnership_id: int = Field(foreign_key="partnership.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    learned: str
    taught: str
    change: str
    thanks: str
    next_step: str
    written_at: datetime

    def to_model(self) -> LookBack:
        """Return the closing answers."""
        member = MemberId(self.member_id)
        return LookBack(
            partnership=PartnershipId(self.partnership_id),
            member=member,
            learned=OnlyMe(member, self.learned),
            taught=OnlyMe(member, self.taught),
            change=OnlyMe(member, self.change),
            thanks=ForPartners(member, self.thanks),
            next_step=self.next_step,
            written_at=self.written_at,
        )
