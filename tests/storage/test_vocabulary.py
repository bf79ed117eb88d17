"""Communities' own words, votes and changes, on every engine."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from bot.errors import NotFound
from bot.model.people import Offer, OfferLevel, Want, WantLevel
from bot.model.vocabulary import ChangeKind, Move, Rule, RuleKind, Source, Spelling, Step, Vote
from bot.ports import Draft, Store
from tests.storage.worlds import NOW, SOON, settle

MEANS = Rule(kind=RuleKind.MEANS, key="k8s", other="kubernetes", typed="k8s", name="Kubernetes")
NEVER = Rule(kind=RuleKind.NEVER, key="java", other="javascript", typed="Java", name="JavaScript")
COVERS = Rule(
    kind=RuleKind.COVERS, key="kubernetes", other="docker", typed="Kubernetes", name="Docker", strength=0.7
)


async def test_a_word_has_one_meaning_and_a_pair_one_decision(store: Store) -> None:
    async with store.write() as work:
        here = (await settle(work)).community.id
        for rule in (MEANS, NEVER, COVERS):
            await work.vocabulary.put(here, rule)
        other = replace(MEANS, other="kustomize", name="Kustomize", source=Source.VOTES)
        weaker = replace(COVERS, strength=0.25)
        await work.vocabulary.put(here, other)
        await work.vocabulary.put(here, weaker)
        assert await work.vocabulary.rules(here) == [weaker, other, NEVER]
        await work.vocabulary.drop(here, MEANS)
        await work.vocabulary.drop(here, MEANS)
        assert await work.vocabulary.rules(here) == [weaker, NEVER]


async def test_words_of_two_communities_are_apart(store: Store) -> None:
    async with store.write() as work:
        here, there = await settle(work), await settle(work, workspace="T2")
        await work.vocabulary.put(here.community.id, MEANS)
        await work.vocabulary.drop(there.community.id, MEANS)
        assert await work.vocabulary.rules(there.community.id) == []
        assert await work.vocabulary.rules(here.community.id) == [MEANS]


async def test_no_rule_is_stronger_than_related_may_be(store: Store) -> None:
    async with store.write() as work:
        here = (await settle(work)).community.id
    with pytest.raises(IntegrityError):
        async with store.write() as work:
            await work.vocabulary.put(here, replace(COVERS, strength=0.95))


async def test_a_member_has_one_vote_for_each_word(store: Store) -> None:
    async with store.write() as work:
        here, there = await settle(work), await settle(work, workspace="T2")
        first = Vote(member=here.ana.id, key="cv", choice="cv", typed="CV", name="CV")
        second = replace(first, choice="computervision", name="Computer vision")
        theirs = replace(first, member=there.ana.id)
        other = replace(first, member=here.ben.id)
        for vote in (first, second, theirs, other):
            await work.vocabulary.vote(vote)
        assert await work.vocabulary.votes(here.community.id, "cv") == [second, other]
        assert await work.vocabulary.votes_of(here.ana.id) == [second]
        assert await work.vocabulary.withdraw(here.ana.id, "cv")
        assert not await work.vocabulary.withdraw(here.ana.id, "cv")
        assert await work.vocabulary.votes(here.community.id, "cv") == [other]


async def test_a_change_keeps_its_way_back(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        here, ana = world.community.id, world.ana.id
        old, new = await work.skills.named(here, "k8s", "k8s"), await work.skills.named(here, "kube", "Kube")
        offer = Offer(member=ana, skill=old, level=OfferLevel.EXPERT)
        want = Want(member=ana, skill=old, level=WantLevel.BASICS, goal="“ship” it", priority=3, close=True)
        moves = [
            Move(source=offer, target=None, after=replace(offer, skill=new)),
            Move(source=want, target=replace(want, skill=new, goal=""), after=replace(want, skill=new)),
        ]
        steps = [Step(before=None, after=MEANS), Step(before=COVERS, after=None)]
        spelling = Spelling(skill=new.id, before="kube", after="Kube")
        what = (ChangeKind.MERGE, "k8s", "Kube")
        kept = await work.vocabulary.record((ana, here), what, (steps, [spelling], moves), NOW)
        assert await work.vocabulary.change(here, kept.id) == kept
        assert kept.steps == tuple(steps)
        assert kept.spellings == (spelling,)
        assert await work.vocabulary.moves(kept.id) == moves


async def test_changes_that_hold_come_newest_first_and_no_other_community_sees_them(store: Store) -> None:
    async with store.write() as work:
        world, other = await settle(work), await settle(work, workspace="T2")
        here, who = world.community.id, (world.ana.id, world.community.id)
        first = await work.vocabulary.record(who, (ChangeKind.ADD, "Zorbing", ""), ((), (), ()), NOW)
        second = await work.vocabulary.record(who, (ChangeKind.ADD, "Curling", ""), ((), (), ()), SOON)
        assert await work.vocabulary.changes(here) == [second, first]
        await work.vocabulary.undone(second.id, SOON)
        assert await work.vocabulary.changes(here) == [first]
        assert (await work.vocabulary.change(here, second.id)).undone_at == SOON
        with pytest.raises(NotFound, match=r"words\.no_change"):
            await work.vocabulary.change(other.community.id, first.id)


async def test_a_skill_is_found_by_its_key_renamed_and_held(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        here = world.community.id
        assert await work.skills.find(here, "zorbing") is None
        skill = await work.skills.named(here, "zorbing", "zorbing")
        await work.skills.rename(skill.id, "Zorbing")
        renamed = replace(skill, name="Zorbing")
        assert await work.skills.find(here, "zorbing") == renamed
        want = Want(member=world.ana.id, skill=renamed)
        offer = Offer(member=world.ben.id, skill=renamed)
        await work.skills.put_want(want)
        await work.skills.put_offer(offer)
        assert await work.skills.held(skill.id) == [offer, want]


async def test_a_members_drafts_of_a_kind_are_listed_while_they_last_and_can_change(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        ana = world.ana.id
        await work.drafts.keep(ana, "ask", {"n": 0}, NOW)
        await work.drafts.keep(ana, "other", {"n": 1}, SOON)
        await work.drafts.keep(world.ben.id, "ask", {"n": 2}, SOON)
        kept = await work.drafts.keep(ana, "ask", {"n": 3}, SOON)
        await work.drafts.change(kept, {"n": 4})
        assert await work.drafts.of(ana, "ask", NOW) == [
            Draft(id=kept, member=ana, kind="ask", data={"n": 4})
        ]
