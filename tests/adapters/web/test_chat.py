from __future__ import annotations

import asyncio

from adapters.web.chat import Chat, Place, PlaceKind
from tests.adapters.web.actors import HELLO, MAYA, OLGA, RAVI, WORLD, FakeEngine


def a_chat() -> tuple[Chat, Place, Place]:
    chat = Chat(WORLD, FakeEngine())
    channel, direct = chat.channel("mentorship"), chat.direct("maya")
    assert channel is not None
    assert direct is not None
    return chat, channel, direct


def test_everybody_is_in_the_channels_and_alone_with_the_bot_in_their_own_room() -> None:
    chat, _, _ = a_chat()
    assert [(place.id, place.kind) for place in chat.places_of("maya")] == [
        ("mentorship", PlaceKind.CHANNEL),
        ("random", PlaceKind.CHANNEL),
        ("dm-maya", PlaceKind.DIRECT),
    ]


def test_nobody_gets_into_somebody_elses_direct_room() -> None:
    chat, _, direct = a_chat()
    assert chat.place_of(direct.id, "olga") is None


def test_a_group_of_the_same_people_is_opened_once() -> None:
    chat, _, _ = a_chat()
    first = chat.group(["maya", "ravi"], "Maya and Ravi")
    assert chat.group(["ravi", "maya"], "another title") == first
    assert chat.group(["maya", "olga"], "Maya and Olga") != first


def test_a_message_for_one_pair_of_eyes_is_seen_by_nobody_else() -> None:
    chat, channel, _ = a_chat()
    message = chat.post(channel, HELLO, only="maya")
    assert chat.seen_by("maya", channel) == [message]
    assert chat.seen_by("olga", channel) == []
    assert chat.message_for("olga", message.id) is None
    assert chat.changed_for("olga", channel, 0) == []


def test_messages_of_others_are_unread_until_they_are_read() -> None:
    chat, channel, _ = a_chat()
    chat.post(channel, "hello", author="olga")
    assert (chat.unread("maya", channel), chat.unread("olga", channel)) == (1, 0)
    chat.read("maya", channel)
    assert chat.unread("maya", channel) == 0


def test_only_what_is_addressed_to_a_person_waits_for_them() -> None:
    chat, channel, direct = a_chat()
    chat.post(channel, "hello", author="olga")
    chat.post(direct, HELLO)
    chat.post(chat.group([MAYA.external_id, RAVI.external_id], "two"), HELLO)
    assert chat.waiting_for("maya") == 2
    assert chat.waiting_for("ravi") == 1
    assert chat.waiting_for(OLGA.external_id) == 0


def test_everything_posted_before_the_doors_open_counts_as_read() -> None:
    chat, channel, direct = a_chat()
    chat.post(channel, "hello", author="olga")
    chat.post(direct, HELLO)
    chat.read_all()
    assert (chat.unread("maya", channel), chat.waiting_for("maya")) == (0, 0)


def test_edited_and_removed_messages_are_told_to_whoever_saw_them() -> None:
    chat, _, direct = a_chat()
    kept, gone = chat.post(direct, HELLO), chat.post(direct, HELLO)
    seen = chat.version
    chat.edit(kept, HELLO, {})
    chat.remove(gone)
    assert [(one.id, one.removed) for one in chat.changed_for("maya", direct, seen)] == [
        (kept.id, False),
        (gone.id, True),
    ]
    assert [one.id for one in chat.seen_by("maya", direct)] == [kept.id]


async def test_whoever_watches_wakes_up_when_something_happens() -> None:
    chat, channel, _ = a_chat()
    watching = asyncio.create_task(chat.changes(chat.version))
    await asyncio.sleep(0)
    assert not watching.done()
    message = chat.post(channel, "hello", author="olga")
    assert await watching == message.posted


async def test_whoever_watches_is_sent_away_when_the_chat_closes() -> None:
    chat, _, _ = a_chat()
    watching = asyncio.create_task(chat.changes(chat.version))
    await asyncio.sleep(0)
    chat.close()
    assert await watching == chat.version


def test_a_cleared_chat_begins_a_new_epoch_without_any_group_or_message() -> None:
    chat, channel, _ = a_chat()
    chat.post(channel, "hello", author="olga")
    chat.group(["maya", "ravi"], "two")
    chat.note("something")
    version, epoch = chat.version, chat.epoch
    chat.clear()
    assert chat.seen_by("maya", channel) == []
    assert len(chat.places_of("maya")) == 3
    assert not chat.happened("something")
    assert chat.epoch != epoch
    assert chat.version > version
