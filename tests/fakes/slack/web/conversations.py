"""conversations.* methods that open, show and list; users.conversations."""

from __future__ import annotations

from typing import Any

from ...wire import JSON
from ..model import Channel, Message
from ..team import Team
from .base import (
    FAMILY,
    ApiError,
    as_bool,
    as_list,
    channel_of,
    method,
    need,
    need_for,
    page,
    paged,
    refuse_bots,
    user_of,
)

KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
MOST_IN_GROUP_DM = 8  # besides the bot


@method("conversations.open")
def _open(team: Team, args: JSON) -> JSON:
    full = as_bool(args.get("return_im"))
    if args.get("channel"):
        channel = channel_of(team, args["channel"])
        if channel.kind not in ("im", "mpim"):
            raise ApiError("method_not_supported_for_channel_type")
        return _opened(team, channel, known=True, full=full)
    people = _people(team, args.get("users"))
    known = team.has_direct(people)
    if not known and as_bool(args.get("prevent_creation")):
        raise ApiError("channel_not_found")
    channel = team.im(people[0]) if len(people) == 1 else team.mpim(people)
    return _opened(team, channel, known=known, full=full)


def _people(team: Team, users: Any) -> list[str]:
    """The others of a DM (one) or group DM (two to eight), checked."""
    given = as_list(users)
    if not given:
        raise ApiError("users_list_not_supplied")
    people = [each for each in dict.fromkeys(given) if each != team.bot.id]
    if not people:
        raise ApiError("not_enough_users")
    if len(people) > MOST_IN_GROUP_DM:
        raise ApiError("too_many_users")
    need(team, "im:write" if len(people) == 1 else "mpim:write")
    for each in people:
        user = user_of(team, each)
        refuse_bots(user)
        if user.deleted:
            raise ApiError("user_disabled")
    return people


def _opened(team: Team, channel: Channel, *, known: bool, full: bool) -> JSON:
    out: JSON = {"channel": channel.to_json(team.bot.id) if full else {"id": channel.id}}
    if known:
        out |= {"no_op": True, "already_open": True}
    return out


@method("conversations.close")
def _close(team: Team, args: JSON) -> JSON:
    channel_of(team, args["channel"])
    return {}


@method("conversations.info")
def _info(team: Team, args: JSON) -> JSON:
    channel = channel_of(team, args["channel"])
    need_for(team, channel, "read")
    body = channel.to_json(team.bot.id)
    if not as_bool(args.get("include_num_members")):
        body.pop("num_members", None)
    return {"channel": body}


@method("conversations.members")
def _members(team: Team, args: JSON) -> JSON:
    channel = channel_of(team, args["channel"])
    need_for(team, channel, "read")
    items, cursor = page(channel.members, args, 100, 1000)
    return {"members": items, "response_metadata": {"next_cursor": cursor}}


def _visible(team: Team, args: JSON) -> list[Channel]:
    kinds = [KINDS.get(kind) for kind in as_list(args.get("types") or "public_channel")]
    if None in kinds:
        raise ApiError("invalid_types")
    for kind in kinds:
        need(team, f"{FAMILY[str(kind)]}:read")
    live_only = as_bool(args.get("exclude_archived"))
    return [
        channel
        for channel in team.channels.values()
        if channel.kind in kinds
        and (not channel.is_private or team.bot.id in channel.members)
        and not (live_only and channel.is_archived)
    ]


@method("conversations.list")
def _list(team: Team, args: JSON) -> JSON:
    items, cursor = page(_visible(team, args), args, 100, 1000)
    return paged("channels", [channel.to_json(team.bot.id) for channel in items], cursor)


@method("users.conversations")
def _of_user(team: Team, args: JSON) -> JSON:
    who = user_of(team, args.get("user") or team.bot.id).id
    theirs = [channel for channel in _visible(team, args) if who in channel.members]
    items, cursor = page(theirs, args, 100, 999)
    return paged("channels", [channel.to_json(team.bot.id) for channel in items], cursor)


# ---- what was said ---------------------------------------------------------------------------------


def _shown(message: Message, args: JSON) -> JSON:
    """Metadata come whole only with include_all_metadata, else as their event_type."""
    out = message.to_json()
    if message.metadata and not as_bool(args.get("include_all_metadata")):
        out["metadata"] = {"event_type": message.metadata["event_type"]}
    return out


def _within(message: Message, args: JSON) -> bool:
    low, high = str(args.get("oldest") or "0"), str(args.get("latest") or "9" * 12)
    if as_bool(args.get("inclusive")):
        return low <= message.ts <= high
    return low < message.ts < high


def _said(channel: Channel) -> list[Message]:
    return [m for m in channel.messages if not m.deleted and m.ephemeral_to is None]


@method("conversations.history")
def _history(team: Team, args: JSON) -> JSON:
    """Newest first; thread replies are left out, as in Slack."""
    channel = channel_of(team, args["channel"], member=True)
    need_for(team, channel, "history")
    found = [m for m in reversed(_said(channel)) if not m.in_thread and _within(m, args)]
    items, cursor = page(found, args, 100, 999)
    out = paged("messages", [_shown(message, args) for message in items], cursor)
    return {**out, "has_more": bool(cursor), "pin_count": 0}


@method("conversations.replies")
def _replies(team: Team, args: JSON) -> JSON:
    """The thread's first message and its replies, oldest first."""
    channel = channel_of(team, args["channel"], member=True)
    need_for(team, channel, "history")
    ts = str(args["ts"])
    found = [m for m in _said(channel) if m.ts == ts or (m.thread_ts == ts and _within(m, args))]
    if not found:
        raise ApiError("thread_not_found")
    items, cursor = page(found, args, 100, 1000)
    out = paged("messages", [_shown(message, args) for message in items], cursor)
    return {**out, "has_more": bool(cursor)}
