"""Who may run rounds, and who is no longer there."""

from __future__ import annotations

import pytest

from bot.ports import LoginError
from tests.adapters.discord.world import World


async def restarted(world: World, **settings: object) -> None:
    await world.adapter.stop()
    world.adapter = world.fresh(**settings)
    await world.adapter.start()


async def test_people_of_the_configured_role_run_rounds_and_others_do_not(offline: World) -> None:
    role = offline.guild.add_role("mentors")
    dora = offline.guild.add_member("dora", roles=[role])
    await restarted(offline, organiser_role=role.id)
    for one in (dora, offline.ann):
        await one.settled(await one.slash("mentor help"))
        await one.dm("hello")
    await offline.fd.wait_until(lambda: len(offline.core.requests) == 4, what="everything arrives")
    dora_is = offline.core.members[str(offline.guild.id), str(dora.id)].id
    assert [await r.organises() for r in offline.core.requests] == [
        r.member == dora_is for r in offline.core.requests
    ]


async def test_who_left_the_server_unseen_is_noticed_before_a_round(world: World) -> None:
    for one in (world.ann, world.ben):
        await one.settled(await one.slash("mentor help"))
    world.ben.leave()
    await world.eve.settled(await world.eve.slash("mentor-admin round preview"))
    assert world.core.left == [(str(world.guild.id), str(world.ben.id))]
    await world.eve.settled(await world.eve.slash("mentor-admin round publish"))
    assert len(world.core.left) == 1


async def test_who_left_while_the_bot_was_away_is_noticed_when_it_comes_back(world: World) -> None:
    await world.ann.settled(await world.ann.slash("mentor help"))
    await world.adapter.stop()
    world.ann.leave()
    await restarted(world)
    await world.fd.wait_until(lambda: world.core.left, what="it is noticed")


async def test_a_check_that_breaks_down_counts_nobody_out_and_is_made_again(world: World) -> None:
    await world.ann.settled(await world.ann.slash("mentor help"))
    world.fd.add_fault(method="GET", path=r"/members/\d+$", status=503)
    world.ann.leave()
    for expected in ([], [(str(world.guild.id), str(world.ann.id))]):
        await world.eve.settled(await world.eve.slash("mentor-admin round preview"))
        assert world.core.left == expected


async def test_with_the_members_intent_who_leaves_is_noticed_at_once(offline: World) -> None:
    await restarted(offline, members_intent=True)
    offline.ann.leave()
    await offline.fd.wait_until(lambda: offline.core.left, what="it is noticed")


async def test_a_members_intent_that_is_not_granted_is_said_in_one_sentence(offline: World) -> None:
    offline.fd.enabled_privileged_intents = 0
    offline.adapter = offline.fresh(members_intent=True)
    with pytest.raises(LoginError, match="Server Members Intent"):
        await offline.adapter.start()
