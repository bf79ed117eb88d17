"""Skills, offers and wants, on every engine."""

from __future__ import annotations

from dataclasses import replace

from bot.model.agreements import Agreement
from bot.model.people import Offer, OfferLevel, SkillCount, Want, WantLevel
from bot.ports import Store
from tests.storage.worlds import NOW, pair, settle, started_round


async def test_a_skill_keeps_the_name_it_was_first_given(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        first = await work.skills.named(world.community.id, "python", "Python")
        again = await work.skills.named(world.community.id, "python", "PYTHON")
        await work.skills.named(world.community.id, "go", "Go")
        assert first == again
        assert await work.skills.names(world.community.id) == ["Go", "Python"]


async def test_skills_of_two_communities_are_apart(store: Store) -> None:
    async with store.write() as work:
        here, there = await settle(work), await settle(work, workspace="T2")
        one = await work.skills.named(here.community.id, "python", "Python")
        other = await work.skills.named(there.community.id, "python", "Python")
        assert one.id != other.id
        assert await work.skills.names(here.community.id) == ["Python"]


async def test_offering_again_replaces_the_offer(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        skill = await work.skills.named(world.community.id, "python", "Python")
        offer = Offer(member=world.ana.id, skill=skill)
        better = replace(offer, level=OfferLevel.EXPERT)
        assert await work.skills.put_offer(offer)
        assert not await work.skills.put_offer(better)
        assert await work.skills.offers([world.ana.id]) == [better]
        assert await work.skills.drop_offer(world.ana.id, skill.id)
        assert not await work.skills.drop_offer(world.ana.id, skill.id)
        assert await work.skills.offers([world.ana.id]) == []


async def test_wanting_again_replaces_the_want(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        skill = await work.skills.named(world.community.id, "go", "Go")
        want = Want(member=world.ben.id, skill=skill, goal="my first tool")
        later = replace(want, level=WantLevel.STRONG, goal="", priority=4, close=True)
        assert await work.skills.put_want(want)
        assert not await work.skills.put_want(later)
        assert await work.skills.wants([world.ben.id]) == [later]
        assert await work.skills.drop_want(world.ben.id, skill.id)
        assert not await work.skills.drop_want(world.ben.id, skill.id)


async def test_offers_come_by_member_and_name_and_wants_by_member_and_priority(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        ana, ben = world.ana.id, world.ben.id
        skills = [
            await work.skills.named(world.community.id, name.lower(), name)
            for name in ("Rust", "Go", "Chess")
        ]
        rust, go, chess = skills
        for skill in skills:
            await work.skills.put_offer(Offer(member=ben, skill=skill))
        await work.skills.put_offer(Offer(member=ana, skill=rust))
        for priority, skill in enumerate(skills, start=1):
            await work.skills.put_want(Want(member=ana, skill=skill, priority=priority))
        assert [(one.member, one.skill) for one in await work.skills.offers([ben, ana])] == [
            (ana, rust),
            (ben, chess),
            (ben, go),
            (ben, rust),
        ]
        assert [one.skill for one in await work.skills.wants([ana])] == [rust, go, chess]


async def test_counts_are_of_members_who_consented_and_stayed_most_used_first(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, "Ana", "Ben", "Cy")
        ana, ben, cy = world.members
        python, go, unused = [
            await work.skills.named(world.community.id, name.lower(), name)
            for name in ("Python", "Go", "Latin")
        ]
        stranger = await work.people.add(world.community.id, "U9", "Dee", None, "en")
        await work.people.put(replace(cy, left_at=NOW))
        for member in (ana, stranger, cy):
            await work.skills.put_offer(Offer(member=member.id, skill=go))
        for member in (ana, ben):
            await work.skills.put_want(Want(member=member.id, skill=python))
        counted = await work.skills.counts(world.community.id)
        assert counted == [
            SkillCount(skill=python, offers=0, wants=2),
            SkillCount(skill=go, offers=1, wants=0),
        ]
        assert await work.skills.counts(world.community.id, [go.id, unused.id]) == counted[1:]
        assert await work.skills.counts(world.community.id, []) == []


async def test_skills_go_together_that_one_person_has_or_partners_accepted_here_and_nowhere_else(
    store: Store,
) -> None:
    async with store.write() as work:
        here, there = await settle(work), await settle(work, workspace="T2")
        for world, names in ((here, ("Rust", "Go")), (there, ("Yoga", "Chess"))):
            for name in names:
                skill = await work.skills.named(world.community.id, name.casefold(), name)
                await work.skills.put_offer(Offer(member=world.ana.id, skill=skill))
                await work.skills.put_want(Want(member=world.ben.id, skill=skill))
        [one] = await work.partnerships.add([pair(here, await started_round(work, here))])
        await work.agreements.put(Agreement(partnership=one.id, agreed=frozenset({here.ana.id})))
        assert await work.skills.together(here.community.id) == [["Go", "Rust"], ["Go", "Rust"]]
        await work.agreements.put(Agreement(partnership=one.id, agreed=frozenset({here.ana.id, here.ben.id})))
        accepted = [["skill 0", "rust"], ["skill 1", "rust"]]
        assert await work.skills.together(here.community.id) == [["Go", "Rust"], ["Go", "Rust"], *accepted]
