"""Communities, programmes and organisers, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from bot.errors import Conflict, NotFound
from bot.model.community import Platform, Settings
from bot.model.ids import CommunityId, ProgrammeId
from bot.ports import Store
from tests.storage.worlds import settle


async def test_a_community_is_found_by_the_id_its_platform_gave_it(store: Store) -> None:
    async with store.write() as work:
        added = await work.communities.add(Platform.DISCORD, "G7", "Gardeners", "fr")
    async with store.read() as work:
        assert await work.communities.find(Platform.DISCORD, "G7") == added
        assert await work.communities.get(added.id) == added
        assert await work.communities.find(Platform.SLACK, "G7") is None


async def test_a_community_added_twice_is_one_community(store: Store) -> None:
    async with store.write() as work:
        first = await work.communities.add(Platform.SLACK, "T1", "Acme", "en")
        second = await work.communities.add(Platform.SLACK, "T1", "Acme again", "en")
    assert first == second


async def test_a_missing_community_or_programme_is_told_by_name(store: Store) -> None:
    async with store.read() as work:
        with pytest.raises(NotFound, match=r"community\.gone"):
            await work.communities.get(CommunityId(404))
        with pytest.raises(NotFound, match=r"programme\.gone"):
            await work.communities.programme(ProgrammeId(404))


async def test_every_setting_of_a_programme_comes_back(store: Store) -> None:
    settings = Settings(
        weeks=8,
        weekday=1,
        at=time(16, 45),
        circles=False,
        one_way=True,
        language="fr",
        signup_days=3,
        cooldown_weeks=0,
        min_shared_hours=4,
    )
    async with store.write() as work:
        community = await work.communities.add(Platform.SLACK, "T1", "Acme", "en")
        added = await work.communities.add_programme(community.id, "C1", "mentors", settings)
    async with store.read() as work:
        assert await work.communities.programme(added.id) == added
        assert await work.communities.programme_in(community.id, "C1") == added
        assert await work.communities.programme_in(community.id, "C2") is None
    assert added.settings == settings


async def test_changed_settings_replace_the_old_ones(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.communities.change_settings(
            world.programme.id, replace(world.programme.settings, weeks=12)
        )
        assert (await work.communities.programme(world.programme.id)).settings.weeks == 12
        with pytest.raises(NotFound):
            await work.communities.change_settings(ProgrammeId(404), Settings())


async def test_a_channel_has_one_programme_and_the_transaction_survives_a_refusal(
    store: Store,
) -> None:
    async with store.write() as work:
        world = await settle(work)
        with pytest.raises(Conflict, match=r"programme\.exists"):
            await work.communities.add_programme(world.community.id, "C1", "again", Settings())
        other = await work.communities.add_programme(world.community.id, "C2", "second", Settings())
    async with store.read() as work:
        assert await work.communities.programmes(world.community.id) == [world.programme, other]


async def test_organisers_are_appointed_once_and_dismissed_once(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        programme = world.programme.id
        assert await work.communities.appoint(programme, world.ben.id)
        assert await work.communities.appoint(programme, world.ana.id)
        assert not await work.communities.appoint(programme, world.ana.id)
        assert await work.communities.organisers(programme) == [world.ana.id, world.ben.id]
        assert await work.communities.dismiss(programme, world.ana.id)
        assert not await work.communities.dismiss(programme, world.ana.id)
        assert await work.communities.organisers(programme) == [world.ben.id]
