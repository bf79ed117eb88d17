"""Care for single cases: organisers take somebody out, let them back in, or end one partnership."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot import letters, partnerships, programmes
from bot.errors import Conflict, InvalidInput, NotFound
from bot.model.community import Programme
from bot.model.ids import CommunityId, MemberId, PartnershipId
from bot.model.partnerships import Partnership
from bot.model.people import Member
from bot.model.rounds import SIGNUP, Enrolment
from bot.ports import Store, Work
from bot.screens import care as screen

NOBODY = MemberId(0)
Actor = tuple[MemberId, CommunityId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What taking somebody out of a programme means: whom, and how many of their partnerships end."""

    person: Member
    partnerships: int


async def consider(store: Store, actor: Actor, channel: str, other: MemberId) -> Leaving:
    """Return what it would mean to take somebody out; errors as in `remove`."""
    async with store.read() as work:
        programme, person = await _removable(work, actor, channel, other)
        return Leaving(person=person, partnerships=len(await _open_here(work, programme, {other})))


async def remove(store: Store, actor: Actor, channel: str, other: MemberId, now: datetime) -> Leaving:
    """Take somebody out of the programme until organisers let them back in.

    Their partnerships there end and their partners are told neutrally; they themselves are told kindly.

    Raises:
        NotFound: no programme here, or no such person.
        InvalidInput: the person lives elsewhere, is the actor, or is an organiser here.
        Conflict: they were taken out before.
    """
    async with store.write() as work:
        programme, person = await _removable(work, actor, channel, other)
        if not await work.safety.remove(programme.id, other):
            raise Conflict("remove.already")
        await work.people.withdraw(programme.id, other)
        await work.safety.dismiss(programme.id, other)
        current = await work.rounds.current(programme.id)
        if current is not None and current.state in SIGNUP:
            no = Enrolment(round=current.id, member=other, taking_part=False, answered_at=now)
            await work.rounds.enrol(no)
        ended = await _open_here(work, programme, {other})
        for one in ended:
            await partnerships.end(work, one, other, now)
        key = f"removed:{programme.id}:{other}:{int(now.timestamp())}"
        told = letters.to_member(
            person, key, lambda t: screen.removed_told(t, programme.name, actor[0]), now, even_if_away=True
        )
        await work.outbox.post([told])
        await work.audit.add(now, actor[0], "remove", actor[1], person=other)
        return Leaving(person=person, partnerships=len(ended))


async def readmit(store: Store, actor: Actor, channel: str, other: MemberId, now: datetime) -> Member:
    """Let somebody join again who was taken out, and tell them.

    Raises:
        NotFound, InvalidInput: as in `remove`.
        Conflict: they were not taken out.
    """
    async with store.write() as work:
        programme = await programmes.expected(work, actor[1], channel)
        person = await programmes.neighbour(work, actor[1], other)
        if not await work.safety.readmit(programme.id, other):
            raise Conflict("remove.never")
        key = f"readmitted:{programme.id}:{other}:{int(now.timestamp())}"
        welcome = letters.to_member(
            person, key, lambda t: screen.readmitted_told(t, programme.name), now, even_if_away=True
        )
        await work.outbox.post([welcome])
        await work.audit.add(now, actor[0], "readmit", actor[1], person=other)
        return person


async def shared(store: Store, actor: Actor, channel: str, who: Collection[MemberId]) -> list[Partnership]:
    """Return the open partnerships of the programme that all of these people are in.

    Raises:
        NotFound: no programme here, or no such person.
        InvalidInput: nobody is named, or somebody lives elsewhere.
        Conflict: there is none.
    """
    if not who:
        raise InvalidInput({"person": "person.missing"})
    async with store.read() as work:
        programme = await programmes.expected(work, actor[1], channel)
        for one in who:
            await programmes.neighbour(work, actor[1], one)
        found = await _open_here(work, programme, who)
    if not found:
        raise Conflict("split.none")
    return found


async def one_of(store: Store, actor: Actor, channel: str, partnership: PartnershipId) -> Partnership:
    """Return an open partnership of the programme; errors as in `split`."""
    async with store.read() as work:
        return await _here(work, actor, channel, partnership)


async def split(
    store: Store, actor: Actor, channel: str, partnership: PartnershipId, now: datetime
) -> Partnership:
    """End one partnership of the programme; all its members are told the same, neutrally.

    Raises:
        NotFound: no programme here, or no such partnership in it.
        Conflict: it ended before.
    """
    async with store.write() as work:
        one = await _here(work, actor, channel, partnership)
        ended = await partnerships.end(work, one, NOBODY, now)
        await work.audit.add(now, actor[0], "split", actor[1], partnership)
        return ended


async def _here(work: Work, actor: Actor, channel: str, partnership: PartnershipId) -> Partnership:
    programme = await programmes.expected(work, actor[1], channel)
    one = await work.partnerships.get(partnership)
    if one.programme != programme.id:
        raise NotFound("partnership.gone")
    if not one.open:
        raise Conflict("partnership.ended")
    return one


async def _removable(work: Work, actor: Actor, channel: str, other: MemberId) -> tuple[Programme, Member]:
    programme = await programmes.expected(work, actor[1], channel)
    person = await programmes.neighbour(work, actor[1], other)
    if other == actor[0]:
        raise InvalidInput({"person": "remove.self"})
    if other in await work.communities.organisers(programme.id):
        raise InvalidInput({"person": "remove.organiser"})
    return programme, person


async def _open_here(work: Work, programme: Programme, who: Collection[MemberId]) -> list[Partnership]:
    found = await work.partnerships.of_member(next(iter(who)))
    return [one for one in found if one.programme == programme.id and set(who) <= set(one.members)]
