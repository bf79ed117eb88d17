"""Weekly check-ins and closing answers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from bot.model.confided import Audience, ForPartners, OnlyMe, confided
from bot.model.feedback import (
    Answer,
    CheckIn,
    Direction,
    Feedback,
    LookBack,
    SelfRating,
    Stage,
    WarmIntroduction,
    Window,
)
from bot.model.ids import CheckInId, IntroductionId, MemberId, PartnershipId
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


class FeedbackWindowRow(Table, table=True):
    """When the feedback of one stage of a partnership can be written; one each."""

    __tablename__ = "feedback_window"

    partnership_id: int = Field(foreign_key="partnership.id", primary_key=True)
    stage: Stage = Field(sa_type=enum_of(Stage, "stage"), primary_key=True)
    closes_at: datetime
    released_at: datetime | None

    def to_model(self) -> Window:
        """Return the window."""
        return Window(
            partnership=PartnershipId(self.partnership_id),
            stage=self.stage,
            closes_at=self.closes_at,
            released_at=self.released_at,
        )


class FeedbackRow(Table, table=True):
    """A member's feedback to their partners; one for each stage."""

    __tablename__ = "feedback"

    partnership_id: int = Field(foreign_key="partnership.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    stage: Stage = Field(sa_type=enum_of(Stage, "stage"), primary_key=True)
    keep: str
    attempt: str
    written_at: datetime

    def to_model(self) -> Feedback:
        """Return the feedback."""
        writer = MemberId(self.member_id)
        return Feedback(
            partnership=PartnershipId(self.partnership_id),
            member=writer,
            stage=self.stage,
            keep=ForPartners(writer, self.keep),
            attempt=ForPartners(writer, self.attempt),
            written_at=self.written_at,
        )


class SelfRatingRow(Table, table=True):
    """Where a member stood; one for each stage of a partnership."""

    __tablename__ = "self_rating"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 5", name="level"),)

    partnership_id: int = Field(foreign_key="partnership.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    stage: Stage = Field(sa_type=enum_of(Stage, "stage"), primary_key=True)
    level: int

    def to_model(self) -> SelfRating:
        """Return the rating."""
        return SelfRating(
            partnership=PartnershipId(self.partnership_id),
            member=MemberId(self.member_id),
            stage=self.stage,
            level=self.level,
        )


class WarmIntroductionRow(Table, table=True):
    """An offer to bring two people together; one for each three of them."""

    __tablename__ = "warm_introduction"
    __table_args__ = (UniqueConstraint("giver_id", "partner_id", "target_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True)
    giver_id: int = Field(foreign_key="member.id")
    partner_id: int = Field(foreign_key="member.id", index=True)
    target_id: int = Field(foreign_key="member.id", index=True)
    partner_says: bool | None
    target_says: bool | None

    def to_model(self) -> WarmIntroduction:
        """Return the offer."""
        return WarmIntroduction(
            id=IntroductionId(self.id),
            giver=MemberId(self.giver_id),
            partner=MemberId(self.partner_id),
            target=MemberId(self.target_id),
            partner_says=self.partner_says,
            target_says=self.target_says,
        )
