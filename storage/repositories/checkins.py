"""Weekly questions and their answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlmodel import col, select, update

from bot.errors import NotFound
from bot.model.confided import Audience
from bot.model.feedback import CheckIn
from bot.model.ids import CheckInId, MemberId, PartnershipId
from storage.repositories.base import Repository, batches
from storage.tables import CheckInRow


class SqlCheckIns(Repository):
    """`bot.ports.CheckIns`; `of_partnerships` grows with their weeks, the others not at all."""

    async def add(self, partnership: PartnershipId, member: MemberId, day: date) -> CheckIn:
        """Store a question, or return the one asked for that day before."""
        key = {"partnership_id": partnership, "member_id": member, "day": day}
        await self._insert_or_skip(CheckInRow, {**key, "note": "", "audience": Audience.ME})
        same = (
            col(CheckInRow.partnership_id) == partnership,
            col(CheckInRow.member_id) == member,
            col(CheckInRow.day) == day,
        )
        return (await self._session.exec(select(CheckInRow).where(*same))).one().to_model()

    async def get(self, checkin: CheckInId) -> CheckIn:
        """Return a check-in; NotFound("checkin.gone") when there is none."""
        row = await self._one_to_change(select(CheckInRow).where(col(CheckInRow.id) == checkin))
        if row is None:
            raise NotFound("checkin.gone")
        return row.to_model()

    async def put(self, changed: CheckIn) -> None:
        """Replace what is stored of a check-in; NotFound("checkin.gone") when there is none."""
        change = (
            update(CheckInRow)
            .where(col(CheckInRow.id) == changed.id)
            .values(
                answer=changed.answer,
                direction=changed.direction,
                usefulness=changed.usefulness,
                note=changed.words,
                audience=changed.audience,
            )
        )
        if not (await self._session.exec(change)).rowcount:
            raise NotFound("checkin.gone")

    async def latest(self, member: MemberId, since: date) -> CheckIn | None:
        """Return the newest question asked to a member since a day (that day included)."""
        query = select(CheckInRow).where(col(CheckInRow.member_id) == member, col(CheckInRow.day) >= since)
        newest = query.order_by(col(CheckInRow.day).desc(), col(CheckInRow.id).desc()).limit(1)
        row = (await self._session.exec(newest)).first()
        return None if row is None else row.to_model()

    async def of_partnerships(self, partnerships: Collection[PartnershipId]) -> list[CheckIn]:
        """Return every check-in of these partnerships, by day (then by when it was asked)."""
        found: list[CheckIn] = []
        for some in batches(partnerships):
            rows = await self._session.exec(
                select(CheckInRow).where(col(CheckInRow.partnership_id).in_(some))
            )
            found += [row.to_model() for row in rows]
        return sorted(found, key=lambda one: (one.day, one.id))
