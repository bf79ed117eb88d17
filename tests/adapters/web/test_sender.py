from __future__ import annotations

import pytest

from adapters.web.chat import Chat
from adapters.web.sender import PlaygroundSender
from adapters.web.world import Persona
from bot.ports import ToChannel, ToSpace, Unreachable
from tests.adapters.web.actors import (
    HELLO,
    MAYA,
    PARTNERSHIP,
    PROGRAMME,
    RAVI,
    TO_MAYA,
    WORLD,
    FakeEngine,
    envelope,
)

STRANGER = Persona(external_id="nobody", name="No Body", role="not here", zone="UTC")


def a_sender() -> tuple[Chat, PlaygroundSender]:
    chat = Chat(WORLD, FakeEngine())
    return chat, PlaygroundSender(chat)


async def test_a_letter_to_a_member_lands_in_the_direct_room() -> None:
    chat, sender = a_sender()
    sent = await sender.send(envelope(TO_MAYA, HELLO, MAYA))
    assert sent.place == "dm-maya"
    assert chat.waiting_for("maya") == 1


async def test_a_letter_to_a_space_opens_a_group_of_its_people() -> None:
    chat, sender = a_sender()
    sent = await sender.send(envelope(ToSpace(PARTNERSHIP), HELLO, MAYA, RAVI))
    place = chat.place_of(sent.place, "ravi")
    assert place is not None
    assert (place.name, place.people) == ("Maya and Ravi", frozenset({"maya", "ravi"}))
    assert chat.place_of(sent.place, "olga") is None


async def test_the_next_letter_to_a_space_goes_to_the_same_group() -> None:
    _, sender = a_sender()
    first = await sender.send(envelope(ToSpace(PARTNERSHIP), HELLO, MAYA, RAVI))
    second = await sender.send(envelope(ToSpace(PARTNERSHIP), HELLO, RAVI, MAYA, letter=2))
    assert second.place == first.place
    assert second.message != first.message


async def test_a_letter_to_a_channel_is_posted_there_for_all() -> None:
    chat, sender = a_sender()
    sent = await sender.send(envelope(ToChannel(PROGRAMME)))
    channel = chat.channel(sent.place)
    assert channel is not None
    assert chat.unread("ravi", channel) == 1


async def test_a_letter_that_arrived_is_found_and_one_that_did_not_is_not() -> None:
    _, sender = a_sender()
    sent = await sender.send(envelope(TO_MAYA, HELLO, MAYA, letter=7))
    assert await sender.find(envelope(TO_MAYA, HELLO, MAYA, letter=7)) == sent
    assert await sender.find(envelope(TO_MAYA, HELLO, MAYA, letter=8)) is None


@pytest.mark.parametrize("to", [TO_MAYA, ToSpace(PARTNERSHIP)])
async def test_a_letter_to_somebody_who_is_not_here_is_unreachable(to: ToSpace) -> None:
    chat, sender = a_sender()
    version = chat.version
    with pytest.raises(Unreachable):
        await sender.send(envelope(to, HELLO, STRANGER))
    assert chat.version == version
