"""Why: the terms of every match and the nearest reason of everybody left out, from the solver's own data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.matching.exchange import COMPOSITE, Column, Exchange, bits, steps
from bot.matching.hours import shared_windows
from bot.matching.model import Kind, Lesson, Match, Taken, Term, TermKind, Unplaced, Wanted, Why
from bot.matching.rules import WAITED_CAP, Round

MOST_TAKEN = 3


class Telling:
    """Puts chosen columns into words-to-be; remembers who has had a first seat."""

    def __init__(self, pairing: Round, exchange: Exchange) -> None:
        """Start with nobody seated."""
        self._round = pairing
        self._exchange = exchange
        self._seated: Counter[int] = Counter()

    def two_way(self, column: Column) -> Match:
        """The match of a pair or a circle, with every term of its value."""
        people = [self._round.people[member] for member in column]
        told = tuple(self._lesson(a, b) for a, b in steps(column))
        return Match(
            members=tuple(person.id for person in people),
            kind=Kind.PAIR if len(column) == 2 else Kind.CIRCLE,
            lessons=told,
            windows=shared_windows(person.hours for person in people),
            languages=tuple(sorted(frozenset.intersection(*(person.languages for person in people)))),
            terms=tuple(self._terms(column)),
        )

    def one_way(self, column: Column) -> Match:
        """The match in which the first member teaches the second and learns nothing in return."""
        lesson = self._lesson(*column)
        self._seated.update(column)
        return Match(
            members=(lesson.teacher, lesson.learner),
            kind=Kind.ONE_WAY,
            lessons=(lesson,),
            windows=lesson.windows,
            languages=lesson.languages,
        )

    def _lesson(self, teacher: int, learner: int) -> Lesson:
        lesson = self._round.lesson(teacher, learner)
        both = (self._round.people[teacher].hours, self._round.people[learner].hours)
        return replace(lesson, windows=shared_windows(both))

    def _terms(self, column: Column) -> Iterator[Term]:
        for member in column:
            person = self._round.people[member]
            if self._seated[member]:
                yield Term(kind=TermKind.SECOND_SEAT, points=COMPOSITE.again, members=(person.id,))
                continue
            yield Term(kind=TermKind.PLACED, points=COMPOSITE.person, members=(person.id,))
            if waited := self._exchange.waited[member]:
                points = COMPOSITE.waited * waited
                yield Term(kind=TermKind.WAITED, points=points, members=(person.id,), count=person.waited)
        self._seated.update(column)
        ids = tuple(self._round.people[member].id for member in column)
        if len(column) > 2:
            yield Term(kind=TermKind.CIRCLE, points=COMPOSITE.circle, members=ids)
        if balance := self._exchange.balance(column):
            yield Term(kind=TermKind.BALANCE, points=balance, members=ids)


class WhyNot:
    """Finds the nearest reason why somebody has no partner.

    Avoidances and vetoes are confidential: the rules are walked as if there were none, so whoever only they
    keep apart reads what everybody reads whose possible partners were needed elsewhere.
    """

    def __init__(self, pairing: Round, matches: Iterable[Match] = ()) -> None:
        """Look at this round's rows, and at who is with whom."""
        self._round = pairing
        self._with: dict[str, Match] = {}
        for match in matches:
            for name in match.members if match.kind is not Kind.ONE_WAY else ():
                self._with.setdefault(name, match)

    def unplaced(self, member: int) -> Unplaced:
        """The reason for one member, the wants nobody offers, and what the reason is about."""
        person = self._round.people[member]
        missing = tuple(want.skill for want in person.wants if not self._offered(member, want))
        why, partners = self._why(member)
        return Unplaced(
            id=person.id,
            why=why,
            missing=missing,
            partners=partners,
            skills=self._about(member, why),
            taken=tuple(self._taken(member)) if why is Why.BUSY else (),
        )

    def _taken(self, member: int) -> Iterator[Taken]:
        """Where possible partners are; only placed ones are named, so that no avoidance shows."""
        pairing = self._round
        both = pairing.open_teachers(member) & pairing.open_learners(member)
        names = sorted(pairing.people[other].id for other in bits(both))
        for name in [name for name in names if name in self._with][:MOST_TAKEN]:
            match = self._with[name]
            others = tuple(one for one in match.members if one != name)
            instead = self._worth(member, pairing.index[name])
            yield Taken(partner=name, others=others, points=match.points, instead=instead)

    def _worth(self, one: int, other: int) -> int:
        """What a pair of two people without any other partnership would be worth."""
        pairing = self._round
        lessons = pairing.points(one, other) + pairing.points(other, one) + pairing.balance(one, other)
        waited = sum(min(WAITED_CAP, pairing.people[member].waited) for member in (one, other))
        return 2 * COMPOSITE.person + COMPOSITE.waited * waited + lessons

    def _offered(self, member: int, want: Wanted) -> bool:
        return bool(self._round.offering(want) & ~(1 << member))

    def _about(self, member: int, why: Why) -> tuple[str, ...]:
        person = self._round.people[member]
        if why is Why.NOBODY_WANTS:
            return tuple(offer.skill for offer in person.offers)
        if why in (Why.NOBODY_OFFERS, Why.LEVEL):
            return tuple(want.skill for want in person.wants)
        return ()

    def _why(self, member: int) -> tuple[Why, int]:
        person = self._round.people[member]
        if not person.wants:
            return Why.NO_WANTS, 0
        if not person.offers:
            return Why.NO_OFFERS, 0
        # The first rule that leaves nobody on one of the two sides is the nearest thing somebody could change.
        for why, teachers, learners in self._steps(member):
            if not teachers or not learners:
                return (Why.NOBODY_WANTS if why is Why.NOBODY_OFFERS and teachers else why), 0
        return self._closing(member, teachers, learners)

    def _steps(self, member: int) -> Iterator[tuple[Why, int, int]]:
        """The people one could learn from and teach, after each rule in turn."""
        pairing = self._round
        teachers, learners = pairing.by_skill[member], pairing.learners_of(member, any_level=True)
        yield Why.NOBODY_OFFERS, teachers, learners
        teachers, learners = pairing.by_level[member], pairing.learners_of(member, any_level=False)
        yield Why.LEVEL, teachers, learners
        for why, row in (
            (Why.LANGUAGE, pairing.by_language[member]),
            (Why.HOURS, pairing.by_hours[member]),
            (Why.COOLDOWN, ~pairing.cooling_row(member)),
        ):
            teachers, learners = teachers & row, learners & row
            yield why, teachers, learners

    def _closing(self, member: int, teachers: int, learners: int) -> tuple[Why, int]:
        both = teachers & learners
        if both:
            return Why.BUSY, both.bit_count()
        if self._round.problem.options.max_circle < 3 or not self._circle(teachers, learners):
            return Why.NO_EXCHANGE, 0
        if not self._round.people[member].circles:
            return Why.CIRCLES_OFF, 0
        return Why.BUSY, (teachers | learners).bit_count()

    def _circle(self, teachers: int, learners: int) -> bool:
        """Whether one of the learners could teach one of the teachers, so that a circle of three closes."""
        willing = self._round.willing
        return any(self._round.open_teachers(c) & learners & willing for c in bits(teachers & willing))


def arrangement(pairing: Round, exchange: Exchange, columns: Iterable[Column]) -> tuple[Match, ...]:
    """The two-way matches in the order of their members' ids."""
    telling = Telling(pairing, exchange)
    return tuple(telling.two_way(column) for column in in_order(pairing, columns))


def in_order(pairing: Round, columns: Iterable[Column]) -> list[Column]:
    """The columns turned so that the lowest id stands first, in the order of those ids."""
    turned = [_turned(pairing, column) for column in columns]
    return sorted(turned, key=lambda column: [pairing.people[member].id for member in column])


def _turned(pairing: Round, column: Column) -> Column:
    first = min(range(len(column)), key=lambda k: pairing.people[column[k]].id)
    return column[first:] + column[:first]
