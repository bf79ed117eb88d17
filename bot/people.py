"""Members: meeting them for the first time, consent, breaks, and what they say about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot import letters, partnerships, programmes
from bot.errors import Conflict, InvalidInput, NotFound
from bot.model.community import Platform, Programme
from bot.model.ids import CommunityId, MemberId, ProgrammeId
from bot.model.people import MAX_BIO, MAX_CAPACITY, MAX_NAME, Hours, Member, Offer, Standing, Want
from bot.model.rounds import SIGNUP, Enrolment, Round
from bot.ports import Store, Work
from bot.screens import welcome as screen
from bot.texts import languages, texts
from bot.typed import known_zone, read_day, read_languages, read_zone

LONGEST_PAUSE = timedelta(weeks=26)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a member stands: standing, skills, and the round and programme that concern them."""

    member: Member
    standing: Standing
    offers: tuple[Offer, ...]
    wants: tuple[Want, ...]
    programme: Programme | None
    round: Round | None
    enrolment: Enrolment | None
    partnerships: int


async def meet(
    store: Store,
    platform: Platform,
    community: tuple[str, str, str],
    user: tuple[str, str, str | None],
    *,
    afresh: bool = False,
) -> tuple[CommunityId, MemberId]:
    """Return the core's ids of a person, stored when they are new; a changed name or zone is taken over.

    `community` is (external id, name, the person's language), `user` is (external id, name, zone or None when not
    known; one that does not exist is not known). A new community speaks English until an organiser chooses
    otherwise, whoever came first. Of somebody who was erased lately nothing is stored, unless they begin `afresh`:
    until then their id is a negative number, which nothing belongs to.
    """
    user = (user[0], user[1], known_zone(user[2]))
    async with store.read() as work:
        known = await work.communities.find(platform, community[0])
        member = known and await work.people.find(known.id, user[0])
        if known and member and _as_told(member, user[1], user[2]) == member:
            return known.id, member.id
    async with store.write() as work:
        found = await work.communities.find(platform, community[0])
        home = found or await work.communities.add(platform, community[0], community[1], "en")
        person = await work.people.find(home.id, user[0])
        if person is None:
            erased = await work.privacy.erased_lately(home.id, user[0])
            if erased is not None and not afresh:
                return home.id, MemberId(-erased.number)
            if erased is not None:
                await work.privacy.begin_anew(erased.number)
            spoken = community[2] if community[2] in languages() else home.language
            person = await work.people.add(home.id, user[0], user[1][:MAX_NAME], user[2], spoken)
        else:
            await work.people.put(_as_told(person, user[1], user[2]))
        return home.id, person.id


async def whereabouts(store: Store, member: MemberId, channel: str, now: datetime) -> Whereabouts:
    """Return where a member stands, as seen from a channel ("" in a DM)."""
    async with store.read() as work:
        person = await work.people.get(member)
        programme = await programmes.near(work, person, channel)
        current = programme and await work.rounds.current(programme.id)
        answers = await work.rounds.enrolments(current.id) if current else []
        return Whereabouts(
            member=person,
            standing=person.standing(now),
            offers=tuple(await work.skills.offers([member])),
            wants=tuple(await work.skills.wants([member])),
            programme=programme,
            round=current or None,
            enrolment=next((answer for answer in answers if answer.member == member), None),
            partnerships=len(await work.partnerships.of_member(member)),
        )


async def join(store: Store, member: MemberId, channel: str, now: datetime) -> list[Programme]:
    """Record the member's consent and let them take part in the programme at hand.

    Somebody who left before comes back with what they had; a pause ends. Return the programmes to choose from when
    it is not clear which one they mean; until there is any, they enter the first one that is set up.
    """
    async with store.write() as work:
        person = await work.people.get(member)
        joined = replace(person, joined_at=person.joined_at or now, left_at=None, paused_until=None)
        await work.people.put(joined)
        programme = await programmes.near(work, person, channel)
        if programme is not None:
            await programmes.admit(work, programme.id, member)
            return []
        return (
            []
            if await work.people.programmes_of(member)
            else await work.communities.programmes(person.community)
        )


async def enter(store: Store, member: MemberId, programme: ProgrammeId) -> Programme:
    """Let a member take part in a programme of their community.

    Raises:
        NotFound: no such programme there.
        Conflict: the member has not consented.
    """
    async with store.write() as work:
        person = await work.people.get(member)
        chosen = await work.communities.programme(programme)
        if chosen.community != person.community:
            raise NotFound("programme.gone")
        if person.joined_at is None:
            raise Conflict("member.not_joined")
        await programmes.admit(work, programme, member)
        return chosen


async def leave(store: Store, member: MemberId, now: datetime) -> int:
    """End the member's part: partners are told neutrally, letters are stopped. Return how many partnerships ended.

    Raises:
        Conflict: the member does not take part.
    """
    async with store.write() as work:
        person = await _joined(work, member, now)
        await work.people.put(replace(person, left_at=now, paused_until=None))
        return await depart(work, person, now)


async def depart(work: Work, person: Member, now: datetime) -> int:
    """Take a member out of the open round and end their partnerships, within a transaction; return how many."""
    await _withdraw(work, person, now)
    ended = await work.partnerships.of_member(person.id)
    for partnership in ended:
        await partnerships.end(work, partnership, person.id, now)
    return len(ended)


async def pause(store: Store, member: MemberId, until: str, now: datetime) -> datetime:
    """Pause the member until the end of a day (`2026-12-24` or `3 weeks`) and return that moment.

    An answer to the open round is withdrawn: a paused member is asked for no round. Partnerships go on.

    Raises:
        Conflict: the member does not take part.
        InvalidInput: `until` is no day within 26 weeks.
    """
    async with store.write() as work:
        person = await _joined(work, member, now)
        end = read_day(until, "until", now, ZoneInfo(person.zone), LONGEST_PAUSE)
        await work.people.put(replace(person, paused_until=end))
        await _withdraw(work, person, now)
        return end


async def resume(store: Store, member: MemberId, now: datetime) -> Member:
    """End the member's pause; Conflict when there is none."""
    async with store.write() as work:
        person = await work.people.get(member)
        if person.standing(now) is not Standing.PAUSED:
            raise Conflict("member.not_paused")
        back = replace(person, paused_until=None)
        await work.people.put(back)
        return back


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """When and how a member can meet, as typed: zone or city, stretches of a week, languages, capacity, circles."""

    zone: str
    hours: Sequence[str]
    languages: str
    capacity: str
    circles: str


async def set_habits(store: Store, member: MemberId, habits: Habits, now: datetime) -> Member:
    """Store when and how a member can meet; InvalidInput names every field that cannot be read."""
    wrong: dict[str, str] = {}
    blanks: dict[str, str | int] = {}
    zone, spoken = "", tuple[str, ...]()
    try:
        zone = read_zone(habits.zone, "zone")
    except InvalidInput as error:
        wrong |= error.fields
        blanks |= error.blanks
    try:
        spoken = read_languages(habits.languages, "languages")
    except InvalidInput as error:
        wrong |= error.fields
        blanks |= error.blanks
    hours = tuple(hour for hour in Hours if hour in habits.hours)
    wrong |= {} if hours else {"hours": "hours.none"}
    wrong |= {} if habits.capacity in {"1", "2", "3"} else {"capacity": "capacity.range"}
    if wrong:
        raise InvalidInput(wrong, **blanks)
    async with store.write() as work:
        person = await work.people.get(member)
        changed = replace(
            person,
            zone=zone,
            zone_known=True,
            hours=hours,
            languages=spoken,
            capacity=min(int(habits.capacity), MAX_CAPACITY),
            circles=habits.circles != "no",
        )
        await work.people.put(changed)
        await partnerships.rezone(work, changed, now)
        return changed


async def set_about(store: Store, member: MemberId, bio: str, language: str) -> Member:
    """Store the member's own words (at most 300 characters) and the language the bot writes to them in."""
    if len(bio) > MAX_BIO:
        raise InvalidInput({"bio": "text.long"}, most=MAX_BIO)
    async with store.write() as work:
        person = await work.people.get(member)
        known = language if language in languages() else person.language
        changed = replace(person, bio=bio.strip(), language=known)
        await work.people.put(changed)
        return changed


async def tell_apart(work: Work, member: MemberId, now: datetime, *, reached: bool) -> None:
    """Note that a member can be written to privately, or no longer; the latter is told by other means.

    The spaces they share with partners and the programme's organisers hear of it once a day at most; the channel,
    which everybody reads, never does.
    """
    person = await work.people.get(member)
    if person.unreachable is not reached:
        return
    await work.people.put(replace(person, unreachable=not reached))
    if reached:
        return
    for one in await work.partnerships.of_member(member):
        programme = await work.communities.programme(one.programme)
        card = screen.unreachable(texts(programme.settings.language), member)
        key = f"unreachable:{member}:{one.id}:{now:%Y-%m-%d}"
        await work.outbox.post([letters.to_space(one.id, key, card, now)])
    for programme_id in await work.people.programmes_of(member):
        organisers = [one for one in await work.communities.organisers(programme_id) if one != member]
        key = f"unreachable:{member}:organisers:{now:%Y-%m-%d}"
        draw = partial(screen.unreachable_member, member=member)
        await letters.tell(work, tuple(organisers), key, draw, now)


async def avoid(store: Store, member: MemberId, other: MemberId) -> str:
    """Record a confidential "not with" and return the other's name; it counts in both directions.

    Raises:
        InvalidInput: the other is the member, or of another community.
    """
    async with store.write() as work:
        person, whom = await work.people.get(member), await work.people.get(other)
        if member == other or person.community != whom.community:
            raise InvalidInput({"person": "avoid.self"})
        await work.people.avoid(member, other)
        return whom.name


def _as_told(member: Member, name: str, zone: str | None) -> Member:
    told = replace(member, name=name[:MAX_NAME] or member.name)
    if zone is not None and not member.zone_known:
        told = replace(told, zone=zone, zone_known=True)
    return told


async def _joined(work: Work, member: MemberId, now: datetime) -> Member:
    person = await work.people.get(member)
    if person.standing(now) in {Standing.STRANGER, Standing.GONE}:
        raise Conflict("member.not_joined")
    return person


async def _withdraw(work: Work, person: Member, now: datetime) -> None:
    for programme in await work.people.programmes_of(person.id):
        current = await work.rounds.current(programme)
        if current is not None and current.state in SIGNUP:
            await work.rounds.enrol(
                Enrolment(round=current.id, member=person.id, taking_part=False, answered_at=now)
            )
