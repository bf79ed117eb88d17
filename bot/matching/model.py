"""The words of a pairing round: people and rules in, partnerships with their reasons and a certificate out.

All values are frozen. Minutes are minutes of a UTC day, weekdays are 0 (Monday) to 6, waiting is counted in
rounds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Window = tuple[int, int, int]


class ProblemError(ValueError):
    """The problem contradicts itself; the message is one sentence for the person who wrote it."""


class Kind(StrEnum):
    """What sort of partnership a match is."""

    PAIR = "pair"
    CIRCLE = "circle"
    ONE_WAY = "one_way"


class How(StrEnum):
    """How an offer meets a want: by the same skill, or by a related one."""

    EXACT = "exact"
    RELATED = "related"


class TermKind(StrEnum):
    """One reason that adds to (or takes from) a match's value."""

    PLACED = "placed"
    SECOND_SEAT = "second_seat"
    WAITED = "waited"
    CIRCLE = "circle"
    WISH = "wish"
    LEAD = "lead"
    HOURS = "hours"
    LANGUAGE = "language"
    FRESH = "fresh"
    BALANCE = "balance"


class Why(StrEnum):
    """Why somebody has no partner this time; none of them reveals a confidential avoidance."""

    NO_WANTS = "no_wants"
    NO_OFFERS = "no_offers"
    NOBODY_OFFERS = "nobody_offers"
    NOBODY_WANTS = "nobody_wants"
    LEVEL = "level"
    LANGUAGE = "language"
    HOURS = "hours"
    COOLDOWN = "cooldown"
    NO_EXCHANGE = "no_exchange"
    CIRCLES_OFF = "circles_off"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Offered:
    """A skill somebody can teach; level 1 (one step ahead) to 4 (expert)."""

    skill: str
    level: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A skill somebody would learn; level now 0 (new) to 3 (strong), priority 1 is the dearest wish.

    Where `close`, a related skill may meet it too.
    """

    skill: str
    level: int
    priority: int
    close: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One enrolled member as the round sees them; `capacity` is how many partnerships they can carry."""

    id: str
    offers: tuple[Offered, ...] = ()
    wants: tuple[Wanted, ...] = ()
    hours: tuple[Window, ...] = ()
    languages: frozenset[str] = frozenset()
    capacity: int = 1
    waited: int = 0
    circles: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the organiser chose for this round.

    `max_circle` 2 means pairs only. `min_shared_hours` counts hours of one common day. `strict` orders
    people, waiting, direct pairs and fit one strictly after the other; otherwise people come first and the
    rest is weighed.
    """

    max_circle: int = 3
    one_way: bool = False
    cooldown_weeks: float = 12
    min_shared_hours: float = 2
    strict: bool = False
    seed: int = 0
    time_limit_s: float = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One pairing round: the people and every rule between them.

    `met` holds (one, other, weeks ago). `related` holds (wanted skill, offered skill, strength): how well the
    offer meets the wants that are `close`, above 0 and at most 1; by default only the very same skill does.
    """

    people: tuple[Person, ...]
    avoid: tuple[tuple[str, str], ...] = ()
    met: tuple[tuple[str, str, float], ...] = ()
    lock: tuple[tuple[str, str], ...] = ()
    veto: tuple[tuple[str, str], ...] = ()
    options: Options = field(default_factory=Options)
    related: tuple[tuple[str, str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphProblem:
    """A bare exchange: nodes 0 to `nodes` - 1, arcs (from, to, weight), each a possible lesson.

    `objective` is "people" (place as many as possible) or "weight" (the largest sum of chosen arcs' weights).
    """

    nodes: int
    arcs: tuple[tuple[int, int, float], ...]
    objective: str = "people"
    max_circle: int = 3
    seed: int = 0
    time_limit_s: float = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One reason in points; `members` are whom it is about, `count` its number (rounds waited, hours…)."""

    kind: TermKind
    points: int
    members: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Who teaches whom what, and how well it fits (`score` in points).

    `via` is the offered skill: the wanted one itself, or a related one (then `how` says so). `also` lists
    further wants the same teacher can meet by the very same skill.
    """

    teacher: str
    learner: str
    skill: str
    via: str
    score: float
    how: How = How.EXACT
    also: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    languages: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One proposed partnership; each member teaches the next one, the last the first."""

    members: tuple[str, ...]
    kind: Kind
    lessons: tuple[Lesson, ...]
    windows: tuple[Window, ...] = ()
    languages: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def points(self) -> float:
        """The match's whole value: its own terms and those of its lessons."""
        return sum(term.points for term in self.terms) + sum(lesson.score for lesson in self.lessons)


class Change(StrEnum):
    """One thing somebody could change about themselves, the smallest first."""

    CIRCLES = "circles"
    HOUR = "hour"
    LEVEL = "level"
    OFFER = "offer"
    WANT = "want"


@dataclass(frozen=True, slots=True)
class Help:
    """The smallest single change that would have placed somebody; `skill` is what it is about."""

    change: Change
    skill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A possible partner of somebody left out, with whom they are instead, and what both are worth in points."""

    partner: str
    others: tuple[str, ...]
    points: float
    instead: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """Somebody without a partnership: the nearest reason, the wants nobody offers, and what would have helped.

    `taken` says where the first few of those are with whom a pair would have been possible.
    """

    id: str
    why: Why
    missing: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    partners: int = 0
    taken: tuple[Taken, ...] = ()
    help: Help | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was reached and what is provably the most.

    `placed` counts people who both teach and learn, `bound` is the most anybody could place. `objective` and
    `bounds` list the stages in their order (`stages` names them); `optimal` says that every stage is proven.
    """

    placed: int
    bound: int
    optimal: bool
    objective: tuple[float, ...]
    bounds: tuple[float, ...]
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a round under way is: its stage, the people placed so far, the stage's value and the most possible."""

    stage: str
    placed: int
    value: float
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer of a pairing round; `seconds` is how long it took.

    `blocking` are pairs of people who would both rather have each other, a diagnostic; None: not looked for.
    """

    partnerships: tuple[Match, ...]
    unplaced: tuple[Unplaced, ...]
    certificate: Certificate
    seconds: float
    blocking: tuple[tuple[str, str], ...] | None = None
