"""The organiser's hand in a proposal: who must be partners, who must not, and two people changing places."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from itertools import product

from bot import matching, pairing
from bot.errors import Conflict
from bot.model.ids import CommunityId, MemberId
from bot.pairing import Hand, Pair
from bot.ports import Store


class Move(StrEnum):
    """What an organiser can do with two people of a proposal."""

    LOCK = "lock"
    VETO = "veto"
    SWAP = "swap"
    FREE = "free"


async def arrange(
    store: Store,
    solve: pairing.Pairing,
    organiser: tuple[MemberId, CommunityId],
    channel: str,
    move: Move,
    two: tuple[MemberId, MemberId],
    now: datetime,
) -> pairing.Proposal:
    """Compute the round again with one move of the organiser, and keep it; both names go into the audit log.

    Lock (also: pair by hand) and veto hold until they are freed or the round is published. A swap locks each of the two
    to the partners of the other.

    Raises:
        NotFound: no programme or no round here.
        Conflict: its sign-up is over, one of the two is not in it, they are partners already (swap), or the locks
            cannot all be kept; the proposal stays as it was.
    """

    def moved(problem: matching.Problem, result: matching.Result | None) -> Hand:
        names = str(two[0]), str(two[1])
        if not {person.id for person in problem.people}.issuperset(names):
            raise Conflict("round.not_in")
        return after(move, Hand.of(problem), names, result)

    step = pairing.Step(action=f"round.{move}", people=two)
    return await pairing.propose(store, solve, organiser, channel, now, hand=moved, step=step)


def after(move: Move, hand: Hand, two: tuple[str, str], result: matching.Result | None) -> Hand:
    """Return the organiser's rules after a move; the newest word about two people counts."""
    pair = _pair(*two)
    match move:
        case Move.LOCK:
            return Hand(hand.lock | {pair}, hand.veto - {pair})
        case Move.VETO:
            return Hand(hand.lock - {pair}, hand.veto | {pair})
        case Move.FREE:
            return Hand(hand.lock - {pair}, hand.veto - {pair})
        case Move.SWAP:
            return _swapped(hand, two, result)


def _swapped(hand: Hand, two: tuple[str, str], result: matching.Result | None) -> Hand:
    one, other = two
    theirs = {name: _partners(result, name) for name in two}
    if other in theirs[one] or not (theirs[one] or theirs[other]):
        raise Conflict("round.no_swap")
    old = {_pair(name, partner) for name in two for partner in theirs[name]}
    new = {_pair(a, b) for a, b in (*product([one], theirs[other]), *product([other], theirs[one]))}
    return Hand((hand.lock - old) | new, (hand.veto - new) | (old - new))


def _partners(result: matching.Result | None, name: str) -> set[str]:
    found = result.partnerships if result else ()
    return {member for match in found if name in match.members for member in match.members} - {name}


def _pair(one: str, other: str) -> Pair:
    return min(one, other), max(one, other)
