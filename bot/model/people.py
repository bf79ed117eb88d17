"""Members, when they are free, and what they bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.model.ids import CommunityId, MemberId, SkillId

WORKDAYS = range(5)
MAX_CAPACITY = 3
MAX_WANTS = 5
MAX_OFFERS = 20
MAX_LANGUAGES = 6
MAX_NAME, MAX_BIO, MAX_GOAL, MAX_NOTE = 80, 300, 200, 1000


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A stretch of a week in the member's own zone: weekday 0-6 from Monday, minutes 0-1440 of the day."""

    weekday: int
    start: int
    end: int


class Hours(StrEnum):
    """The stretches of a usual week among which a member chooses."""

    MORNINGS = "mornings"
    MIDDAYS = "middays"
    AFTERNOONS = "afternoons"
    EVENINGS = "evenings"
    SATURDAYS = "saturdays"
    SUNDAYS = "sundays"

    def windows(self) -> tuple[Window, ...]:
        """Return the stretches of a week that this choice stands for."""
        days, start, end = _STRETCHES[self]
        return tuple(Window(day, 60 * start, 60 * end) for day in days)


_STRETCHES: dict[Hours, tuple[range, int, int]] = {
    Hours.MORNINGS: (WORKDAYS, 8, 12),
    Hours.MIDDAYS: (WORKDAYS, 12, 14),
    Hours.AFTERNOONS: (WORKDAYS, 14, 18),
    Hours.EVENINGS: (WORKDAYS, 18, 21),
    Hours.SATURDAYS: (range(5, 6), 9, 18),
    Hours.SUNDAYS: (range(6, 7), 9, 18),
}

USUAL_HOURS = (Hours.MORNINGS, Hours.MIDDAYS, Hours.AFTERNOONS)


class Standing(StrEnum):
    """Where a member stands towards the mentorship."""

    STRANGER = "stranger"
    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person in one community.

    `zone` is an IANA name; `languages` are the ISO 639 codes the member can talk in; `language` is the one
    the bot writes in; `joined_at` is the moment of consent.
    """

    id: MemberId
    community: CommunityId
    name: str
    zone: str = "UTC"
    zone_known: bool = False
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    hours: tuple[Hours, ...] = USUAL_HOURS
    capacity: int = 1
    circles: bool = True
    bio: str = ""
    joined_at: datetime | None = None
    paused_until: datetime | None = None
    left_at: datetime | None = None
    unreachable: bool = False

    def standing(self, now: datetime) -> Standing:
        """Return where the member stands at `now` (aware): a pause ends by itself."""
        if self.left_at is not None:
            return Standing.GONE
        if self.joined_at is None:
            return Standing.STRANGER
        if self.paused_until is not None and now < self.paused_until:
            return Standing.PAUSED
        return Standing.ACTIVE


class OfferLevel(IntEnum):
    """How well somebody can teach a skill, in their own judgement."""

    AHEAD = 1
    WORKING = 2
    STRONG = 3
    EXPERT = 4


class WantLevel(IntEnum):
    """Where somebody stands with a skill they would learn; a lesson needs an offer above it."""

    NEW = 0
    BASICS = 1
    WORKING = 2
    STRONG = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """A skill of one community: `key` is its one spelling for comparing, `name` the one for reading."""

    id: SkillId
    community: CommunityId
    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A skill that a member can teach."""

    member: MemberId
    skill: Skill
    level: OfferLevel = OfferLevel.WORKING


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """A skill that a member would learn; `priority` counts from 1, the most wanted.

    `close`: a related skill is welcome too when nobody can teach this very one.
    """

    member: MemberId
    skill: Skill
    level: WantLevel = WantLevel.NEW
    goal: str = ""
    priority: int = 1
    close: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillCount:
    """How many members offer and want a skill."""

    skill: Skill
    offers: int
    wants: int
