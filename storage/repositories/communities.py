"""Communities, their programmes and organisers."""

from __future__ import annotations

from sqlmodel import col, delete, select, update

from bot.errors import NotFound
from bot.model.community import Community, Platform, Programme, Settings
from bot.model.ids import CommunityId, MemberId, ProgrammeId
from storage.repositories.base import Repository
from storage.tables import CommunityRow, OrganiserRow, ProgrammeRow


class SqlCommunities(Repository):
    """`bot.ports.Communities`; every query is one look into an index."""

    async def find(self, platform: Platform, external_id: str) -> Community | None:
        """Return the community the platform knows under this id."""
        query = select(CommunityRow).where(
            col(CommunityRow.platform) == platform, col(CommunityRow.external_id) == external_id
        )
        row = (await self._session.exec(query)).first()
        return None if row is None else row.to_model()

    async def add(self, platform: Platform, external_id: str, name: str, language: str) -> Community:
        """Store a new community; the one that is there when another replica was faster."""
        await self._insert_or_skip(
            CommunityRow,
            {"platform": platform, "external_id": external_id, "name": name, "language": language},
        )
        stored = await self.find(platform, external_id)
        if stored is None:
            raise NotFound("community.gone")
        return stored

    async def on(self, platform: Platform) -> list[Community]:
        """Return every community of a platform, oldest first."""
        query = select(CommunityRow).where(col(CommunityRow.platform) == platform)
        return [row.to_model() for row in await self._session.exec(query.order_by(col(CommunityRow.id)))]

    async def get(self, community: CommunityId) -> Community:
        """Return a community; NotFound("community.gone") when there is none."""
        row = await self._get(CommunityRow, community)
        if row is None:
            raise NotFound("community.gone")
        return row.to_model()

    async def programme_in(self, community: CommunityId, channel: str) -> Programme | None:
        """Return the programme run in a channel."""
        query = select(ProgrammeRow).where(
            col(ProgrammeRow.community_id) == community, col(ProgrammeRow.channel) == channel
        )
        row = (await self._session.exec(query)).first()
        return None if row is None else row.to_model()

    async def programmes(self, community: CommunityId) -> list[Programme]:
        """Return every programme of a community, oldest first."""
        query = select(ProgrammeRow).where(col(ProgrammeRow.community_id) == community)
        rows = await self._session.exec(query.order_by(col(ProgrammeRow.id)))
        return [row.to_model() for row in rows]

    async def programme(self, programme: ProgrammeId) -> Programme:
        """Return a programme; NotFound("programme.gone") when there is none."""
        row = await self._get(ProgrammeRow, programme)
        if row is None:
            raise NotFound("programme.gone")
        return row.to_model()

    async def add_programme(
        self, community: CommunityId, channel: str, name: str, settings: Settings
    ) -> Programme:
        """Store a new programme; Conflict("programme.exists") when the channel has one."""
        row = ProgrammeRow(community_id=community, channel=channel, name=name, settings=settings)
        return (await self._add_unless_taken(row, "programme.exists")).to_model()

    async def change_settings(self, programme: ProgrammeId, settings: Settings) -> None:
        """Replace a programme's settings; NotFound("programme.gone") when there is none."""
        change = update(ProgrammeRow).where(col(ProgrammeRow.id) == programme).values(settings=settings)
        if not (await self._session.exec(change)).rowcount:
            raise NotFound("programme.gone")

    async def appoint(self, programme: ProgrammeId, organiser: MemberId) -> bool:
        """Make a member an organiser; True when that is new."""
        return await self._insert_or_skip(OrganiserRow, {"programme_id": programme, "member_id": organiser})

    async def dismiss(self, programme: ProgrammeId, organiser: MemberId) -> bool:
        """Take the role away; True when the member had it."""
        removal = delete(OrganiserRow).where(
            col(OrganiserRow.programme_id) == programme, col(OrganiserRow.member_id) == organiser
        )
        return (await self._session.exec(removal)).rowcount > 0

    async def organisers(self, programme: ProgrammeId) -> list[MemberId]:
        """Return the appointed organisers, by id."""
        query = select(OrganiserRow.member_id).where(col(OrganiserRow.programme_id) == programme)
        found = await self._session.exec(query.order_by(col(OrganiserRow.member_id)))
        return [MemberId(member) for member in found]
