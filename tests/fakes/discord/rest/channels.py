"""Endpoints of channels: look, change, delete, overwrites, typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...wire import JSON
from .. import bits
from ..errors import ApiError
from ..model import now_iso
from ..places import Channel
from ..rules import answers
from .base import Call, channel_of, need, route
from .guilds import overwrite

if TYPE_CHECKING:
    from ..server import FakeDiscord


@route("GET", "/channels/{channel_id}")
def _channel(fd: FakeDiscord, call: Call) -> JSON:
    return channel_of(fd, call).wire(for_user=fd.bot.id)


@route("PATCH", "/channels/{channel_id}")
def _edit(fd: FakeDiscord, call: Call) -> JSON:
    channel, body = channel_of(fd, call), call.fields
    if channel.guild is None:
        raise ApiError(400, 50024)
    if channel.is_thread:
        _edit_thread(fd, channel, body)
        event = "THREAD_UPDATE"
    else:
        need(fd, channel, bits.MANAGE_CHANNELS)
        channel.name, channel.topic = body.get("name", channel.name), body.get("topic", channel.topic)
        event = "CHANNEL_UPDATE"
    out = channel.wire(for_user=fd.bot.id)
    fd.gateway.dispatch(event, out, guild_id=channel.guild.id)
    return out


def _edit_thread(fd: FakeDiscord, thread: Channel, body: JSON) -> None:
    only_opens = set(body) <= {"archived"} and body.get("archived") is False
    may_open = only_opens and fd.bot.id in thread.thread_members and not thread.locked
    if thread.owner_id != fd.bot.id and not may_open:
        need(fd, thread, bits.MANAGE_THREADS)
    if thread.archived and body.get("archived") is not False:
        raise ApiError(400, 50083)
    if "name" in body:
        answers.check_thread(body)
    for key in ("name", "locked", "auto_archive_duration", "invitable"):
        if key in body:
            setattr(thread, key, body[key])
    if "archived" in body:
        thread.archived, thread.archive_timestamp = bool(body["archived"]), now_iso()


@route("DELETE", "/channels/{channel_id}")
def _delete(fd: FakeDiscord, call: Call) -> JSON:
    channel = channel_of(fd, call)
    if channel.guild is not None:
        need(fd, channel, bits.MANAGE_THREADS if channel.is_thread else bits.MANAGE_CHANNELS)
        fd.remove_channel(channel)
    return channel.wire()


@route("PUT", "/channels/{channel_id}/permissions/{overwrite_id}")
def _put_overwrite(fd: FakeDiscord, call: Call) -> None:
    channel, target = channel_of(fd, call), call.id("overwrite_id")
    need(fd, channel, bits.MANAGE_ROLES)
    kept = [each for each in channel.overwrites if each.id != target]
    channel.overwrites = [*kept, overwrite(target, call.fields)]
    fd.gateway.dispatch("CHANNEL_UPDATE", channel.wire(), guild_id=channel.guild_id)


@route("POST", "/channels/{channel_id}/typing")
def _typing(fd: FakeDiscord, call: Call) -> None:
    channel_of(fd, call)
