"""Trying every arrangement of a small round: slow, plain, and nothing in common with the engine."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from bot.matching import Kind, Problem
from bot.matching.claims import ClaimedLesson, ClaimedMatch
from bot.matching.house_rules import PeopleRules


def possible(rules: PeopleRules, teacher: str, learner: str) -> bool:
    """Whether some want and offer of the two make a lesson that breaks no rule."""
    if rules.apart(teacher, learner):
        return False
    one, other = rules.people[teacher], rules.people[learner]
    for want in other.wants:
        for offer in one.offers:
            lesson = ClaimedLesson(teacher, learner, want.skill, offer.skill, 0)
            fault = rules.lesson_fault(lesson)
            if not fault or fault.startswith("the score"):
                return True
    return False


def columns(problem: Problem) -> list[ClaimedMatch]:
    """Every allowed pair and circle."""
    rules = PeopleRules(problem)
    arcs = {(a, b) for a, b in permutations(sorted(rules.ids), 2) if possible(rules, a, b)}
    found = []
    for size in range(2, problem.options.max_circle + 1):
        for group in combinations(sorted(rules.ids), size):
            if any(rules.apart(a, b) for a, b in combinations(group, 2)):
                continue
            if size > 2 and not all(map(rules.wants_circles, group)):
                continue
            for rest in permutations(group[1:]):
                ring = (group[0], *rest)
                steps = [(ring[k], ring[(k + 1) % size]) for k in range(size)]
                if set(steps) <= arcs:
                    told = tuple(ClaimedLesson(a, b, "", "", 0) for a, b in steps)
                    found.append(ClaimedMatch(ring, Kind.PAIR if size == 2 else Kind.CIRCLE, told))
    return found


def promised(problem: Problem) -> list[tuple[str, str]]:
    """The locked pairs that can only ever be one-way, as (teacher, learner), when that is allowed."""
    rules = PeopleRules(problem)
    together = {frozenset(pair) for match in columns(problem) for pair in combinations(match.members, 2)}
    found = []
    for a, b in {tuple(sorted(lock)) for lock in problem.lock if problem.options.one_way}:
        ways = [(x, y) for x, y in ((a, b), (b, a)) if possible(rules, x, y)]
        if ways and frozenset((a, b)) not in together:
            found.append(ways[0])
    return found


def arrangements(problem: Problem) -> Iterator[list[ClaimedMatch]]:
    """Every set of pairs and circles within all capacities, no two people together twice, all locks kept."""
    rules = PeopleRules(problem)
    every = columns(problem)
    later = promised(problem)
    locks = {frozenset(lock) for lock in problem.lock} - {frozenset(way) for way in later}

    def grow(start: int, seats: dict[str, int], chosen: list[ClaimedMatch]) -> Iterator[list[ClaimedMatch]]:
        together = [frozenset(pair) for match in chosen for pair in combinations(match.members, 2)]
        if locks <= set(together):
            yield list(chosen)
        for number in range(start, len(every)):
            match = every[number]
            pairs = {frozenset(pair) for pair in combinations(match.members, 2)}
            if all(seats[member] for member in match.members) and not pairs & set(together):
                less = {member: left - (member in match.members) for member, left in seats.items()}
                yield from grow(number + 1, less, [*chosen, match])

    seats = {member: rules.capacity(member) - sum(member in way for way in later) for member in rules.ids}
    if min(seats.values(), default=0) >= 0:
        yield from grow(0, seats, [])


def best(problem: Problem) -> tuple[float, ...] | None:
    """The best objective, stage by stage; None when the locks cannot be kept."""
    rules = PeopleRules(problem)
    return max(map(rules.objective, arrangements(problem)), default=None)


def best_one_way(problem: Problem, two_way: list[tuple[str, ...]]) -> tuple[int, int]:
    """The most people one-way pairs can add to these partnerships, and the best value at that."""
    rules = PeopleRules(problem)
    seated = {member for group in two_way for member in group}
    two_way = [*two_way, *promised(problem)]
    spare = {
        member: rules.capacity(member) - sum(member in group for group in two_way) for member in rules.ids
    }
    seated |= {member for way in promised(problem) for member in way}
    known = {frozenset(pair) for group in two_way for pair in combinations(group, 2)}
    if not problem.options.one_way:
        return 0, 0
    pairs = [
        (a, b)
        for a, b in permutations(sorted(rules.ids), 2)
        if not {a, b} <= seated and frozenset((a, b)) not in known and possible(rules, a, b)
    ]

    def grow(start: int, left: dict[str, int], chosen: list[tuple[str, str]]) -> Iterator[tuple[int, int]]:
        people = {member for pair in chosen for member in pair} - seated
        waited = sum(min(3, rules.people[member].waited) for member in people)
        fit = round(sum(rules.score(a, b) for a, b in chosen))
        yield len(people), 1000 * len(people) + 200 * waited + fit
        for number in range(start, len(pairs)):
            a, b = pairs[number]
            if left[a] and left[b] and (b, a) not in chosen:
                less = {member: seats - (member in (a, b)) for member, seats in left.items()}
                yield from grow(number + 1, less, [*chosen, (a, b)])

    return max(grow(0, spare, []))
