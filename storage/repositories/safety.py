"""Safety contacts, reports, and who was removed from a programme."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import col, delete, select

from bot.model.ids import MemberId, ProgrammeId
from bot.ports import Report
from storage.repositories.base import Repository, batches
from storage.tables import RemovalRow, ReportRow, SafetyContactRow

SAME_WITHIN = timedelta(days=1)


class SqlSafety(Repository):
    """`bot.ports.Safety`; each takes a query or two, whatever the tables hold."""

    async def appoint(self, programme: ProgrammeId, contact: MemberId) -> bool:
        """Make a member a safety contact; True when that is new."""
        row = {"programme_id": programme, "member_id": contact}
        return await self._insert_or_skip(SafetyContactRow, row)

    async def dismiss(self, programme: ProgrammeId, contact: MemberId) -> bool:
        """Take the role away; True when the member had it."""
        it = (col(SafetyContactRow.programme_id) == programme, col(SafetyContactRow.member_id) == contact)
        return (await self._session.exec(delete(SafetyContactRow).where(*it))).rowcount > 0

    async def contacts(self, programmes: Collection[ProgrammeId]) -> list[MemberId]:
        """Return the safety contacts of programmes, by id, each once."""
        found: set[int] = set()
        for some in batches(programmes):
            query = select(SafetyContactRow.member_id).where(col(SafetyContactRow.programme_id).in_(some))
            found.update(await self._session.exec(query))
        return [MemberId(member) for member in sorted(found)]

    async def report(self, report: Report) -> int | None:
        """Store a report and return its number; None when the very same one was made within the last day."""
        same = (
            col(ReportRow.member_id) == report.member,
            col(ReportRow.about_id) == report.about,
            col(ReportRow.words) == report.words,
            col(ReportRow.written_at) > report.written_at - SAME_WITHIN,
        )
        if (await self._session.exec(select(ReportRow.id).where(*same))).first() is not None:
            return None
        row = await self._add(
            ReportRow(
                member_id=report.member,
                about_id=report.about,
                named=report.named,
                words=report.words,
                written_at=report.written_at,
            )
        )
        return row.id

    async def forget_reports(self, before: datetime) -> int:
        """Delete reports written before a moment; return how many."""
        return (
            await self._session.exec(delete(ReportRow).where(col(ReportRow.written_at) < before))
        ).rowcount

    async def remove(self, programme: ProgrammeId, member: MemberId) -> bool:
        """Take a member out of a programme for good; True when that is new."""
        return await self._insert_or_skip(RemovalRow, {"programme_id": programme, "member_id": member})

    async def readmit(self, programme: ProgrammeId, member: MemberId) -> bool:
        """Let a removed member join again; True when they were removed."""
        it = (col(RemovalRow.programme_id) == programme, col(RemovalRow.member_id) == member)
        return (await self._session.exec(delete(RemovalRow).where(*it))).rowcount > 0

    async def removed_from(self, member: MemberId) -> list[ProgrammeId]:
        """Return the programmes a member was removed from, by id."""
        query = select(RemovalRow.programme_id).where(col(RemovalRow.member_id) == member)
        found = await self._session.exec(query.order_by(col(RemovalRow.programme_id)))
        return [ProgrammeId(programme) for programme in found]
