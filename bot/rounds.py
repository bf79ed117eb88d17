"""A round from sign-up to its start: opening it, who takes part, calling it off, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import letters, programmes
from bot.errors import Conflict, NotFound
from bot.model.community import Programme
from bot.model.feedback import Answer, CheckIn
from bot.model.ids import CommunityId, MemberId, RoundId
from bot.model.people import Standing
from bot.model.rounds import SIGNUP, Enrolment, Round
from bot.ports import Due, DueKind, Letter, LetterKind, LetterState, Store, ToChannel, Work
from bot.screens import rounds as screen
from bot.texts import texts
from bot.typed import read_day

LONGEST_SIGNUP = timedelta(weeks=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A round that was just opened, and how many members were asked."""

    round: Round
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a round stands; `letters` counts its introductions and notes by state."""

    round: Round
    programme: Programme
    members: int
    taking_part: int
    skipped: int
    partnerships: int
    open_partnerships: int
    answers: Mapping[Answer | None, int]
    letters: Mapping[LetterState, int]


async def open_round(
    store: Store, organiser: tuple[MemberId, CommunityId], channel: str, until: str, now: datetime
) -> Opened:
    """Open sign-up until the end of a day ("" = the programme's usual span) and ask every active member.

    Posts once in the channel, and one question to each member who consented and is not paused.

    Raises:
        Conflict: a round is under way already.
        NotFound: no programme here.
        InvalidInput: `until` is no day within 8 weeks.
    """
    async with store.write() as work:
        programme = await programmes.expected(work, organiser[1], channel)
        zone = ZoneInfo((await work.people.get(organiser[0])).zone)
        usual = now + timedelta(days=programme.settings.signup_days)
        end = read_day(until, "until", now, zone, LONGEST_SIGNUP) if until else usual
        opened = await work.rounds.add(programme.id, programme.settings.weeks, now, end)
        everyone = await work.people.of_programme(programme.id)
        asked = [member for member in everyone if member.standing(now) is Standing.ACTIVE]
        await work.outbox.post([_announcement(programme, opened, now)])
        await work.outbox.post(
            letters.to_member(
                member,
                f"signup:{opened.id}:{member.id}",
                lambda t: screen.signup(t, opened),
                now,
                kind=LetterKind.SIGNUP,
            )
            for member in asked
        )
        await work.schedule.put([Due(kind=DueKind.SIGNUP_ENDS, subject=opened.id, next_at=end)])
        await work.audit.add(now, organiser[0], "round.open", organiser[1], opened.id)
        return Opened(round=opened, asked=len(asked))


async def answer(
    store: Store,
    member: MemberId,
    round_id: RoundId | None,
    channel: str,
    now: datetime,
    *,
    taking_part: bool,
) -> Round:
    """Store a member's yes or no to a round (None = the one open where they are); a changed mind is fine.

    Raises:
        Conflict: sign-up is over, no round is open, or the member has not consented or is paused.
        NotFound: no such round in the member's community.
    """
    async with store.write() as work:
        person = await work.people.get(member)
        if round_id is None:
            programme = await programmes.near(work, person, channel)
            current = programme and await work.rounds.current(programme.id)
        else:
            current = await own_round(work, person.community, round_id)
        if not current or current.state not in SIGNUP:
            raise Conflict("round.none_open")
        if taking_part and person.standing(now) is not Standing.ACTIVE:
            paused = person.standing(now) is Standing.PAUSED
            raise Conflict("member.paused" if paused else "member.not_joined")
        await programmes.admit(work, current.programme, member)
        await work.rounds.enrol(
            Enrolment(round=current.id, member=member, taking_part=taking_part, answered_at=now)
        )
        return current


async def cancel(
    store: Store, organiser: tuple[MemberId, CommunityId], round_id: RoundId, now: datetime
) -> Round:
    """Call a round off before it starts; everyone who said yes is told once. Conflict when it started or ended."""
    async with store.write() as work:
        called_off = await work.rounds.put((await own_round(work, organiser[1], round_id)).cancelled(now))
        await work.schedule.drop([DueKind.SIGNUP_ENDS], round_id)
        await work.outbox.cancel(key_prefix=f"signup:{round_id}:")
        answers = await work.rounds.enrolments(round_id)
        told = tuple(one.member for one in answers if one.taking_part)
        await letters.tell(
            work, told, f"cancelled:{round_id}", lambda t: screen.cancelled_told(t, called_off), now
        )
        await work.audit.add(now, organiser[0], "round.cancel", organiser[1], round_id)
        return called_off


async def signup_ended(work: Work, row: Due, now: datetime) -> None:
    """Tell the organisers that sign-up is over and what to do next, within the tick's transaction."""
    over = await work.rounds.get(RoundId(row.subject))
    if over.state not in SIGNUP:
        return
    count = sum(one.taking_part for one in await work.rounds.enrolments(over.id))
    organisers = tuple(await work.communities.organisers(over.programme))
    await letters.tell(
        work, organisers, f"signup-over:{over.id}", lambda t: screen.signup_over(t, over, count), now
    )


async def status(store: Store, community: CommunityId, channel: str) -> Status:
    """Return how the newest round of the programme stands.

    Raises:
        NotFound: no programme here, or it never had a round.
    """
    async with store.read() as work:
        programme = await programmes.expected(work, community, channel)
        newest = await work.rounds.latest(programme.id)
        if newest is None:
            raise NotFound("round.never")
        answers = await work.rounds.enrolments(newest.id)
        partnerships = await work.partnerships.of_round(newest.id)
        checkins = await work.checkins.of_partnerships([one.id for one in partnerships])
        return Status(
            round=newest,
            programme=programme,
            members=len(await work.people.of_programme(programme.id)),
            taking_part=sum(one.taking_part for one in answers),
            skipped=sum(not one.taking_part for one in answers),
            partnerships=len(partnerships),
            open_partnerships=sum(one.open for one in partnerships),
            answers=_latest_answers(checkins),
            letters=await work.outbox.progress(f"published:{newest.id}:"),
        )


async def current(work: Work, community: CommunityId, channel: str) -> Round:
    """Return the round under way in the programme the organiser means.

    Raises:
        NotFound: no programme here, or no round under way.
    """
    programme = await programmes.expected(work, community, channel)
    found = await work.rounds.current(programme.id)
    if found is None:
        raise NotFound("round.none")
    return found


async def own_round(work: Work, community: CommunityId, round_id: RoundId) -> Round:
    """Return a round of this community; NotFound for one of another, as if it were not there."""
    found = await work.rounds.get(round_id)
    if (await work.communities.programme(found.programme)).community != community:
        raise NotFound("round.gone")
    return found


def _announcement(programme: Programme, opened: Round, now: datetime) -> Letter:
    return Letter(
        key=f"opened:{opened.id}",
        to=ToChannel(programme.id),
        kind=LetterKind.ANNOUNCEMENT,
        card=screen.announcement(texts(programme.settings.language), opened),
        not_before=now,
        stale_after=opened.signup_until,
    )


def _latest_answers(checkins: list[CheckIn]) -> dict[Answer | None, int]:
    latest = {(one.partnership, one.member): one.answer for one in checkins}
    counted: dict[Answer | None, int] = {}
    for given in latest.values():
        counted[given] = counted.get(given, 0) + 1
    return counted
