"""Letters out: private messages, private threads for partners, and the programme's channel."""

from __future__ import annotations

from contextlib import suppress
from typing import assert_never

import discord

from adapters.discord.connection import Connection
from adapters.discord.post import look, place_of, post
from adapters.discord.spaces import find_space, to_space
from adapters.discord.trouble import Gone, told_apart
from bot.ports import (
    CannotAsk,
    Envelope,
    LaneStopped,
    Refused,
    Sent,
    ToChannel,
    ToMember,
    ToSpace,
    Unreachable,
)


class DiscordSender:
    """Posts letters; knows nothing but the envelope and the connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def send(self, envelope: Envelope) -> Sent:
        """Post the letter once; return where it went."""
        client = self._connection.client()
        guild = _server(client, envelope)
        match envelope.to:
            case ToMember():
                return await _to_member(client, envelope)
            case ToSpace():
                return await to_space(client, guild, envelope)
            case ToChannel():
                return await post(place_of(client, envelope, _channel(envelope)), envelope)
        assert_never(envelope.to)

    async def find(self, envelope: Envelope) -> Sent | None:
        """Return where the letter went earlier, or None when it surely never arrived.

        Raises:
            CannotAsk: the place is gone or closed to us, or too much was written there since.
            TryLater: the question itself failed.
        """
        client = self._connection.client()
        guild = _server(client, envelope)
        try:
            return await _find(client, guild, envelope)
        except (Refused, Unreachable) as closed:
            raise CannotAsk(str(closed)) from closed


async def _find(client: discord.Client, guild: discord.Guild, envelope: Envelope) -> Sent | None:
    match envelope.to:
        case ToMember():
            return await look(client, await _private(client, envelope), envelope)
        case ToSpace():
            return await find_space(client, guild, envelope)
        case ToChannel():
            return await look(client, place_of(client, envelope, _channel(envelope)), envelope)
    assert_never(envelope.to)


def _server(client: discord.Client, envelope: Envelope) -> discord.Guild:
    guild = client.get_guild(int(envelope.community))
    if guild is None:
        raise LaneStopped("the bot is not on this server")
    return guild


def _channel(envelope: Envelope) -> str:
    if envelope.channel is None:
        raise Refused("no channel")
    return envelope.channel


async def _to_member(client: discord.Client, envelope: Envelope) -> Sent:
    if envelope.place is not None:
        with suppress(Gone):
            return await post(place_of(client, envelope, envelope.place), envelope)
    return await post(await _opened(client, envelope), envelope)


async def _private(client: discord.Client, envelope: Envelope) -> discord.abc.Messageable:
    if envelope.place is not None:
        return place_of(client, envelope, envelope.place)
    return await _opened(client, envelope)


async def _opened(client: discord.Client, envelope: Envelope) -> discord.DMChannel:
    if not envelope.people:
        raise Unreachable("nobody")
    async with told_apart(posting=False):
        return await client.create_dm(discord.Object(int(envelope.people[0].external_id)))
