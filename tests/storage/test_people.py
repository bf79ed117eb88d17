"""Members, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import NotFound
from bot.model.community import Settings
from bot.model.ids import MemberId
from bot.model.people import USUAL_HOURS, Hours, Member
from bot.ports import Handle, Store
from tests.storage.worlds import NOW, settle


async def test_a_person_met_for_the_first_time_has_not_consented(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        met = await work.people.add(world.community.id, "U9", "Cy", None, "fr")
    assert met == Member(
        id=met.id,
        community=world.community.id,
        name="Cy",
        language="fr",
        languages=("fr",),
        hours=USUAL_HOURS,
    )
    assert (met.zone, met.zone_known, met.joined_at) == ("UTC", False, None)


async def test_a_member_is_found_by_the_id_the_platform_gave_them_in_that_community(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        elsewhere = await settle(work, "Ana's double", workspace="T2")
        assert await work.people.find(world.community.id, "U1") == world.ana
        assert await work.people.find(elsewhere.community.id, "U1") == elsewhere.ana
        assert await work.people.find(world.community.id, "U404") is None


async def test_meeting_the_same_person_twice_stores_one_member(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        again = await work.people.add(world.community.id, "U1", "Ana", "UTC", "en")
        assert await work.people.many([world.ana.id, MemberId(again.id + 100)]) == {world.ana.id: world.ana}
    assert again == world.ana


async def test_everything_of_a_member_comes_back_as_it_was_put(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        changed = replace(
            world.ana,
            name="Ana L.",
            zone="Asia/Kolkata",
            zone_known=True,
            language="fr",
            languages=("fr", "en"),
            hours=(Hours.EVENINGS, Hours.SUNDAYS),
            capacity=3,
            circles=False,
            bio="Likes “quotes” & <tags>",
            joined_at=NOW.astimezone(ZoneInfo("Asia/Tokyo")),
            paused_until=NOW + timedelta(days=3),
            left_at=NOW + timedelta(days=9),
            unreachable=True,
        )
        await work.people.put(changed)
    async with store.read() as work:
        stored = await work.people.get(world.ana.id)
    assert stored == changed
    assert stored.joined_at is not None
    assert stored.joined_at.utcoffset() == timedelta(0)


async def test_a_missing_member_is_told_by_name(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        nobody = replace(world.ana, id=MemberId(404))
        with pytest.raises(NotFound, match=r"member\.gone"):
            await work.people.get(nobody.id)
        with pytest.raises(NotFound, match=r"member\.gone"):
            await work.people.put(nobody)


async def test_handles_say_how_the_platform_knows_members(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        known = await work.people.handles([world.ana.id, world.ben.id, MemberId(404)])
    assert known == {
        world.ana.id: Handle(external_id="U1", name="Ana Lee"),
        world.ben.id: Handle(external_id="U2", name="Ben Okafor"),
    }


async def test_a_programme_has_those_who_consented_and_have_not_left(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, "Ana", "Ben", "Cy")
        ana, ben, cy = world.members
        paused = replace(ben, paused_until=NOW + timedelta(days=30))
        await work.people.put(paused)
        await work.people.put(replace(cy, left_at=NOW))
        stranger = await work.people.add(world.community.id, "U9", "Dee", None, "en")
        await work.people.enter(world.programme.id, stranger.id)
        await work.people.enter(world.programme.id, ana.id)
        assert await work.people.of_programme(world.programme.id) == [ana, paused]


async def test_a_member_may_be_in_several_programmes_or_in_none(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        second = await work.communities.add_programme(world.community.id, "C2", "design", Settings())
        await work.people.enter(second.id, world.ana.id)
        early = await work.people.add(world.community.id, "U9", "Dee", None, "en")
        await work.people.add(world.community.id, "U10", "A stranger", None, "en")
        await work.people.put(replace(early, joined_at=NOW))
        assert await work.people.programmes_of(world.ana.id) == [world.programme.id, second.id]
        assert await work.people.without_programme(world.community.id) == [early.id]


async def test_not_with_is_stored_once_and_read_among_those_asked_about(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, "Ana", "Ben", "Cy")
        ana, ben, cy = (member.id for member in world.members)
        for other in (ben, cy, ben):
            await work.people.avoid(ana, other)
        await work.people.avoid(ben, ana)
        assert await work.people.avoided_by(ana) == [ben, cy]
        assert await work.people.avoidances([ana, ben]) == [(ana, ben), (ben, ana)]


async def test_thousands_of_members_may_be_asked_about_at_once(store: Store) -> None:
    async with store.read() as work:
        everybody = [MemberId(number) for number in range(1, 5001)]
        assert await work.people.many(everybody) == {}
        assert await work.people.handles(everybody) == {}
        assert await work.people.avoidances(everybody) == []
        assert await work.skills.offers(everybody) == []
