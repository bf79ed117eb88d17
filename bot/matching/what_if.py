"""What would place somebody who was left out: the smallest single change, found by solving their surroundings anew.

A change is told only when an arrangement with it was found that places one person more; so it may be missing where a
wider search would have found one, but it is never wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from time import perf_counter

from bot.matching.columns import TooMany
from bot.matching.exchange import PEOPLE, Column, Exchange, bits, placed
from bot.matching.light import LightSearch
from bot.matching.model import Change, Help, Kind, Offered, Person, Problem, Result, Unplaced, Wanted
from bot.matching.rules import Round

SECONDS = 3.0
WORK = 20_000
REGION = 24
MOST_COLUMNS = 400
SKILLS = 3
GOOD_LEVEL = 3
HOUR = 60
DAY = 1440

Clock = Callable[[], float]


def advised(problem: Problem, result: Result, *, clock: Clock = perf_counter) -> Result:
    """The result with the smallest change for everybody left out whom one would place.

    A try takes as long as making the round's bit rows: 10 ms for 200 people. There are at most ten per person, and in
    all as many as `WORK` divided by the number of people; the clock only ends what takes longer than three seconds.
    """
    end = clock() + SECONDS
    tries = iter(range(WORK // max(1, len(problem.people))))
    groups = [match.members for match in result.partnerships if match.kind is not Kind.ONE_WAY]

    def helps(changed: Problem, left: Unplaced) -> bool:
        return next(tries, None) is not None and clock() < end and _places_more(changed, groups, left)

    told = (
        replace(
            left, help=next((way for way, as_if in ways_in(problem, left.id) if helps(as_if, left)), None)
        )
        for left in result.unplaced
    )
    return replace(result, unplaced=tuple(told))


def ways_in(problem: Problem, name: str) -> Iterator[tuple[Help, Problem]]:
    """Single changes to one person's profile, the smallest first, each with the problem as it would be."""
    person = next(one for one in problem.people if one.id == name)

    def changed(into: Person) -> Problem:
        return replace(problem, people=tuple(into if one.id == name else one for one in problem.people))

    if not person.circles:
        yield Help(Change.CIRCLES), changed(replace(person, circles=True))
    if person.hours:
        longer = tuple((day, start, min(DAY, end + HOUR)) for day, start, end in person.hours)
        yield Help(Change.HOUR), changed(replace(person, hours=longer))
    for offer in person.offers:
        higher = tuple(replace(one, level=min(4, one.level + (one == offer))) for one in person.offers)
        yield Help(Change.LEVEL, offer.skill), changed(replace(person, offers=higher))
    for skill in _asked_for(problem, person):
        more = (*person.offers, Offered(skill, GOOD_LEVEL))
        yield Help(Change.OFFER, skill), changed(replace(person, offers=more))
    for skill in _on_offer(problem, person):
        more_wants = (*person.wants, Wanted(skill, 0, len(person.wants) + 1))
        yield Help(Change.WANT, skill), changed(replace(person, wants=more_wants))


def _asked_for(problem: Problem, person: Person) -> list[str]:
    """What others want and this person neither offers nor wants, the most wanted first."""
    return _new_to(
        person, (want.skill for one in problem.people if one.id != person.id for want in one.wants)
    )


def _on_offer(problem: Problem, person: Person) -> list[str]:
    """What others offer and this person neither offers nor wants, the most offered first."""
    return _new_to(person, (own.skill for one in problem.people if one.id != person.id for own in one.offers))


def _new_to(person: Person, skills: Iterable[str]) -> list[str]:
    known = {offer.skill for offer in person.offers} | {want.skill for want in person.wants}
    counted = Counter(skill for skill in skills if skill not in known)
    return sorted(counted, key=lambda skill: (-counted[skill], skill))[:SKILLS]


def _places_more(changed: Problem, groups: list[tuple[str, ...]], left: Unplaced) -> bool:
    """Whether giving up the partnerships around somebody can be done so that one person more is placed."""
    pairing = Round(changed)
    exchange = pairing.exchange()
    member = pairing.index[left.id]
    held = [tuple(pairing.index[one] for one in group) for group in groups]
    region, freed = _region(exchange, member, held)
    inside = _only(exchange, region, freed, held)
    try:
        search = LightSearch(inside, lambda: 1.0, MOST_COLUMNS)
    except TooMany:
        return False
    return search.best(PEOPLE, (), (), share=1).value > placed(freed)


def _region(exchange: Exchange, member: int, held: list[Column]) -> tuple[set[int], list[Column]]:
    """Somebody, those near them, and the whole partnerships these are in; locked ones stay as they are."""
    locked = {frozenset(lock) for lock in exchange.locks}
    free = [group for group in held if not any(lock <= set(group) for lock in locked)]
    kept = set(chain.from_iterable(held)) - set(chain.from_iterable(free))
    of = {one: group for group in free for one in group}
    region, queue, freed = {member}, [member], []
    for one in queue:
        for other in bits(exchange.learners[one] | exchange.teachers[one]):
            group = of.get(other, (other,))
            if other not in region and other not in kept and len(region) + len(group) <= REGION:
                region.update(group)
                queue.extend(group)
                freed += [group] if other in of else []
    return region, freed


def _only(exchange: Exchange, region: set[int], freed: list[Column], held: list[Column]) -> Exchange:
    """The exchange among a region alone, with the seats its people have when some partnerships are given up."""
    mask = sum(1 << member for member in region)
    busy = Counter(chain.from_iterable(set(held) - set(freed)))
    return replace(
        exchange,
        learners=tuple(row & mask if k in region else 0 for k, row in enumerate(exchange.learners)),
        teachers=tuple(row & mask if k in region else 0 for k, row in enumerate(exchange.teachers)),
        capacity=tuple(max(0, seats - busy[k]) for k, seats in enumerate(exchange.capacity)),
        seated=frozenset(busy),
        locks=(),
    )
