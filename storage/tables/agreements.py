"""What partners agreed on, and who said yes to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Field

from bot.model.agreements import Agreement, Confidence, Notice, Rhythm
from bot.model.ids import MemberId, PartnershipId
from storage.tables.base import Table, enum_of


class AgreementRow(Table, table=True):
    """The newest proposal of a partnership."""

    __tablename__ = "agreement"

    partnership_id: int = Field(foreign_key="partnership.id", primary_key=True)
    rhythm: Rhythm = Field(sa_type=enum_of(Rhythm, "rhythm"))
    minutes: int
    notice: Notice = Field(sa_type=enum_of(Notice, "notice"))
    confidence: Confidence = Field(sa_type=enum_of(Confidence, "confidence"))
    version: int
    proposed_by: int | None = Field(foreign_key="member.id")
    proposed_at: datetime | None

    def to_model(self, agreed: Iterable[int]) -> Agreement:
        """Return the agreement with those who said yes."""
        return Agreement(
            partnership=PartnershipId(self.partnership_id),
            rhythm=self.rhythm,
            minutes=self.minutes,
            notice=self.notice,
            confidence=self.confidence,
            version=self.version,
            proposed_by=None if self.proposed_by is None else MemberId(self.proposed_by),
            proposed_at=self.proposed_at,
            agreed=frozenset(MemberId(member) for member in agreed),
        )


class AgreedRow(Table, table=True):
    """A member's yes to the newest proposal."""

    __tablename__ = "agreed"

    partnership_id: int = Field(foreign_key="partnership.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
