"""A model of Discord at the sender's interface; its messages are drawn by the real renderer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from adapters.discord import render
from bot.ports import (
    CannotAsk,
    Envelope,
    LaneStopped,
    Sent,
    ToChannel,
    ToMember,
    ToSpace,
    TryLater,
    Unreachable,
    Unsure,
)
from bot.wiring.simulation.chat import Chat, Drawn, Home, Place, found_in

LATENCY = (0.05, 0.6)
NONCE_KEPT = 120.0  # "the past few minutes"
_MENTION = re.compile(r"<@!?(\d+)>")


class ModelDiscord:
    """A `bot.ports.Sender` for every server of the simulation.

    It stands where discord.py and Discord meet: buckets and the client's own repeats are inside, and a message with
    a nonce that was taken within the last minutes is the same message.
    """

    def __init__(self, chat: Chat) -> None:
        """Post into this chat."""
        self._chat = chat
        self._nonces: dict[int, tuple[float, Sent]] = {}

    async def send(self, envelope: Envelope) -> Sent:
        """Post the letter once; return where it went."""
        home, faults = self._home(envelope), self._chat.faults
        await asyncio.sleep(faults.between(*LATENCY))
        self._check(home)
        place = self._place(home, envelope)
        taken = self._nonces.get(envelope.letter)
        if taken is not None and self._chat.seconds() - taken[0] < NONCE_KEPT:
            return taken[1]
        sent = self._chat.show(place, envelope, _drawn(envelope))
        self._nonces[envelope.letter] = (self._chat.seconds(), sent)
        if len(self._nonces) > 1000:
            self._nonces.pop(next(iter(self._nonces)))
        if faults.happens(faults.rates.answer_lost):
            raise Unsure("the answer was lost")
        return sent

    async def find(self, envelope: Envelope) -> Sent | None:
        """Return where the letter went earlier, or None when it surely never arrived."""
        home = self._home(envelope)
        await asyncio.sleep(self._chat.faults.between(*LATENCY))
        self._check(home)
        try:
            place = self._place(home, envelope)
        except Unreachable as gone:
            raise CannotAsk(str(gone)) from gone
        message = found_in(place, envelope.letter)
        return None if message is None else Sent(place=place.id, message=message)

    def _home(self, envelope: Envelope) -> Home:
        return next(one for one in self._chat.homes if one.external_id == envelope.community)

    def _check(self, home: Home) -> None:
        faults = self._chat.faults
        if not home.installed or not home.token:
            raise LaneStopped("the bot is not on this server")
        if faults.happens(faults.rates.busy):
            raise TryLater(timedelta(seconds=1 + faults.one_of(20)))
        if faults.happens(faults.rates.broken):
            raise Unsure("HTTP 503")

    def _place(self, home: Home, envelope: Envelope) -> Place:
        match envelope.to:
            case ToChannel():
                return self._chat.places[home.channel]
            case ToSpace(partnership):
                people = tuple(self._chat.people[one.external_id] for one in envelope.people)
                if not people:
                    raise Unreachable("nobody")
                return self._chat.place("T", people, str(partnership))
            case ToMember():
                person = self._chat.people[envelope.people[0].external_id]
                if person.gone or person.closed:
                    raise Unreachable("cannot send messages to this user")
                return self._chat.place("D", (person,))


def _drawn(envelope: Envelope) -> Drawn:
    components: Callable[[], list[Any]] = render.card(envelope.card, envelope.names).to_components
    words: list[str] = []
    _read(components(), words)
    text = " ".join(words)
    mentioned = frozenset(_MENTION.findall(text))
    # The sender allows Discord to notify the partners in their space and nobody else; @everyone is never allowed.
    allowed = {one.external_id for one in envelope.people} if isinstance(envelope.to, ToSpace) else set()
    return Drawn(text, mentioned, mentioned & allowed)


def _read(part: Any, words: list[str]) -> None:
    if isinstance(part, list):
        for one in part:
            _read(one, words)
    elif isinstance(part, dict):
        words.extend(str(part[name]) for name in ("content", "label", "placeholder") if part.get(name))
        for one in part.values():
            _read(one, words)
