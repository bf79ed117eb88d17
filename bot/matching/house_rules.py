"""The rules of a round in their plainest form, one lesson at a time: what the checker of results goes by.

Deliberately slow and separate from the engine's bit rows, so that one mistake cannot hide in both.
"""

from __future__ import annotations

from functools import lru_cache

from bot.matching.claims import ClaimedLesson, ClaimedMatch
from bot.matching.model import GraphProblem, Kind, Offered, Options, Person, Problem, Wanted, Window

WISHES = {1: 40, 2: 25, 3: 15}
ANY_OTHER_WISH = 10


class PeopleRules:
    """The rules of a problem of people."""

    def __init__(self, problem: Problem) -> None:
        """Keep people by id and pairs by their two ids."""
        self.people = {person.id: person for person in problem.people}
        self.ids = frozenset(self.people)
        self.options: Options = problem.options
        self.max_circle = problem.options.max_circle
        self.one_way = problem.options.one_way
        self.locks = problem.lock
        self.scale = 1
        self._avoid = {frozenset(pair) for pair in problem.avoid}
        self._veto = {frozenset(pair) for pair in problem.veto}
        self._met = {frozenset((a, b)) for a, b, _ in problem.met}
        cooling = (pair for pair in problem.met if pair[2] < problem.options.cooldown_weeks)
        self._cooling = {frozenset((a, b)) for a, b, _ in cooling}
        self._related = {(wanted, offered): strength for wanted, offered, strength in problem.related}

    def capacity(self, member: str) -> int:
        """How many partnerships the member can carry."""
        return self.people[member].capacity

    def wants_circles(self, member: str) -> bool:
        """Whether circles are fine for the member."""
        return self.people[member].circles

    def apart(self, one: str, other: str) -> str:
        """Why the two must not be together, or nothing."""
        pair = frozenset((one, other))
        if pair in self._avoid:
            return "one of whom avoids the other"
        if pair in self._veto:
            return "whom an organiser keeps apart"
        return "who were partners within the cool-down" if pair in self._cooling else ""

    def can_teach(self, teacher: str, learner: str) -> bool:
        """Whether some lesson from one to the other breaks no rule."""
        one, other = self.people[teacher], self.people[learner]
        return (
            any(self._best(one.offers, want) for want in other.wants)
            and not self.apart(teacher, learner)
            and not self._meeting_fault(one, other)
        )

    def first_seat(self, member: str) -> tuple[int, ...]:
        """How much more a first seat of the member adds than a further one, stage by stage."""
        waited = min(3, self.people[member].waited)
        return (1, waited, 0, -250) if self.options.strict else (1, 1000 + 200 * waited - 250)

    def lesson_fault(self, lesson: ClaimedLesson) -> str:
        """What is wrong with the lesson, or nothing."""
        teacher, learner = self.people[lesson.teacher], self.people[lesson.learner]
        want = next((want for want in learner.wants if want.skill == lesson.skill), None)
        offer = next((offer for offer in teacher.offers if offer.skill == lesson.via), None)
        if want is None:
            return f"{learner.id} does not want {lesson.skill}"
        if offer is None:
            return f"{teacher.id} does not offer {lesson.via}"
        if want.skill != offer.skill and (want.skill, offer.skill) not in self._related:
            return f"{offer.skill} is not {want.skill} and not related to it"
        if want.skill != offer.skill and not want.close:
            return f"{learner.id} wants {want.skill} and nothing related to it"
        if offer.level <= want.level:
            return f"the offer's level {offer.level} is not above the want's level {want.level}"
        return self._meeting_fault(teacher, learner) or self._score_fault(lesson)

    def _meeting_fault(self, teacher: Person, learner: Person) -> str:
        if not teacher.languages & learner.languages:
            return "they share no language"
        if longest_day(teacher.hours, learner.hours) < self.options.min_shared_hours * 60:
            return f"they share less than {self.options.min_shared_hours:g} hours of a common day"
        return ""

    def _score_fault(self, lesson: ClaimedLesson) -> str:
        real = self.score(lesson.teacher, lesson.learner)
        return "" if lesson.score == real else f"the score is {real}, not {lesson.score:g}"

    def score(self, teacher_id: str, learner_id: str) -> float:
        """The points of a lesson; none when it is impossible."""
        teacher, learner = self.people[teacher_id], self.people[learner_id]
        meetings = [self._best(teacher.offers, want) for want in learner.wants]
        found = [(*meeting, want) for meeting, want in zip(meetings, learner.wants, strict=True) if meeting]
        if not found:
            return 0
        _, offer, want = min(found, key=lambda one: (-one[0], one[2].priority, one[2].skill))
        total = min(60, sum(one[0] for one in found))
        total += 5 if offer.level >= want.level + 2 else 0
        total += min(10, sum(day_minutes(teacher.hours, learner.hours)) // 60)
        total += 5 if len(teacher.languages & learner.languages) >= 2 else 0
        return total + (0 if frozenset((teacher.id, learner.id)) in self._met else 10)

    def _best(self, offers: tuple[Offered, ...], want: Wanted) -> tuple[int, Offered] | None:
        """The best way to meet one want: its points and the offer."""
        full = WISHES.get(want.priority, ANY_OTHER_WISH)
        ways = []
        for offer in offers:
            near = self._related.get((want.skill, offer.skill), 0.0) if want.close else 0.0
            strength = 1.0 if offer.skill == want.skill else near
            if strength > 0 and offer.level > want.level:
                ways.append((max(1, int(full * strength)), offer.level, offer.skill, offer))
        return (max(ways)[0], max(ways)[3]) if ways else None

    def wish(self, teacher: str, learner: str) -> int:
        """The points of a lesson's wishes alone."""
        found = (self._best(self.people[teacher].offers, want) for want in self.people[learner].wants)
        return min(60, sum(meeting[0] for meeting in found if meeting))

    def objective(self, matches: list[ClaimedMatch]) -> tuple[float, ...]:
        """The value of the two-way matches, stage by stage."""
        seated = sorted({member for match in matches for member in match.members})
        waited = sum(min(3, self.people[member].waited) for member in seated)
        circles = sum(match.kind is Kind.CIRCLE for match in matches)
        fit = sum(self._fit(match) for match in matches)
        fit += 250 * (sum(len(match.members) for match in matches) - len(seated))
        if self.options.strict:
            return len(seated), waited, -circles, fit
        return len(seated), 1000 * len(seated) + 200 * waited - 150 * circles + fit

    def points(self, match: ClaimedMatch) -> float:
        """What a two-way match of people without another partnership is worth."""
        waited = sum(min(3, self.people[member].waited) for member in match.members)
        circle = 150 if match.kind is Kind.CIRCLE else 0
        return 1000 * len(match.members) + 200 * waited - circle + self._fit(match)

    def _fit(self, match: ClaimedMatch) -> int:
        pairs = [(lesson.teacher, lesson.learner) for lesson in match.lessons]
        total = round(sum(self.score(a, b) for a, b in pairs))
        balance = 10 * min(self.wish(a, b) for a, b in pairs) // 60 if match.kind is Kind.PAIR else 0
        return total + balance


class GraphRules:
    """The rules of a bare graph."""

    def __init__(self, problem: GraphProblem) -> None:
        """Keep the heaviest weight of every arc."""
        self.ids = frozenset(str(node) for node in range(problem.nodes))
        self.max_circle = problem.max_circle
        self.one_way = False
        self.locks: tuple[tuple[str, str], ...] = ()
        self.scale = 10**6 if problem.objective == "weight" else 1
        self._by_weight = problem.objective == "weight"
        self._weight: dict[tuple[str, str], float] = {}
        for a, b, weight in problem.arcs:
            arc = (str(a), str(b))
            self._weight[arc] = max(weight, self._weight.get(arc, weight))

    def capacity(self, member: str) -> int:
        """One partnership per node."""
        return 1 if member in self.ids else 0

    def wants_circles(self, member: str) -> bool:
        """Circles are fine for every node."""
        return member in self.ids

    def apart(self, one: str, other: str) -> str:
        """Only a node and itself must not be together."""
        return "the same node" if one == other else ""

    def can_teach(self, teacher: str, learner: str) -> bool:
        """Whether there is such an arc."""
        return (teacher, learner) in self._weight and teacher != learner

    def first_seat(self, member: str) -> tuple[int, ...]:
        """Nothing: a node has one seat."""
        return (0,) if member in self.ids else ()

    def lesson_fault(self, lesson: ClaimedLesson) -> str:
        """What is wrong with the lesson, or nothing."""
        weight = self._weight.get((lesson.teacher, lesson.learner))
        if weight is None:
            return "there is no such arc"
        return "" if weight == lesson.score else f"the arc's weight is {weight:g}, not {lesson.score:g}"

    def score(self, teacher: str, learner: str) -> float:
        """The weight of an arc."""
        return self._weight.get((teacher, learner), 0)

    def points(self, match: ClaimedMatch) -> float:
        """The weight of a match's arcs."""
        return sum(self.score(lesson.teacher, lesson.learner) for lesson in match.lessons)

    def objective(self, matches: list[ClaimedMatch]) -> tuple[float, ...]:
        """The number of nodes placed, or the weight of the chosen arcs."""
        if not self._by_weight:
            return (sum(len(match.members) for match in matches),)
        arcs = [(lesson.teacher, lesson.learner) for match in matches for lesson in match.lessons]
        return (round(sum(self._weight.get(arc, 0) for arc in arcs), 6),)


def day_minutes(one: tuple[Window, ...], other: tuple[Window, ...]) -> list[int]:
    """The shared minutes of each weekday; overlapping windows of one person count once."""
    mine, theirs = _minutes(one), _minutes(other)
    return [len(mine[day] & theirs[day]) for day in range(7)]


def longest_day(one: tuple[Window, ...], other: tuple[Window, ...]) -> int:
    """The shared minutes of the weekday that has most of them."""
    return max(day_minutes(one, other))


@lru_cache(maxsize=4096)
def _minutes(windows: tuple[Window, ...]) -> list[set[int]]:
    days: list[set[int]] = [set() for _ in range(7)]
    for day, start, end in windows:
        days[day].update(range(start, end))
    return days
