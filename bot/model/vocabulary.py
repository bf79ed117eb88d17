"""A community's own words: what its people type means which skill, and who changed that when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import ChangeId, CommunityId, MemberId, SkillId
from bot.model.people import Offer, Skill, Want

STRONGEST = 0.9
"""The most that one skill can cover of another: related is never the same."""


class RuleKind(StrEnum):
    """What a community can decide about words."""

    MEANS = "means"
    NEVER = "never"
    COVERS = "covers"


class Source(StrEnum):
    """Who decided it: an organiser, or two members who chose the same."""

    ORGANISER = "organiser"
    VOTES = "votes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One decision: "`typed` means `name`", "they are never the same", or "the first covers the second".

    `key` and `other` are the spellings to compare by. A word that means itself is a skill of its own here. `strength`,
    above 0 and at most 0.9, is how well the first covers the second; 0 for the other kinds.
    """

    kind: RuleKind
    key: str
    other: str
    typed: str
    name: str
    strength: float = 0.0
    source: Source = Source.ORGANISER

    @property
    def place(self) -> tuple[RuleKind, str, str]:
        """What there can be only one of: one meaning for each word, one decision for each pair."""
        return self.kind, self.key, "" if self.kind is RuleKind.MEANS else self.other


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one member said a typed word means: `choice` is the skill's key, "" when they took a meaning back."""

    member: MemberId
    key: str
    choice: str
    typed: str
    name: str


class ChangeKind(StrEnum):
    """What happened to a community's words."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    FORBID = "forbid"
    ALLOW = "allow"
    ADD = "add"
    COVER = "cover"
    IMPORT = "import"
    LEARN = "learn"
    UNLEARN = "unlearn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rule before and after a change; None where there was or is none."""

    before: Rule | None
    after: Rule | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A skill's name before and after it was written otherwise."""

    skill: SkillId
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that happened to a community's words, with all that taking it back needs.

    `first` and `second` are the names it was about. What people's offers and wants were is kept apart, as `Move`s.
    """

    id: ChangeId
    community: CommunityId
    at: datetime
    actor: MemberId
    kind: ChangeKind
    first: str
    second: str
    steps: tuple[Step, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An offer or want that followed its skill: as it was, what the other skill had of it before, and has since."""

    source: Offer | Want
    target: Offer | Want | None
    after: Offer | Want

    @property
    def skills(self) -> tuple[Skill, Skill]:
        """From which skill to which."""
        return self.source.skill, self.after.skill
