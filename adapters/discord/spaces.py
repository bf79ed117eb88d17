"""The shared space of a partnership: a private thread in the programme's channel.

The first letter is posted while the thread is empty, and its people are added after that. So what a crash
leaves behind is either a thread that nobody but the bot is in, free for any pair of that name, or one that
carries its own letter. Nobody ever ends up in somebody else's thread, whatever the titles are.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

import discord
import structlog

from adapters.discord.markup import one_line
from adapters.discord.post import look, place_of, post
from adapters.discord.trouble import Gone, NoAccess, told_apart
from bot.ports import Envelope, Refused, Sent, Unreachable

log = structlog.get_logger(__name__)

MAX_NAME = 100
# A week, the longest there is: check-ins and reminders come weekly, and each wakes the thread up.
AUTO_ARCHIVE_MINUTES: Final = 10080


async def to_space(client: discord.Client, guild: discord.Guild, envelope: Envelope) -> Sent:
    """Post a letter to the partners' thread, opening it when there is none; return where it went.

    A person who cannot be added is left out; Unreachable when nobody can.
    """
    if envelope.place is not None:
        with suppress(Gone):
            return await post(place_of(client, envelope, envelope.place), envelope)
    # Only an earlier try can have left a thread behind.
    thread, done = (None, None) if envelope.attempt == 1 else await _left_behind(client, guild, envelope)
    if thread is None:
        thread = await _open(client, envelope)
    if done is None:
        done = await post(thread, envelope)
    await _add(thread, envelope)
    return done


async def find_space(client: discord.Client, guild: discord.Guild, envelope: Envelope) -> Sent | None:
    """Return where a letter to the partners' thread went, with everybody in it, or None."""
    if envelope.place is not None:
        return await look(client, place_of(client, envelope, envelope.place), envelope)
    thread, done = await _left_behind(client, guild, envelope)
    if thread is not None and done is not None:
        await _add(thread, envelope)
    return done


async def _left_behind(
    client: discord.Client, guild: discord.Guild, envelope: Envelope
) -> tuple[discord.Thread | None, Sent | None]:
    """Return the thread of an earlier try: with the letter in it, or else empty."""
    async with told_apart(posting=False):
        threads = await guild.active_threads()
    empty = None
    for thread in threads:
        if not _could_be(thread, client, envelope):
            continue
        found = await look(client, thread, envelope)
        if found is not None:
            return thread, found
        if empty is None and await _is_empty(thread):
            empty = thread
    return empty, None


def _could_be(thread: discord.Thread, client: discord.Client, envelope: Envelope) -> bool:
    return (
        client.user is not None
        and thread.owner_id == client.user.id
        and str(thread.parent_id) == envelope.channel
        and thread.is_private()
        and thread.name == _name(envelope)
    )


async def _is_empty(thread: discord.Thread) -> bool:
    async with told_apart(posting=False):
        return not [message async for message in thread.history(limit=1)]


async def _open(client: discord.Client, envelope: Envelope) -> discord.Thread:
    if envelope.channel is None:
        raise Refused("no channel")
    async with told_apart(posting=False):
        number = int(envelope.channel)
        channel = client.get_channel(number) or await client.fetch_channel(number)
        if not isinstance(channel, discord.TextChannel) or channel.is_news():
            raise Refused("no private threads here")
        return await channel.create_thread(
            name=_name(envelope),
            type=discord.ChannelType.private_thread,
            invitable=False,
            auto_archive_duration=AUTO_ARCHIVE_MINUTES,
        )


def _name(envelope: Envelope) -> str:
    return one_line(envelope.title)[:MAX_NAME].strip()


async def _add(thread: discord.Thread, envelope: Envelope) -> None:
    added = 0
    for person in envelope.people:
        try:
            # The letter is posted by now: when an answer is lost, asking finds it and adds again.
            async with told_apart(posting=True):
                await thread.add_user(discord.Object(int(person.external_id)))
        except (Unreachable, NoAccess) as away:
            log.info("not_added", letter=envelope.letter, reason=str(away))
        else:
            added += 1
    if not added:
        raise Unreachable("nobody can be added")
