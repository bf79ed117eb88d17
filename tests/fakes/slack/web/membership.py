"""conversations.* methods that change who is in a channel, and the channel itself."""

from __future__ import annotations

import re

from ...wire import JSON
from ..model import Channel
from ..team import Team
from .base import ApiError, as_bool, as_list, channel_of, method, need, user_of

MAX_NAME = 80
MAX_TOPIC = 250


def _joined(team: Team, channel: Channel, user: str, **extra: str) -> None:
    event = {"type": "member_joined_channel", "user": user, "channel": channel.id, "team": team.id, **extra}
    team.emit_soon({**event, "channel_type": "G" if channel.is_private else "C"})


@method("conversations.join")
def _join(team: Team, args: JSON) -> JSON:
    channel = channel_of(team, args["channel"], live=True)
    if channel.kind != "channel":
        raise ApiError("method_not_supported_for_channel_type")
    if team.bot.id in channel.members:
        return {"channel": channel.to_json(team.bot.id), "warning": "already_in_channel"}
    channel.members.append(team.bot.id)
    _joined(team, channel, team.bot.id)
    return {"channel": channel.to_json(team.bot.id)}


@method("conversations.leave")
def _leave(team: Team, args: JSON) -> JSON:
    channel = channel_of(team, args["channel"])
    if team.bot.id not in channel.members:
        return {"not_in_channel": True}
    channel.members.remove(team.bot.id)
    return {}


@method("conversations.create")
def _create(team: Team, args: JSON) -> JSON:
    name = str(args["name"])
    _check_name(name)
    if any(channel.name == name for channel in team.channels.values()):
        raise ApiError("name_taken")
    private = as_bool(args.get("is_private"))
    need(team, "groups:write" if private else "channels:manage")
    channel = team.add_channel(team.new_id("C"), name, [team.bot.id], private=private)
    return {"channel": channel.to_json(team.bot.id)}


def _check_name(name: str) -> None:
    if not name:
        raise ApiError("invalid_name_required")
    if len(name) > MAX_NAME:
        raise ApiError("invalid_name_maxlength")
    if re.fullmatch(r"[-_]+", name):
        raise ApiError("invalid_name_punctuation")
    if not re.fullmatch(r"[\w-]+", name) or name != name.lower():
        raise ApiError("invalid_name_specials")


@method("conversations.invite")
def _invite(team: Team, args: JSON) -> JSON:
    channel = channel_of(team, args["channel"], member=True, live=True)
    if channel.kind in ("im", "mpim"):
        raise ApiError("method_not_supported_for_channel_type")
    people = as_list(args["users"])
    if not people:
        raise ApiError("no_user")
    for each in people:
        _check_invited(team, channel, each)
    for each in people:
        channel.members.append(each)
        _joined(team, channel, each, inviter=team.bot.id)
    return {"channel": channel.to_json(team.bot.id)}


def _check_invited(team: Team, channel: Channel, user_id: str) -> None:
    user = user_of(team, user_id)
    refusals = {
        "cant_invite_self": user_id == team.bot.id,
        "already_in_channel": user_id in channel.members,
        "cant_invite": user.deleted,
        "ura_max_channels": user.is_ultra_restricted,
    }
    for error, refused in refusals.items():
        if refused:
            raise ApiError(error)


@method("conversations.kick")
def _kick(team: Team, args: JSON) -> JSON:
    channel = channel_of(team, args["channel"], member=True)
    user = str(args.get("user"))
    if user not in channel.members:
        raise ApiError("not_in_channel")
    channel.members.remove(user)
    return {}


@method("conversations.archive")
def _archive(team: Team, args: JSON) -> JSON:
    channel = channel_of(team, args["channel"])
    if channel.is_archived:
        raise ApiError("already_archived")
    channel.is_archived = True
    return {}


def _described(team: Team, args: JSON, what: str) -> Channel:
    channel = channel_of(team, args["channel"], member=True)
    if len(str(args[what])) > MAX_TOPIC:
        raise ApiError("too_long")
    return channel


@method("conversations.setTopic")
def _set_topic(team: Team, args: JSON) -> JSON:
    channel = _described(team, args, "topic")
    channel.topic = str(args["topic"])
    return {"channel": channel.to_json(team.bot.id)}


@method("conversations.setPurpose")
def _set_purpose(team: Team, args: JSON) -> JSON:
    channel = _described(team, args, "purpose")
    channel.purpose = str(args["purpose"])
    return {"channel": channel.to_json(team.bot.id)}
