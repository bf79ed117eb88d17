"""Letters as their senders get them: with all addresses, read in one query for each kind of thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.model.community import Community, Programme
from bot.model.ids import CommunityId, LetterId, MemberId, PartnershipId
from bot.model.partnerships import Partnership
from bot.model.people import Member
from bot.ports import (
    Claimed,
    Envelope,
    Handle,
    Lane,
    Letter,
    LetterFacts,
    Recipient,
    RecipientKind,
    ToChannel,
    ToMember,
    ToSpace,
)
from bot.ui import Card, mentioned
from storage.repositories.base import batches
from storage.repositories.partnerships import assembled
from storage.repositories.people import SqlPeople
from storage.tables import CommunityRow, LetterRow, PartnershipRow, PlaceRow, ProgrammeRow
from storage.tables.letters import recipient_of

_FIRST_NAME = 24  # characters; three of them and a number fit into a thread's name everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class _World:
    """What the letters of one claim are about, by number."""

    communities: dict[int, Community]
    programmes: dict[int, Programme]
    partnerships: dict[int, Partnership]
    members: dict[MemberId, Member]
    handles: dict[MemberId, Handle]
    places: dict[tuple[RecipientKind, int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """Where a letter goes, and for whose eyes it is drawn."""

    channel: str | None = None
    place: str | None = None
    people: tuple[Handle, ...] = ()
    title: str = ""
    zone: str = "UTC"
    language: str


class Envelopes:
    """Turns rows of the outbox into what a sender and the check before sending need.

    About seven queries for a claim of up to 500 letters, however many those are.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claimed(self, rows: Sequence[LetterRow], now: datetime) -> list[Claimed]:
        """Return the letters of rows that were just leased (the rows as they were before), in their order."""
        letters = {row.id: _letter(row) for row in rows}
        world = await self._world(rows, letters.values())
        return [_claimed(row, letters[row.id], world, now) for row in rows]

    async def _world(self, rows: Sequence[LetterRow], letters: Iterable[Letter]) -> _World:
        letters = list(letters)
        people = SqlPeople(self._session, writes=False)
        partnerships = await self._partnerships(
            [one.partnership for one in letters if one.partnership is not None]
            + [one.to.partnership for one in letters if isinstance(one.to, ToSpace)]
        )
        programmes = await self._programmes(
            [one.to.programme for one in letters if isinstance(one.to, ToChannel)]
            + [one.programme for one in partnerships.values()]
        )
        who = {one.to.member for one in letters if isinstance(one.to, ToMember)}
        who |= {member for one in partnerships.values() for member in one.members}
        who |= {member for one in letters for member in mentioned(one.card)}
        return _World(
            communities=await self._communities(row.community_id for row in rows),
            programmes=programmes,
            partnerships=partnerships,
            members=await people.many(who),
            handles=await people.handles(who),
            places=await self._places(rows),
        )

    async def _communities(self, numbers: Iterable[int]) -> dict[int, Community]:
        found: dict[int, Community] = {}
        for some in batches(numbers):
            rows = await self._session.exec(select(CommunityRow).where(col(CommunityRow.id).in_(some)))
            found |= {row.id: row.to_model() for row in rows}
        return found

    async def _programmes(self, numbers: Iterable[int]) -> dict[int, Programme]:
        found: dict[int, Programme] = {}
        for some in batches(numbers):
            rows = await self._session.exec(select(ProgrammeRow).where(col(ProgrammeRow.id).in_(some)))
            found |= {row.id: row.to_model() for row in rows}
        return found

    async def _partnerships(self, numbers: Iterable[int]) -> dict[int, Partnership]:
        found: dict[int, Partnership] = {}
        for some in batches(numbers):
            rows = await self._session.exec(select(PartnershipRow).where(col(PartnershipRow.id).in_(some)))
            found |= {one.id: one for one in await assembled(self._session, rows.all())}
        return found

    async def _places(self, rows: Sequence[LetterRow]) -> dict[tuple[RecipientKind, int], str]:
        found: dict[tuple[RecipientKind, int], str] = {}
        for kind in RecipientKind:
            for some in batches(row.to_id for row in rows if row.to_kind is kind):
                query = select(PlaceRow).where(col(PlaceRow.to_kind) == kind, col(PlaceRow.to_id).in_(some))
                found |= {(kind, row.to_id): row.place for row in await self._session.exec(query)}
        return found


def thread_title(names: Sequence[str], partnership: PartnershipId) -> str:
    """Return the name of a partnership's space, e.g. "Ana, Ben & Cy · 7": always the same words."""
    first = [(name.split() or ["?"])[0][:_FIRST_NAME] for name in names]
    together = " & ".join([", ".join(first[:-1]), first[-1]] if len(first) > 1 else first)
    return f"{together} · {partnership}"


def _letter(row: LetterRow) -> Letter:
    return Letter(
        key=row.key,
        to=recipient_of(row.to_kind, row.to_id),
        kind=row.kind,
        card=_card(row),
        not_before=row.not_before,
        stale_after=row.stale_after,
        partnership=None if row.partnership_id is None else PartnershipId(row.partnership_id),
        even_if_away=row.even_if_away,
    )


def _card(row: LetterRow) -> Card:
    if row.card is None:
        raise LookupError(f"letter {row.id} is {row.state} and has no card any more")
    return row.card


def _claimed(row: LetterRow, letter: Letter, world: _World, now: datetime) -> Claimed:
    member = world.members.get(letter.to.member) if isinstance(letter.to, ToMember) else None
    partnership = None if letter.partnership is None else world.partnerships.get(letter.partnership)
    return Claimed(
        id=LetterId(row.id),
        attempt=row.attempt + 1,
        tries=row.tries,
        lane=Lane(CommunityId(row.community_id), row.to_kind),
        letter=letter,
        facts=LetterFacts(member=member, partnership=partnership),
        envelope=_envelope(row, letter, world, now),
    )


def _envelope(row: LetterRow, letter: Letter, world: _World, now: datetime) -> Envelope:
    community = world.communities[row.community_id]
    setting = _setting(letter.to, world, world.places.get((row.to_kind, row.to_id)), community)
    return Envelope(
        letter=LetterId(row.id),
        key=row.key,
        attempt=row.attempt + 1,
        kind=row.kind,
        to=letter.to,
        card=letter.card,
        platform=community.platform,
        community=community.external_id,
        channel=setting.channel,
        place=setting.place,
        people=setting.people,
        title=setting.title,
        names={one: world.handles[one] for one in mentioned(letter.card) if one in world.handles},
        zone=setting.zone,
        language=setting.language,
        first_tried_at=row.first_tried_at or now,
    )


def _setting(to: Recipient, world: _World, place: str | None, community: Community) -> _Setting:
    match to:
        case ToMember(member):
            return _private(member, world, place, community)
        case ToSpace(partnership):
            return _shared(world.partnerships[partnership], world, place)
        case ToChannel(programme):
            there = world.programmes[programme]
            return _Setting(channel=there.channel, place=there.channel, language=there.settings.language)


def _private(member: MemberId, world: _World, place: str | None, community: Community) -> _Setting:
    reader = world.members.get(member)
    handle = world.handles.get(member)
    return _Setting(
        place=place,
        people=() if handle is None else (handle,),
        zone="UTC" if reader is None else reader.zone,
        language=community.language if reader is None else reader.language,
    )


def _shared(partnership: Partnership, world: _World, place: str | None) -> _Setting:
    programme = world.programmes[partnership.programme]
    members = [world.members[one] for one in partnership.members if one in world.members]
    there = [one for one in members if one.left_at is None]
    zones = {one.zone for one in there}
    return _Setting(
        channel=programme.channel,
        place=place,
        people=tuple(world.handles[one.id] for one in there if one.id in world.handles),
        title=thread_title([one.name for one in members], partnership.id),
        # A programme has no zone of its own: partners who share one read their own clock, others UTC.
        zone=zones.pop() if len(zones) == 1 else "UTC",
        language=programme.settings.language,
    )
