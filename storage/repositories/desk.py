"""Small ones: what arrived, what was begun, who did what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlmodel import col, delete, select, update

from bot.errors import NotFound
from bot.model.ids import CommunityId, DraftId, MemberId
from bot.ports import Draft
from storage.repositories.base import Repository
from storage.tables import AuditRow, CommunityRow, DraftRow, InboxRow, MemberRow


class SqlInbox(Repository):
    """`bot.ports.Inbox`."""

    async def first_time(self, key: str, now: datetime) -> bool:
        """Remember the key; False when it was seen before."""
        return await self._insert_or_skip(InboxRow, {"key": key, "seen_at": now})

    async def forget_before(self, moment: datetime) -> int:
        """Delete keys seen before a moment; return how many."""
        return (await self._session.exec(delete(InboxRow).where(col(InboxRow.seen_at) < moment))).rowcount


class SqlDrafts(Repository):
    """`bot.ports.Drafts`."""

    async def keep(self, member: MemberId, kind: str, data: Mapping[str, object], until: datetime) -> DraftId:
        """Store a draft (plain JSON values) until a moment."""
        row = await self._add(DraftRow(member_id=member, kind=kind, data=dict(data), until=until))
        return DraftId(row.id)

    async def get(self, draft: DraftId, member: MemberId, kind: str) -> Draft:
        """Return the member's own draft; NotFound("draft.gone") otherwise."""
        row = await self._get(DraftRow, draft)
        if row is None or (row.member_id, row.kind) != (member, kind):
            raise NotFound("draft.gone")
        return Draft(id=draft, member=member, kind=kind, data=row.data)

    async def of(self, member: MemberId, kind: str, now: datetime) -> list[Draft]:
        """Return the member's drafts of a kind that have not run out, oldest first."""
        mine = (col(DraftRow.member_id) == member, col(DraftRow.kind) == kind, col(DraftRow.until) > now)
        rows = await self._session.exec(select(DraftRow).where(*mine).order_by(col(DraftRow.id)))
        return [Draft(id=DraftId(row.id), member=member, kind=kind, data=row.data) for row in rows]

    async def change(self, draft: DraftId, data: Mapping[str, object]) -> None:
        """Replace what a draft holds; its end stays, and one that is gone stays gone."""
        statement = update(DraftRow).where(col(DraftRow.id) == draft)
        await self._session.exec(statement.values(data=dict(data)))

    async def drop(self, draft: DraftId) -> None:
        """Remove a draft; one that is gone is fine."""
        await self._session.exec(delete(DraftRow).where(col(DraftRow.id) == draft))

    async def forget_before(self, moment: datetime) -> int:
        """Delete drafts that ran out before a moment; return how many."""
        return (await self._session.exec(delete(DraftRow).where(col(DraftRow.until) < moment))).rowcount


class SqlAudit(Repository):
    """`bot.ports.Audit`; an entry takes three queries, checking the chain reads all of it."""

    async def add(
        self,
        now: datetime,
        actor: MemberId,
        action: str,
        community: CommunityId,
        subject: int = 0,
        *,
        person: MemberId | None = None,
    ) -> None:
        """Append one entry, chained to the community's last; entries of one community are written one by one."""
        await self._one_to_change(select(CommunityRow).where(col(CommunityRow.id) == community))
        mine = select(AuditRow.digest).where(col(AuditRow.community_id) == community)
        last = (await self._session.exec(mine.order_by(col(AuditRow.id).desc()).limit(1))).first()
        row = AuditRow(
            at=now,
            actor=await self._key(actor),
            action=action,
            community_id=community,
            subject=subject,
            person="" if person is None else await self._key(person),
            previous=last or "",
            digest="",
        )
        row.digest = _digest(row)
        await self._add(row)

    async def broken(self) -> list[int]:
        """Return the numbers of entries that do not fit the ones before them; [] when the whole chain holds."""
        last: dict[int, str] = {}
        wrong: list[int] = []
        for row in await self._session.exec(select(AuditRow).order_by(col(AuditRow.id))):
            if row.previous != last.get(row.community_id, "") or row.digest != _digest(row):
                wrong.append(row.id)
            last[row.community_id] = row.digest
        return wrong

    async def _key(self, member: MemberId) -> str:
        return (
            await self._session.exec(select(MemberRow.key).where(col(MemberRow.id) == member))
        ).first() or ""


def _digest(row: AuditRow) -> str:
    """Return the SHA-256 of an entry and the digest before it, as JSON; migration 0004 does the same."""
    at = row.at.astimezone(UTC).isoformat()
    parts = [row.previous, at, row.actor, row.action, row.community_id, row.subject, row.person]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
