"""A fresh start in the middle of a round: another partner now, or the first place in the next round."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import matching, pairing, partnerships, publishing, relations
from bot.errors import Conflict, NotAllowed
from bot.model.ids import MemberId, PartnershipId
from bot.model.partnerships import Partnership
from bot.model.rounds import Round, RoundState
from bot.ports import Store, Work

PAIR, CIRCLE = 2, 3


async def first_place(
    store: Store, member: MemberId, partnership: PartnershipId, now: datetime
) -> Partnership:
    """End the partnership, if it has not ended, and let the member come first in the next round.

    Raises:
        NotAllowed: not the member's partnership.
        Conflict: its round is over, or the member has another partnership in it since.
    """
    async with store.write() as work:
        return (await _freed(work, member, partnership, now))[0]


async def again(
    store: Store,
    engine: pairing.Pairing,
    member: MemberId,
    partnership: PartnershipId,
    size: int,
    now: datetime,
) -> tuple[Partnership, Partnership | None]:
    """End the partnership and look for another one for the member, of at most `size` people (2 or 3), now.

    Among those of the round who are active and have no partnership in it: whoever was left out, or whose own one
    ended. They said yes to this round. Return the ended one and the new one; without a new one the member comes first
    in the next round. The pairing runs outside any transaction. Errors as in `first_place`.
    """
    async with store.write() as work:
        ended, current = await _freed(work, member, partnership, now)
        problem = await _problem(work, current, size, now)
        programme = await work.communities.programme(current.programme)
        known = await relations.nearness(work, programme.community)
    if str(member) not in {person.id for person in problem.people} or len(problem.people) < PAIR:
        return ended, None
    result = await engine(await relations.with_related(problem, known))
    mine = [match for match in result.partnerships if str(member) in match.members]
    if not mine:
        return ended, None
    async with store.write() as work:
        current = await work.rounds.get(ended.round)
        free = await _free(work, current)
        together = {MemberId(int(name)) for name in mine[0].members}
        if current.state is not RoundState.RUNNING or not together <= free:
            return ended, None
        [fresh] = await publishing.introduce(work, current, replace(result, partnerships=tuple(mine)), now)
        await _mark(work, current, together, placed=True)
        return ended, fresh


async def _freed(
    work: Work, member: MemberId, partnership: PartnershipId, now: datetime
) -> tuple[Partnership, Round]:
    one = await work.partnerships.get(partnership)
    if member not in one.members:
        raise NotAllowed("partnership.not_yours")
    current = await work.rounds.get(one.round)
    others = [other for other in await work.partnerships.of_member(member) if other.round == one.round]
    if current.state is not RoundState.RUNNING or any(other.id != one.id for other in others):
        raise Conflict("repair.late")
    if one.open:
        one = await partnerships.end(work, one, member, now)
    await _mark(work, current, {member}, placed=False)
    return one, current


async def _problem(work: Work, current: Round, size: int, now: datetime) -> matching.Problem:
    problem = await pairing.problem_of(work, current, now)
    free = {str(member) for member in await _free(work, current)}
    people = tuple(person for person in problem.people if person.id in free)
    ids = {person.id for person in people}
    return replace(
        problem,
        people=people,
        avoid=tuple(pair for pair in problem.avoid if ids >= set(pair)),
        met=tuple(pair for pair in problem.met if ids >= {pair[0], pair[1]}),
        options=replace(problem.options, max_circle=min(size, problem.options.max_circle), one_way=False),
    )


async def _free(work: Work, current: Round) -> set[MemberId]:
    taking_part = {one.member for one in await work.rounds.enrolments(current.id) if one.taking_part}
    going_on = [one for one in await work.partnerships.of_round(current.id) if one.open]
    return taking_part - {member for one in going_on for member in one.members}


async def _mark(work: Work, current: Round, members: set[MemberId], *, placed: bool) -> None:
    for one in await work.rounds.enrolments(current.id):
        if one.member in members:
            await work.rounds.enrol(replace(one, placed=placed))
