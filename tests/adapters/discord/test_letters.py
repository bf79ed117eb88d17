"""Letters on their way out, with everything that can go wrong on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.discord import trouble
from bot.model.ids import MemberId, PartnershipId
from bot.ports import (
    CannotAsk,
    Envelope,
    Handle,
    LaneStopped,
    Refused,
    Sent,
    ToSpace,
    TryLater,
    Unreachable,
    Unsure,
)
from bot.router.request import Request, Show
from bot.ui import Button, Card, Mention
from tests.adapters.discord.world import World
from tests.fakes.discord import Channel, Message
from tests.fakes.discord.bits import CREATE_PRIVATE_THREADS, SEND_MESSAGES
from tests.fakes.discord.model import Overwrite

MESSAGES = r"/channels/\d+/messages$"
MEMBERS = "/thread-members/"


def messages(world: World, place: Channel | str) -> list[Message]:
    channel = world.fd.channels[int(place)] if isinstance(place, str) else place
    return [one for one in channel.messages.values() if not one.deleted]


def the_thread(world: World) -> Channel:
    [thread] = world.guild.threads()
    return thread


def lose_the_post(world: World, **how: Any) -> None:
    world.fd.add_fault(method="POST", path=MESSAGES, apply=True, **how)


# Private messages


async def test_a_letter_arrives_in_private_and_says_where(world: World) -> None:
    sent = await world.adapter.sender.send(world.to_ann(card=Card("Did you and Ben meet?")))
    seen = await world.ann.wait_for(lambda one: "Did you and Ben meet" in one.text)
    assert seen.where == "dm"
    assert sent == Sent(place=str(seen.channel.id), message=str(seen.message.id))


async def test_a_known_conversation_is_not_opened_again(world: World) -> None:
    first = await world.adapter.sender.send(world.to_ann())
    await world.restart()
    again = await world.adapter.sender.send(world.to_ann(place=first.place))
    assert again.place == first.place
    assert len(world.fd.calls_to("POST", "/users/@me/channels")) == 1


async def test_a_conversation_that_is_gone_is_opened_anew(world: World) -> None:
    sent = await world.adapter.sender.send(world.to_ann(place="12345"))
    assert sent.place == str(world.fd.dm_channels[world.ann.id].id)


async def test_closed_private_messages_make_somebody_unreachable(world: World) -> None:
    world.ann.close_dms()
    with pytest.raises(Unreachable, match="403/50007"):
        await world.adapter.sender.send(world.to_ann())


async def test_somebody_who_left_every_shared_server_is_unreachable(world: World) -> None:
    await world.adapter.sender.send(world.to_ann())
    world.ann.leave()
    with pytest.raises(Unreachable, match="403/50278"):
        await world.adapter.sender.send(world.to_ann())


async def test_a_deleted_account_is_unreachable(world: World) -> None:
    nobody = world.to_ann(people=(Handle(external_id="42", name="gone"),))
    with pytest.raises(Unreachable):
        await world.adapter.sender.send(nobody)


async def test_opening_conversations_too_fast_means_a_long_wait(world: World) -> None:
    world.fd.dm_open_limit = 0
    with pytest.raises(TryLater) as later:
        await world.adapter.sender.send(world.to_ann())
    assert later.value.after == timedelta(minutes=10)


# Lost answers


@pytest.mark.parametrize("how", [{"status": 503}, {"drop": True}], ids=["server error", "connection lost"])
async def test_a_lost_answer_leaves_doubt_and_asking_resolves_it(world: World, how: dict[str, Any]) -> None:
    letter = world.to_ann()
    lose_the_post(world, **how)
    with pytest.raises(Unsure):
        await world.adapter.sender.send(letter)
    await world.restart()
    found = await world.adapter.sender.find(letter)
    assert found is not None
    assert [str(one.id) for one in messages(world, found.place)] == [found.message]


async def test_a_letter_that_never_arrived_is_not_found_among_others(world: World) -> None:
    await world.adapter.sender.send(world.to_ann())
    assert await world.adapter.sender.find(world.to_ann()) is None


async def test_sending_twice_within_minutes_makes_one_message(world: World) -> None:
    letter = world.to_ann()
    first = await world.adapter.sender.send(letter)
    await world.restart()
    assert await world.adapter.sender.send(letter) == first
    assert len(messages(world, first.place)) == 1


async def test_trouble_before_the_letter_was_posted_leaves_no_doubt(world: World) -> None:
    world.fd.add_fault(path="/users/@me/channels", status=503)
    with pytest.raises(TryLater):
        await world.adapter.sender.send(world.to_ann())


async def test_a_long_rate_limit_is_handed_on_instead_of_waited_for(world: World) -> None:
    world.fd.add_fault(method="POST", path=MESSAGES, status=429, retry_after=120.0)
    with pytest.raises(TryLater) as later:
        await world.adapter.sender.send(world.to_ann())
    assert later.value.after == timedelta(seconds=120)


async def test_a_ban_by_the_network_in_front_of_discord_is_a_wait_too(world: World) -> None:
    world.fd.add_fault(method="POST", path=MESSAGES, status=429, cloudflare=True)
    with pytest.raises(TryLater):
        await world.adapter.sender.send(world.to_ann())


async def test_asking_that_fails_is_asked_again_later(world: World) -> None:
    sent = await world.adapter.sender.send(world.to_ann())
    world.fd.add_fault(method="GET", path=MESSAGES, status=503)
    with pytest.raises(TryLater):
        await world.adapter.sender.find(world.to_ann(place=sent.place))


async def test_nobody_can_tell_about_a_place_that_is_gone(world: World) -> None:
    with pytest.raises(CannotAsk):
        await world.adapter.sender.find(world.to_ann(place="12345"))


async def test_nobody_can_tell_when_too_much_was_written_since(world: World) -> None:
    general = world.guild.channel("general")
    letter = world.to_channel()
    await world.adapter.sender.send(letter)
    for number in range(200):
        world.fd.add_message(general, world.ann.user, {"content": f"chat {number}"})
    with pytest.raises(CannotAsk):
        await world.adapter.sender.find(letter)


# Partners


async def test_partners_get_a_private_thread_of_their_own(world: World) -> None:
    names = {MemberId(1): Handle(external_id=str(world.ann.id), name="ann")}
    card = Card("You two are partners", ((Mention(MemberId(1)), " starts."),))
    sent = await world.adapter.sender.send(world.to_partners(card=card, names=names))
    thread = the_thread(world)
    assert (thread.name, thread.type, thread.invitable) == ("Ann and Ben", 12, False)
    assert set(thread.thread_members) == {world.fd.bot.id, world.ann.id, world.ben.id}
    assert [(seen.where, seen.pinged) for seen in world.ann.inbox()] == [("thread", True)]
    assert world.cem.inbox() == []
    assert sent == Sent(place=str(thread.id), message=str(messages(world, thread)[0].id))


async def test_exactly_the_partners_can_be_called_in_their_thread_and_nobody_elsewhere(world: World) -> None:
    await world.adapter.sender.send(world.to_partners())
    await world.adapter.sender.send(world.to_ann())
    await world.adapter.sender.send(world.to_channel())
    in_thread, *others = [
        call.request["allowed_mentions"]
        for call in world.fd.calls_to("POST", "/channels/{channel_id}/messages")
    ]
    assert {int(user) for user in in_thread["users"]} == {world.ann.id, world.ben.id}
    assert in_thread["parse"] == []
    assert all(one["parse"] == [] and not one.get("users") for one in others)


async def test_the_next_letter_goes_to_the_same_thread_even_when_it_sleeps(world: World) -> None:
    first = await world.adapter.sender.send(world.to_partners())
    the_thread(world).archived = True
    again = await world.adapter.sender.send(world.to_partners(place=first.place))
    assert again.place == first.place
    assert len(messages(world, first.place)) == 2


async def test_a_deleted_thread_is_opened_anew(world: World) -> None:
    first = await world.adapter.sender.send(world.to_partners())
    world.fd.remove_channel(the_thread(world))
    again = await world.adapter.sender.send(world.to_partners(place=first.place))
    assert again.place == str(the_thread(world).id)


async def test_a_crash_between_thread_and_letter_leads_to_no_second_thread(world: World) -> None:
    letter = world.to_partners()
    world.fd.add_fault(method="POST", path=MESSAGES, status=503)
    with pytest.raises(Unsure):
        await world.adapter.sender.send(letter)
    await world.restart()
    assert await world.adapter.sender.find(letter) is None
    await world.adapter.sender.send(world.to_partners(letter=letter.letter, key=letter.key, attempt=2))
    assert len(messages(world, the_thread(world))) == 1
    assert {world.ann.id, world.ben.id} <= set(the_thread(world).thread_members)


async def test_a_crash_between_letter_and_people_still_brings_everybody_in(world: World) -> None:
    letter = world.to_partners()
    world.fd.add_fault(path=MEMBERS, status=503)
    with pytest.raises(Unsure):
        await world.adapter.sender.send(letter)
    await world.restart()
    found = await world.adapter.sender.find(letter)
    assert found is not None
    assert {world.ann.id, world.ben.id} <= set(the_thread(world).thread_members)


async def test_sending_again_after_that_crash_posts_nothing_twice(world: World) -> None:
    letter = world.to_partners()
    world.fd.add_fault(path=MEMBERS, status=429, retry_after=90.0)
    with pytest.raises(TryLater):
        await world.adapter.sender.send(letter)
    world.fd.nonce_window = 0
    await world.adapter.sender.send(world.to_partners(letter=letter.letter, key=letter.key, attempt=2))
    assert len(messages(world, the_thread(world))) == 1
    assert {world.ann.id, world.ben.id} <= set(the_thread(world).thread_members)


async def test_another_pair_of_the_same_name_never_lands_in_a_thread_that_is_in_use(world: World) -> None:
    await world.adapter.sender.send(world.to_partners())
    other: Envelope = world.letter(ToSpace(PartnershipId(2)), world.ann, world.cem, attempt=2)
    sent = await world.adapter.sender.send(other)
    first, second = world.guild.threads()
    assert sent.place == str(second.id)
    assert world.cem.id not in first.thread_members
    assert world.ben.id not in second.thread_members


async def test_a_partner_who_left_the_server_does_not_keep_the_letter_from_the_other(world: World) -> None:
    world.ben.leave()
    await world.adapter.sender.send(world.to_partners())
    assert set(the_thread(world).thread_members) == {world.fd.bot.id, world.ann.id}


async def test_partners_of_whom_nobody_is_left_are_unreachable(world: World) -> None:
    world.ann.leave()
    world.ben.leave()
    with pytest.raises(Unreachable):
        await world.adapter.sender.send(world.to_partners())


# The server


async def test_a_letter_to_the_channel_is_posted_there(world: World) -> None:
    sent = await world.adapter.sender.send(world.to_channel())
    assert sent.place == str(world.guild.channel("general").id)
    assert await world.adapter.sender.find(world.to_channel()) is None


async def test_a_channel_where_the_bot_may_not_write_refuses(world: World) -> None:
    general = world.guild.channel("general")
    general.overwrites.append(Overwrite(world.fd.bot.id, 1, 0, SEND_MESSAGES | CREATE_PRIVATE_THREADS))
    with pytest.raises(Refused, match="403/50013"):
        await world.adapter.sender.send(world.to_channel())
    with pytest.raises(Refused, match="403/50013"):
        await world.adapter.sender.send(world.to_partners())


async def test_a_deleted_channel_refuses(world: World) -> None:
    letters = world.to_channel(), world.to_partners()
    world.fd.remove_channel(world.guild.channel("general"))
    for letter in letters:
        with pytest.raises(Refused, match="404/10003"):
            await world.adapter.sender.send(letter)


async def test_a_server_that_removed_the_bot_stops_its_lane_only(world: World) -> None:
    other = world.fd.add_guild("Rust Club")
    zoe = other.add_member("zoe")
    world.guild.remove_bot()
    await zoe.settled(await zoe.slash("mentor help"))  # events come in order: by now the bot has heard of it
    with pytest.raises(LaneStopped):
        await world.adapter.sender.send(world.to_ann())
    people = (Handle(external_id=str(zoe.id), name="zoe"),)
    sent = await world.adapter.sender.send(world.to_ann(community=str(other.id), people=people))
    assert sent.place == str(world.fd.dm_channels[zoe.id].id)


async def test_a_server_that_takes_the_bot_back_gets_its_letters_and_its_old_buttons_work(
    world: World,
) -> None:
    asked = Card("Did you meet?", rows=((Button("We met", "met:4"),),))
    await world.adapter.sender.send(world.to_ann(card=asked))
    world.guild.remove_bot()
    world.guild.add_bot_again()
    await world.ann.settled(await world.ann.slash("mentor help"))
    await world.adapter.sender.send(world.to_partners())
    await world.ann.settled(await world.ann.click(world.ann.inbox()[0], "We met"))
    assert [request.action for request in world.core.requests] == ["help", "met:4"]
    assert [seen.where for seen in world.ben.inbox()] == ["thread"]


async def test_a_token_that_was_taken_away_stops_the_lane(world: World) -> None:
    world.fd.token = "another"
    with pytest.raises(LaneStopped, match="401"):
        await world.adapter.sender.send(world.to_ann())
    world.fd.token = "fake.bot.token"


async def test_nothing_is_sent_before_the_bot_is_connected(offline: World) -> None:
    with pytest.raises(TryLater):
        await offline.adapter.sender.send(offline.to_ann())


async def test_a_call_that_hangs_is_given_up_and_told_apart(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trouble, "PATIENCE", 0.05)
    world.fd.add_fault(path="/users/@me/channels", delay=0.2)
    with pytest.raises(TryLater):
        await world.adapter.sender.send(world.to_ann())
    world.fd.add_fault(method="POST", path=MESSAGES, delay=0.2)
    with pytest.raises(Unsure):
        await world.adapter.sender.send(world.to_channel())


async def test_what_is_logged_names_nobody(world: World) -> None:
    def broken(_: Request) -> Show:
        raise RuntimeError("Ann wrote this")

    world.core.answers["help"] = broken
    with capture_logs() as logged:
        await world.ann.settled(await world.ann.slash("mentor help"))
        world.ben.leave()
        await world.adapter.sender.send(world.to_partners())
        await world.restart()
    assert {one["event"] for one in logged} >= {"answer_failed", "not_added", "discord_connected"}
    general = world.guild.channel("general")
    private = (world.ann.id, world.ben.id, world.guild.id, general.id, "Ann", world.fd.token)
    assert not [one for one in private if str(one) in str(logged)]
