"""Skills, offers and wants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased
from sqlmodel import col, delete, func, select, update

from bot.model.ids import CommunityId, MemberId, SkillId
from bot.model.people import Offer, Skill, SkillCount, Want
from storage.repositories.base import Repository, batches
from storage.tables import AgreedRow, LessonRow, MemberRow, OfferRow, SkillRow, WantRow


class SqlSkills(Repository):
    """`bot.ports.Skills`; `counts` and `together` read every offer and want of the community, others a few."""

    async def named(self, community: CommunityId, key: str, name: str) -> Skill:
        """Return the skill with this key, stored under `name` when it is new."""
        query = select(SkillRow).where(col(SkillRow.community_id) == community, col(SkillRow.key) == key)
        row = (await self._session.exec(query)).first()
        if row is None:
            await self._insert_or_skip(SkillRow, {"community_id": community, "key": key, "name": name})
            row = (await self._session.exec(query)).one()
        return row.to_model()

    async def names(self, community: CommunityId) -> list[str]:
        """Return the names of all skills the community has used, by name."""
        query = select(SkillRow.name).where(col(SkillRow.community_id) == community)
        return list(await self._session.exec(query.order_by(col(SkillRow.name))))

    async def find(self, community: CommunityId, key: str) -> Skill | None:
        """Return the skill with this key; None when nobody used it yet."""
        query = select(SkillRow).where(col(SkillRow.community_id) == community, col(SkillRow.key) == key)
        row = (await self._session.exec(query)).first()
        return None if row is None else row.to_model()

    async def rename(self, skill: SkillId, name: str) -> None:
        """Write a skill's name otherwise; its key stays."""
        await self._session.exec(update(SkillRow).where(col(SkillRow.id) == skill).values(name=name))

    async def held(self, skill: SkillId) -> list[Offer | Want]:
        """Return every offer and want of a skill, of whomever, by member: all offers before all wants."""
        row = await self._get(SkillRow, skill)
        if row is None:
            return []
        offers = select(OfferRow).where(col(OfferRow.skill_id) == skill).order_by(col(OfferRow.member_id))
        wants = select(WantRow).where(col(WantRow.skill_id) == skill).order_by(col(WantRow.member_id))
        return [
            *(one.to_model(row.to_model()) for one in await self._session.exec(offers)),
            *(one.to_model(row.to_model()) for one in await self._session.exec(wants)),
        ]

    async def put_offer(self, offer: Offer) -> bool:
        """Store the offer, replacing the member's older one for that skill; True when it is new."""
        key = {"member_id": offer.member, "skill_id": offer.skill.id}
        row = {**key, "level": int(offer.level)}
        if await self._insert_or_skip(OfferRow, row):
            return True
        await self._upsert(OfferRow, [row], list(key))
        return False

    async def put_want(self, want: Want) -> bool:
        """Store the want, replacing the member's older one for that skill; True when it is new."""
        key = {"member_id": want.member, "skill_id": want.skill.id}
        said = {"level": int(want.level), "goal": want.goal, "priority": want.priority, "close": want.close}
        row = {**key, **said}
        if await self._insert_or_skip(WantRow, row):
            return True
        await self._upsert(WantRow, [row], list(key))
        return False

    async def drop_offer(self, member: MemberId, skill: SkillId) -> bool:
        """Remove an offer; True when there was one."""
        mine = (col(OfferRow.member_id) == member, col(OfferRow.skill_id) == skill)
        return (await self._session.exec(delete(OfferRow).where(*mine))).rowcount > 0

    async def drop_want(self, member: MemberId, skill: SkillId) -> bool:
        """Remove a want; True when there was one."""
        mine = (col(WantRow.member_id) == member, col(WantRow.skill_id) == skill)
        return (await self._session.exec(delete(WantRow).where(*mine))).rowcount > 0

    async def offers(self, members: Collection[MemberId]) -> list[Offer]:
        """Return these members' offers, by member and skill name."""
        query = select(OfferRow, SkillRow).join(SkillRow, col(OfferRow.skill_id) == col(SkillRow.id))
        ordered = query.order_by(col(OfferRow.member_id), col(SkillRow.name))
        found: list[Offer] = []
        for some in batches(members):
            rows = await self._session.exec(ordered.where(col(OfferRow.member_id).in_(some)))
            found += [offer.to_model(skill.to_model()) for offer, skill in rows]
        return found

    async def wants(self, members: Collection[MemberId]) -> list[Want]:
        """Return these members' wants, by member and priority (then skill name)."""
        query = select(WantRow, SkillRow).join(SkillRow, col(WantRow.skill_id) == col(SkillRow.id))
        ordered = query.order_by(col(WantRow.member_id), col(WantRow.priority), col(SkillRow.name))
        found: list[Want] = []
        for some in batches(members):
            rows = await self._session.exec(ordered.where(col(WantRow.member_id).in_(some)))
            found += [want.to_model(skill.to_model()) for want, skill in rows]
        return found

    async def together(self, community: CommunityId) -> list[list[str]]:
        """Return names of skills that go together here, each list those of one consenting person or one lesson.

        They are what somebody offers, what somebody wants, and the wanted with the related skill of each lesson to
        which both its people agreed.
        """
        offered, wanted = await self._baskets(OfferRow, community), await self._baskets(WantRow, community)
        return [*offered, *wanted, *await self._accepted(community)]

    async def _baskets(
        self, table: type[OfferRow] | type[WantRow], community: CommunityId
    ) -> list[list[str]]:
        query = (
            select(table.member_id, SkillRow.name)
            .join(SkillRow, col(SkillRow.id) == col(table.skill_id))
            .join(MemberRow, col(MemberRow.id) == col(table.member_id))
            .where(*_consenting(community))
            .order_by(col(table.member_id), col(SkillRow.name))
        )
        found: dict[int, list[str]] = {}
        for member, name in await self._session.exec(query):
            found.setdefault(member, []).append(name)
        return [names for names in found.values() if len(names) > 1]

    async def _accepted(self, community: CommunityId) -> list[list[str]]:
        teacher, learner, here = aliased(AgreedRow), aliased(AgreedRow), col(LessonRow.partnership_id)
        of_teacher, said_teacher = col(teacher.partnership_id), col(teacher.member_id)
        of_learner, said_learner = col(learner.partnership_id), col(learner.member_id)
        query = (
            select(LessonRow.skill, LessonRow.via)
            .join(MemberRow, col(MemberRow.id) == col(LessonRow.teacher_id))
            .join(teacher, and_(of_teacher == here, said_teacher == col(LessonRow.teacher_id)))
            .join(learner, and_(of_learner == here, said_learner == col(LessonRow.learner_id)))
            .where(col(MemberRow.community_id) == community, col(LessonRow.via) != "")
            .order_by(here, col(LessonRow.position))
        )
        return [list(pair) for pair in await self._session.exec(query)]

    async def counts(
        self, community: CommunityId, skills: Collection[SkillId] | None = None
    ) -> list[SkillCount]:
        """Return how many consenting members offer and want each skill, most used first; no unused ones."""
        offers = await self._how_many(OfferRow, community)
        wants = await self._how_many(WantRow, community)
        asked = (offers | wants).keys() if skills is None else set(skills)
        found: list[SkillCount] = []
        for some in batches(asked):
            rows = await self._session.exec(
                select(SkillRow).where(col(SkillRow.community_id) == community, col(SkillRow.id).in_(some))
            )
            found += [
                SkillCount(skill=row.to_model(), offers=offers[row.id], wants=wants[row.id])
                for row in rows
                if offers[row.id] or wants[row.id]
            ]
        return sorted(found, key=lambda one: (-one.offers - one.wants, one.skill.name))

    async def _how_many(self, table: type[OfferRow] | type[WantRow], community: CommunityId) -> Counter[int]:
        query = (
            select(table.skill_id, func.count())
            .join(MemberRow, col(MemberRow.id) == col(table.member_id))
            .where(*_consenting(community))
            .group_by(col(table.skill_id))
        )
        return Counter(dict((await self._session.exec(query)).all()))


def _consenting(community: CommunityId) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a member row: of this community, has consented, has not left."""
    return (
        col(MemberRow.community_id) == community,
        col(MemberRow.joined_at).is_not(None),
        col(MemberRow.left_at).is_(None),
    )
