"""Erasing a member: every reference the schema knows, the letters, and the words that only they used."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, and_, delete, false, insert, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.ids import MemberId
from bot.model.people import Member
from bot.ports import LetterState, RecipientKind
from bot.ui import Card, mentioned, spoken
from storage.repositories.base import batches
from storage.tables import metadata
from storage.tables.base import random_key
from storage.traces import FATES, NUMBERS, WORDS, Fate, mine, references

UNNAMED = "…"  # what stays of a skill's name in a partner's lessons once nobody uses it any more
_tables = metadata.tables
_partner = _tables["partner"]


class Eraser:
    """One erasure in one transaction: a few statements for each table, and one look at every waiting letter."""

    def __init__(self, connection: AsyncConnection, member: Member) -> None:
        self._connection, self._person, self._member = connection, member, member.id

    async def erase(self, now: datetime) -> None:
        """Remove the member from every table; partners keep their own words, with nobody in the member's place."""
        theirs = await self._first(select(_partner.c.partnership_id).where(mine("partner", self._member)))
        await self._remember(now)
        await self._letters()
        await self._places(theirs)
        await self._proposals()
        await self._lessons()
        await self._references()
        await self._numbers()
        await self._run(delete(_tables["member"]).where(mine("member", self._member)))
        await self._unused_skills()

    async def _remember(self, now: datetime) -> None:
        """Leave what keeps a late event, or an old backup, from bringing the member back."""
        address, member = _tables["address"], _tables["member"]
        known = await self._first(select(address.c.external_id).where(mine("address", self._member)))
        [key] = await self._first(select(member.c.key).where(mine("member", self._member)))
        for external_id in known or [""]:
            salt = secrets.token_hex(16)
            row = {"key": key, "salt": salt, "fingerprint": fingerprint(salt, str(external_id))}
            where = {"community_id": self._person.community, "erased_at": now}
            await self._run(insert(_tables["erasure"]).values(**row, **where))

    async def _letters(self) -> None:
        """Delete letters to the member, and drop those of others in which they are, also while under way.

        One more attempt is counted, so that the word of a worker who has such a letter does not count any more.
        """
        letter = _tables["letter"]
        await self._run(delete(letter).where(mine("letter", self._member)))
        reports = await self._first(select(_tables["report"].c.words).where(mine("report", self._member)))
        waiting = select(letter.c.id, letter.c.card).where(
            letter.c.community_id == self._person.community, letter.c.card.is_not(None)
        )
        about = [row.id for row in await self._rows(waiting) if self._is_in(row.card, reports)]
        dropped = {"state": LetterState.DROPPED, "reason": "erased", "card": None, "owner": None}
        fenced = {"lease_until": None, "attempt": letter.c.attempt + 1, "place": None, "message": None}
        for some in batches(about):
            await self._run(update(letter).where(letter.c.id.in_(some)).values(**dropped, **fenced))

    def _is_in(self, card: Card, reports: Sequence[object]) -> bool:
        said = f"{spoken(card)}\n{card}"
        words = (self._person.name, *map(str, reports))
        return self._member in mentioned(card) or any(one in said for one in words if one)

    async def _places(self, theirs: Sequence[int]) -> None:
        """Forget where the member and their partners were written to: a private place names who is in it."""
        place, letter = _tables["place"], _tables["letter"]
        spaces = _spaces(place.c.to_kind, place.c.to_id, theirs)
        await self._run(delete(place).where(or_(mine("place", self._member), spaces)))
        sent = _spaces(letter.c.to_kind, letter.c.to_id, theirs)
        await self._run(update(letter).where(sent).values(place=None, message=None))

    async def _proposals(self) -> None:
        """Delete what rounds of the member were computed from: it holds their skills and hours, mixed with others'."""
        enrolment, proposal = _tables["enrolment"], _tables["proposal"]
        rounds = select(enrolment.c.round_id).where(mine("enrolment", self._member))
        await self._run(delete(proposal).where(proposal.c.round_id.in_(rounds)))

    async def _lessons(self) -> None:
        """Take the names that only the member used out of lessons: what partners named themselves stays."""
        lesson, skill = _tables["lesson"], _tables["skill"]
        others = or_(*(used for used in self._uses(but_for=self._member)))
        names = select(skill.c.name).where(skill.c.community_id == self._person.community, others)
        related = lesson.c.via != ""
        for who, column in ((lesson.c.learner_id, lesson.c.skill), (lesson.c.teacher_id, lesson.c.via)):
            alone = and_(who == self._member, related, column.not_in(names))
            await self._run(update(lesson).where(alone).values({column.name: UNNAMED}))

    async def _references(self) -> None:
        """Deal with every reference of the schema as `storage.traces` says; KeyError for one it does not know."""
        found = [(column, FATES[str(column)]) for column in references("member")]
        stays = [column for column, fate in found if fate is Fate.NOBODY]
        nobody = await self._nobody(stays)
        for column, fate in found:
            here = column == self._member
            table = metadata.tables[str(column.table)]
            match fate:
                case Fate.DELETED:
                    await self._run(delete(table).where(here))
                case Fate.EMPTIED:
                    await self._run(update(table).where(here).values({column.name: None}))
                case Fate.NOBODY:
                    emptied = WORDS.get(str(column), {})
                    await self._run(update(table).where(here).values({column.name: nobody, **emptied}))

    async def _numbers(self) -> None:
        for name, instead in NUMBERS.items():
            table, _, column = name.partition(".")
            here = _tables[table].c[column] == self._member
            if instead is None:
                await self._run(delete(_tables[table]).where(here))
            else:
                await self._run(update(_tables[table]).where(here).values({column: instead}))

    async def _nobody(self, columns: Sequence[ColumnElement[object]]) -> int | None:
        """Return the number of a new nobody, when any row needs one."""
        needed = [
            await self._rows(select(column).where(column == self._member).limit(1)) for column in columns
        ]
        if not any(needed):
            return None
        blank = {
            "community_id": self._person.community,
            "key": random_key(),
            "zone": "UTC",
            "language": "en",
            "languages": (),
            "hours": (),
            "capacity": 0,
        }
        no = dict.fromkeys(("zone_known", "circles", "unreachable"), False)
        made = await self._run(
            insert(_tables["member"]).values(**blank, **no, name="", bio="").returning(_tables["member"].c.id)
        )
        return int(made[0].id)

    async def _unused_skills(self) -> None:
        """Delete the skills of the community that nothing refers to any more."""
        skill = _tables["skill"]
        here = skill.c.community_id == self._person.community
        await self._run(delete(skill).where(here, not_(or_(false(), *self._uses()))))

    def _uses(self, but_for: MemberId | None = None) -> list[ColumnElement[bool]]:
        """Return, for each table that refers to skills, whether it uses one: also for tables that are yet to come."""
        skill = _tables["skill"]
        uses: list[ColumnElement[bool]] = []
        for column in references("skill"):
            table = metadata.tables[str(column.table)]
            used = select(column).where(column == skill.c.id)
            if but_for is not None and "member_id" in table.c:
                used = used.where(table.c.member_id != but_for)
            uses.append(used.exists())
        return uses

    async def _first(self, query: Executable) -> list[Any]:
        return [row[0] for row in await self._rows(query)]

    async def _rows(self, query: Executable) -> Sequence[Row[Any]]:
        return (await self._connection.execute(query)).all()

    async def _run(self, change: Executable) -> Sequence[Row[Any]]:
        done = await self._connection.execute(change)
        return done.all() if done.returns_rows else ()


def _spaces(
    kind: ColumnElement[RecipientKind], number: ColumnElement[int], theirs: Sequence[int]
) -> ColumnElement[bool]:
    return and_(kind == RecipientKind.SPACE, number.in_(theirs))


def fingerprint(salt: str, external_id: str) -> str:
    """Return what is kept of a user id for a few days: a hash that only this salt gives again."""
    return hashlib.blake2b(external_id.encode(), key=bytes.fromhex(salt), digest_size=16).hexdigest()
