"""Skills, offers and wants."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from bot.model.ids import CommunityId, MemberId, SkillId
from bot.model.people import Offer, OfferLevel, Skill, Want, WantLevel
from storage.tables.base import NEVER_REUSED, Table


class SkillRow(Table, table=True):
    """A skill of one community; one for each spelling to compare by."""

    __tablename__ = "skill"
    __table_args__ = (UniqueConstraint("community_id", "key"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True)
    community_id: int = Field(foreign_key="community.id")
    key: str
    name: str

    def to_model(self) -> Skill:
        """Return the skill."""
        return Skill(
            id=SkillId(self.id), community=CommunityId(self.community_id), key=self.key, name=self.name
        )


class OfferRow(Table, table=True):
    """A member can teach a skill; once for each skill."""

    __tablename__ = "offer"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 4", name="level"),)

    member_id: int = Field(foreign_key="member.id", primary_key=True, ondelete="CASCADE")
    skill_id: int = Field(foreign_key="skill.id", primary_key=True, index=True)
    level: int

    def to_model(self, skill: Skill) -> Offer:
        """Return the offer."""
        return Offer(member=MemberId(self.member_id), skill=skill, level=OfferLevel(self.level))


class WantRow(Table, table=True):
    """A member would learn a skill; once for each skill."""

    __tablename__ = "want"
    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 3", name="level"),
        CheckConstraint("priority >= 1", name="priority"),
    )

    member_id: int = Field(foreign_key="member.id", primary_key=True, ondelete="CASCADE")
    skill_id: int = Field(foreign_key="skill.id", primary_key=True, index=True)
    level: int
    goal: str
    priority: int
    close: bool = False

    def to_model(self, skill: Skill) -> Want:
        """Return the want."""
        return Want(
            member=MemberId(self.member_id),
            skill=skill,
            level=WantLevel(self.level),
            goal=self.goal,
            priority=self.priority,
            close=self.close,
        )
