"""Each community's own words, the votes that made them, and every change with its way back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from bot.model.ids import ChangeId, CommunityId, MemberId
from bot.model.vocabulary import Change, ChangeKind, Rule, RuleKind, Source, Spelling, Step, Vote
from storage.tables.base import NEVER_REUSED, JsonOf, Table, enum_of


class RuleRow(Table, table=True):
    """A decision about a word or a pair; `pair_key` is empty for a word's meaning, of which there is one."""

    __tablename__ = "skill_rule"
    __table_args__ = (CheckConstraint("strength >= 0 AND strength <= 0.9", name="strength"),)

    community_id: int = Field(foreign_key="community.id", primary_key=True)
    kind: RuleKind = Field(sa_type=enum_of(RuleKind, "kind"), primary_key=True)
    key: str = Field(primary_key=True)
    pair_key: str = Field(primary_key=True)
    other: str
    typed: str
    name: str
    strength: float
    source: Source = Field(sa_type=enum_of(Source, "source"))

    def to_model(self) -> Rule:
        """Return the decision."""
        return Rule(
            kind=self.kind,
            key=self.key,
            other=self.other,
            typed=self.typed,
            name=self.name,
            strength=self.strength,
            source=self.source,
        )


class VoteRow(Table, table=True):
    """What a member says a word means; gone with the member."""

    __tablename__ = "skill_vote"

    member_id: int = Field(foreign_key="member.id", primary_key=True, ondelete="CASCADE")
    key: str = Field(primary_key=True, index=True)
    choice: str
    typed: str
    name: str

    def to_model(self) -> Vote:
        """Return the vote."""
        return Vote(
            member=MemberId(self.member_id),
            key=self.key,
            choice=self.choice,
            typed=self.typed,
            name=self.name,
        )


class ChangeRow(Table, table=True):
    """A change of a community's words; `actor` is a bare number, as in the audit: the change outlives them."""

    __tablename__ = "skill_change"
    __table_args__ = NEVER_REUSED

    id: int = Field(default=None, primary_key=True)
    community_id: int = Field(foreign_key="community.id", index=True)
    at: datetime
    actor: int
    kind: ChangeKind = Field(sa_type=enum_of(ChangeKind, "kind"))
    first: str
    second: str
    steps: tuple[Step, ...] = Field(sa_type=JsonOf(tuple[Step, ...]))
    spellings: tuple[Spelling, ...] = Field(sa_type=JsonOf(tuple[Spelling, ...]))
    undone_at: datetime | None = None

    def to_model(self) -> Change:
        """Return the change."""
        return Change(
            id=ChangeId(self.id),
            community=CommunityId(self.community_id),
            at=self.at,
            actor=MemberId(self.actor),
            kind=self.kind,
            first=self.first,
            second=self.second,
            steps=self.steps,
            spellings=self.spellings,
            undone_at=self.undone_at,
        )


class MoveRow(Table, table=True):
    """A member's offer or want that followed a skill: as it was, what the other had, and has. Gone with the member."""

    __tablename__ = "skill_move"
    __table_args__ = (UniqueConstraint("change_id", "member_id", "source_id", "verb"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True)
    change_id: int = Field(foreign_key="skill_change.id", ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    verb: str
    source_id: int = Field(foreign_key="skill.id", index=True, ondelete="CASCADE")
    target_id: int = Field(foreign_key="skill.id", index=True, ondelete="CASCADE")
    source: dict[str, int | str] = Field(sa_type=JsonOf(dict[str, int | str]))
    target: dict[str, int | str] | None = Field(default=None, sa_type=JsonOf(dict[str, int | str]))
    after: dict[str, int | str] = Field(sa_type=JsonOf(dict[str, int | str]))
