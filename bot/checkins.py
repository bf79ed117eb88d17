"""The weekly check-in: asked in everybody's own zone, answered with one press, never exposed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import helping, letters, partnerships, silence
from bot.errors import InvalidInput, NotAllowed
from bot.model.confided import Audience, ForOrganisers, ForPartners, Note, OnlyMe, confided
from bot.model.feedback import Answer, CheckIn, Direction
from bot.model.ids import CheckInId, MemberId, PartnershipId
from bot.model.partnerships import Coming, Partnership
from bot.model.people import MAX_NOTE, Standing
from bot.ports import Due, DueKind, Letter, LetterKind, Store, ToMember, Work
from bot.screens import checkin as screen
from bot.slots import daytime
from bot.texts import texts
from bot.ui import Card

REMIND_AFTER = timedelta(hours=48)
SOFTER_AFTER = timedelta(hours=24)
TOO_LATE = timedelta(hours=72)
NOTE_WITHIN = timedelta(days=7)
RATINGS = range(1, 6)
LOW = 2


async def ask(work: Work, row: Due, now: datetime) -> None:
    """Queue the weekly question to one member, within the tick's transaction.

    Up to a day late it goes out as it is, up to three days with softer words, later not at all. A member who is
    away is not asked. The letter's key holds the local date, so that a week has one question whatever happens.
    """
    one = await work.partnerships.get(PartnershipId(row.subject))
    member = await work.people.get(row.member)
    late = now - row.next_at
    if (
        not one.open
        or one.ends_at <= row.next_at
        or member.standing(now) is not Standing.ACTIVE
        or late > TOO_LATE
    ):
        return
    day = row.next_at.astimezone(ZoneInfo(row.zone or member.zone)).date()
    checkin = await work.checkins.add(one.id, member.id, day)
    card = screen.question(texts(member.language), one, checkin, late=late > SOFTER_AFTER)
    not_before = daytime(max(now, row.next_at), ZoneInfo(member.zone))
    letter = _letter(f"checkin:{one.id}:{member.id}:{day}", checkin, card, not_before)
    posted = await work.outbox.post([replace(letter, stale_after=row.next_at + TOO_LATE)])
    if posted:
        await silence.notice(work, one, member.id, checkin, now)
        remind_at = now + REMIND_AFTER
        await work.schedule.put(
            [Due(kind=DueKind.CHECKIN_REMINDER, subject=one.id, member=member.id, next_at=remind_at)]
        )


async def remind(work: Work, row: Due, now: datetime) -> None:
    """Queue one reminder when the question is still open after 48 hours, within the tick's transaction."""
    one = await work.partnerships.get(PartnershipId(row.subject))
    member = await work.people.get(row.member)
    checkin = await _latest(work, one, row.member, (now - NOTE_WITHIN).date())
    if checkin is None or checkin.answer or not one.open:
        return
    if member.standing(now) is Standing.ACTIVE and now - row.next_at <= SOFTER_AFTER:
        card = screen.reminder(texts(member.language), one, checkin)
        not_before = daytime(now, ZoneInfo(member.zone))
        await work.outbox.post([_letter(f"checkin-again:{checkin.id}", checkin, card, not_before)])


async def by_hand(
    store: Store, member: MemberId, partnership: PartnershipId | None, now: datetime
) -> tuple[Partnership, CheckIn]:
    """Return this week's check-in of a member, made today when there is none; errors as in `partnerships.mine`."""
    async with store.write() as work:
        one = await partnerships.mine(work, member, partnership)
        recent = await _latest(work, one, member, (now - timedelta(days=6)).date())
        if recent is not None:
            return one, recent
        today = now.astimezone(ZoneInfo((await work.people.get(member)).zone)).date()
        return one, await work.checkins.add(one.id, member, today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A check-in as its member just answered it, what comes next, and whether the organisers heard of it."""

    partnership: Partnership
    checkin: CheckIn
    coming: Coming
    told: bool = False


async def answer(
    store: Store, member: MemberId, checkin: CheckInId, given: Answer, now: datetime
) -> Answered:
    """Store the answer to "did you meet?"; a second press changes it. Who needs help gets it from the organisers.

    Raises:
        NotAllowed: somebody else's question.
        NotFound: no such question.
    """
    async with store.write() as work:
        mine = replace(await _own(work, member, checkin), answer=given)
        return await _answered(work, mine, now, help_wanted=given is Answer.HELP)


async def direct(
    store: Store, member: MemberId, checkin: CheckInId, direction: Direction
) -> tuple[CheckIn, bool]:
    """Store which directions happened; the second value tells whether the same one was left out twice in a row.

    Errors as in `answer`.
    """
    async with store.write() as work:
        mine = replace(await _own(work, member, checkin), answer=Answer.MET, direction=direction)
        await work.checkins.put(mine)
        asked = await work.checkins.of_partnerships([mine.partnership])
        met = [
            one for one in asked if one.member == member and one.answer is Answer.MET and one.id != mine.id
        ]
        before = next((one for one in reversed(met) if one.day <= mine.day), None)
        lopsided = direction is not Direction.BOTH and before is not None and before.direction is direction
        return mine, lopsided


async def rate(
    store: Store, member: MemberId, checkin: CheckInId, usefulness: int, now: datetime
) -> Answered:
    """Store how useful the meeting was, 1 to 5. After 1 or 2 the organisers hear that a word is welcome, no more.

    Errors as in `answer`.
    """
    if usefulness not in RATINGS:
        raise InvalidInput({"choice": "choice.unknown"})
    async with store.write() as work:
        mine = replace(await _own(work, member, checkin), answer=Answer.MET, usefulness=usefulness)
        return await _answered(work, mine, now, help_wanted=usefulness <= LOW)


async def own(store: Store, member: MemberId, checkin: CheckInId) -> CheckIn:
    """Return the member's own check-in; errors as in `answer`."""
    async with store.read() as work:
        return await _own(work, member, checkin)


async def note(
    store: Store, member: MemberId, checkin: CheckInId, written: tuple[str, str], now: datetime
) -> CheckIn:
    """Store a note, `written` being (words, audience), and give it to whom its writer chose.

    Raises:
        InvalidInput: nothing typed, more than 1,000 characters, no such audience, or no organiser to tell.
        NotAllowed, NotFound: as in `answer`.
    """
    words, audience = written
    if not 0 < len(words.strip()) <= MAX_NOTE:
        raise InvalidInput({"note": "text.long" if words.strip() else "text.empty"}, most=MAX_NOTE)
    if audience not in set(Audience):
        raise InvalidInput({"audience": "choice.unknown"})
    async with store.write() as work:
        written_note = confided(Audience(audience), member, words.strip())
        return await _keep(work, await _own(work, member, checkin), written_note, now)


async def share(
    store: Store, member: MemberId, checkin: CheckInId, audience: Audience, now: datetime
) -> CheckIn:
    """Give the note written before to this audience; errors as in `answer`."""
    async with store.write() as work:
        mine = await _own(work, member, checkin)
        if mine.note is None:
            raise InvalidInput({"note": "text.empty"})
        return await _keep(work, mine, confided(audience, member, mine.note.words), now)


async def said(store: Store, member: MemberId, words: str, now: datetime) -> CheckIn | None:
    """Keep a plain text reply as the note of the week's check-in, for its writer only; None when there is none open.

    Raises:
        InvalidInput: the note would grow over 1,000 characters.
    """
    async with store.write() as work:
        recent = await work.checkins.latest(member, (now - NOTE_WITHIN).date())
        if recent is None or not (await work.partnerships.get(recent.partnership)).open:
            return None
        private = isinstance(recent.note, OnlyMe)
        together = f"{recent.words}\n{words.strip()}".strip() if private else words.strip()
        if len(together) > MAX_NOTE:
            raise InvalidInput({"note": "text.long"}, most=MAX_NOTE)
        kept = replace(recent, note=OnlyMe(member, together))
        await work.checkins.put(kept)
        return kept


async def _answered(work: Work, mine: CheckIn, now: datetime, *, help_wanted: bool) -> Answered:
    await work.checkins.put(mine)
    one = await work.partnerships.get(mine.partnership)
    told = help_wanted and one.open and await helping.is_wanted(work, one, mine, now)
    coming = await partnerships.coming(work, one, await work.people.get(mine.member), now)
    return Answered(partnership=one, checkin=mine, coming=coming, told=told)


async def _own(work: Work, member: MemberId, checkin: CheckInId) -> CheckIn:
    found = await work.checkins.get(checkin)
    if found.member != member:
        raise NotAllowed("checkin.not_yours")
    return found


async def _latest(work: Work, one: Partnership, member: MemberId, since: date) -> CheckIn | None:
    asked = await work.checkins.of_partnerships([one.id])
    return next(
        (checkin for checkin in reversed(asked) if checkin.member == member and checkin.day >= since), None
    )


async def _keep(work: Work, mine: CheckIn, note: Note, now: datetime) -> CheckIn:
    kept = replace(mine, note=note)
    await work.checkins.put(kept)
    await _hand_over(work, kept, note, now)
    return kept


async def _hand_over(work: Work, mine: CheckIn, note: Note, now: datetime) -> None:
    one = await work.partnerships.get(mine.partnership)
    # A changed note is told again, the same one pressed twice is not.
    fingerprint = hashlib.blake2s(note.words.encode(), digest_size=6).hexdigest()
    key = f"note:{mine.id}:{mine.audience}:{fingerprint}"
    match note:
        case OnlyMe():
            pass
        case ForPartners():
            await letters.tell(
                work, one.others(mine.member), key, lambda t: screen.note_for_partner(t, one.id, note), now
            )
        case ForOrganisers():
            told = await helping.organisers_of(work, one, "audience")
            how = screen.Week(answer=mine.answer, usefulness=mine.usefulness)
            await letters.tell(work, told, key, lambda t: screen.note_for_organiser(t, one, how, note), now)


def _letter(key: str, checkin: CheckIn, card: Card, due_at: datetime) -> Letter:
    return Letter(
        key=key,
        to=ToMember(checkin.member),
        kind=LetterKind.CHECKIN,
        card=card,
        not_before=due_at,
        stale_after=due_at + TOO_LATE,
        partnership=checkin.partnership,
    )
