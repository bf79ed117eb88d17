"""Endpoints of interactions: the first response, and the webhook for what follows within 15 minutes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ...wire import JSON
from .. import bits
from ..errors import ApiError
from ..interactions import Interaction, Violation
from ..model import Message
from ..rules import answers, messages
from .base import Call, route
from .messages import edit

if TYPE_CHECKING:
    from ..server import FakeDiscord

WEBHOOK = "/webhooks/{application_id}/{webhook_token}"
FOLLOWUP = "/webhooks/{application_id}/{webhook_token}/messages/{message_id}"


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def _callback(fd: FakeDiscord, call: Call) -> JSON | None:
    it = fd.interactions.get(call.params["interaction_token"])
    if it is None or it.id != call.id("interaction_id"):
        raise ApiError(404, 10062)
    elapsed = time.monotonic() - it.created
    if it.response_type is not None:
        raise ApiError(400, 40060)
    if elapsed > fd.interaction_deadline:
        fd.violations.append(Violation("late", it.name, round(elapsed, 3)))
        raise ApiError(404, 10062)
    kind, data = call.fields.get("type"), call.fields.get("data") or {}
    answers.callback(kind, data, _allowed(it))
    it.acked_after = elapsed
    fd.ack_times.append((bits.INTERACTION_NAMES[it.kind], it.what, elapsed))
    _respond(fd, it, int(kind or 0), data)
    it.done.set()
    fd.touch()
    return _told(it) if call.says_yes("with_response") else None


def _allowed(it: Interaction) -> tuple[int, ...]:
    if it.kind == bits.AUTOCOMPLETE:
        return (bits.CHOICES,)
    updates = (bits.DEFER_UPDATE, bits.UPDATE) if it.source is not None else ()
    forms = (bits.MODAL,) if it.kind != bits.MODAL_SUBMIT else ()
    return (bits.REPLY, bits.DEFER, *updates, *forms)


def _respond(fd: FakeDiscord, it: Interaction, kind: int, data: JSON) -> None:
    it.response_type = kind
    flags = data.get("flags") or 0
    if kind in (bits.REPLY, bits.DEFER):
        body = data if kind == bits.REPLY else {"flags": (flags & bits.EPHEMERAL) | bits.LOADING}
        it.ephemeral = bool(flags & bits.EPHEMERAL)
        it.original = fd.add_message(it.channel, fd.bot, body, interaction=it, ephemeral=it.ephemeral)
    elif kind in (bits.DEFER_UPDATE, bits.UPDATE):
        it.original = it.source
        if kind == bits.UPDATE and it.source is not None:
            edit(fd, it.source, data)
    elif kind == bits.CHOICES:
        it.choices = data.get("choices", [])
    else:
        it.modal = data


def _told(it: Interaction) -> JSON:
    """What ?with_response=true answers."""
    about: JSON = {"id": str(it.id), "type": it.kind}
    if it.original is None:
        return {"interaction": about}
    about |= {
        "response_message_id": str(it.original.id),
        "response_message_loading": it.response_type == bits.DEFER,
        "response_message_ephemeral": it.ephemeral,
        "channel_id": str(it.channel.id),
    }
    if it.guild is not None:
        about["guild_id"] = str(it.guild.id)
    if it.response_type not in (bits.REPLY, bits.UPDATE):
        return {"interaction": about}
    return {
        "interaction": about,
        "resource": {"type": it.response_type, "message": it.original.wire()},
    }


# ---- the webhook ---------------------------------------------------------------------------------------


def _answered(fd: FakeDiscord, call: Call) -> Interaction:
    it = fd.interactions.get(call.params["webhook_token"])
    if it is None or it.response_type is None or call.id("application_id") != fd.application_id:
        raise ApiError(404, 10015)
    if time.monotonic() - it.created > fd.token_lifetime * fd.time_scale:
        raise ApiError(401, 50027)
    return it


@route("POST", WEBHOOK)
def _follow_up(fd: FakeDiscord, call: Call) -> JSON:
    it, body = _answered(fd, call), call.fields
    messages.new(body)
    if it.response_type == bits.DEFER and it.original is not None and it.original.loading:
        return edit(fd, it.original, body)  # documented: the first followup fills a deferred reply
    ephemeral = bool((body.get("flags") or 0) & bits.EPHEMERAL)
    message = fd.add_message(it.channel, fd.bot, body, interaction=it, ephemeral=ephemeral)
    it.followups.append(message)
    return message.wire()


def _message(fd: FakeDiscord, call: Call) -> Message:
    it, wanted = _answered(fd, call), call.params["message_id"]
    known = {str(each.id): each for each in it.followups}
    if it.original is not None:
        known |= {str(it.original.id): it.original, "@original": it.original}
    if wanted not in known or known[wanted].deleted:
        raise ApiError(404, 10008)
    return known[wanted]


@route("GET", FOLLOWUP)
def _get(fd: FakeDiscord, call: Call) -> JSON:
    return _message(fd, call).wire()


@route("PATCH", FOLLOWUP)
def _edit(fd: FakeDiscord, call: Call) -> JSON:
    return edit(fd, _message(fd, call), call.fields)


@route("DELETE", FOLLOWUP)
def _delete(fd: FakeDiscord, call: Call) -> None:
    fd.delete_message(_message(fd, call))
