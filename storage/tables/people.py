"""Members, how platforms know them, where they take part and whom they avoid."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from bot.model.ids import CommunityId, MemberId
from bot.model.people import Hours, Member
from storage.tables.base import NEVER_REUSED, JsonOf, Table, random_key


class MemberRow(Table, table=True):
    """A person in one community.

    `key` is random: what has to outlive the person, and logs, knows them by it. Without an address and a name it is
    nobody any more: the place of somebody erased in what their partners keep.
    """

    __tablename__ = "member"
    __table_args__ = (CheckConstraint("capacity >= 0", name="capacity"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True)
    community_id: int = Field(foreign_key="community.id", index=True)
    key: str = Field(default_factory=random_key, unique=True)
    name: str
    zone: str
    zone_known: bool
    language: str
    languages: tuple[str, ...] = Field(sa_type=JsonOf(tuple[str, ...]))
    hours: tuple[Hours, ...] = Field(sa_type=JsonOf(tuple[Hours, ...]))
    capacity: int
    circles: bool
    bio: str
    joined_at: datetime | None = None
    paused_until: datetime | None = None
    left_at: datetime | None = None
    unreachable: bool = False

    def to_model(self) -> Member:
        """Return the member."""
        return Member(
            id=MemberId(self.id),
            community=CommunityId(self.community_id),
            name=self.name,
            zone=self.zone,
            zone_known=self.zone_known,
            language=self.language,
            languages=self.languages,
            hours=self.hours,
            capacity=self.capacity,
            circles=self.circles,
            bio=self.bio,
            joined_at=self.joined_at,
            paused_until=self.paused_until,
            left_at=self.left_at,
            unreachable=self.unreachable,
        )


class AddressRow(Table, table=True):
    """A platform account; one member for each user id of a community."""

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("community_id", "external_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True)
    community_id: int = Field(foreign_key="community.id")
    external_id: str
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")


class MembershipRow(Table, table=True):
    """A member takes part in a programme."""

    __tablename__ = "membership"

    programme_id: int = Field(foreign_key="programme.id", primary_key=True, ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True, ondelete="CASCADE")


class AvoidanceRow(Table, table=True):
    """A member's confidential "not with"."""

    __tablename__ = "avoidance"
    __table_args__ = (CheckConstraint("member_id <> other_id", name="somebody_else"),)

    member_id: int = Field(foreign_key="member.id", primary_key=True, ondelete="CASCADE")
    other_id: int = Field(foreign_key="member.id", primary_key=True, index=True, ondelete="CASCADE")
