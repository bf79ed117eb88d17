"""What partners say to each other and of themselves: half time, double-blind feedback, self-ratings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import letters
from bot.errors import Conflict, InvalidInput, NotAllowed
from bot.model.community import Settings
from bot.model.confided import ForPartners
from bot.model.feedback import Answer, Feedback, SelfRating, Stage, Window
from bot.model.ids import MemberId, PartnershipId
from bot.model.partnerships import Partnership
from bot.model.people import Member, Standing
from bot.ports import Due, DueKind, Store, Work
from bot.screens import feedback as screen
from bot.slots import jitter, local_moment

OPEN_FOR = timedelta(days=7)
TOO_LATE = timedelta(hours=72)
MAX_WORDS = 500
LEVELS = range(1, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Feedback that a member can write now, with what they wrote before."""

    partnership: Partnership
    window: Window
    written: Feedback | None


def half_time_row(one: Partnership, member: Member, settings: Settings) -> Due:
    """Return when a member is asked in the middle of a partnership: at the programme's hour in their zone."""
    zone = ZoneInfo(member.zone)
    at = local_moment(one.middle.astimezone(zone).date(), settings.at, zone)
    return Due(
        kind=DueKind.HALF_TIME, subject=one.id, member=member.id, next_at=at + jitter(one.id, member.id)
    )


async def half_time(work: Work, row: Due, now: datetime) -> None:
    """Ask a member what to keep and what to change, and open the window for feedback, within the tick's transaction.

    Not when it is over three days late, nor to somebody who is away.
    """
    one = await work.partnerships.get(PartnershipId(row.subject))
    member = await work.people.get(row.member)
    away = member.standing(now) is not Standing.ACTIVE
    if not one.open or away or now - row.next_at > TOO_LATE:
        return
    window = await open_window(work, one, Stage.MIDDLE, now)
    asked = await work.checkins.of_partnerships([one.id])
    met = len({checkin.day.isocalendar()[:2] for checkin in asked if checkin.answer is Answer.MET})
    letter = letters.to_member(
        member,
        f"half-time:{one.id}:{member.id}",
        lambda t: screen.half_time(t, one, member.id, met, window.closes_at),
        now,
        partnership=one.id,
        by_day=True,
    )
    await work.outbox.post([letter])


async def open_window(work: Work, one: Partnership, stage: Stage, now: datetime) -> Window:
    """Return the window of a stage, opened for seven days when it is new, within a transaction."""
    fresh = Window(partnership=one.id, stage=stage, closes_at=now + OPEN_FOR)
    opened = await work.feedback.open_window(fresh)
    windows = await work.feedback.windows(one.id)
    if opened:
        # One row looks after all windows: half time's may still be open when a round is closed early.
        first = min(window.closes_at for window in windows if window.released_at is None)
        await work.schedule.put([Due(kind=DueKind.FEEDBACK_CLOSES, subject=one.id, next_at=first)])
    return next(window for window in windows if window.stage is stage)


async def wanted(store: Store, member: MemberId, partnership: PartnershipId | None, now: datetime) -> Wanted:
    """Return the feedback that a member can write: to the given partnership, or to the newest with an open window.

    Raises:
        NotAllowed: not the member's partnership.
        Conflict: there is nothing to write at the moment.
    """
    async with store.read() as work:
        return await _wanted(work, member, partnership, now)


async def write(
    store: Store, member: MemberId, partnership: PartnershipId, words: tuple[str, str], now: datetime
) -> tuple[Wanted, bool]:
    """Store what to keep and what to try; once everybody has written, all read it. The second value tells whether.

    Until then it can be changed. Errors as in `wanted`.

    Raises:
        InvalidInput: an answer is empty or longer than 500 characters.
    """
    given = {name: text.strip() for name, text in zip(("keep", "attempt"), words, strict=True)}
    wrong = {
        name: "text.long" if text else "text.empty"
        for name, text in given.items()
        if not 0 < len(text) <= MAX_WORDS
    }
    if wrong:
        raise InvalidInput(wrong, most=MAX_WORDS)
    async with store.write() as work:
        found = await _wanted(work, member, partnership, now)
        written = Feedback(
            partnership=partnership,
            member=member,
            stage=found.window.stage,
            keep=ForPartners(member, given["keep"]),
            attempt=ForPartners(member, given["attempt"]),
            written_at=now,
        )
        await work.feedback.write(written)
        everybody = {one.member for one in await work.feedback.of(partnership, written.stage)}
        complete = everybody >= set(found.partnership.members)
        if complete:
            await _release(work, found.partnership, found.window, now)
        return replace(found, written=written), complete


async def closes(work: Work, row: Due, now: datetime) -> None:
    """Hand over what was written when the seven days are over, within the tick's transaction."""
    one = await work.partnerships.get(PartnershipId(row.subject))
    windows = [window for window in await work.feedback.windows(one.id) if window.released_at is None]
    for window in windows:
        if window.closes_at <= now:
            await _release(work, one, window, now)
    later = [window.closes_at for window in windows if window.closes_at > now]
    if later:
        await work.schedule.put([replace(row, next_at=min(later), id=0)])


async def rate_self(
    store: Store, member: MemberId, partnership: PartnershipId, stage: Stage, level: int
) -> tuple[Partnership, dict[Stage, int]]:
    """Store where a member stands with what they learn, 1-5, at the start or the end; return all their ratings.

    Raises:
        NotAllowed: not the member's partnership.
        InvalidInput: no such level.
    """
    if level not in LEVELS:
        raise InvalidInput({"choice": "choice.unknown"})
    async with store.write() as work:
        one = await _own(work, member, partnership)
        await work.feedback.rate(SelfRating(partnership=partnership, member=member, stage=stage, level=level))
        return one, await work.feedback.ratings(partnership, member)


async def _own(work: Work, member: MemberId, partnership: PartnershipId) -> Partnership:
    one = await work.partnerships.get(partnership)
    if member not in one.members:
        raise NotAllowed("partnership.not_yours")
    return one


async def _wanted(work: Work, member: MemberId, partnership: PartnershipId | None, now: datetime) -> Wanted:
    if partnership is None:
        candidates = await work.partnerships.of_member(member, open_only=False)
    else:
        candidates = [await _own(work, member, partnership)]
    for one in candidates:
        for window in await work.feedback.windows(one.id):
            if window.is_open(now):
                written = await work.feedback.of(one.id, window.stage)
                mine = next((each for each in written if each.member == member), None)
                return Wanted(partnership=one, window=window, written=mine)
    raise Conflict("feedback.closed")


async def _release(work: Work, one: Partnership, window: Window, now: datetime) -> None:
    await work.feedback.put_window(replace(window, released_at=now))
    for written in await work.feedback.of(one.id, window.stage):
        key = f"feedback:{one.id}:{window.stage}:{written.member}"
        await letters.tell(work, one.others(written.member), key, _told(one, written), now, by_day=True)


def _told(one: Partnership, written: Feedback) -> letters.Drawing:
    return lambda t: screen.told(t, one, written.keep, written.attempt)
