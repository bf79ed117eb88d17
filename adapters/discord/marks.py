"""Invisible numbers in our messages, by which a letter or a click is known after a restart or a year.

Discord keeps the `id` that an app gives a component (32 bits, meant "to identify components") and returns
it with the message and with every click (docs.discord.com/developers/components/reference). Two ranges keep
the two meanings apart, and both clear of the small numbers that Discord gives to components without one.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator

import discord

from bot.ports import Envelope

LETTERS = range(1 << 16, 1 << 30)
COMMUNITIES = range(1 << 30, 1 << 31)
NONCE_LENGTH = 25


def letter_mark(envelope: Envelope) -> int:
    """Return the number that marks the message of this letter."""
    return _within(LETTERS, _digest(envelope))


def nonce(envelope: Envelope) -> str:
    """Return the letter's nonce: for some minutes Discord answers a second post with the first message."""
    return base64.b32encode(_digest(envelope)).decode().lower()[:NONCE_LENGTH]


def community_mark(guild: int) -> int:
    """Return the number that marks messages about a server, for clicks in private messages."""
    return _within(COMMUNITIES, hashlib.sha256(str(guild).encode()).digest())


def marks_of(message: discord.Message) -> frozenset[int]:
    """Return every number a message of ours carries."""
    return frozenset(_ids(message.components))


def _ids(components: Iterable[object]) -> Iterator[int]:
    for component in components:
        yield getattr(component, "id", None) or 0
        yield from _ids(getattr(component, "children", ()))


def _digest(envelope: Envelope) -> bytes:
    return hashlib.sha256(f"{envelope.community} {envelope.letter} {envelope.key}".encode()).digest()


def _within(numbers: range, digest: bytes) -> int:
    return numbers[int.from_bytes(digest[:8]) % len(numbers)]
