"""From enrolments to a proposal: the round as the matching engine sees it, and its answer kept for the organiser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bot import matching, relations, rounds
from bot.errors import Conflict, NotFound
from bot.model.community import Programme, Settings
from bot.model.ids import CommunityId, MemberId, RoundId
from bot.model.people import Member, Offer, Standing, Want
from bot.model.rounds import Round, RoundState
from bot.ports import Store, Work
from bot.slots import utc_windows

Pairing = Callable[[matching.Problem], Awaitable[matching.Result]]
PROBLEM = TypeAdapter(matching.Problem)
RESULT = TypeAdapter(matching.Result)
Owned = TypeVar("Owned", Offer, Want)
Pair = tuple[str, str]
LONGEST_WAIT = 3
EVER = datetime(1970, 1, 1, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Hand:
    """What the organiser laid down for this round: pairs that must be partners, and pairs that must not."""

    lock: frozenset[Pair] = frozenset()
    veto: frozenset[Pair] = frozenset()

    @classmethod
    def of(cls, problem: matching.Problem) -> Hand:
        """Return what a problem holds of it."""
        return cls(frozenset(problem.lock), frozenset(problem.veto))

    def among(self, names: set[str]) -> Hand:
        """Return what is left of it when only these people take part."""
        return Hand(
            frozenset(pair for pair in self.lock if names.issuperset(pair)),
            frozenset(pair for pair in self.veto if names.issuperset(pair)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the audit log says about a computation: the action, and whom it was about."""

    action: str = "round.preview"
    people: tuple[MemberId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What publishing the round would do, and everybody in it; `met` counts earlier partnerships of two people."""

    round: Round
    programme: Programme
    result: matching.Result
    hand: Hand
    met: Mapping[Pair, int]
    members: Mapping[MemberId, Member]


Moved = Callable[[matching.Problem, matching.Result | None], Hand]


def as_it_was(problem: matching.Problem, result: matching.Result | None) -> Hand:
    """Return the organiser's rules as they stand in the problem, whatever came out of it."""
    return Hand.of(problem) if result else Hand()


async def propose(
    store: Store,
    pairing: Pairing,
    organiser: tuple[MemberId, CommunityId],
    channel: str,
    now: datetime,
    *,
    hand: Moved = as_it_was,
    step: Step | None = None,
) -> Proposal:
    """Compute the round's best partnerships and keep them with their input; nobody is told anything.

    The computation runs outside any transaction. Computing again replaces the proposal; what the organiser laid
    down stays, and `hand` says what changes of it.

    Raises:
        NotFound: no programme or no round here.
        Conflict: its sign-up is over, nobody takes part, what the organiser laid down cannot be kept, or the round
            changed meanwhile.
    """
    async with store.read() as work:
        current = (await rounds.current(work, organiser[1], channel)).proposed()
        problem, before = await _laid_down(work, current, now)
        known = await relations.nearness(work, organiser[1])
    if len(problem.people) < 2:
        raise Conflict("round.too_few", n=len(problem.people))
    rules = hand(problem, before)
    problem = await relations.with_related(problem, known)
    problem = replace(problem, lock=tuple(sorted(rules.lock)), veto=tuple(sorted(rules.veto)))
    try:
        result = await pairing(problem)
    except matching.ProblemError as error:
        raise Conflict("round.locks") from error
    async with store.write() as work:
        stored = await work.rounds.put(current)
        await work.rounds.keep_proposal(
            stored.id, PROBLEM.dump_json(problem).decode(), RESULT.dump_json(result).decode()
        )
        done = step or Step()
        for person in done.people or (None,):
            await work.audit.add(now, organiser[0], done.action, organiser[1], stored.id, person=person)
        return await _proposal(work, stored, problem, result)


async def _laid_down(
    work: Work, current: Round, now: datetime
) -> tuple[matching.Problem, matching.Result | None]:
    """Return the round as it is now with what the organiser laid down before, and what came out then."""
    problem = await problem_of(work, current, now)
    if await work.rounds.proposal(current.id) is None:
        return problem, None
    old, result = await kept(work, current.id)
    hand = Hand.of(old).among({person.id for person in problem.people})
    return replace(problem, lock=tuple(hand.lock), veto=tuple(hand.veto)), result


async def proposed(store: Store, community: CommunityId, round_id: RoundId) -> Proposal:
    """Return the proposal kept for a round.

    Raises:
        NotFound: no such round in this community.
        Conflict: nothing is proposed, or it is published already.
    """
    async with store.read() as work:
        one = await rounds.own_round(work, community, round_id)
        if one.state is not RoundState.PROPOSED:
            raise Conflict("round.not_proposed")
        return await _proposal(work, one, *await kept(work, one.id))


async def kept(work: Work, round_id: RoundId) -> tuple[matching.Problem, matching.Result]:
    """Return the input and the outcome kept for a round; NotFound when there is none."""
    found = await work.rounds.proposal(round_id)
    if found is None:
        raise NotFound("round.not_proposed")
    return PROBLEM.validate_json(found[0]), RESULT.validate_json(found[1])


async def problem_of(work: Work, one: Round, now: datetime) -> matching.Problem:
    """Return the round as the matching engine sees it: those who said yes and are active, by member id.

    Partners who all wish for each other again need no pause.

    Hours are converted to UTC with the offsets in force now; skills go by their name, so that the kept input can
    be read and computed again with `bothways pair`. What is related to what is not in it yet
    (`relations.with_related`).
    """
    programme = await work.communities.programme(one.programme)
    answers = [answer.member for answer in await work.rounds.enrolments(one.id) if answer.taking_part]
    known = await work.people.many(answers)
    members = [known[member] for member in sorted(known) if known[member].standing(now) is Standing.ACTIVE]
    ids = [member.id for member in members]
    offers, wants = _grouped(await work.skills.offers(ids)), _grouped(await work.skills.wants(ids))
    waited = await work.rounds.waited(programme.id, ids)
    since = now - WEEK * programme.settings.cooldown_weeks
    together, again = set(ids), set(await work.partnerships.wish_again(programme.id, since))
    met = [
        pair
        for pair in await work.partnerships.met(programme.id, since)
        if {*pair[:2]} <= together and pair[:2] not in again
    ]
    return matching.Problem(
        people=tuple(
            _person(
                member, offers.get(member.id, []), wants.get(member.id, []), waited.get(member.id, 0), now
            )
            for member in members
        ),
        avoid=tuple((str(a), str(b)) for a, b in await work.people.avoidances(ids)),
        met=tuple((str(a), str(b), (now - at) / WEEK) for a, b, at in met),
        options=_options(programme.settings, one),
    )


async def _proposal(work: Work, one: Round, problem: matching.Problem, result: matching.Result) -> Proposal:
    ids = {MemberId(int(name)) for match in result.partnerships for name in match.members}
    ids |= {MemberId(int(left.id)) for left in result.unplaced}
    programme = await work.communities.programme(one.programme)
    met = Counter(_pair(a, b) for a, b, _ in await work.partnerships.met(programme.id, EVER))
    return Proposal(
        round=one,
        programme=programme,
        result=result,
        hand=Hand.of(problem),
        met=met,
        members=await work.people.many(ids),
    )


def _pair(one: MemberId, other: MemberId) -> Pair:
    first, second = sorted((str(one), str(other)))
    return first, second


def _person(
    member: Member, offers: list[Offer], wants: list[Want], waited: int, now: datetime
) -> matching.Person:
    windows = (window for hours in member.hours for window in hours.windows())
    return matching.Person(
        id=str(member.id),
        offers=tuple(matching.Offered(offer.skill.name, int(offer.level)) for offer in offers),
        wants=tuple(
            matching.Wanted(want.skill.name, int(want.level), place, want.close)
            for place, want in enumerate(wants, start=1)
        ),
        hours=utc_windows(windows, ZoneInfo(member.zone), now.date()),
        languages=frozenset(member.languages),
        capacity=member.capacity,
        waited=min(waited, LONGEST_WAIT),
        circles=member.circles,
    )


def _grouped(owned: list[Owned]) -> dict[MemberId, list[Owned]]:
    grouped: dict[MemberId, list[Owned]] = {}
    for one in owned:
        grouped.setdefault(one.member, []).append(one)
    return grouped


def _options(settings: Settings, one: Round) -> matching.Options:
    return matching.Options(
        max_circle=3 if settings.circles else 2,
        one_way=settings.one_way,
        cooldown_weeks=settings.cooldown_weeks,
        min_shared_hours=settings.min_shared_hours,
        seed=one.seed,
    )
