"""Delivers letters into the playground's chat."""

from __future__ import annotations

from typing import assert_never

from adapters.web.chat import Chat, Place
from bot.ports import Envelope, Sent, ToChannel, ToMember, ToSpace, Unreachable


class PlaygroundSender:
    """`bot.ports.Sender` for the playground; every message remembers its letter, so `find` always knows."""

    def __init__(self, chat: Chat) -> None:
        """Deliver into this chat."""
        self._chat = chat

    async def send(self, envelope: Envelope) -> Sent:
        """Post the letter and return where it went; Unreachable when the person or channel is not there."""
        place = self._place(envelope)
        message = self._chat.post(place, envelope.card, names=envelope.names, letter=envelope.letter)
        self._chat.note(f"letter.{envelope.kind}")
        return Sent(place=place.id, message=str(message.id))

    async def find(self, envelope: Envelope) -> Sent | None:
        """Return where the letter went earlier, or None when it surely never arrived."""
        message = self._chat.of_letter(envelope.letter)
        return None if message is None else Sent(place=message.place, message=str(message.id))

    def _place(self, envelope: Envelope) -> Place:
        match envelope.to:
            case ToMember():
                found = self._chat.direct(envelope.people[0].external_id)
            case ToChannel():
                found = self._chat.channel(envelope.channel or "")
            case ToSpace():
                found = self._group(envelope)
            case _:
                assert_never(envelope.to)
        if found is None:
            raise Unreachable("nobody here by that name")
        return found

    def _group(self, envelope: Envelope) -> Place | None:
        people = [person.external_id for person in envelope.people]
        # Everybody or nobody: a group that one of them cannot enter would look delivered.
        if not all(self._chat.direct(person) for person in people):
            return None
        return self._chat.group(people, envelope.title)
