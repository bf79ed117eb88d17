"""What falls due when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import col, delete, func, select, update

from bot.ports import Due, DueKind
from storage.repositories.base import Repository
from storage.tables import DueRow


class SqlSchedule(Repository):
    """`bot.ports.Schedule`.

    An empty tick is one look into the index on `next_at`, whatever the table holds; a full one reads `limit`.
    """

    async def put(self, rows: Iterable[Due]) -> None:
        """Store rows in one round trip, each replacing the one of the same kind, subject and member."""
        values = [_values(row) for row in rows]
        await self._upsert(DueRow, values, ["kind", "subject", "member"])
        if values:
            self._stir()

    async def drop(self, kinds: Collection[DueKind], subject: int) -> None:
        """Remove every row of these kinds about a subject."""
        about = (col(DueRow.kind).in_(kinds), col(DueRow.subject) == subject)
        await self._session.exec(delete(DueRow).where(*about))

    async def due(self, now: datetime, limit: int) -> list[Due]:
        """Return the rows due by `now`, the oldest first.

        On PostgreSQL they are locked until the transaction ends and rows locked by another replica are passed
        over, so that no two replicas ever work on the same row.
        """
        query = select(DueRow).where(col(DueRow.next_at) <= now)
        oldest = query.order_by(col(DueRow.next_at), col(DueRow.id)).limit(limit)
        rows = await self._session.exec(oldest.with_for_update(skip_locked=True) if self._writes else oldest)
        return [row.to_model() for row in rows]

    async def advance(self, row: Due, next_at: datetime | None) -> None:
        """Move a row to its next moment, or remove it (None)."""
        if next_at is None:
            await self._session.exec(delete(DueRow).where(col(DueRow.id) == row.id))
        else:
            await self._session.exec(update(DueRow).where(col(DueRow.id) == row.id).values(next_at=next_at))

    async def weekly(self, after: int, limit: int) -> list[Due]:
        """Return weekly rows by their number, those above `after` only: one look into the primary key."""
        query = select(DueRow).where(col(DueRow.id) > after, col(DueRow.weekday).is_not(None))
        rows = await self._session.exec(query.order_by(col(DueRow.id)).limit(limit))
        return [row.to_model() for row in rows]

    async def next_at(self) -> datetime | None:
        """Return when the next row falls due."""
        return (await self._session.exec(select(func.min(DueRow.next_at)))).one()


def _values(row: Due) -> dict[str, object]:
    return {
        "kind": row.kind,
        "subject": row.subject,
        "member": row.member,
        "next_at": row.next_at,
        "weekday": row.weekday,
        "at": row.at,
        "zone": row.zone,
    }
