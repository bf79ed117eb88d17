"""Rounds: from sign-up to the retrospective."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import Conflict
from bot.model.ids import MemberId, ProgrammeId, RoundId


class RoundState(StrEnum):
    """Where a round stands; it only moves forward."""

    OPEN = "open"
    PROPOSED = "proposed"
    RUNNING = "running"
    CLOSED = "closed"
    CANCELLED = "cancelled"


SIGNUP = frozenset({RoundState.OPEN, RoundState.PROPOSED})
OVER = frozenset({RoundState.CLOSED, RoundState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One season of partnerships in one programme; `version` guards concurrent changes."""

    id: RoundId
    programme: ProgrammeId
    number: int
    state: RoundState
    weeks: int
    opened_at: datetime
    signup_until: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 1

    @property
    def seed(self) -> int:
        """The seed of every tie-break of this round, so that it can be computed again."""
        return self.id

    @property
    def ends_at(self) -> datetime:
        """The planned last day: `weeks` weeks after the start, or after the sign-up while not started."""
        return (self.started_at or self.signup_until) + timedelta(weeks=self.weeks)

    def proposed(self) -> Round:
        """Return this round with a proposal made; Conflict when its sign-up is over."""
        self._expect(SIGNUP, "round.not_open")
        return replace(self, state=RoundState.PROPOSED)

    def running(self, now: datetime) -> Round:
        """Return this round as published at `now`; Conflict unless it was proposed."""
        self._expect({RoundState.PROPOSED}, "round.not_proposed")
        return replace(self, state=RoundState.RUNNING, started_at=now)

    def closed(self, now: datetime) -> Round:
        """Return this round as ended at `now`; Conflict unless it was running."""
        self._expect({RoundState.RUNNING}, "round.not_running")
        return replace(self, state=RoundState.CLOSED, ended_at=now)

    def cancelled(self, now: datetime) -> Round:
        """Return this round as called off at `now`; Conflict when it already started or ended."""
        self._expect(SIGNUP, "round.not_open")
        return replace(self, state=RoundState.CANCELLED, ended_at=now)

    def _expect(self, states: frozenset[RoundState] | set[RoundState], key: str) -> None:
        if self.state not in states:
            raise Conflict(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A member's answer to one round; `placed` is None until the round is published."""

    round: RoundId
    member: MemberId
    taking_part: bool
    answered_at: datetime
    placed: bool | None = None
