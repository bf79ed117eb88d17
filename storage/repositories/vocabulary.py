"""Each community's own words, the votes about them, and every change with its way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import col, delete, select, update

from bot.errors import NotFound
from bot.model.ids import ChangeId, CommunityId, MemberId
from bot.model.people import Offer, OfferLevel, Skill, Want, WantLevel
from bot.model.vocabulary import Change, ChangeKind, Move, Rule, Spelling, Step, Vote
from storage.repositories.base import Repository
from storage.tables import ChangeRow, CommunityRow, MemberRow, MoveRow, RuleRow, SkillRow, VoteRow


class SqlVocabularies(Repository):
    """`bot.ports.Vocabularies`; `rules` reads all decisions of one community: some hundred."""

    async def hold(self, community: CommunityId) -> None:
        """Keep the community's words as they are until this transaction ends: others who hold them wait."""
        await self._one_to_change(select(CommunityRow).where(col(CommunityRow.id) == community))

    async def rules(self, community: CommunityId) -> list[Rule]:
        """Return every decision of a community, by kind and key."""
        query = select(RuleRow).where(col(RuleRow.community_id) == community)
        ordered = query.order_by(col(RuleRow.kind), col(RuleRow.key), col(RuleRow.pair_key))
        return [row.to_model() for row in await self._session.exec(ordered)]

    async def put(self, community: CommunityId, rule: Rule) -> None:
        """Store a decision, replacing the one in its place."""
        kind, key, pair_key = rule.place
        place = {"community_id": community, "kind": kind, "key": key, "pair_key": pair_key}
        said = {"other": rule.other, "typed": rule.typed, "name": rule.name}
        how = {"strength": rule.strength, "source": rule.source}
        await self._upsert(RuleRow, [{**place, **said, **how}], list(place))

    async def drop(self, community: CommunityId, rule: Rule) -> None:
        """Remove the decision in this one's place; none there is fine."""
        kind, key, pair_key = rule.place
        place = (col(RuleRow.kind) == kind, col(RuleRow.key) == key, col(RuleRow.pair_key) == pair_key)
        await self._session.exec(delete(RuleRow).where(col(RuleRow.community_id) == community, *place))

    async def vote(self, vote: Vote) -> None:
        """Store what a member says a word means, replacing what they said before."""
        place = {"member_id": vote.member, "key": vote.key}
        row = {**place, "choice": vote.choice, "typed": vote.typed, "name": vote.name}
        await self._upsert(VoteRow, [row], list(place))

    async def withdraw(self, member: MemberId, key: str) -> bool:
        """Remove what a member said a word means; True when they had said anything."""
        mine = (col(VoteRow.member_id) == member, col(VoteRow.key) == key)
        return (await self._session.exec(delete(VoteRow).where(*mine))).rowcount > 0

    async def votes(self, community: CommunityId, key: str) -> list[Vote]:
        """Return what a community's members said a word means, by member."""
        query = select(VoteRow).join(MemberRow, col(MemberRow.id) == col(VoteRow.member_id))
        here = query.where(col(MemberRow.community_id) == community, col(VoteRow.key) == key)
        return [row.to_model() for row in await self._session.exec(here.order_by(col(VoteRow.member_id)))]

    async def votes_of(self, member: MemberId) -> list[Vote]:
        """Return everything a member said words mean, by key."""
        query = select(VoteRow).where(col(VoteRow.member_id) == member).order_by(col(VoteRow.key))
        return [row.to_model() for row in await self._session.exec(query)]

    async def record(
        self,
        who: tuple[MemberId, CommunityId],
        what: tuple[ChangeKind, str, str],
        how: tuple[Sequence[Step], Sequence[Spelling], Sequence[Move]],
        now: datetime,
    ) -> Change:
        """Keep a change: `who` did it where, `what` it was about, and `how` to take it back."""
        steps, spellings, moves = how
        row = ChangeRow(
            community_id=who[1],
            at=now,
            actor=who[0],
            kind=what[0],
            first=what[1],
            second=what[2],
            steps=tuple(steps),
            spellings=tuple(spellings),
        )
        change = (await self._add(row)).to_model()
        await self._insert_all(MoveRow, [_moved(change.id, one) for one in moves])
        return change

    async def change(self, community: CommunityId, change: ChangeId) -> Change:
        """Return one change; NotFound("words.no_change") when this community has no such one."""
        row = await self._one_to_change(select(ChangeRow).where(col(ChangeRow.id) == change))
        if row is None or row.community_id != community:
            raise NotFound("words.no_change")
        return row.to_model()

    async def changes(self, community: CommunityId) -> list[Change]:
        """Return the changes that hold, newest first."""
        query = select(ChangeRow).where(
            col(ChangeRow.community_id) == community, col(ChangeRow.undone_at).is_(None)
        )
        return [row.to_model() for row in await self._session.exec(query.order_by(col(ChangeRow.id).desc()))]

    async def moves(self, change: ChangeId) -> list[Move]:
        """Return the offers and wants that followed a change, in that order."""
        query = select(MoveRow).where(col(MoveRow.change_id) == change).order_by(col(MoveRow.id))
        rows = list(await self._session.exec(query))
        ids = {row.source_id for row in rows} | {row.target_id for row in rows}
        # A change is about one pair of skills, an import about those of one file.
        found = await self._session.exec(select(SkillRow).where(col(SkillRow.id).in_(sorted(ids))))
        skills = {row.id: row.to_model() for row in found}
        return [
            Move(
                source=_held(row, skills[row.source_id], row.source),
                target=None if row.target is None else _held(row, skills[row.target_id], row.target),
                after=_held(row, skills[row.target_id], row.after),
            )
            for row in rows
        ]

    async def undone(self, change: ChangeId, now: datetime) -> None:
        """Record that a change was taken back."""
        await self._session.exec(update(ChangeRow).where(col(ChangeRow.id) == change).values(undone_at=now))


def _moved(change: ChangeId, move: Move) -> dict[str, object]:
    source, target = move.skills
    return {
        "change_id": change,
        "member_id": move.source.member,
        "verb": "offer" if isinstance(move.source, Offer) else "want",
        "source_id": source.id,
        "target_id": target.id,
        "source": _values(move.source),
        "target": None if move.target is None else _values(move.target),
        "after": _values(move.after),
    }


def _values(one: Offer | Want) -> dict[str, int | str]:
    if isinstance(one, Offer):
        return {"level": int(one.level)}
    return {"level": int(one.level), "goal": one.goal, "priority": one.priority, "close": int(one.close)}


def _held(row: MoveRow, skill: Skill, values: Mapping[str, int | str]) -> Offer | Want:
    member, level = MemberId(row.member_id), int(values["level"])
    if row.verb == "offer":
        return Offer(member=member, skill=skill, level=OfferLevel(level))
    return Want(
        member=member,
        skill=skill,
        level=WantLevel(level),
        goal=str(values["goal"]),
        priority=int(values["priority"]),
        close=bool(values.get("close", 0)),
    )
