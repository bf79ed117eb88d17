"""What partners agree on before they begin: how often, how long, how to cancel, and what stays between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.errors import Conflict
from bot.model.ids import MemberId, PartnershipId
from bot.model.partnerships import Partnership


class Rhythm(StrEnum):
    """How often partners meet."""

    TWICE = "twice"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"


class Notice(StrEnum):
    """How to cancel a meeting."""

    DAY_BEFORE = "day_before"
    HOURS_BEFORE = "hours_before"
    A_WORD = "a_word"


class Confidence(StrEnum):
    """What stays between partners."""

    EVERYTHING = "everything"
    PERSONAL = "personal"
    ASK_FIRST = "ask_first"


LENGTHS = (30, 45, 60, 90)
"""How many minutes a meeting may be agreed to take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What partners proposed to each other; it holds once everybody of them `agreed`.

    `version` grows with every proposal, and whoever proposes agrees to it at once. Goals stand in the partnership.
    """

    partnership: PartnershipId
    rhythm: Rhythm = Rhythm.WEEKLY
    minutes: int = 60
    notice: Notice = Notice.DAY_BEFORE
    confidence: Confidence = Confidence.EVERYTHING
    version: int = 1
    proposed_by: MemberId | None = None
    proposed_at: datetime | None = None
    agreed: frozenset[MemberId] = frozenset()

    def holds(self, one: Partnership) -> bool:
        """Return whether everybody of the partnership agreed."""
        return self.agreed >= set(one.members)

    def signed(self, member: MemberId, version: int) -> Agreement:
        """Return this agreement with a member's yes to the version they saw; Conflict when it is an older one."""
        if version != self.version:
            raise Conflict("agreement.changed")
        return replace(self, agreed=self.agreed | {member})

    def changed(
        self, member: MemberId, terms: tuple[Rhythm, int, Notice, Confidence], now: datetime
    ) -> Agreement:
        """Return the member's own proposal: the next version, agreed to by nobody else yet.

        The very same terms keep what was agreed and add the member's yes.
        """
        rhythm, minutes, notice, confidence = terms
        proposal = replace(self, rhythm=rhythm, minutes=minutes, notice=notice, confidence=confidence)
        if proposal == self:
            return replace(self, agreed=self.agreed | {member})
        return replace(
            proposal,
            version=self.version + 1,
            proposed_by=member,
            proposed_at=now,
            agreed=frozenset({member}),
        )
