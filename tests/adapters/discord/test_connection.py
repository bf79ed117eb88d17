"""Logging in, staying connected, and coming back."""

from __future__ import annotations

import asyncio

import pytest

from adapters.discord.connection import Logins
from bot.model.ids import MemberId
from bot.ports import LoginError, ToMember
from bot.router.request import Ask, Show
from bot.ui import Button, Card, Form, TextField
from tests.adapters.discord.world import World
from tests.fakes.discord import FakeDiscord

MET = Card("Did you meet?", rows=((Button("We met", "met:4"),),))


def identifies(fd: FakeDiscord) -> int:
    return len([one for one in fd.gateway.log if one["event"] == "identify"])


async def test_starting_connects_without_privileged_intents(world: World) -> None:
    assert world.adapter.connected
    [identify] = [one for one in world.fd.gateway.log if one["event"] == "identify"]
    assert identify["intents"] == (1 << 0) | (1 << 12)


async def test_a_wrong_token_is_said_in_one_sentence(offline: World) -> None:
    offline.adapter = offline.fresh(token="wrong")
    with pytest.raises(
        LoginError, match=r"^Discord refuses the token: make a new one in the Developer Portal"
    ):
        await offline.adapter.start()
    assert not offline.adapter.connected


async def test_a_server_that_cannot_be_reached_is_said_in_one_sentence(offline: World) -> None:
    offline.adapter = offline.fresh(api_url="http://127.0.0.1:1/api/v10")
    with pytest.raises(LoginError, match=r"^Discord cannot be reached: check the network"):
        await offline.adapter.start()


async def test_a_first_connection_that_fails_is_made_again(offline: World) -> None:
    offline.fd.gateway.refuse = True

    def open_up() -> bool:
        refused = offline.fd.calls_to("GET", "/users/@me")
        offline.fd.gateway.refuse = len(refused) < 2
        return len(refused) >= 2

    starting = asyncio.create_task(offline.adapter.start())
    await offline.fd.wait_until(open_up, 10, "a fresh client logs in")
    await starting
    assert offline.adapter.connected


async def test_a_cut_connection_is_resumed_and_nothing_is_lost(world: World) -> None:
    world.fd.gateway.cut_all()
    used = await world.ann.slash("mentor help")
    assert "Noted" in (await world.ann.settled(used)).text
    assert identifies(world.fd) == 1


async def test_a_connection_closed_for_good_is_replaced_by_a_fresh_one(world: World) -> None:
    world.fd.gateway.close_all(4013)
    await world.fd.wait_until(
        lambda: identifies(world.fd) == 2 and world.adapter.connected, 10, "connected again"
    )
    assert "Noted" in (await world.ann.settled(await world.ann.slash("mentor help"))).text
    await world.adapter.sender.send(world.to_ann())
    assert [seen.where for seen in world.ann.inbox()] == ["ephemeral", "dm"]


async def test_a_token_taken_away_while_running_burns_no_logins(world: World) -> None:
    world.fd.token = "another"
    world.fd.gateway.close_all(4004)
    await world.fd.wait_until(lambda: len(world.fd.calls_to("GET", "/users/@me")) >= 3, 10, "it asks again")
    assert identifies(world.fd) == 1
    assert not world.adapter.connected
    world.fd.token = "fake.bot.token"
    await world.fd.wait_until(lambda: world.adapter.connected, 10, "connected again")


async def test_an_invalid_session_is_replaced_and_what_comes_after_it_arrives(world: World) -> None:
    world.fd.gateway.invalidate()
    await world.fd.wait_until(
        lambda: identifies(world.fd) == 2 and world.adapter.connected, 10, "a new session"
    )
    assert "Noted" in (await world.ann.settled(await world.ann.slash("mentor help"))).text


def test_sessions_that_are_taken_away_again_and_again_leave_logins_for_the_day() -> None:
    logins, now, made = Logins(), 0.0, 0
    while now < 24 * 3600:
        now += logins.wait(now)
        logins.note(now)
        made += 1
    assert made <= 725


async def test_a_button_still_works_after_a_restart(world: World) -> None:
    await world.adapter.sender.send(world.to_ann(card=MET))
    seen = await world.ann.wait_for(lambda one: one.where == "dm")
    await world.restart()
    await world.ann.settled(await world.ann.click(seen, "We met"))
    [request] = world.core.requests
    assert (request.action, request.numbers) == ("met:4", (4,))


async def test_a_form_opened_before_a_restart_can_be_sent_after_it(world: World) -> None:
    world.core.forms.add("offer")
    world.core.answers["offer"] = Ask(Form("offer.save", "Teach", "Save", (TextField("skill", "Skill"),)))
    opened = await world.ann.slash("mentor offer")
    await world.restart()
    sent = await world.ann.submit_modal(opened, {"Skill": "Rust"})
    assert "Noted" in (await world.ann.settled(sent)).text
    assert world.core.requests[-1].value("skill") == "Rust"


async def test_a_click_in_private_belongs_to_the_server_whose_letter_it_was(world: World) -> None:
    other = world.fd.add_guild("Rust Club")
    other.add_member("ann", user=world.ann.user)
    await world.restart()
    for guild in (world.guild.id, other.id):
        await world.adapter.sender.send(
            world.letter(ToMember(MemberId(1)), world.ann, card=MET, community=str(guild))
        )
    python, rust = world.ann.inbox()
    for seen in (python, rust, python):
        await world.ann.settled(await world.ann.click(seen, "We met"))
    homes = {community.id: community.external_id for community in world.core.communities.values()}
    assert [homes[r.community] for r in world.core.requests] == [
        str(world.guild.id),
        str(other.id),
        str(world.guild.id),
    ]


async def test_a_click_on_an_answer_in_private_belongs_there_too(world: World) -> None:
    other = world.fd.add_guild("Rust Club")
    other.add_member("ann", user=world.ann.user)
    await world.restart()
    world.core.answers["met"] = Show(Card("And then?", rows=((Button("More", "more:1"),),)))
    await world.adapter.sender.send(world.to_ann(card=MET))
    shown = await world.ann.settled(await world.ann.click(world.ann.inbox()[0], "We met"))
    await world.ann.settled(await world.ann.click(shown, "More"))
    assert {request.community for request in world.core.requests} == {1}


async def test_words_in_private_belong_to_the_server_that_met_the_person_last(world: World) -> None:
    other = world.fd.add_guild("Rust Club")
    again = other.add_member("ann", user=world.ann.user)
    await world.restart()
    await world.ann.dm("hello?")
    await world.ann.wait_for(lambda seen: "which server" in seen.text)
    await world.ann.settled(await world.ann.slash("mentor help"))
    await again.settled(await again.slash("mentor help"))
    await world.ann.dm("hello!")
    await world.fd.wait_until(lambda: world.core.requests[-1].action == "said", what="the words arrive")
    assert world.core.requests[-1].community == world.core.communities[str(other.id)].id


async def test_a_name_chosen_for_the_server_survives_words_in_private(world: World) -> None:
    dora = world.guild.add_member("dora", nick="Dora the Brave")
    await dora.settled(await dora.slash("mentor help"))
    await dora.dm("hello")
    await world.fd.wait_until(lambda: len(world.core.requests) == 2, what="the words arrive")
    assert world.core.members[str(world.guild.id), str(dora.id)].name == "Dora the Brave"


async def test_rights_in_private_are_asked_of_discord(world: World) -> None:
    await world.eve.dm("status")
    await world.ann.dm("status")
    await world.fd.wait_until(lambda: len(world.core.requests) == 2, what="the words arrive")
    by_name = {r.member: await r.organises() for r in world.core.requests}
    eve = world.core.members[str(world.guild.id), str(world.eve.id)].id
    assert by_name == {member: member == eve for member in by_name}


async def test_a_thread_counts_as_the_channel_it_belongs_to(world: World) -> None:
    await world.adapter.sender.send(world.to_partners(card=MET))
    [seen] = world.ann.inbox()
    await world.ann.settled(await world.ann.click(seen, "We met"))
    [request] = world.core.requests
    assert request.channel == str(world.guild.channel("general").id)
