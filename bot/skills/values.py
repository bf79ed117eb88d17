"""The words of skill reading: what was found, what must be asked, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Verb = Literal["offer", "want"]

MAX_CHARACTERS = 4_000
"""Longest line that is read; more is Problem.TOO_LONG."""

MAX_SKILLS = 50
"""Most skills one line may hold; more is Problem.TOO_MANY."""

MAX_NAME = 60
"""Longest name of a skill, in characters."""

MAX_GOAL = 300
"""Longest goal sentence kept with a skill, in characters; the rest is cut at a word and marked with an
ellipsis."""

MAX_ASKS = 3
"""Most questions one line may lead to; further doubtful skills are kept as typed."""


class How(Enum):
    """The reason why a text became this skill; the audit log and the reply name it."""

    OVERRIDE = "override"
    EXACT = "exact"
    ALIAS = "alias"
    VARIANT = "variant"
    FILLER = "filler"
    SPELLING = "spelling"
    SENSES = "senses"
    ACRONYM = "acronym"
    STEM = "stem"
    NEAR = "near"
    PART = "part"
    NEW = "new"
    KEPT = "kept"

    @property
    def score(self) -> float:
        """Return the confidence in [0, 1]; from APPLY on it is applied without asking."""
        return _SCORES[self]

    @property
    def automatic(self) -> bool:
        """Return whether the text was changed into another name without asking, so that Undo is due."""
        return self in {How.ALIAS, How.VARIANT, How.FILLER, How.SPELLING}


APPLY = 0.9
"""The confidence from which a decision needs no question."""

_SCORES = {
    How.OVERRIDE: 1.0,
    How.EXACT: 1.0,
    How.ALIAS: 0.98,
    How.VARIANT: 0.96,
    How.FILLER: 0.94,
    How.SPELLING: 0.92,
    How.SENSES: 0.8,
    How.ACRONYM: 0.75,
    How.STEM: 0.75,
    How.NEAR: 0.65,
    How.PART: 0.6,
    How.NEW: 0.0,
    How.KEPT: 0.0,
}


class Problem(Enum):
    """Why a whole line could not be taken; nothing of it is stored."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    NOTHING_READABLE = "nothing_readable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one text means: a name to apply, or up to three choices to ask about, or neither (a new skill)."""

    how: How
    name: str | None = None
    choices: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        """Return whether the name may be applied without asking."""
        return self.name is not None and self.how.score >= APPLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A skill that needs no question. `level` is 1-4 for an offer, 0-3 for a want, None when nothing was
    said."""

    text: str
    name: str
    level: int | None
    goal: str
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A doubtful text with one to three names it may mean; the person may also keep it as typed."""

    text: str
    level: int | None
    goal: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything one line said, in its order. `left_out` are texts the writer negated ("not Java")."""

    found: tuple[Found, ...] = ()
    asks: tuple[Ask, ...] = ()
    left_out: tuple[str, ...] = ()
    problem: Problem | None = None
