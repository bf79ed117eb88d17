"""What every Web API method needs: the registry, errors, arguments, scopes, look-ups and pages."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ...wire import JSON
from ..model import Channel, Message, User
from ..team import Team

T = TypeVar("T")

FAMILY = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
"""The scope family of each kind of conversation."""


class ApiError(Exception):
    """An answer with "ok": false; `messages` go into response_metadata."""

    def __init__(self, error: str, messages: Sequence[str] = (), **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.extra = extra

    def body(self) -> JSON:
        """Return the JSON Slack would send."""
        out: JSON = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            out["response_metadata"] = {"messages": self.messages}
        return out


Handler = Callable[[Team, JSON], JSON]
"""Takes the workspace and the decoded arguments; returns the answer without "ok"."""

HANDLERS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Register the decorated function as a Web API method."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register


# ---- arguments -------------------------------------------------------------------------------------


def as_bool(value: Any) -> bool:
    """Return what a form field or JSON value means; nothing given means no."""
    return value if isinstance(value, bool) else str(value).lower() in ("1", "true", "yes")


def as_list(value: Any) -> list[str]:
    """Return the items of a JSON list or of a comma-separated field."""
    if isinstance(value, list):
        return [str(item) for item in value]
    return [item.strip() for item in str(value or "").split(",") if item.strip()]


def decode(value: Any, error: str) -> Any:
    """Return the JSON in a form field; ApiError(error) when it is not JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ApiError(error) from None


def page(items: Sequence[T], args: JSON, default: int, top: int) -> tuple[list[T], str]:
    """Return one page of the items and the cursor of the next ("" at the end)."""
    try:
        limit = int(args.get("limit") or default)
    except ValueError:
        raise ApiError("invalid_limit") from None
    if not 1 <= limit <= top:
        raise ApiError("invalid_limit")
    start = _offset(str(args["cursor"])) if args.get("cursor") else 0
    end = start + limit
    cursor = base64.b64encode(f"off:{end}".encode()).decode() if end < len(items) else ""
    return list(items[start:end]), cursor


def _offset(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("off:"))
    except ValueError:
        raise ApiError("invalid_cursor") from None


def paged(key: str, items: Sequence[JSON], cursor: str) -> JSON:
    """Return one page in the form Slack answers it."""
    return {key: list(items), "response_metadata": {"next_cursor": cursor}}


# ---- rights ----------------------------------------------------------------------------------------


def need(team: Team, *any_of: str) -> None:
    """Require one of the scopes.

    Raises:
        ApiError: missing_scope.
    """
    if team.scopes is not None and not team.scopes.intersection(any_of):
        raise ApiError("missing_scope", needed=",".join(any_of), provided=",".join(sorted(team.scopes)))


def need_for(team: Team, channel: Channel, verb: str) -> None:
    """Require the scope for this kind of conversation, e.g. im:history."""
    need(team, f"{FAMILY[channel.kind]}:{verb}")


# ---- look-ups --------------------------------------------------------------------------------------


def user_of(team: Team, user_id: Any) -> User:
    """Return the user.

    Raises:
        ApiError: user_not_found.
    """
    user = team.users.get(str(user_id))
    if user is None:
        raise ApiError("user_not_found")
    return user


def channel_of(team: Team, channel: Any, *, member: bool = False, live: bool = False) -> Channel:
    """Return the conversation, by id or "#name"; member: the bot must be in it; live: not archived.

    Raises:
        ApiError: channel_not_found (also for private ones the bot is not in), not_in_channel, is_archived.
    """
    key = str(channel)
    found = team.channels.get(key)
    if found is None and key.startswith("#"):
        found = next((each for each in team.channels.values() if each.name == key[1:]), None)
    if found is None or (found.is_private and team.bot.id not in found.members):
        raise ApiError("channel_not_found")
    if member and team.bot.id not in found.members:
        raise ApiError("not_in_channel")
    if live and found.is_archived:
        raise ApiError("is_archived")
    return found


def message_of(team: Team, channel: Channel, ts: Any) -> Message:
    """Return the message.

    Raises:
        ApiError: message_not_found.
    """
    message = team.find(channel.id, str(ts))
    if message is None:
        raise ApiError("message_not_found")
    return message


def refuse_bots(user: User) -> None:
    """Raise cannot_dm_bot for accounts nobody can have a DM with."""
    if user.is_bot or user.id == "USLACKBOT":
        raise ApiError("cannot_dm_bot")
