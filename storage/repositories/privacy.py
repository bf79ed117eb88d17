"""Everything about one member: to be told, and to be erased."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from secrets import compare_digest

from pydantic import TypeAdapter
from sqlalchemy import Column, ColumnElement, RowMapping, select
from sqlmodel import col, delete, update
from sqlmodel import select as rows_of

from bot.model.ids import CommunityId, MemberId
from bot.ports import Erased
from bot.ui import Card, spoken
from storage.repositories.base import Repository, batches
from storage.repositories.erasing import Eraser, fingerprint
from storage.repositories.people import SqlPeople
from storage.tables import ErasureRow, MemberRow, metadata
from storage.traces import is_told, mine

_JSON = TypeAdapter(object)
_NAMES = {"community": "name", "member": "name", "programme": "name", "skill": "name"}


class SqlPrivacy(Repository):
    """`bot.ports.Privacy`; both grow with what the member has, and erasing also with the letters that wait."""

    async def everything(self, member: MemberId) -> dict[str, list[dict[str, object]]]:
        """Return every row that belongs to a member, by table, as plain JSON values; tables without one are left out.

        References to people, skills and channels come as their names.
        """
        found: dict[str, list[dict[str, object]]] = {}
        connection = await self._session.connection()
        for table in metadata.sorted_tables:
            if is_told(table.name):
                rows = (await connection.execute(select(table).where(mine(table.name, member)))).mappings()
                found[table.name] = await self._readable(list(table.columns), rows.all())
        found["audit"] = await self._deeds(member)
        return {name: rows for name, rows in sorted(found.items()) if rows}

    async def erase(self, member: MemberId, now: datetime) -> None:
        """Remove a member from every table, in this transaction.

        Raises:
            NotFound: "member.gone", there is no such member.
        """
        person = await SqlPeople(self._session, writes=True).get(member)
        await self._session.flush()
        await Eraser(await self._session.connection(), person).erase(now)
        self._session.expire_all()

    async def erased_lately(self, community: CommunityId, external_id: str) -> Erased | None:
        """Return the erasure whose fingerprint a user id has; None when there is none (any more)."""
        here = (col(ErasureRow.community_id) == community, col(ErasureRow.fingerprint) != "")
        for row in await self._session.exec(rows_of(ErasureRow).where(*here)):
            if compare_digest(row.fingerprint, fingerprint(row.salt, external_id)):
                return Erased(number=row.id, key=row.key, at=row.erased_at)
        return None

    async def begin_anew(self, erasure: int) -> None:
        """Forget the fingerprint of an erasure: its person comes back, as somebody new."""
        await self._blur(col(ErasureRow.id) == erasure)

    async def forget_fingerprints(self, before: datetime) -> None:
        """Forget the fingerprints of erasures before a moment."""
        await self._blur(col(ErasureRow.erased_at) < before)

    async def erased_since(self, moment: datetime) -> list[Erased]:
        """Return who was erased since a moment, the oldest first."""
        query = rows_of(ErasureRow).where(col(ErasureRow.erased_at) >= moment).order_by(col(ErasureRow.id))
        return [
            Erased(number=row.id, key=row.key, at=row.erased_at) for row in await self._session.exec(query)
        ]

    async def known_by(self, keys: Collection[str]) -> list[MemberId]:
        """Return the members who have one of these random keys."""
        found: list[MemberId] = []
        for some in batches(keys):
            found += [
                MemberId(number)
                for number in await self._session.exec(
                    rows_of(MemberRow.id).where(col(MemberRow.key).in_(some)).order_by(col(MemberRow.id))
                )
            ]
        return found

    async def forget_erasures(self, before: datetime) -> None:
        """Delete what is kept of erasures before a moment: no backup holds those people any more."""
        await self._session.exec(delete(ErasureRow).where(col(ErasureRow.erased_at) < before))

    async def _blur(self, which: ColumnElement[bool]) -> None:
        await self._session.exec(update(ErasureRow).where(which).values(salt="", fingerprint=""))

    async def _deeds(self, member: MemberId) -> list[dict[str, object]]:
        audit, person = metadata.tables["audit"], metadata.tables["member"]
        told = [audit.c.at, audit.c.action]
        by_key = select(person.c.key).where(person.c.id == member)
        query = select(*told).where(audit.c.actor.in_(by_key)).order_by(audit.c.id)
        found = await (await self._session.connection()).execute(query)
        return await self._readable(told, found.mappings().all())

    async def _readable(
        self, columns: Sequence[Column[object]], rows: Sequence[RowMapping]
    ) -> list[dict[str, object]]:
        names = {column.name: await self._names(column, rows) for column in columns if column.foreign_keys}
        return [
            {column.name: _plain(row[column.name], names.get(column.name)) for column in columns}
            for row in rows
        ]

    async def _names(self, column: Column[object], rows: Sequence[RowMapping]) -> Mapping[object, object]:
        """Return the names of what a column refers to, where that has names."""
        [key] = column.foreign_keys
        table = key.column.table
        if table.name not in _NAMES:
            return {}
        connection = await self._session.connection()
        names: dict[object, object] = {}
        for some in batches(row[column.name] for row in rows if row[column.name] is not None):
            query = select(table.c.id, table.c[_NAMES[table.name]]).where(table.c.id.in_(some))
            names |= {row[0]: row[1] for row in await connection.execute(query)}
        return names


def _plain(value: object, names: Mapping[object, object] | None) -> object:
    if isinstance(value, Card):
        return spoken(value)
    return _JSON.dump_python(names.get(value, value) if names else value, mode="json")
