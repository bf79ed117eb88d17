"""Rounds, enrolments and proposals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlmodel import col, func, select, update

from bot.errors import Conflict, NotFound
from bot.model.ids import MemberId, ProgrammeId, RoundId
from bot.model.rounds import OVER, Enrolment, Round, RoundState
from storage.repositories.base import Repository, batches
from storage.tables import EnrolmentRow, ProposalRow, RoundRow


class SqlRounds(Repository):
    """`bot.ports.Rounds`; `enrolments` grows with the answers, `waited` with the rounds members were in."""

    async def add(
        self, programme: ProgrammeId, weeks: int, opened_at: datetime, signup_until: datetime
    ) -> Round:
        """Open the programme's next round; Conflict("round.another") while another is not over."""
        newest = select(func.max(RoundRow.number)).where(col(RoundRow.programme_id) == programme)
        row = RoundRow(
            programme_id=programme,
            number=((await self._session.exec(newest)).one() or 0) + 1,
            state=RoundState.OPEN,
            weeks=weeks,
            opened_at=opened_at,
            signup_until=signup_until,
        )
        return (await self._add_unless_taken(row, "round.another")).to_model()

    async def get(self, round_id: RoundId) -> Round:
        """Return a round; NotFound("round.gone") when there is none."""
        row = await self._get(RoundRow, round_id)
        if row is None:
            raise NotFound("round.gone")
        return row.to_model()

    async def current(self, programme: ProgrammeId) -> Round | None:
        """Return the programme's round that is not over yet."""
        mine = (col(RoundRow.programme_id) == programme, col(RoundRow.state).not_in(OVER))
        row = (await self._session.exec(select(RoundRow).where(*mine))).first()
        return None if row is None else row.to_model()

    async def latest(self, programme: ProgrammeId) -> Round | None:
        """Return the programme's newest round, over or not."""
        query = select(RoundRow).where(col(RoundRow.programme_id) == programme)
        row = (await self._session.exec(query.order_by(col(RoundRow.number).desc()).limit(1))).first()
        return None if row is None else row.to_model()

    async def put(self, changed: Round) -> Round:
        """Store a round read as `changed.version`, return it with the next one; Conflict("round.changed")."""
        read = (col(RoundRow.id) == changed.id, col(RoundRow.version) == changed.version)
        stored = replace(changed, version=changed.version + 1)
        change = (
            update(RoundRow)
            .where(*read)
            .values(
                state=stored.state,
                weeks=stored.weeks,
                signup_until=stored.signup_until,
                started_at=stored.started_at,
                ended_at=stored.ended_at,
                version=stored.version,
            )
        )
        if not (await self._session.exec(change)).rowcount:
            raise Conflict("round.changed")
        return stored

    async def enrol(self, enrolment: Enrolment) -> None:
        """Store a member's answer, replacing the earlier one."""
        row = {
            "round_id": enrolment.round,
            "member_id": enrolment.member,
            "taking_part": enrolment.taking_part,
            "answered_at": enrolment.answered_at,
            "placed": enrolment.placed,
        }
        await self._upsert(EnrolmentRow, [row], ["round_id", "member_id"])

    async def enrolments(self, round_id: RoundId) -> list[Enrolment]:
        """Return every answer to a round, by member."""
        query = select(EnrolmentRow).where(col(EnrolmentRow.round_id) == round_id)
        rows = await self._session.exec(query.order_by(col(EnrolmentRow.member_id)))
        return [row.to_model() for row in rows]

    async def mark_placed(self, round_id: RoundId, placed: Collection[MemberId]) -> None:
        """Record for every enrolled member whether they were placed."""
        enrolled = (col(EnrolmentRow.round_id) == round_id, col(EnrolmentRow.taking_part))
        await self._session.exec(update(EnrolmentRow).where(*enrolled).values(placed=False))
        for some in batches(placed):
            chosen = update(EnrolmentRow).where(*enrolled, col(EnrolmentRow.member_id).in_(some))
            await self._session.exec(chosen.values(placed=True))

    async def waited(self, programme: ProgrammeId, members: Collection[MemberId]) -> dict[MemberId, int]:
        """Return how many of their latest rounds in a row each member was left out; 0 is left out."""
        query = (
            select(EnrolmentRow.member_id, EnrolmentRow.placed)
            .join(RoundRow, col(RoundRow.id) == col(EnrolmentRow.round_id))
            .where(
                col(RoundRow.programme_id) == programme,
                col(EnrolmentRow.taking_part),
                col(EnrolmentRow.placed).is_not(None),
            )
            .order_by(col(RoundRow.number))
        )
        rounds: dict[MemberId, int] = {}
        for some in batches(members):
            for member, placed in await self._session.exec(
                query.where(col(EnrolmentRow.member_id).in_(some))
            ):
                rounds[MemberId(member)] = 0 if placed else rounds.get(MemberId(member), 0) + 1
        return {member: times for member, times in rounds.items() if times}

    async def keep_proposal(self, round_id: RoundId, problem: str, result: str) -> None:
        """Keep the input and the outcome of the pairing, as JSON, replacing an earlier proposal."""
        row = {"round_id": round_id, "problem": problem, "result": result}
        await self._upsert(ProposalRow, [row], ["round_id"])

    async def proposal(self, round_id: RoundId) -> tuple[str, str] | None:
        """Return the input and the outcome kept last."""
        row = await self._get(ProposalRow, round_id)
        return None if row is None else (row.problem, row.result)
