"""The end of a round: partnerships end together, everybody is thanked and asked four questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot import feedback, letters, rounds
from bot.errors import InvalidInput, NotAllowed
from bot.model.confided import ForPartners, OnlyMe
from bot.model.feedback import SAME, Answer, LookBack, Stage
from bot.model.ids import CommunityId, MemberId, PartnershipId, RoundId
from bot.model.partnerships import Partnership
from bot.model.people import MAX_NOTE
from bot.model.rounds import Round, RoundState
from bot.partnerships import LIVE
from bot.ports import Due, DueKind, Letter, Store, Work
from bot.screens import closing as screen

NEXT_STEPS = (SAME, "new", "pause")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedBack:
    """The four answers as typed."""

    learned: str
    taught: str
    change: str
    thanks: str
    next_step: str


async def close(
    store: Store, organiser: tuple[MemberId, CommunityId], round_id: RoundId, now: datetime
) -> tuple[Round, int]:
    """End a running round now; return it with the number of partnerships that were still open.

    Raises:
        NotFound: no such round in this community.
        Conflict: it is not running.
    """
    async with store.write() as work:
        one = await rounds.own_round(work, organiser[1], round_id)
        closed, count = await _close(work, one, now)
        await work.audit.add(now, organiser[0], "round.close", organiser[1], round_id)
        return closed, count


async def round_ended(work: Work, row: Due, now: datetime) -> None:
    """End a round whose last day has come, within the tick's transaction, and tell the organisers."""
    one = await work.rounds.get(RoundId(row.subject))
    if one.state is not RoundState.RUNNING:
        return
    closed, count = await _close(work, one, now)
    organisers = tuple(await work.communities.organisers(one.programme))
    await letters.tell(
        work, organisers, f"closed:{one.id}", lambda t: screen.closed_told(t, closed, count), now
    )


async def given(
    store: Store, member: MemberId, partnership: PartnershipId
) -> tuple[Partnership, LookBack | None]:
    """Return the member's partnership, ended or not, and the closing answers they gave before.

    Raises:
        NotAllowed: not the member's partnership.
    """
    async with store.read() as work:
        one = await work.partnerships.get(partnership)
        if member not in one.members:
            raise NotAllowed("partnership.not_yours")
        mine = [kept for kept in await work.partnerships.look_backs(partnership) if kept.member == member]
        return one, next(iter(mine), None)


async def look_back(
    store: Store, member: MemberId, partnership: PartnershipId, answers: LookedBack, now: datetime
) -> tuple[Partnership, LookBack]:
    """Store the member's closing answers and hand the thank-you, if any, to the partners once; return both.

    When all partners of a pair want the same partner again, both are told; otherwise nobody learns who wanted what.

    Raises:
        NotAllowed: not the member's partnership.
        InvalidInput: an answer longer than 1,000 characters, or an unknown next step.
    """
    texts_given = {name: getattr(answers, name).strip() for name in ("learned", "taught", "change", "thanks")}
    wrong = {name: "text.long" for name, words in texts_given.items() if len(words) > MAX_NOTE}
    wrong |= {} if answers.next_step in NEXT_STEPS else {"next_step": "choice.unknown"}
    if wrong:
        raise InvalidInput(wrong, most=MAX_NOTE)
    async with store.write() as work:
        one = await work.partnerships.get(partnership)
        if member not in one.members:
            raise NotAllowed("partnership.not_yours")
        kept = LookBack(
            partnership=partnership,
            member=member,
            next_step=answers.next_step,
            written_at=now,
            learned=OnlyMe(member, texts_given["learned"]),
            taught=OnlyMe(member, texts_given["taught"]),
            change=OnlyMe(member, texts_given["change"]),
            thanks=ForPartners(member, texts_given["thanks"]),
        )
        await work.partnerships.keep_look_back(kept)
        if kept.thanks.words:
            key = f"thanks:{partnership}:{member}"
            await letters.tell(
                work, one.others(member), key, lambda t: screen.thanks_told(t, kept.thanks), now
            )
        await _tell_who_go_on(work, one, now)
        return one, kept


async def _tell_who_go_on(work: Work, one: Partnership, now: datetime) -> None:
    wishes = {kept.member: kept.next_step for kept in await work.partnerships.look_backs(one.id)}
    if len(one.members) == len(wishes) and set(wishes.values()) == {SAME}:
        for member in one.members:
            await letters.tell(work, (member,), f"go-on:{one.id}", _going_on(one, member), now)


def _going_on(one: Partnership, member: MemberId) -> letters.Drawing:
    return lambda t: screen.going_on(t, one, member)


async def _close(work: Work, one: Round, now: datetime) -> tuple[Round, int]:
    closed = await work.rounds.put(one.closed(now))
    await work.schedule.drop([DueKind.ROUND_ENDS], one.id)
    still_open = [found for found in await work.partnerships.of_round(one.id) if found.open]
    checkins = await work.checkins.of_partnerships([found.id for found in still_open])
    met = {found.id: 0 for found in still_open}
    for checkin in checkins:
        met[checkin.partnership] += checkin.answer is Answer.MET
    for found in still_open:
        await work.schedule.drop(LIVE, found.id)
        await work.outbox.cancel(partnership=found.id)
        await work.partnerships.put(found.ended(now))
        await feedback.open_window(work, found, Stage.END, now)
    await work.outbox.post(await _goodbyes(work, still_open, met, now))
    return closed, len(still_open)


async def _goodbyes(
    work: Work, ended: list[Partnership], met: dict[PartnershipId, int], now: datetime
) -> list[Letter]:
    members = await work.people.many({member for one in ended for member in one.members})
    return [
        letters.to_member(
            members[member],
            f"goodbye:{one.id}:{member}",
            _goodbye(one, member, met[one.id], now + feedback.OPEN_FOR),
            now,
            by_day=True,
        )
        for one in ended
        for member in one.members
        if member in members
    ]


def _goodbye(one: Partnership, member: MemberId, met: int, closes_at: datetime) -> letters.Drawing:
    return lambda t: screen.goodbye(t, one, member, met, closes_at)
