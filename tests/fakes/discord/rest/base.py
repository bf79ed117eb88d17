"""What every endpoint needs: the table of routes, the call, look-ups and permissions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ...wire import JSON
from .. import bits
from ..errors import ApiError, bad_form
from ..model import Message
from ..places import Channel, Guild

if TYPE_CHECKING:
    from ..server import FakeDiscord


@dataclass
class Call:
    """One REST call with its parsed body."""

    method: str
    path: str
    query: dict[str, str]
    reason: str | None = None
    template: str = "(unknown)"
    params: dict[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def fields(self) -> JSON:
        """The body as an object; empty when there is none."""
        return self.body if isinstance(self.body, dict) else {}

    def id(self, name: str) -> int:
        """Return an id from the path.

        Raises:
            ApiError: it is not a number.
        """
        try:
            return int(self.params[name])
        except ValueError:
            problem = f'Value "{self.params[name]}" is not snowflake.'
            raise bad_form((name,), "NUMBER_TYPE_COERCE", problem) from None

    def says_yes(self, name: str) -> bool:
        """Return whether a query parameter is set."""
        return self.query.get(name) in ("1", "true", "True")

    def limit(self, default: int, top: int) -> int:
        """Return how many items are wanted.

        Raises:
            ApiError: fewer than 1 or more than `top`.
        """
        wanted = int(self.query.get("limit", default))
        if not 1 <= wanted <= top:
            problem = f"int value should be between 1 and {top}."
            raise bad_form(("limit",), "NUMBER_TYPE_MAX", problem)
        return wanted


@dataclass
class Record:
    """What is kept of each call; t in seconds since the start."""

    t: float
    method: str
    path: str
    template: str
    status: int
    ms: float
    request: Any
    response: Any
    reason: str | None = None
    note: str = ""
    spec: list[str] = field(default_factory=list)
    response_spec: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the line of the record file."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)


Handler = Callable[["FakeDiscord", Call], JSON | list[JSON] | None]
"""Answers a call; None stands for 204 No Content."""


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint."""

    method: str
    template: str
    pattern: re.Pattern[str]
    status: int
    handler: Handler


ROUTES: list[Route] = []


def route(method: str, template: str, *, status: int = 200) -> Callable[[Handler], Handler]:
    """Register the decorated function as an endpoint."""
    pattern = re.compile("^" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template) + "$")

    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(method, template, pattern, status, handler))
        return handler

    return register


def guild_of(fd: FakeDiscord, call: Call) -> Guild:
    """Return the guild named in the path; ApiError 10004 when the bot is not in it."""
    guild = fd.guilds.get(call.id("guild_id"))
    if guild is None or fd.bot.id not in guild.members:
        raise ApiError(404, 10004)
    return guild


def channel_of(fd: FakeDiscord, call: Call) -> Channel:
    """Return the channel named in the path; ApiError 10003 or, when the bot cannot see it, 50001."""
    channel = fd.channels.get(call.id("channel_id"))
    if channel is None:
        raise ApiError(404, 10003)
    if channel.guild is not None and not channel.guild.can_see(fd.bot.id, channel):
        raise ApiError(403, 50001)
    return channel


def thread_of(fd: FakeDiscord, call: Call) -> Channel:
    """Return the open thread named in the path; ApiError 50024 or, when it is archived, 50083."""
    thread = channel_of(fd, call)
    if not thread.is_thread:
        raise ApiError(400, 50024)
    if thread.archived:
        raise ApiError(400, 50083)
    return thread


def message_of(call: Call, channel: Channel) -> Message:
    """Return the message named in the path; ApiError 10008 for deleted and ephemeral ones."""
    message = channel.messages.get(call.id("message_id"))
    if message is None or message.deleted or message.ephemeral_for is not None:
        raise ApiError(404, 10008)
    return message


def need(fd: FakeDiscord, where: Channel | Guild, permissions: int) -> None:
    """Require permissions of the bot; ApiError 50013. In a DM nothing is needed."""
    if isinstance(where, Guild):
        have = where.base_permissions(fd.bot.id)
    elif where.guild is None:
        return
    else:
        have = where.guild.permissions_in(fd.bot.id, where)
    if have & permissions != permissions:
        raise ApiError(403, 50013)


def need_text(channel: Channel) -> Guild:
    """Return the guild of a text channel; ApiError 50024 for other kinds."""
    if channel.guild is None or channel.type != bits.TEXT:
        raise ApiError(400, 50024)
    return channel.guild
