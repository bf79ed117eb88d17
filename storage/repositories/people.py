"""Members, how platforms know them, and where they take part."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select, update

from bot.errors import NotFound
from bot.model.ids import CommunityId, MemberId, ProgrammeId
from bot.model.people import USUAL_HOURS, Member
from bot.ports import Handle
from storage.repositories.base import Repository, batches
from storage.tables import AddressRow, AvoidanceRow, MemberRow, MembershipRow

_CONSENTED = (col(MemberRow.joined_at).is_not(None), col(MemberRow.left_at).is_(None))


class SqlPeople(Repository):
    """`bot.ports.People`; what takes many members takes one query for each 500 of them."""

    async def find(self, community: CommunityId, external_id: str) -> Member | None:
        """Return the member whom the platform knows under this user id."""
        query = select(MemberRow).join(AddressRow, col(AddressRow.member_id) == col(MemberRow.id))
        known_as = (col(AddressRow.community_id) == community, col(AddressRow.external_id) == external_id)
        row = (await self._session.exec(query.where(*known_as))).first()
        return None if row is None else row.to_model()

    async def add(
        self, community: CommunityId, external_id: str, name: str, zone: str | None, language: str
    ) -> Member:
        """Store a person met for the first time (no consent yet); `zone` None = not known, UTC until told.

        When another replica met the same person a moment earlier, that member is returned.
        """
        row = MemberRow(
            community_id=community,
            name=name,
            zone=zone or "UTC",
            zone_known=zone is not None,
            language=language,
            languages=(language,),
            hours=USUAL_HOURS,
            capacity=1,
            circles=True,
            bio="",
        )
        try:
            async with self._session.begin_nested():
                await self._add(row)
                address = AddressRow(community_id=community, external_id=external_id, member_id=row.id)
                await self._add(address)
        except IntegrityError:
            earlier = await self.find(community, external_id)
            if earlier is None:
                raise
            return earlier
        return row.to_model()

    async def get(self, member: MemberId) -> Member:
        """Return a member; NotFound("member.gone") when there is none."""
        row = await self._one_to_change(select(MemberRow).where(col(MemberRow.id) == member))
        if row is None:
            raise NotFound("member.gone")
        return row.to_model()

    async def put(self, member: Member) -> None:
        """Replace everything stored of a member but the address.

        Raises:
            NotFound: "member.gone", there is no such member.
        """
        change = update(MemberRow).where(col(MemberRow.id) == member.id)
        values = {
            "name": member.name,
            "zone": member.zone,
            "zone_known": member.zone_known,
            "language": member.language,
            "languages": member.languages,
            "hours": member.hours,
            "capacity": member.capacity,
            "circles": member.circles,
            "bio": member.bio,
            "joined_at": member.joined_at,
            "paused_until": member.paused_until,
            "left_at": member.left_at,
            "unreachable": member.unreachable,
        }
        if not (await self._session.exec(change.values(**values))).rowcount:
            raise NotFound("member.gone")

    async def many(self, members: Collection[MemberId]) -> dict[MemberId, Member]:
        """Return several members by id; unknown ones are left out."""
        found: dict[MemberId, Member] = {}
        for some in batches(members):
            rows = await self._session.exec(select(MemberRow).where(col(MemberRow.id).in_(some)))
            found |= {MemberId(row.id): row.to_model() for row in rows}
        return found

    async def handles(self, members: Collection[MemberId]) -> dict[MemberId, Handle]:
        """Return how the platform knows these members."""
        found: dict[MemberId, Handle] = {}
        query = select(AddressRow.member_id, AddressRow.external_id, MemberRow.name).join(
            MemberRow, col(AddressRow.member_id) == col(MemberRow.id)
        )
        for some in batches(members):
            rows = await self._session.exec(
                query.where(col(AddressRow.member_id).in_(some)).order_by(col(AddressRow.id).desc())
            )
            found |= {MemberId(member): Handle(external_id=known, name=name) for member, known, name in rows}
        return found

    async def enter(self, programme: ProgrammeId, member: MemberId) -> None:
        """Make the member take part in a programme; twice is once."""
        await self._insert_or_skip(MembershipRow, {"programme_id": programme, "member_id": member})

    async def of_programme(self, programme: ProgrammeId) -> list[Member]:
        """Return those who consented and have not left, by id (paused ones too)."""
        query = select(MemberRow).join(MembershipRow, col(MembershipRow.member_id) == col(MemberRow.id))
        here = query.where(col(MembershipRow.programme_id) == programme, *_CONSENTED)
        rows = await self._session.exec(here.order_by(col(MemberRow.id)))
        return [row.to_model() for row in rows]

    async def programmes_of(self, member: MemberId) -> list[ProgrammeId]:
        """Return the programmes a member takes part in, by id."""
        query = select(MembershipRow.programme_id).where(col(MembershipRow.member_id) == member)
        found = await self._session.exec(query.order_by(col(MembershipRow.programme_id)))
        return [ProgrammeId(programme) for programme in found]

    async def without_programme(self, community: CommunityId) -> list[MemberId]:
        """Return those who consented before the community had any programme, by id."""
        elsewhere = select(MembershipRow).where(col(MembershipRow.member_id) == col(MemberRow.id))
        query = select(MemberRow.id).where(
            col(MemberRow.community_id) == community, *_CONSENTED, ~elsewhere.exists()
        )
        found = await self._session.exec(query.order_by(col(MemberRow.id)))
        return [MemberId(member) for member in found]

    async def avoid(self, member: MemberId, other: MemberId) -> None:
        """Store a confidential "not with"; twice is once."""
        await self._insert_or_skip(AvoidanceRow, {"member_id": member, "other_id": other})

    async def meet_again(self, member: MemberId, other: MemberId) -> bool:
        """Take a "not with" back; True when there was one."""
        it = (col(AvoidanceRow.member_id) == member, col(AvoidanceRow.other_id) == other)
        return (await self._session.exec(delete(AvoidanceRow).where(*it))).rowcount > 0

    async def withdraw(self, programme: ProgrammeId, member: MemberId) -> bool:
        """Take a member out of a programme; True when they were in it."""
        it = (col(MembershipRow.programme_id) == programme, col(MembershipRow.member_id) == member)
        return (await self._session.exec(delete(MembershipRow).where(*it))).rowcount > 0

    async def avoided_by(self, member: MemberId) -> list[MemberId]:
        """Return whom the member asked not to be with, by id."""
        query = select(AvoidanceRow.other_id).where(col(AvoidanceRow.member_id) == member)
        found = await self._session.exec(query.order_by(col(AvoidanceRow.other_id)))
        return [MemberId(other) for other in found]

    async def avoidances(self, members: Collection[MemberId]) -> list[tuple[MemberId, MemberId]]:
        """Return every "not with" between two of these members, by who asked."""
        among = set(members)
        found: list[tuple[MemberId, MemberId]] = []
        query = select(AvoidanceRow.member_id, AvoidanceRow.other_id).order_by(
            col(AvoidanceRow.member_id), col(AvoidanceRow.other_id)
        )
        for some in batches(among):
            rows = await self._session.exec(query.where(col(AvoidanceRow.member_id).in_(some)))
            found += [(MemberId(one), MemberId(other)) for one, other in rows if other in among]
        return found
