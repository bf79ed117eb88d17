"""Feedback and its windows, self-ratings, and warm introductions."""

from __future__ import annotations

from sqlmodel import col, select, update

from bot.errors import NotFound
from bot.model.feedback import Feedback, SelfRating, Stage, WarmIntroduction, Window
from bot.model.ids import IntroductionId, MemberId, PartnershipId
from storage.repositories.base import Repository
from storage.tables import FeedbackRow, FeedbackWindowRow, SelfRatingRow, WarmIntroductionRow


class SqlFeedbacks(Repository):
    """`bot.ports.Feedbacks`; every query is about one partnership or one offer."""

    async def open_window(self, window: Window) -> bool:
        """Store a window unless the stage has one; True when it is new."""
        return await self._insert_or_skip(FeedbackWindowRow, _window(window))

    async def put_window(self, changed: Window) -> None:
        """Replace a window."""
        await self._upsert(FeedbackWindowRow, [_window(changed)], ["partnership_id", "stage"])

    async def windows(self, partnership: PartnershipId) -> list[Window]:
        """Return the windows of a partnership, the one that closes first in front."""
        mine = select(FeedbackWindowRow).where(col(FeedbackWindowRow.partnership_id) == partnership)
        fresh = mine.order_by(col(FeedbackWindowRow.closes_at)).execution_options(populate_existing=True)
        return [row.to_model() for row in await self._session.exec(fresh)]

    async def write(self, feedback: Feedback) -> None:
        """Store a member's feedback, replacing what they wrote in this stage before."""
        row = {
            "partnership_id": feedback.partnership,
            "member_id": feedback.member,
            "stage": feedback.stage,
            "keep": feedback.keep.words,
            "attempt": feedback.attempt.words,
            "written_at": feedback.written_at,
        }
        await self._upsert(FeedbackRow, [row], ["partnership_id", "member_id", "stage"])

    async def of(self, partnership: PartnershipId, stage: Stage) -> list[Feedback]:
        """Return what was written in a stage, by writer."""
        here = (col(FeedbackRow.partnership_id) == partnership, col(FeedbackRow.stage) == stage)
        query = select(FeedbackRow).where(*here).order_by(col(FeedbackRow.member_id))
        rows = await self._session.exec(query.execution_options(populate_existing=True))
        return [row.to_model() for row in rows]

    async def rate(self, rating: SelfRating) -> None:
        """Store where a member stands, replacing what they said in this stage before."""
        row = {
            "partnership_id": rating.partnership,
            "member_id": rating.member,
            "stage": rating.stage,
            "level": rating.level,
        }
        await self._upsert(SelfRatingRow, [row], ["partnership_id", "member_id", "stage"])

    async def ratings(self, partnership: PartnershipId, member: MemberId) -> dict[Stage, int]:
        """Return where a member stood in each stage."""
        mine = (col(SelfRatingRow.partnership_id) == partnership, col(SelfRatingRow.member_id) == member)
        query = select(SelfRatingRow.stage, SelfRatingRow.level).where(*mine)
        return {Stage(stage): level for stage, level in await self._session.exec(query)}

    async def introduce(
        self, giver: MemberId, partner: MemberId, target: MemberId
    ) -> WarmIntroduction | None:
        """Store an offer to bring two people together; None when this member made it before."""
        row = {"giver_id": giver, "partner_id": partner, "target_id": target}
        if not await self._insert_or_skip(WarmIntroductionRow, row):
            return None
        same = (
            col(WarmIntroductionRow.giver_id) == giver,
            col(WarmIntroductionRow.partner_id) == partner,
            col(WarmIntroductionRow.target_id) == target,
        )
        return (await self._session.exec(select(WarmIntroductionRow).where(*same))).one().to_model()

    async def introduction(self, number: IntroductionId) -> WarmIntroduction:
        """Return an offer; NotFound("warm.gone") when there is none."""
        row = await self._one_to_change(
            select(WarmIntroductionRow).where(col(WarmIntroductionRow.id) == number)
        )
        if row is None:
            raise NotFound("warm.gone")
        return row.to_model()

    async def put_introduction(self, changed: WarmIntroduction) -> None:
        """Store who said what to an offer."""
        change = update(WarmIntroductionRow).where(col(WarmIntroductionRow.id) == changed.id)
        await self._session.exec(
            change.values(partner_says=changed.partner_says, target_says=changed.target_says)
        )


def _window(window: Window) -> dict[str, object]:
    return {
        "partnership_id": window.partnership,
        "stage": window.stage,
        "closes_at": window.closes_at,
        "released_at": window.released_at,
    }
