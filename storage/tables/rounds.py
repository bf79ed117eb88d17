"""Rounds, who takes part, and the proposal of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from bot.model.ids import MemberId, ProgrammeId, RoundId
from bot.model.rounds import OVER, Enrolment, Round, RoundState
from storage.tables.base import NEVER_REUSED, Table, enum_of

_NOT_OVER = text("state NOT IN ({})".format(", ".join(f"'{state}'" for state in sorted(OVER))))


class RoundRow(Table, table=True):
    """A round; a programme has one that is not over at most."""

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        Index(
            "uq_round_one_at_a_time",
            "programme_id",
            unique=True,
            sqlite_where=_NOT_OVER,
            postgresql_where=_NOT_OVER,
        ),
        CheckConstraint("weeks > 0", name="weeks"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True)
    programme_id: int = Field(foreign_key="programme.id")
    number: int
    state: RoundState = Field(sa_type=enum_of(RoundState, "state"))
    weeks: int
    opened_at: datetime
    signup_until: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 1

    def to_model(self) -> Round:
        """Return the round."""
        return Round(
            id=RoundId(self.id),
            programme=ProgrammeId(self.programme_id),
            number=self.number,
            state=self.state,
            weeks=self.weeks,
            opened_at=self.opened_at,
            signup_until=self.signup_until,
            started_at=self.started_at,
            ended_at=self.ended_at,
            version=self.version,
        )


class EnrolmentRow(Table, table=True):
    """A member's answer to a round; one each."""

    __tablename__ = "enrolment"

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    taking_part: bool
    answered_at: datetime
    placed: bool | None

    def to_model(self) -> Enrolment:
        """Return the enrolment."""
        return Enrolment(
            round=RoundId(self.round_id),
            member=MemberId(self.member_id),
            taking_part=self.taking_part,
            answered_at=self.answered_at,
            placed=self.placed,
        )


class ProposalRow(Table, table=True):
    """What the pairing of a round was computed from and what came out, both as JSON text."""

    __tablename__ = "proposal"

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    problem: str
    result: str
