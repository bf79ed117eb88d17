"""What Slack sends when a person does something: the JSON of commands, clicks, submissions and messages."""

from __future__ import annotations

import time
import uuid

from ..wire import JSON
from .model import Channel, Message, User, View, make_ts
from .team import Team

TOKEN = "fake-verification-token"
NAMES = {"im": "directmessage", "group": "privategroup"}


def shown(team: Team, view: View) -> JSON:
    """Return a view as events and interactions carry it."""
    return view.to_json(team.id, team.fake.app_id, str(team.bot.bot_id))


def command(team: Team, user: User, channel: Channel, name: str, text: str) -> JSON:
    """Return the payload of a slash command."""
    return {
        "token": TOKEN,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": NAMES.get(channel.kind, channel.name),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": team.fake.app_id,
        "is_enterprise_install": "false",
        "response_url": team.new_response_url(user.id, channel.id),
        "trigger_id": team.new_trigger(user.id),
    }


def interaction(team: Team, user: User, target: Message | View, kind: str) -> JSON:
    """Return what all payloads about a message or view have in common."""
    body: JSON = {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": team.id},
        "api_app_id": team.fake.app_id,
        "token": TOKEN,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if isinstance(target, View):
        container: JSON = {"type": "view", "view_id": target.id}
        return {**body, "view": shown(team, target), "container": container}
    return {**body, **_around(team, target)}


def _around(team: Team, message: Message) -> JSON:
    """An ephemeral message itself is not sent back to the app."""
    channel = team.channels[message.channel]
    ephemeral = message.ephemeral_to is not None
    out: JSON = {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        },
        "channel": {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name},
    }
    return out if ephemeral else {**out, "message": {**message.to_json(), "team": team.id}}


def action(team: Team, user: User, target: Message | View, pressed: JSON) -> JSON:
    """Return the payload of a click or choice (block_actions)."""
    body = interaction(team, user, target, "block_actions")
    in_modal = target.id if isinstance(target, View) and target.kind == "modal" else None
    body["trigger_id"] = team.new_trigger(user.id, in_modal)
    if isinstance(target, Message):
        body["response_url"] = team.new_response_url(user.id, target.channel, target.ts)
        body["state"] = {"values": {}}
    body["actions"] = [{**pressed, "action_ts": f"{time.time():.6f}"}]
    return body


def submission(team: Team, user: User, view: View) -> JSON:
    """Return the payload of a submitted modal."""
    body = interaction(team, user, view, "view_submission")
    del body["container"]
    return {**body, "trigger_id": team.new_trigger(user.id, view.id), "response_urls": []}


def closing(team: Team, user: User, view: View, *, everything: bool) -> JSON:
    """Return the payload of a closed modal."""
    body = interaction(team, user, view, "view_closed")
    del body["container"]
    return {**body, "is_cleared": everything}


def said(team: Team, channel: Channel, message: Message) -> JSON:
    """Return the event of a message a person wrote."""
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": message.text}]}
    event: JSON = {
        "type": "message",
        "channel": channel.id,
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "event_ts": message.ts,
        "channel_type": channel.kind,
        "team": team.id,
        "client_msg_id": str(uuid.uuid4()),
        "blocks": [{"type": "rich_text", "block_id": "x", "elements": [words]}],
    }
    if message.thread_ts:
        event["thread_ts"] = message.thread_ts
    return event


def changed(channel: Channel, message: Message, before: JSON) -> JSON:
    """Return the event of an edited message."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": make_ts(),
        "hidden": True,
        "message": message.to_json(),
        "previous_message": before,
    }
