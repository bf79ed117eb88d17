"""From people and rules to the exchange: every hard rule takes lessons away, what is left is worth points.

A lesson from a teacher to a learner is possible when an offer's level is above the want's level now (for the
wanted skill or a related one), both share a language and enough hours of one day, and nothing keeps them
apart: an avoidance in either direction, a veto, or a partnership within the cool-down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random

from bot.matching.exchange import Exchange
from bot.matching.hours import best_day, week_mask
from bot.matching.model import How, Lesson, Offered, Person, Problem, ProblemError, Term, TermKind, Wanted

WISH_POINTS = (40, 25, 15)
LATER_WISH = 10
WISH_CAP = 60
BALANCE_POINTS = 10
LEAD_POINTS = 5
HOURS_CAP = 10
LANGUAGE_POINTS = 5
FRESH_POINTS = 10
WAITED_CAP = 3


@dataclass(frozen=True, slots=True)
class Meeting:
    """One want met by one offer, in points."""

    want: Wanted
    offer: Offered
    points: int

    @property
    def exact(self) -> bool:
        """Whether the offered skill is the wanted one."""
        return self.want.skill == self.offer.skill


class Round:
    """A problem with its people in seeded order and all pairwise rules as bit rows.

    The order decides only between equally good arrangements: another seed may give another of them.
    """

    def __init__(self, problem: Problem) -> None:
        """Check the problem and put its people in order.

        Raises:
            ProblemError: an id is doubled or unknown, or a rule names one person twice.
        """
        self.problem = problem
        self.people = _ordered(problem)
        self.index = {person.id: k for k, person in enumerate(self.people)}
        _check_rules(problem, self.index)
        self.met = self._pairs((a, b) for a, b, _ in problem.met)
        cooling = (p[:2] for p in problem.met if p[2] < problem.options.cooldown_weeks)
        self.cooling = self._pairs(cooling)
        self.banned = self._pairs((*problem.avoid, *problem.veto))
        self.related = _by_want(problem)
        self._nearby: dict[str, list[str]] = defaultdict(list)
        for wanted, offers in self.related.items():
            for offered in offers:
                self._nearby[offered].append(wanted)

    def _pairs(self, named: Iterable[tuple[str, str]]) -> frozenset[tuple[int, int]]:
        keyed = ((self.index[a], self.index[b]) for a, b in named)
        return frozenset((min(pair), max(pair)) for pair in keyed)

    @cached_property
    def by_skill(self) -> list[int]:
        """Per learner: who offers something they want, at whatever level."""
        return [self._offering(person, any_level=True) & ~(1 << k) for k, person in enumerate(self.people)]

    @cached_property
    def by_level(self) -> list[int]:
        """Per learner: who offers something they want at a level above theirs."""
        return [self._offering(person, any_level=False) & ~(1 << k) for k, person in enumerate(self.people)]

    @cached_property
    def by_language(self) -> list[int]:
        """Per person: with whom they share a language."""
        speakers: dict[str, int] = defaultdict(int)
        for k, person in enumerate(self.people):
            for language in person.languages:
                speakers[language] |= 1 << k
        return [_union(speakers[language] for language in person.languages) for person in self.people]

    @cached_property
    def by_hours(self) -> list[int]:
        """Per person: with whom they share enough hours of one day."""
        groups: dict[int, int] = defaultdict(int)
        for k, person in enumerate(self.people):
            groups[week_mask(person.hours)] |= 1 << k
        need = round(self.problem.options.min_shared_hours * 60)
        if need <= 0:
            return [(1 << len(self.people)) - 1] * len(self.people)
        near = {
            mask: _union(row for other, row in groups.items() if _enough(mask & other, need))
            for mask in groups
        }
        return [near[week_mask(person.hours)] for person in self.people]

    @cached_property
    def teachers(self) -> list[int]:
        """Per learner: everybody who may teach them after all rules."""
        return self._after_rules(self.by_level)

    @cached_property
    def learners(self) -> list[int]:
        """Per teacher: everybody they may teach after all rules."""
        return self._after_rules([self.learners_of(k, any_level=False) for k in range(len(self.people))])

    def _after_rules(self, by_level: list[int]) -> list[int]:
        rows = [s & t & h for s, t, h in zip(by_level, self.by_language, self.by_hours, strict=True)]
        # Both ways: who must not teach must not learn from that person either.
        for a, b in self.cooling | self.banned:
            rows[a] &= ~(1 << b)
            rows[b] &= ~(1 << a)
        return rows

    @cached_property
    def willing(self) -> int:
        """The row of people who are fine with circles."""
        return _union(1 << k for k, person in enumerate(self.people) if person.circles)

    def cooling_row(self, member: int) -> int:
        """The row of recent partners of this person."""
        return _union(1 << (b if a == member else a) for a, b in self.cooling if member in (a, b))

    def open_teachers(self, learner: int) -> int:
        """The row of teachers as if there were no avoidances and vetoes."""
        row = self.by_level[learner] & self.by_language[learner] & self.by_hours[learner]
        return row & ~self.cooling_row(learner)

    def near(self, want: Wanted) -> dict[str, float]:
        """The other skills that may meet a want, and how well."""
        return self.related.get(want.skill, {}) if want.close else {}

    def open_learners(self, teacher: int) -> int:
        """The row of learners as if there were no avoidances and vetoes."""
        row = self.learners_of(teacher, any_level=False) & self.by_language[teacher] & self.by_hours[teacher]
        return row & ~self.cooling_row(teacher)

    def offering(self, want: Wanted) -> int:
        """The row of people who offer the wanted skill, or a related one where that is fine, at whatever level."""
        return _union(self._above[s][0] for s in (want.skill, *self.near(want)) if s in self._above)

    @cached_property
    def _above(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for k, person in enumerate(self.people):
            for offer in person.offers:
                levels = rows.setdefault(offer.skill, [0] * 5)
                for below in range(offer.level):
                    levels[below] |= 1 << k
        return rows

    @cached_property
    def _below(self) -> dict[str, list[int]]:
        return self._wanting(close_only=False)

    @cached_property
    def _below_close(self) -> dict[str, list[int]]:
        return self._wanting(close_only=True)

    def _wanting(self, *, close_only: bool) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for k, person in enumerate(self.people):
            for want in (want for want in person.wants if want.close or not close_only):
                levels = rows.setdefault(want.skill, [0] * 6)
                for above in range(want.level + 1, 6):
                    levels[above] |= 1 << k
        return rows

    def learners_of(self, teacher: int, *, any_level: bool) -> int:
        """The row of people who want something this person offers."""
        row = 0
        for offer in self.people[teacher].offers:
            level = 5 if any_level else offer.level
            row |= self._below[offer.skill][level] if offer.skill in self._below else 0
            for skill in self._nearby.get(offer.skill, ()):
                row |= self._below_close[skill][level] if skill in self._below_close else 0
        return row & ~(1 << teacher)

    def _offering(self, person: Person, *, any_level: bool) -> int:
        row = 0
        for want in person.wants:
            level = 0 if any_level else want.level
            for skill in (want.skill, *self.near(want)):
                row |= self._above[skill][level] if skill in self._above else 0
        return row

    def meetings(self, teacher: int, learner: int) -> list[Meeting]:
        """Every want of the learner that the teacher can meet, each by its best offer, dearest first."""
        offers = {offer.skill: offer for offer in self.people[teacher].offers}
        found = []
        for want in self.people[learner].wants:
            best = max(
                self._ways(offers, want), key=lambda m: (m.points, m.offer.level, m.offer.skill), default=None
            )
            if best:
                found.append(best)
        return sorted(found, key=lambda m: (-m.points, m.want.priority, m.want.skill))

    def _ways(self, offers: dict[str, Offered], want: Wanted) -> Iterator[Meeting]:
        full = full_points(want)
        exact = offers.get(want.skill)
        if exact and exact.level > want.level:
            yield Meeting(want, exact, full)
        for skill, strength in self.near(want).items():
            offer = offers.get(skill)
            if offer and offer.level > want.level:
                yield Meeting(want, offer, max(1, int(full * strength)))

    def lesson_terms(self, teacher: int, learner: int) -> tuple[Term, ...]:
        """Why this lesson is worth what it is."""
        found = self.meetings(teacher, learner)
        wish = min(WISH_CAP, sum(meeting.points for meeting in found))
        one, other = self.people[teacher], self.people[learner]
        ids = (one.id, other.id)
        terms = [Term(kind=TermKind.WISH, points=wish, members=ids, count=found[0].want.priority)]
        if found[0].offer.level - found[0].want.level > 1:
            terms.append(Term(kind=TermKind.LEAD, points=LEAD_POINTS, members=ids))
        minutes = (week_mask(one.hours) & week_mask(other.hours)).bit_count()
        if hours := min(HOURS_CAP, minutes // 60):
            terms.append(Term(kind=TermKind.HOURS, points=hours, members=ids, count=minutes // 60))
        if len(one.languages & other.languages) > 1:
            terms.append(Term(kind=TermKind.LANGUAGE, points=LANGUAGE_POINTS, members=ids))
        if (min(teacher, learner), max(teacher, learner)) not in self.met:
            terms.append(Term(kind=TermKind.FRESH, points=FRESH_POINTS, members=ids))
        return tuple(terms)

    def points(self, teacher: int, learner: int) -> int:
        """What a possible lesson is worth."""
        return sum(term.points for term in self.lesson_terms(teacher, learner))

    def balance(self, one: int, other: int) -> int:
        """Up to ten points for a pair in which the weaker direction is good too."""
        ways = ((one, other), (other, one))
        weaker = min(sum(meeting.points for meeting in self.meetings(a, b)) for a, b in ways)
        return BALANCE_POINTS * min(WISH_CAP, weaker) // WISH_CAP

    def exchange(self) -> Exchange:
        """The exchange left by the rules."""
        return Exchange(
            learners=tuple(self.learners),
            teachers=tuple(self.teachers),
            lessons=self,
            capacity=tuple(person.capacity for person in self.people),
            waited=tuple(min(person.waited, WAITED_CAP) for person in self.people),
            alone=frozenset(k for k, person in enumerate(self.people) if not person.circles),
            apart=self.cooling | self.banned,
            locks=tuple(sorted(self._pairs(self.problem.lock))),
            max_circle=self.problem.options.max_circle,
        )

    def lesson(self, teacher: int, learner: int) -> Lesson:
        """The lesson as it is told: what is taught, by which offer, for how many points and why."""
        found = self.meetings(teacher, learner)
        terms = self.lesson_terms(teacher, learner)
        one, other = self.people[teacher], self.people[learner]
        first = found[0]
        return Lesson(
            teacher=one.id,
            learner=other.id,
            skill=first.want.skill,
            via=first.offer.skill,
            how=How.EXACT if first.exact else How.RELATED,
            score=sum(term.points for term in terms),
            also=tuple(meeting.want.skill for meeting in found[1:] if meeting.exact),
            languages=tuple(sorted(one.languages & other.languages)),
            terms=terms,
        )


def full_points(want: Wanted) -> int:
    """What meeting a want fully is worth."""
    return WISH_POINTS[want.priority - 1] if want.priority <= len(WISH_POINTS) else LATER_WISH


def _ordered(problem: Problem) -> tuple[Person, ...]:
    """The people sorted by id, then shuffled by the seed, so that the order they came in never matters."""
    # Equal optima are told apart by the solver's order of columns, so the order must not depend on the caller.
    people = sorted(problem.people, key=lambda person: person.id)
    Random(problem.options.seed).shuffle(people)
    return tuple(people)


def _check_rules(problem: Problem, index: dict[str, int]) -> None:
    if len(index) < len(problem.people):
        raise ProblemError("Two people have the same id; give each their own.")
    met = [(a, b) for a, b, _ in problem.met]
    for name, pairs in (
        ("avoid", problem.avoid),
        ("met", met),
        ("lock", problem.lock),
        ("veto", problem.veto),
    ):
        for a, b in pairs:
            unknown = next((x for x in (a, b) if x not in index), None)
            if unknown is not None:
                raise ProblemError(f'"{name}" names {unknown!r}, who is not among the people.')
            if a == b:
                raise ProblemError(f'"{name}" names {a!r} twice in one pair; it needs two different people.')


def _by_want(problem: Problem) -> dict[str, dict[str, float]]:
    """Per wanted skill: the offered skills that come near it, and how near."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for wanted, offered, strength in problem.related:
        if wanted != offered and strength > 0:
            found[wanted][offered] = min(strength, 1.0)
    return dict(found)


def _union(rows: Iterable[int]) -> int:
    total = 0
    for row in rows:
        total |= row
    return total


def _enough(shared: int, need: int) -> bool:
    return shared.bit_count() >= need and best_day(shared) >= need
