"""chat.* methods, and what an app says through a response_url or an acknowledgement."""

from __future__ import annotations

import json
from typing import Any

from ...wire import JSON
from ..blockkit import plain_text, validate_blocks
from ..model import Channel, Message
from ..team import Team
from .base import ApiError, channel_of, decode, message_of, method, refuse_bots

MAX_TEXT = 40_000  # chat.postMessage cuts what is longer
MAX_UPDATE_TEXT = 4_000  # chat.update: msg_too_long
MAX_BLOCKS_TEXT = 13_000  # msg_blocks_too_long: seen at about 13,200 (bolt-js issue 2509), not documented
MAX_METADATA_BYTES = 16 * 1024  # an assumption; the documented error is metadata_too_large


def content(args: JSON) -> tuple[str, list[JSON]]:
    """Return the text and the blocks of a message.

    Raises:
        ApiError: no_text when there is nothing to show; invalid_blocks and others for what Slack refuses.
    """
    blocks = _blocks(args)
    attachments = decode(args.get("attachments"), "invalid_attachments") or []
    if len(attachments) > 100:
        raise ApiError("too_many_attachments")
    text = str(args.get("text") or "")
    if args.get("markdown_text"):
        if text or blocks:
            raise ApiError("markdown_text_conflict")
        text = str(args["markdown_text"])
    if not text.strip() and not blocks and not attachments:
        raise ApiError("no_text")
    return text, blocks


def _blocks(args: JSON) -> list[JSON]:
    blocks = decode(args.get("blocks") or None, "invalid_blocks_format")
    if blocks is None:
        return []
    if problems := validate_blocks(blocks, "message"):
        raise ApiError("invalid_blocks", problems)
    if len(plain_text(blocks)) > MAX_BLOCKS_TEXT:
        raise ApiError("msg_blocks_too_long")
    return list(blocks)


def _metadata(args: JSON) -> JSON | None:
    given = decode(args.get("metadata") or None, "invalid_metadata_format")
    if not given:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_type"), str):
        raise ApiError("invalid_metadata_schema")
    if not isinstance(given.get("event_payload"), dict):
        raise ApiError("invalid_metadata_schema")
    if len(json.dumps(given)) > MAX_METADATA_BYTES:
        raise ApiError("metadata_too_large")
    return given


def target(team: Team, channel: Any) -> Channel:
    """Return the conversation to post into; a user id means that user's DM with the app.

    Raises:
        ApiError: cannot_dm_bot, channel_not_found, not_in_channel, is_archived.
    """
    user = team.users.get(str(channel))
    if user is not None:
        refuse_bots(user)
        if user.deleted:
            raise ApiError("channel_not_found")  # an assumption: Slack documents no error of its own for this
        return team.im(user.id)
    found = channel_of(team, channel, live=True)
    anywhere = found.kind == "channel" and team.scopes is not None and "chat:write.public" in team.scopes
    if team.bot.id not in found.members and not anywhere:
        raise ApiError("not_in_channel")
    return found


def _thread(team: Team, channel: Channel, args: JSON) -> str | None:
    ts = args.get("thread_ts") or None
    if ts is not None and team.find(channel.id, str(ts)) is None:
        raise ApiError("thread_not_found")
    return ts


@method("chat.postMessage")
def _post_message(team: Team, args: JSON) -> JSON:
    text, blocks = content(args)
    metadata = _metadata(args)
    channel = target(team, args["channel"])
    thread = _thread(team, channel, args)
    message = team.post(channel.id, text[:MAX_TEXT], blocks, thread_ts=thread, metadata=metadata)
    shown = {**message.to_json(), "app_id": team.fake.app_id, "team": team.id}
    if team.fake.config.echo_bot_messages:
        team.emit_soon({**shown, "channel": channel.id, "channel_type": channel.kind})
    out: JSON = {"channel": channel.id, "ts": message.ts, "message": shown}
    if warnings := _warnings(text, blocks):
        out["warning"] = ",".join(warnings)
    return out


def _warnings(text: str, blocks: list[JSON]) -> list[str]:
    warnings = ["message_truncated"] if len(text) > MAX_TEXT else []
    if blocks and not text.strip():
        warnings.append("missing_text_in_message")  # nothing for notifications and screen readers
    return warnings


@method("chat.update")
def _update(team: Team, args: JSON) -> JSON:
    channel = channel_of(team, args["channel"])
    message = message_of(team, channel, args["ts"])
    if message.ephemeral_to is not None:
        raise ApiError("message_not_found")
    if message.user != team.bot.id:
        raise ApiError("cant_update_message")
    text, blocks = content(args)
    if len(text) > MAX_UPDATE_TEXT:
        raise ApiError("msg_too_long")
    message.replace(text, team.fill_ids(blocks))  # text alone removes the blocks
    if args.get("metadata") is not None:
        message.metadata = _metadata(args)
    team.fake.changed()
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.to_json()}


@method("chat.delete")
def _delete(team: Team, args: JSON) -> JSON:
    channel = channel_of(team, args["channel"])
    message = message_of(team, channel, args["ts"])
    if message.user != team.bot.id:
        raise ApiError("cant_delete_message")
    message.deleted = True
    team.fake.changed()
    return {"channel": channel.id, "ts": message.ts}


@method("chat.postEphemeral")
def _post_ephemeral(team: Team, args: JSON) -> JSON:
    text, blocks = content(args)
    if len(text) > MAX_TEXT:
        raise ApiError("msg_too_long")
    channel = target(team, args["channel"])
    if str(args["user"]) not in channel.members:
        raise ApiError("user_not_in_channel")
    thread = _thread(team, channel, args)
    message = team.post(channel.id, text, blocks, thread_ts=thread, ephemeral_to=str(args["user"]))
    return {"message_ts": message.ts}


@method("chat.getPermalink")
def _permalink(team: Team, args: JSON) -> JSON:
    channel = channel_of(team, args["channel"])
    ts = message_of(team, channel, args["message_ts"]).ts
    path = f"{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": f"http://fake.workspace/archives/{path}"}


def answer(
    team: Team, body: JSON, *, user: str, channel: str, original: str | None, via: str
) -> Message | None:
    """Show what an app gave back to one person's command or click; None when it only deleted.

    `original` is the message that was clicked; `via` is "ack" or "response_url".
    """
    before = team.find(channel, original) if original else None
    if original and _says_yes(body, "delete_original"):
        if before is not None:
            before.deleted = True
        team.fake.changed()
        return None
    text, blocks = content(body)
    if before is not None and _says_yes(body, "replace_original"):
        before.replace(text, team.fill_ids(blocks))
        team.fake.changed()
        return before
    only_to = None if body.get("response_type") == "in_channel" else user
    return team.post(channel, text, blocks, ephemeral_to=only_to, via=via)


def _says_yes(body: JSON, key: str) -> bool:
    return str(body.get(key)).lower() == "true"
