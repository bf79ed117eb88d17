"""Checking a result against its input without the solver: feasibility, value and bound.

Everything is recomputed person by person from the input; nothing of the engine's rows and columns is used.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Protocol

from bot.matching.claims import Claim, ClaimedLesson, ClaimedMatch, read_claim
from bot.matching.house_rules import GraphRules, PeopleRules
from bot.matching.model import GraphProblem, Kind, Problem
from bot.matching.prove import MOST_COLUMNS, MOST_NODES, Listing, Proof, TooLarge


class Rules(Listing, Protocol):
    """What a problem of either form asks of a result."""

    one_way: bool

    def lesson_fault(self, lesson: ClaimedLesson) -> str:
        """What is wrong with the lesson, or nothing."""

    def score(self, teacher: str, learner: str) -> float:
        """What a lesson is worth."""

    def points(self, match: ClaimedMatch) -> float:
        """What a two-way match of people without another partnership is worth."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything wrong with a result, and what of its bounds could not be proven again, one sentence each."""

    complaints: tuple[str, ...]
    unproven: tuple[str, ...] = ()


def verdict(result_text: str, problem: Problem | GraphProblem) -> Verdict:
    """What a check of a JSON result for this problem says.

    The bounds are proven again where that is possible: 200 people take seconds to a minute; with more than 20,000
    possible partnerships they are only compared with the sums.

    Raises:
        FileError: the text is no result at all.
    """
    claim = read_claim(result_text)
    rules: Rules = GraphRules(problem) if isinstance(problem, GraphProblem) else PeopleRules(problem)
    strangers = tuple(_strangers(claim, rules))
    if strangers:
        return Verdict(strangers)
    found = [fault for match in claim.matches for fault in _faults(match, rules)]
    found += [
        *_seats(claim, rules),
        *_coverage(claim, rules),
        *_locks(claim, rules),
        *_value(claim, rules),
        *_points(claim, rules),
        *_blocking(claim, rules),
    ]
    return Verdict(tuple(found)) if found else _bounds(claim, rules)


def complaints(result_text: str, problem: Problem | GraphProblem) -> list[str]:
    """Everything that is wrong with a JSON result for this problem, one sentence each; none when it holds.

    Raises:
        FileError: the text is no result at all.
    """
    return list(verdict(result_text, problem).complaints)


def _bounds(claim: Claim, rules: Rules) -> Verdict:
    """What a proof of our own says about the bounds."""
    two_way = [match for match in claim.matches if match.kind is not Kind.ONE_WAY]
    one_way = [match.members for match in claim.matches if match.kind is Kind.ONE_WAY]
    locked = {frozenset(pair) for pair in rules.locks}
    try:
        proof = Proof(rules, [pair for pair in one_way if frozenset(pair) in locked])
    except TooLarge:
        return Verdict(
            (), (f"The bounds were not proven again: more than {MOST_COLUMNS:,} partnerships are possible.",)
        )
    wrong, unproven = [], []
    for stage, reached in proof.check(two_way, claim.bounds):
        if reached is None:
            unproven.append(
                f"The bound of stage {stage} was neither proven again nor refuted in {MOST_NODES:,} steps."
            )
        else:
            wrong.append(f"The bound of stage {stage} is too low: {reached:g} can be reached.")
    return Verdict(tuple(wrong), tuple(unproven))


def _strangers(claim: Claim, rules: Rules) -> Iterator[str]:
    named = chain(claim.unplaced, chain.from_iterable(match.members for match in claim.matches))
    for member in sorted(set(named) - rules.ids):
        yield f"{member} is not among the people of the input."


def _faults(match: ClaimedMatch, rules: Rules) -> Iterator[str]:
    """What is wrong inside one partnership."""
    if len(set(match.members)) < len(match.members):
        yield f"{match} names somebody twice."
        return
    yield from _shape(match, rules)
    for one, other in combinations(match.members, 2):
        if why := rules.apart(one, other):
            yield f"{match} holds {one} and {other}, {why}."
    for lesson in match.lessons:
        if fault := rules.lesson_fault(lesson):
            yield f"{lesson} in {match}: {fault}."


def _shape(match: ClaimedMatch, rules: Rules) -> Iterator[str]:
    size = len(match.members)
    fits = {Kind.PAIR: size == 2, Kind.ONE_WAY: size == 2, Kind.CIRCLE: 3 <= size <= rules.max_circle}
    if not fits[match.kind]:
        yield f"{match} has {size} members, which its kind or the options do not allow."
    if match.kind is Kind.ONE_WAY and not rules.one_way:
        yield f"{match} is one-way, which the options do not allow."
    if match.kind is Kind.CIRCLE:
        for member in match.members:
            if not rules.wants_circles(member):
                yield f"{match} holds {member}, who wants no circles."
    ring = [(match.members[k], match.members[(k + 1) % size]) for k in range(size)]
    needed = ring[:1] if match.kind is Kind.ONE_WAY else ring
    if Counter((lesson.teacher, lesson.learner) for lesson in match.lessons) != Counter(needed):
        yield f"{match} needs exactly the lessons {', '.join(f'{a} to {b}' for a, b in needed)}."


def _seats(claim: Claim, rules: Rules) -> Iterator[str]:
    for member, used in sorted(
        Counter(chain.from_iterable(match.members for match in claim.matches)).items()
    ):
        if used > rules.capacity(member):
            yield f"{member} sits in {used} partnerships and can carry {rules.capacity(member)}."
    pairs = Counter(pair for match in claim.matches for pair in combinations(sorted(match.members), 2))
    for (one, other), times in sorted(pairs.items()):
        if times > 1:
            yield f"{one} and {other} are together in {times} partnerships."


def _coverage(claim: Claim, rules: Rules) -> Iterator[str]:
    seated = set(chain.from_iterable(match.members for match in claim.matches))
    for member, times in sorted(Counter(claim.unplaced).items()):
        if member in seated or times > 1:
            yield f"{member} is listed as unplaced {'and as placed' if member in seated else 'twice'}."
    for member in sorted(rules.ids - seated - set(claim.unplaced)):
        yield f"{member} is missing: neither placed nor listed as unplaced."
    two_way = set(
        chain.from_iterable(match.members for match in claim.matches if match.kind is not Kind.ONE_WAY)
    )
    locked = {frozenset(pair) for pair in rules.locks}
    for match in claim.matches:
        kept_anyway = frozenset(match.members) in locked
        if match.kind is Kind.ONE_WAY and set(match.members) <= two_way and not kept_anyway:
            yield f"{match} places nobody: both have a two-way partnership."


def _locks(claim: Claim, rules: Rules) -> Iterator[str]:
    together = {frozenset(pair) for match in claim.matches for pair in combinations(match.members, 2)}
    for one, other in rules.locks:
        if frozenset((one, other)) not in together:
            yield f"{one} and {other} are locked together, but are not partners."


def _value(claim: Claim, rules: Rules) -> Iterator[str]:
    """Whether the certificate states what the partnerships are worth, and its bounds bear it out."""
    two_way = [match for match in claim.matches if match.kind is not Kind.ONE_WAY]
    placed = len(set(chain.from_iterable(match.members for match in two_way)))
    if claim.placed != placed:
        yield f"The certificate says {claim.placed} placed; it is {placed}."
    real = rules.objective(two_way)
    if tuple(claim.objective) != real:
        yield f"The certificate says the objective is {list(claim.objective)}; it is {list(real)}."
    if claim.bound < placed:
        yield f"The bound {claim.bound} is below the {placed} people placed."
    if len(claim.bounds) != len(real) or any(b < v for b, v in zip(claim.bounds, real, strict=False)):
        yield f"The bounds {list(claim.bounds)} are below the objective {list(real)}."
    if claim.optimal != (tuple(claim.bounds) == real):
        said = str(claim.optimal).lower()
        yield f"The certificate says optimal is {said}, which its bounds do not bear out."


def _points(claim: Claim, rules: Rules) -> Iterator[str]:
    """Whether every partnership is worth the points it states; a further seat counts 250 and not as a first one."""
    seats = Counter(chain.from_iterable(match.members for match in claim.matches))
    for match in claim.matches:
        if match.terms and sum(match.terms) != match.points:
            yield f"{match} states terms that do not add up to its points."
        if match.points is None or any(seats[member] > 1 for member in match.members):
            continue
        lessons = sum(rules.score(lesson.teacher, lesson.learner) for lesson in match.lessons)
        real = lessons if match.kind is Kind.ONE_WAY else rules.points(match)
        if match.points != real:
            yield f"{match} states {match.points:g} points; it is worth {real:g}."


def _blocking(claim: Claim, rules: Rules) -> Iterator[str]:
    """Whether exactly those pairs are named who would both rather have each other."""
    if claim.blocking is None:
        return
    learned: dict[str, list[float]] = defaultdict(list)
    together: set[frozenset[str]] = set()
    for match in claim.matches:
        if match.kind is not Kind.ONE_WAY:
            together |= set(map(frozenset, combinations(match.members, 2)))
            for lesson in match.lessons:
                learned[lesson.learner].append(rules.score(lesson.teacher, lesson.learner))

    def rather(one: str, other: str) -> bool:
        full = len(learned[one]) >= rules.capacity(one)
        return bool(rules.capacity(one)) and rules.score(other, one) > (min(learned[one]) if full else 0)

    pairs = (pair for pair in combinations(sorted(rules.ids), 2) if frozenset(pair) not in together)
    real = {
        (a, b)
        for a, b in pairs
        if rules.can_teach(a, b) and rules.can_teach(b, a) and rather(a, b) and rather(b, a)
    }
    for a, b in sorted(real ^ set(claim.blocking)):
        said = "are not" if (a, b) in real else "are"
        yield f"{a} and {b} {said} named as two who would both rather have each other; that is wrong."
