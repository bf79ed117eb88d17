"""Endpoints of threads: make, list, and who is in them (…/docs/topics/threads)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...wire import JSON
from .. import bits
from ..errors import ApiError
from ..model import now_iso
from ..places import Channel
from ..rules import answers
from .base import Call, channel_of, guild_of, message_of, need, need_text, route, thread_of

if TYPE_CHECKING:
    from ..server import FakeDiscord

ONE_MEMBER = "/channels/{channel_id}/thread-members/{user_id}"


@route("POST", "/channels/{channel_id}/threads", status=201)
def _create(fd: FakeDiscord, call: Call) -> JSON:
    parent = channel_of(fd, call)
    need_text(parent)
    kind = call.fields.get("type", bits.PRIVATE_THREAD)  # Discord's documented default
    private = kind == bits.PRIVATE_THREAD
    need(fd, parent, bits.CREATE_PRIVATE_THREADS if private else bits.CREATE_PUBLIC_THREADS)
    return _new(fd, parent, kind, call.fields)


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads", status=201)
def _create_from_message(fd: FakeDiscord, call: Call) -> JSON:
    parent = channel_of(fd, call)
    message = message_of(call, parent)
    need_text(parent)
    need(fd, parent, bits.CREATE_PUBLIC_THREADS)
    return _new(fd, parent, bits.PUBLIC_THREAD, call.fields, thread_id=message.id)


def _new(fd: FakeDiscord, parent: Channel, kind: int, body: JSON, thread_id: int | None = None) -> JSON:
    answers.check_thread(body)
    thread = fd.make_channel(parent.home(), body["name"], kind=kind, parent=parent, channel_id=thread_id)
    thread.owner_id = fd.bot.id
    thread.invitable = body.get("invitable", True)
    thread.auto_archive_duration = body.get("auto_archive_duration") or 4320
    thread.thread_members[fd.bot.id] = now_iso()
    out = thread.wire(for_user=fd.bot.id)
    fd.gateway.dispatch("THREAD_CREATE", {**out, "newly_created": True}, guild_id=parent.guild_id)
    return out


# ---- who is in a thread --------------------------------------------------------------------------------


@route("PUT", "/channels/{channel_id}/thread-members/@me")
def _join(fd: FakeDiscord, call: Call) -> None:
    thread_of(fd, call).thread_members.setdefault(fd.bot.id, now_iso())


@route("PUT", ONE_MEMBER)
def _add(fd: FakeDiscord, call: Call) -> None:
    thread, user_id = thread_of(fd, call), call.id("user_id")
    guild = thread.home()
    if not guild.may_invite(fd.bot.id, thread):
        raise ApiError(403, 50013)
    if user_id not in guild.members or not guild.permissions_in(user_id, thread) & bits.VIEW_CHANNEL:
        raise ApiError(403, 50001)
    if user_id not in thread.thread_members:
        thread.thread_members[user_id] = now_iso()
        fd.thread_members_changed(thread, added=[user_id])


@route("DELETE", ONE_MEMBER)
def _remove(fd: FakeDiscord, call: Call) -> None:
    thread, bot = thread_of(fd, call), fd.bot.id
    user_id = bot if call.params["user_id"] == "@me" else call.id("user_id")
    if bot not in (user_id, thread.owner_id):
        need(fd, thread, bits.MANAGE_THREADS)
    if thread.thread_members.pop(user_id, None) is not None:
        fd.thread_members_changed(thread, removed=[user_id])


@route("GET", "/channels/{channel_id}/thread-members")
def _members(fd: FakeDiscord, call: Call) -> list[JSON]:
    thread, whole = channel_of(fd, call), call.says_yes("with_member")
    return [thread.thread_member(each, with_member=whole) for each in thread.thread_members]


@route("GET", ONE_MEMBER)
def _member(fd: FakeDiscord, call: Call) -> JSON:
    thread, user_id = channel_of(fd, call), call.id("user_id")
    if user_id not in thread.thread_members:
        raise ApiError(404, 10007)
    return thread.thread_member(user_id)


# ---- lists of threads ----------------------------------------------------------------------------------


def _listed(fd: FakeDiscord, threads: Iterable[Channel]) -> JSON:
    found, bot = sorted(threads, key=lambda thread: -thread.id), fd.bot.id
    return {
        "threads": [thread.wire(for_user=bot) for thread in found],
        "members": [thread.thread_member(bot) for thread in found if bot in thread.thread_members],
        "has_more": False,
    }


@route("GET", "/guilds/{guild_id}/threads/active")
def _active(fd: FakeDiscord, call: Call) -> JSON:
    guild = guild_of(fd, call)
    open_ones = (each for each in guild.channels.values() if each.is_thread and not each.archived)
    return _listed(fd, (thread for thread in open_ones if guild.can_see(fd.bot.id, thread)))


def _archived(parent: Channel, kind: int) -> list[Channel]:
    channels = parent.home().channels.values()
    return [each for each in channels if each.parent is parent and each.archived and each.type == kind]


@route("GET", "/channels/{channel_id}/threads/archived/public")
def _archived_public(fd: FakeDiscord, call: Call) -> JSON:
    parent = channel_of(fd, call)
    need_text(parent)
    need(fd, parent, bits.READ_MESSAGE_HISTORY)
    return _listed(fd, _archived(parent, bits.PUBLIC_THREAD))


@route("GET", "/channels/{channel_id}/threads/archived/private")
def _archived_private(fd: FakeDiscord, call: Call) -> JSON:
    parent = channel_of(fd, call)
    need_text(parent)
    need(fd, parent, bits.READ_MESSAGE_HISTORY | bits.MANAGE_THREADS)
    return _listed(fd, _archived(parent, bits.PRIVATE_THREAD))


@route("GET", "/channels/{channel_id}/users/@me/threads/archived/private")
def _archived_private_joined(fd: FakeDiscord, call: Call) -> JSON:
    parent = channel_of(fd, call)
    need_text(parent)
    need(fd, parent, bits.READ_MESSAGE_HISTORY)
    found = _archived(parent, bits.PRIVATE_THREAD)
    return _listed(fd, (thread for thread in found if fd.bot.id in thread.thread_members))
