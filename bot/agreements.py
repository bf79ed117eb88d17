"""The agreement of partners: proposed by the bot in their first week, changed by anybody, signed by all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import letters, partnerships
from bot.errors import InvalidInput
from bot.model.agreements import LENGTHS, Agreement, Confidence, Notice, Rhythm
from bot.model.community import Settings
from bot.model.feedback import Stage
from bot.model.ids import MemberId, PartnershipId
from bot.model.partnerships import Coming, Partnership
from bot.model.people import MAX_GOAL, Member, Standing
from bot.ports import Due, DueKind, Store, Work
from bot.screens import agreement as screen
from bot.slots import jitter, local_moment
from bot.texts import texts

ASKED_ON, REMINDED_ON = timedelta(days=2), timedelta(days=5)
TOO_LATE = timedelta(hours=72)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A partnership with its agreement as one member sees it, what comes next, and whether they rated themselves."""

    partnership: Partnership
    agreement: Agreement
    coming: Coming
    rated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A proposal as it came from the form."""

    goal: str
    rhythm: str
    minutes: str
    notice: str
    confidence: str


def first_rows(one: Partnership, member: Member, settings: Settings) -> list[Due]:
    """Return when a member is asked to agree, on the third day at the programme's hour, and reminded, on the sixth."""
    zone = ZoneInfo(member.zone)
    began = one.started_at.astimezone(zone).date()
    spread = jitter(one.id, member.id)
    return [
        Due(
            kind=kind,
            subject=one.id,
            member=member.id,
            next_at=local_moment(began + after, settings.at, zone) + spread,
        )
        for kind, after in ((DueKind.AGREEMENT, ASKED_ON), (DueKind.AGREEMENT_REMINDER, REMINDED_ON))
    ]


async def ask(work: Work, row: Due, now: datetime) -> None:
    """Queue the agreement, or its one reminder, to a member who has not agreed, within the tick's transaction.

    Not when it is over three days late, nor to somebody who is away.
    """
    one = await work.partnerships.get(PartnershipId(row.subject))
    member = await work.people.get(row.member)
    agreement = await standing(work, one)
    away = member.standing(now) is not Standing.ACTIVE
    if not one.open or away or member.id in agreement.agreed or now - row.next_at > TOO_LATE:
        return
    again = row.kind is DueKind.AGREEMENT_REMINDER
    coming = await partnerships.coming(work, one, member, now)
    card = screen.proposal(texts(member.language), one, agreement, member.id, coming, again=again)
    key = f"{row.kind.value.replace('_', '-')}:{one.id}:{member.id}"
    letter = letters.to_member(member, key, lambda _: card, now, partnership=one.id, by_day=True)
    await work.outbox.post([letter])


async def see(store: Store, member: MemberId, partnership: PartnershipId | None, now: datetime) -> Agreed:
    """Return the agreement of the member's partnership, or what the bot proposes; errors as in `partnerships.mine`."""
    async with store.read() as work:
        one = await partnerships.mine(work, member, partnership)
        return await _agreed(work, one, await standing(work, one), member, now)


async def agree(
    store: Store, member: MemberId, partnership: PartnershipId, version: int, now: datetime
) -> Agreed:
    """Store the member's yes to the version they saw; once it is everybody's, all are told in their shared space.

    Raises:
        Conflict: somebody changed the proposal meanwhile; or as in `partnerships.mine`, like NotAllowed.
    """
    async with store.write() as work:
        one = await partnerships.mine(work, member, partnership)
        signed = (await standing(work, one)).signed(member, version)
        await work.agreements.put(signed)
        await _tell_when_it_holds(work, one, signed, now)
        return await _agreed(work, one, signed, member, now)


async def propose(
    store: Store, member: MemberId, partnership: PartnershipId, sent: Terms, now: datetime
) -> Agreed:
    """Store the member's own proposal and goal; the others are told and agree, or not, again.

    Raises:
        InvalidInput: a goal that is too long, or a choice that is none.
        NotAllowed, Conflict: as in `partnerships.mine`.
    """
    terms = _read(sent)
    async with store.write() as work:
        one = await partnerships.mine(work, member, partnership)
        before = await standing(work, one)
        proposal = before.changed(member, terms, now)
        if sent.goal.strip() and sent.goal.strip() != one.goal_of(member):
            one = await work.partnerships.put(replace(one, goals={**one.goals, member: sent.goal.strip()}))
            proposal = replace(proposal, version=before.version + 1, agreed=frozenset({member}))
            proposal = replace(proposal, proposed_by=member, proposed_at=now)
        await work.agreements.put(proposal)
        if proposal.version != before.version:
            await _tell_others(work, one, proposal, member, now)
        await _tell_when_it_holds(work, one, proposal, now)
        return await _agreed(work, one, proposal, member, now)


async def standing(work: Work, one: Partnership) -> Agreement:
    """Return what partners agreed or proposed, or, before that, what the bot proposes."""
    return await work.agreements.get(one.id) or Agreement(partnership=one.id)


async def _agreed(
    work: Work, one: Partnership, agreement: Agreement, member: MemberId, now: datetime
) -> Agreed:
    person = await work.people.get(member)
    coming = await partnerships.coming(work, one, person, now)
    rated = Stage.START in await work.feedback.ratings(one.id, member)
    return Agreed(partnership=one, agreement=agreement, coming=coming, rated=rated)


async def _tell_others(
    work: Work, one: Partnership, proposal: Agreement, member: MemberId, now: datetime
) -> None:
    everyone = await work.people.many(one.others(member))
    coming = {other.id: await partnerships.coming(work, one, other, now) for other in everyone.values()}
    await work.outbox.post(
        letters.to_member(
            other,
            f"proposed:{one.id}:{proposal.version}:{other.id}",
            _proposal(one, proposal, other.id, coming[other.id]),
            now,
            partnership=one.id,
        )
        for other in everyone.values()
    )


def _proposal(one: Partnership, proposal: Agreement, member: MemberId, coming: Coming) -> letters.Drawing:
    return lambda t: screen.proposal(t, one, proposal, member, coming)


async def _tell_when_it_holds(work: Work, one: Partnership, agreement: Agreement, now: datetime) -> None:
    if agreement.holds(one):
        programme = await work.communities.programme(one.programme)
        meetings = await work.partnerships.meetings(one.id, now)
        card = screen.agreed_told(texts(programme.settings.language), one, agreement, meetings[:1])
        key = f"agreed:{one.id}:{agreement.version}"
        await work.outbox.post([letters.to_space(one.id, key, card, now)])


def _read(sent: Terms) -> tuple[Rhythm, int, Notice, Confidence]:
    checks = {
        "rhythm": sent.rhythm in set(Rhythm),
        "minutes": sent.minutes in {str(minutes) for minutes in LENGTHS},
        "notice": sent.notice in set(Notice),
        "confidence": sent.confidence in set(Confidence),
    }
    wrong = {name: "choice.unknown" for name, known in checks.items() if not known}
    wrong |= {"goal": "text.long"} if len(sent.goal.strip()) > MAX_GOAL else {}
    if wrong:
        raise InvalidInput(wrong, most=MAX_GOAL)
    return Rhythm(sent.rhythm), int(sent.minutes), Notice(sent.notice), Confidence(sent.confidence)
