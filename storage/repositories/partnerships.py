"""Partnerships, their goals, meetings and closing answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from bot.errors import Conflict, NotFound
from bot.model.feedback import SAME, LookBack
from bot.model.ids import MeetingId, MemberId, PartnershipId, ProgrammeId, RoundId
from bot.model.partnerships import Lesson, Meeting, Partnership
from storage.repositories.base import Repository, batches
from storage.tables import LessonRow, LookBackRow, MeetingRow, PartnerRow, PartnershipRow

_STANDING = col(MeetingRow.cancelled_at).is_(None)


class SqlPartnerships(Repository):
    """`bot.ports.Partnerships`; a list of n takes two more queries for each 500 (partners, lessons)."""

    async def add(self, partnerships: Sequence[Partnership]) -> list[Partnership]:
        """Store new partnerships (their ids are ignored) and return them with ids, in the same order."""
        rows = [_row(one) for one in partnerships]
        self._session.add_all(rows)
        await self._session.flush()
        stored = [
            replace(one, id=PartnershipId(row.id), version=row.version)
            for one, row in zip(partnerships, rows, strict=True)
        ]
        await self._insert_all(PartnerRow, [partner for one in stored for partner in _partners(one)])
        await self._insert_all(LessonRow, [lesson for one in stored for lesson in _lessons(one)])
        return stored

    async def get(self, partnership: PartnershipId) -> Partnership:
        """Return a partnership; NotFound("partnership.gone") when there is none."""
        row = await self._get(PartnershipRow, partnership)
        if row is None:
            raise NotFound("partnership.gone")
        [found] = await assembled(self._session, [row])
        return found

    async def put(self, changed: Partnership) -> Partnership:
        """Store state and goals of one read as `changed.version`; Conflict("partnership.changed")."""
        read = (col(PartnershipRow.id) == changed.id, col(PartnershipRow.version) == changed.version)
        stored = replace(changed, version=changed.version + 1)
        change = (
            update(PartnershipRow)
            .where(*read)
            .values(
                starter_id=stored.starter,
                started_at=stored.started_at,
                ends_at=stored.ends_at,
                ended_at=stored.ended_at,
                version=stored.version,
            )
        )
        if not (await self._session.exec(change)).rowcount:
            raise Conflict("partnership.changed")
        await self._put_goals(stored)
        return stored

    async def of_member(self, member: MemberId, *, open_only: bool = True) -> list[Partnership]:
        """Return a member's partnerships, newest first."""
        query = (
            select(PartnershipRow)
            .join(PartnerRow, col(PartnerRow.partnership_id) == col(PartnershipRow.id))
            .where(col(PartnerRow.member_id) == member)
            .order_by(col(PartnershipRow.started_at).desc(), col(PartnershipRow.id).desc())
        )
        if open_only:
            query = query.where(col(PartnershipRow.ended_at).is_(None))
        return await assembled(self._session, (await self._session.exec(query)).all())

    async def of_round(self, round_id: RoundId) -> list[Partnership]:
        """Return a round's partnerships, by id."""
        query = select(PartnershipRow).where(col(PartnershipRow.round_id) == round_id)
        rows = await self._session.exec(query.order_by(col(PartnershipRow.id)))
        return await assembled(self._session, rows.all())

    async def met(self, programme: ProgrammeId, since: datetime) -> list[tuple[MemberId, MemberId, datetime]]:
        """Return who was in a partnership with whom that started after `since`, and when it started.

        Each two of its members come once, the smaller id first. Grows with the partnerships since then.
        """
        one, other = aliased(PartnerRow), aliased(PartnerRow)
        query = (
            select(one.member_id, other.member_id, PartnershipRow.started_at)
            .join(one, col(one.partnership_id) == col(PartnershipRow.id))
            .join(other, col(other.partnership_id) == col(PartnershipRow.id))
            .where(
                col(PartnershipRow.programme_id) == programme,
                col(PartnershipRow.started_at) > since,
                col(one.member_id) < col(other.member_id),
            )
            .order_by(col(PartnershipRow.id), col(one.member_id), col(other.member_id))
        )
        rows = await self._session.exec(query)
        return [(MemberId(first), MemberId(second), started) for first, second, started in rows]

    async def wish_again(self, programme: ProgrammeId, since: datetime) -> list[tuple[MemberId, MemberId]]:
        """Return whose partnership that started after `since` ended with everybody's wish for the same partner.

        Each two of its members come once, the smaller id first. Grows with the closing answers since then.
        """
        one, other = aliased(PartnerRow), aliased(PartnerRow)
        unwilling = (
            select(PartnerRow.member_id)
            .outerjoin(
                LookBackRow,
                (col(LookBackRow.partnership_id) == col(PartnerRow.partnership_id))
                & (col(LookBackRow.member_id) == col(PartnerRow.member_id))
                & (col(LookBackRow.next_step) == SAME),
            )
            .where(
                col(PartnerRow.partnership_id) == col(PartnershipRow.id),
                col(LookBackRow.member_id).is_(None),
            )
        )
        query = (
            select(one.member_id, other.member_id)
            .join(PartnershipRow, col(one.partnership_id) == col(PartnershipRow.id))
            .join(other, col(other.partnership_id) == col(PartnershipRow.id))
            .where(
                col(PartnershipRow.programme_id) == programme,
                col(PartnershipRow.started_at) > since,
                col(one.member_id) < col(other.member_id),
                ~unwilling.exists(),
            )
        )
        found = await self._session.exec(query.order_by(col(one.member_id), col(other.member_id)))
        return [(MemberId(first), MemberId(second)) for first, second in found]

    async def add_meeting(
        self, partnership: PartnershipId, at: datetime, chosen_by: MemberId, minutes: int
    ) -> Meeting:
        """Store a meeting of so many minutes; the same time twice is one meeting."""
        values = {"partnership_id": partnership, "at": at, "chosen_by": chosen_by, "minutes": minutes}
        await self._insert_or_skip(MeetingRow, {**values, "sequence": 0})
        same = (col(MeetingRow.partnership_id) == partnership, col(MeetingRow.at) == at, _STANDING)
        return (await self._session.exec(select(MeetingRow).where(*same))).one().to_model()

    async def meeting(self, meeting: MeetingId) -> Meeting:
        """Return a meeting, cancelled or not; NotFound("meeting.gone") when there is none."""
        row = await self._one_to_change(select(MeetingRow).where(col(MeetingRow.id) == meeting))
        if row is None:
            raise NotFound("meeting.gone")
        return row.to_model()

    async def put_meeting(self, changed: Meeting) -> None:
        """Replace a meeting; Conflict("meeting.there") when the partners meet at that time already."""
        values = {
            "at": changed.at,
            "chosen_by": changed.chosen_by,
            "minutes": changed.minutes,
            "sequence": changed.sequence,
            "cancelled_at": changed.cancelled_at,
        }
        change = update(MeetingRow).where(col(MeetingRow.id) == changed.id).values(**values)
        try:
            async with self._session.begin_nested():
                await self._session.exec(change)
        except IntegrityError as error:
            raise Conflict("meeting.there") from error

    async def meetings(self, partnership: PartnershipId, after: datetime) -> list[Meeting]:
        """Return the meetings after a moment that were not cancelled, soonest first."""
        coming = (col(MeetingRow.partnership_id) == partnership, col(MeetingRow.at) > after, _STANDING)
        rows = await self._session.exec(select(MeetingRow).where(*coming).order_by(col(MeetingRow.at)))
        return [row.to_model() for row in rows]

    async def keep_look_back(self, look_back: LookBack) -> None:
        """Store a member's closing answers, replacing earlier ones."""
        row = {
            "partnership_id": look_back.partnership,
            "member_id": look_back.member,
            "learned": look_back.learned.words,
            "taught": look_back.taught.words,
            "change": look_back.change.words,
            "thanks": look_back.thanks.words,
            "next_step": look_back.next_step,
            "written_at": look_back.written_at,
        }
        await self._upsert(LookBackRow, [row], ["partnership_id", "member_id"])

    async def look_backs(self, partnership: PartnershipId) -> list[LookBack]:
        """Return the closing answers given, by member."""
        query = select(LookBackRow).where(col(LookBackRow.partnership_id) == partnership)
        rows = await self._session.exec(query.order_by(col(LookBackRow.member_id)))
        return [row.to_model() for row in rows]

    async def _put_goals(self, partnership: Partnership) -> None:
        for member in partnership.members:
            mine = (col(PartnerRow.partnership_id) == partnership.id, col(PartnerRow.member_id) == member)
            await self._session.exec(
                update(PartnerRow).where(*mine).values(goal=partnership.goals.get(member))
            )


async def assembled(session: AsyncSession, rows: Sequence[PartnershipRow]) -> list[Partnership]:
    """Return the partnerships of these rows, in their order, with partners and lessons.

    Partners and lessons are read as plain columns: for a round of 2,500 that is half a second less.
    """
    goals: defaultdict[int, dict[MemberId, str | None]] = defaultdict(dict)
    lessons: defaultdict[int, list[Lesson]] = defaultdict(list)
    for some in batches(row.id for row in rows):
        partners = _PARTNERS.where(col(PartnerRow.partnership_id).in_(some))
        for partnership, member, goal in await session.exec(partners):
            goals[partnership][MemberId(member)] = goal
        taught = _LESSONS.where(col(LessonRow.partnership_id).in_(some))
        for partnership, teacher, learner, skill, aim, via in await session.exec(taught):
            lesson = Lesson(
                teacher=MemberId(teacher), learner=MemberId(learner), skill=skill, goal=aim, via=via
            )
            lessons[partnership].append(lesson)
    return [row.to_model(goals[row.id], lessons[row.id]) for row in rows]


_PARTNERS = select(PartnerRow.partnership_id, PartnerRow.member_id, PartnerRow.goal).order_by(
    col(PartnerRow.position)
)
# `select` takes four columns at most, its class any number.
_LESSONS = Select[int, int, int, str, str, str](
    col(LessonRow.partnership_id),
    col(LessonRow.teacher_id),
    col(LessonRow.learner_id),
    col(LessonRow.skill),
    col(LessonRow.goal),
    col(LessonRow.via),
).order_by(col(LessonRow.position))


def _row(partnership: Partnership) -> PartnershipRow:
    return PartnershipRow(
        programme_id=partnership.programme,
        round_id=partnership.round,
        kind=partnership.kind,
        starter_id=partnership.starter,
        started_at=partnership.started_at,
        ends_at=partnership.ends_at,
        shared=partnership.shared,
        languages=partnership.languages,
        ended_at=partnership.ended_at,
    )


def _partners(partnership: Partnership) -> list[dict[str, object]]:
    return [
        {
            "partnership_id": partnership.id,
            "member_id": member,
            "position": position,
            "goal": partnership.goals.get(member),
        }
        for position, member in enumerate(partnership.members)
    ]


def _lessons(partnership: Partnership) -> list[dict[str, object]]:
    return [
        {
            "partnership_id": partnership.id,
            "position": position,
            "teacher_id": lesson.teacher,
            "learner_id": lesson.learner,
            "skill": lesson.skill,
            "goal": lesson.goal,
            "via": lesson.via,
        }
        for position, lesson in enumerate(partnership.lessons)
    ]
