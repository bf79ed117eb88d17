"""A safe space: whom somebody is never paired with, reports, and the safety contacts who read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import programmes
from bot.errors import InvalidInput
from bot.model.confided import ForSafety
from bot.model.ids import CommunityId, MemberId, ProgrammeId
from bot.model.people import MAX_NOTE, Member
from bot.model.promises import Promises
from bot.ports import Letter, LetterKind, Report, Store, ToMember, Work
from bot.screens import safety as screen
from bot.texts import texts


async def avoided(store: Store, member: MemberId) -> list[Member]:
    """Return whom the member asked never to be paired with."""
    async with store.read() as work:
        known = await work.people.many(await work.people.avoided_by(member))
        return [known[one] for one in sorted(known)]


async def take_back(store: Store, member: MemberId, other: MemberId) -> list[Member]:
    """Take a "not with" of the member's own back, and return those that are left; none there is fine."""
    async with store.write() as work:
        await work.people.meet_again(member, other)
    return await avoided(store, member)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A report as sent: the words, about whom if anybody is named, and whether the writer may be named."""

    words: str
    about: MemberId | None
    named: bool


async def report(
    store: Store, writer: tuple[MemberId, str], said: Said, promises: Promises, now: datetime
) -> tuple[MemberId, ...]:
    """Give a report to the safety contacts, each exactly once, and return who they are.

    `writer` is the member and the channel they are in ("" in a DM). It never reaches whom it is about, the writer's
    partners, or any organiser who is no safety contact. The very same report within a day is one.

    Raises:
        InvalidInput: nothing typed, more than 1,000 characters, a person who is the writer or lives elsewhere, or no
            contact is left; then the sentence names the operator.
    """
    member, channel = writer
    words = said.words.strip()
    if not 0 < len(words) <= MAX_NOTE:
        raise InvalidInput({"words": "text.long" if words else "text.empty"}, most=MAX_NOTE)
    async with store.write() as work:
        person = await work.people.get(member)
        await _check_about(work, person, said.about)
        readers = await _readers(work, person, channel, said.about)
        if not readers:
            key = "report.nobody" if promises.operator else "report.nobody_at_all"
            raise InvalidInput({"words": key}, operator=promises.operator)
        kept = Report(member=member, about=said.about, named=said.named, words=words, written_at=now)
        number = await work.safety.report(kept)
        if number is not None:
            confided = ForSafety(member if said.named else None, words)
            await work.outbox.post(_letter(number, one, confided, said.about, now) for one in readers)
        return tuple(one.id for one in readers)


async def appoint(
    store: Store,
    actor: tuple[MemberId, CommunityId],
    channel: str,
    other: MemberId,
    now: datetime,
    *,
    add: bool,
) -> tuple[str, bool, list[MemberId]]:
    """Make a member a safety contact or no longer one.

    Return their name, whether that changed anything, and who the contacts are now. A new contact is told.

    Raises:
        NotFound: no programme here.
        InvalidInput: the person lives in another community.
    """
    async with store.write() as work:
        programme = await programmes.expected(work, actor[1], channel)
        person = await programmes.neighbour(work, actor[1], other)
        change = work.safety.appoint if add else work.safety.dismiss
        changed = await change(programme.id, other)
        if changed:
            deed = "safety.add" if add else "safety.remove"
            await work.audit.add(now, actor[0], deed, actor[1], person=other)
        if changed and add and other != actor[0]:
            await work.outbox.post([_appointment(person, programme.id, programme.name, now)])
        return person.name, changed, await work.safety.contacts([programme.id])


async def _check_about(work: Work, writer: Member, about: MemberId | None) -> None:
    if about == writer.id:
        raise InvalidInput({"person": "report.self"})
    if about is not None and (await work.people.get(about)).community != writer.community:
        raise InvalidInput({"person": "person.elsewhere"})


async def _readers(work: Work, writer: Member, channel: str, about: MemberId | None) -> Sequence[Member]:
    """Return the contacts who may read it: never whom it is about, and never a partner of the writer."""
    partners = {one for each in await work.partnerships.of_member(writer.id) for one in each.members}
    contacts = await work.safety.contacts(await _programmes(work, writer, channel))
    known = await work.people.many([one for one in contacts if one not in {about, writer.id, *partners}])
    return [
        one
        for one in known.values()
        if not one.unreachable and (one.joined_at is None or one.left_at is None) and _here(one, writer)
    ]


def _here(contact: Member, writer: Member) -> bool:
    return contact.community == writer.community


async def _programmes(work: Work, writer: Member, channel: str) -> list[ProgrammeId]:
    """Return the programme at hand; where that is not clear, the writer's own ones, else all of the community."""
    at_hand = await programmes.near(work, writer, channel)
    if at_hand is not None:
        return [at_hand.id]
    own = await work.people.programmes_of(writer.id)
    return own or [one.id for one in await work.communities.programmes(writer.community)]


def _letter(number: int, to: Member, confided: ForSafety, about: MemberId | None, now: datetime) -> Letter:
    """Return a report's letter: it waits as long as it must, also for somebody on a break."""
    return Letter(
        key=f"report:{number}:{to.id}",
        to=ToMember(to.id),
        kind=LetterKind.NOTICE,
        card=screen.report_told(texts(to.language), confided, about),
        not_before=now,
        even_if_away=True,
    )


def _appointment(to: Member, programme: ProgrammeId, name: str, now: datetime) -> Letter:
    return Letter(
        key=f"safety:{programme}:{to.id}:{int(now.timestamp())}",
        to=ToMember(to.id),
        kind=LetterKind.NOTICE,
        card=screen.contact_told(texts(to.language), name),
        not_before=now,
        even_if_away=True,
    )
