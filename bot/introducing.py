"""Warm introductions: a member brings a partner and somebody else together, when both want it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot import letters
from bot.errors import Conflict, InvalidInput
from bot.model.feedback import WarmIntroduction
from bot.model.ids import IntroductionId, MemberId, PartnershipId
from bot.model.people import Standing
from bot.ports import Store, Work
from bot.screens import warm as screen


async def offer(
    store: Store, giver: MemberId, partnership: PartnershipId | None, target: MemberId, now: datetime
) -> None:
    """Ask the giver's partners and somebody else whether they want to meet; neither learns the other's name yet.

    Nobody is asked when one of them avoids another, or is away: the giver does not learn why nothing comes of it.
    Offering the same again is harmless.

    Raises:
        Conflict: the giver never had a partner.
        InvalidInput: the target is the giver, a partner, or of another community.
    """
    async with store.write() as work:
        mine = await work.partnerships.of_member(giver, open_only=False)
        chosen = [one for one in mine if partnership in {None, one.id}]
        if not chosen:
            raise Conflict("partnership.none")
        partners = chosen[0].others(giver)
        person, other = await work.people.get(giver), await work.people.get(target)
        if target == giver or target in partners or other.community != person.community:
            raise InvalidInput({"person": "warm.whom"})
        for partner in partners:
            if await _can_meet(work, (giver, partner, target), now):
                await _ask(work, giver, partner, target, now)


async def answer(
    store: Store, member: MemberId, number: IntroductionId, now: datetime, *, yes: bool
) -> WarmIntroduction:
    """Store a member's answer; when both said yes, they are introduced. A no is told to nobody.

    Raises:
        NotFound, NotAllowed: no such offer, or not made to this member.
        Conflict: both said yes before.
    """
    async with store.write() as work:
        changed = (await work.feedback.introduction(number)).answered(member, yes=yes)
        await work.feedback.put_introduction(changed)
        both = (changed.partner, changed.target)
        if changed.agreed and await _can_meet(work, (changed.giver, *both), now):
            for one, other in (both, both[::-1]):
                key = f"warm-introduction:{changed.id}"
                await letters.tell(work, (one,), key, _introduced(changed, other), now)
        return changed


async def _can_meet(work: Work, people: Iterable[MemberId], now: datetime) -> bool:
    known = await work.people.many(set(people))
    active = all(one.standing(now) is Standing.ACTIVE for one in known.values())
    return active and not await work.people.avoidances(set(known))


async def _ask(work: Work, giver: MemberId, partner: MemberId, target: MemberId, now: datetime) -> None:
    made = await work.feedback.introduce(giver, partner, target)
    if made is None:
        return
    offers = await work.skills.offers([partner, target])
    for asked, other in ((partner, target), (target, partner)):
        skills = [one.skill.name for one in offers if one.member == other]
        await letters.tell(work, (asked,), f"warm:{made.id}", _asked(made, skills), now)


def _asked(made: WarmIntroduction, skills: list[str]) -> letters.Drawing:
    return lambda t: screen.asked(t, made.id, made.giver, skills)


def _introduced(made: WarmIntroduction, other: MemberId) -> letters.Drawing:
    return lambda t: screen.introduced(t, made.giver, other, made.partner)
