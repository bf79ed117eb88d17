"""Posting one letter into one place, and looking whether it is there."""

from __future__ import annotations

import discord

from adapters.discord import render
from adapters.discord.marks import community_mark, letter_mark, marks_of, nonce
from adapters.discord.trouble import told_apart
from bot.ports import CannotAsk, Envelope, Sent, ToMember, ToSpace

# A letter of unknown fate is asked about within minutes; more than this is not written in between.
LOOKED_AT = 200


def place_of(client: discord.Client, envelope: Envelope, place: str) -> discord.PartialMessageable:
    """Return a conversation by its id, without asking Discord about it."""
    guild = None if isinstance(envelope.to, ToMember) else int(envelope.community)
    return client.get_partial_messageable(int(place), guild_id=guild)


async def post(place: discord.abc.Messageable, envelope: Envelope) -> Sent:
    """Post the letter, marked; within minutes Discord makes one message of two posts. Raises a SendError."""
    view = render.card(
        envelope.card,
        envelope.names,
        community_mark=community_mark(int(envelope.community)),
        letter_mark=letter_mark(envelope),
    )
    async with told_apart(posting=True):
        message = await place.send(
            view=view, files=view.files(), nonce=nonce(envelope), allowed_mentions=_mentions(envelope)
        )
    return sent(message)


async def look(client: discord.Client, place: discord.abc.Messageable, envelope: Envelope) -> Sent | None:
    """Return where the letter is in a place, or None; CannotAsk when too much was written there since."""
    mark, seen = letter_mark(envelope), 0
    async with told_apart(posting=False):
        async for message in place.history(limit=LOOKED_AT):
            seen += 1
            if message.author == client.user and mark in marks_of(message):
                return sent(message)
    if seen == LOOKED_AT:
        raise CannotAsk("too much was written since")
    return None


def sent(message: discord.Message) -> Sent:
    """Return where a message is."""
    return Sent(place=str(message.channel.id), message=str(message.id))


def _mentions(envelope: Envelope) -> discord.AllowedMentions:
    """Allow to call exactly the partners in their own space, and nobody anywhere else."""
    if not isinstance(envelope.to, ToSpace):
        return discord.AllowedMentions.none()
    partners = [discord.Object(int(person.external_id)) for person in envelope.people]
    return discord.AllowedMentions(everyone=False, roles=False, replied_user=False, users=partners)
