"""Endpoints of messages: read, send (with nonces), edit, delete, react."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...wire import JSON
from .. import bits
from ..errors import ApiError
from ..model import Message
from ..places import Channel
from ..rules import messages
from .base import Call, channel_of, message_of, need, route

if TYPE_CHECKING:
    from ..server import FakeDiscord

ALL = "/channels/{channel_id}/messages"
ONE = "/channels/{channel_id}/messages/{message_id}"


@route("GET", ALL)
def _list(fd: FakeDiscord, call: Call) -> list[JSON]:
    """Newest first, whatever was asked for."""
    channel, limit = channel_of(fd, call), call.limit(50, 100)
    need(fd, channel, bits.READ_MESSAGE_HISTORY)
    found = sorted(channel.standing(), key=lambda message: message.id)
    if "around" in call.query:
        middle = int(call.query["around"])
        earlier = [message for message in found if message.id < middle][-(limit // 2) :]
        later = [message for message in found if message.id >= middle][: limit - limit // 2]
        found = earlier + later
    elif "after" in call.query:
        found = [message for message in found if message.id > int(call.query["after"])][:limit]
    else:
        before = int(call.query.get("before", fd.ids()))
        found = [message for message in found if message.id < before][-limit:]
    return [message.wire() for message in reversed(found)]


@route("GET", ONE)
def _get(fd: FakeDiscord, call: Call) -> JSON:
    channel = channel_of(fd, call)
    need(fd, channel, bits.READ_MESSAGE_HISTORY)
    return message_of(call, channel).wire()


@route("POST", ALL)
def _create(fd: FakeDiscord, call: Call) -> JSON:
    channel, body = channel_of(fd, call), call.fields
    _may_send(fd, channel)
    nonce = None if body.get("nonce") is None else str(body["nonce"])
    enforced = nonce if body.get("enforce_nonce") else None
    if enforced and (known := fd.rest.sent_before(channel, enforced)):
        fd.deduplicated += 1
        return known.wire(created=True)
    messages.new(body)
    message = fd.add_message(channel, fd.bot, body, nonce=nonce)
    if enforced:
        fd.rest.remember(channel, enforced, message)
    return message.wire(created=True)


def _may_send(fd: FakeDiscord, channel: Channel) -> None:
    if channel.type == bits.DM:
        _may_write_to(fd, channel)
    elif channel.is_thread:
        _may_send_in_thread(fd, channel)
    elif channel.type in (bits.CATEGORY, bits.FORUM):
        raise ApiError(400, 50008)
    else:
        need(fd, channel, bits.SEND_MESSAGES)


def _may_write_to(fd: FakeDiscord, channel: Channel) -> None:
    person = channel.recipients[0]
    shared = (g for g in fd.guilds.values() if person.id in g.members and fd.bot.id in g.members)
    if next(shared, None) is None:
        raise ApiError(403, 50278)
    if not person.dms_open or person.bot:
        raise ApiError(403, 50007)


def _may_send_in_thread(fd: FakeDiscord, thread: Channel) -> None:
    if thread.locked:
        raise ApiError(403, 160005)
    need(fd, thread, bits.SEND_MESSAGES_IN_THREADS)
    if thread.archived:  # writing opens it again
        thread.archived = False
        fd.gateway.dispatch("THREAD_UPDATE", thread.wire(for_user=fd.bot.id), guild_id=thread.guild_id)


@route("PATCH", ONE)
def _edit(fd: FakeDiscord, call: Call) -> JSON:
    message = message_of(call, channel_of(fd, call))
    if message.author is not fd.bot and set(call.fields) - {"flags"}:
        raise ApiError(403, 50005)
    return edit(fd, message, call.fields)


def edit(fd: FakeDiscord, message: Message, body: JSON) -> JSON:
    """Check and make an edit; a reply that still says "thinking" is filled in by it."""
    if message.loading:
        messages.new(body)
    else:
        shows = bool(message.content or message.embeds or message.components)
        messages.edit(body, v2=bool(message.flags & bits.COMPONENTS_V2), shows_something=shows)
    fd.edit_message(message, body)
    return message.wire()


@route("DELETE", ONE)
def _delete(fd: FakeDiscord, call: Call) -> None:
    channel = channel_of(fd, call)
    message = message_of(call, channel)
    if message.author is not fd.bot:
        if channel.guild is None:
            raise ApiError(403, 50013)
        need(fd, channel, bits.MANAGE_MESSAGES)
    fd.delete_message(message)


@route("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me")
def _react(fd: FakeDiscord, call: Call) -> None:
    message = message_of(call, channel_of(fd, call))
    message.reactions.setdefault(call.params["emoji"], set()).add(fd.bot.id)
    fd.touch()
