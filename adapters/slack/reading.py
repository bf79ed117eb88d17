"""Reads Slack's payloads: who did what, where, and how they can be answered. Nothing here can raise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from adapters.slack import words
from adapters.slack.words import Mentioned
from bot import commands

Body = Mapping[str, Any]
MAX_KEPT = 3000
SAID = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who did something, where, and by which ways they can be answered; all ids are Slack's own.

    `channel` may be a DM. `response_url` is "" when there is none. `on_card`: the response URL belongs to a
    message of ours that an answer may replace; `message` is its time stamp, "" when only they see it.
    `on_home`: pressed on the Home tab, which has no room for answers. `view` is the window that shows them, "" for
    none.
    """

    team: str
    user: str
    name: str
    channel: str
    channel_name: str
    key: str
    trigger: str = ""
    response_url: str = ""
    on_card: bool = False
    message: str = ""
    thread: str = ""
    on_home: bool = False
    view: str = ""

    @property
    def in_view(self) -> bool:
        """Whether answers belong into a window rather than a conversation."""
        return self.on_home or bool(self.view)

    @property
    def in_dm(self) -> bool:
        """Whether it was done in the DM with the bot, or in no conversation at all."""
        return not self.channel or self.channel.startswith("D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was done, but for people: `people` holds Slack's ids by the name of the value they fill."""

    action: str
    text: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: Mapping[str, tuple[Mentioned, ...]] = field(default_factory=dict)


def command(body: Body) -> tuple[Asked, Deed]:
    """Read a slash command."""
    asked = Asked(
        team=_at(body, "team_id"),
        user=_at(body, "user_id"),
        name=_at(body, "user_name"),
        channel=_at(body, "channel_id"),
        channel_name=_at(body, "channel_name"),
        key=_at(body, "trigger_id"),
        trigger=_at(body, "trigger_id"),
        response_url=_at(body, "response_url"),
    )
    typed = commands.parse(_root(_at(body, "command")), _at(body, "text"))
    found = words.read(typed.text)
    return asked, Deed(
        action=typed.action, text=found.text, people={"person": found.people} if found.people else {}
    )


def click(body: Body) -> tuple[Asked, Deed]:
    """Read a click on a button, or a choice in a menu."""
    private = (body.get("container") or {}).get("is_ephemeral") is True
    asked = Asked(
        team=_at(body, "team", "id"),
        user=_at(body, "user", "id"),
        name=_at(body, "user", "name"),
        channel=_at(body, "channel", "id"),
        channel_name=_at(body, "channel", "name"),
        key=_at(body, "trigger_id"),
        trigger=_at(body, "trigger_id"),
        response_url=_at(body, "response_url"),
        on_card=_at(body, "container", "type") == "message",
        message="" if private else _at(body, "container", "message_ts"),
        thread=_at(body, "message", "thread_ts"),
        on_home=_at(body, "view", "type") == "home",
        view=_at(body, "view", "id") if _at(body, "view", "type") == "modal" else "",
    )
    actions = body.get("actions") or [{}]
    chosen = _at(actions[0], "selected_option", "value")
    return asked, Deed(action=_at(actions[0], "action_id"), values={"choice": (chosen,)} if chosen else {})


def form(body: Body) -> tuple[Asked, Deed]:
    """Read a sent form: it was asked where `kept` says."""
    kept = _kept(_at(body, "view", "private_metadata"))
    asked = Asked(
        team=_at(body, "team", "id"),
        user=_at(body, "user", "id"),
        name=_at(body, "user", "name"),
        channel=_at(kept, "channel"),
        channel_name=_at(kept, "channel_name"),
        key=_at(body, "trigger_id"),
        trigger=_at(body, "trigger_id"),
        response_url=_at(kept, "response_url"),
        on_card=kept.get("on_card") is True,
        message=_at(kept, "message"),
        thread=_at(kept, "thread"),
        view=_at(body, "view", "id") if kept.get("in_view") is True else "",
    )
    values: dict[str, tuple[str, ...]] = {}
    people: dict[str, tuple[Mentioned, ...]] = {}
    for name, state in _answers(body):
        user = _at(state, "selected_user")
        if user:
            people[name] = (Mentioned(user),)
        else:
            values[name] = _values(state)
    return asked, Deed(action=_at(body, "view", "callback_id"), values=values, people=people)


def keep(asked: Asked) -> str:
    """Return what a form carries (<= 3,000 characters) so that its answer is shown where it was asked."""
    kept = {
        "channel": asked.channel,
        "channel_name": asked.channel_name,
        "response_url": asked.response_url,
        "on_card": asked.on_card,
        "message": asked.message,
        "thread": asked.thread,
        "in_view": asked.in_view,
    }
    found = json.dumps(kept)
    return found if len(found) <= MAX_KEPT else json.dumps({**kept, "response_url": ""})[:MAX_KEPT]


def message(body: Body) -> tuple[Asked, Deed] | None:
    """Read a message that a person wrote to the bot in its DM; None for any other message."""
    event = body.get("event") or {}
    text = words.read(_at(event, "text"))
    from_person = event.get("channel_type") == "im" and event.get("user") and not event.get("bot_id")
    if not from_person or event.get("subtype") or not (text.text or text.people):
        return None
    asked = Asked(
        team=team(body),
        user=_at(event, "user"),
        name="",
        channel=_at(event, "channel"),
        channel_name="",
        key=_at(body, "event_id"),
        thread=_at(event, "thread_ts"),
    )
    return asked, Deed(action=SAID, text=text.text, people={"person": text.people} if text.people else {})


def fields_of(body: Body) -> list[str]:
    """Return the names of a sent form's fields, in order."""
    blocks = (body.get("view") or {}).get("blocks") or ()
    return [_at(block, "block_id") for block in blocks if block.get("type") == "input"]


def _root(name: str) -> str:
    """Return which command was typed; a workspace where `/mentor` was taken may have called it otherwise."""
    typed = name.removeprefix("/")
    if typed in commands.roots():
        return typed
    return commands.ORGANISER_ROOT if typed.endswith("-admin") else commands.MEMBER_ROOT


def team(body: Body) -> str:
    """Return the workspace that installed the bot; in a shared channel the writer's own may be another."""
    installed = body.get("authorizations") or [{}]
    return _at(installed[0], "team_id") or _at(body, "team_id")


def _answers(body: Body) -> Iterator[tuple[str, Body]]:
    for name, answers in ((((body.get("view") or {}).get("state") or {}).get("values")) or {}).items():
        for state in answers.values():
            yield name, state


def _values(state: Body) -> tuple[str, ...]:
    """Return what one input holds; nothing typed or chosen is an empty tuple."""
    if state.get("selected_date_time"):
        return (datetime.fromtimestamp(int(state["selected_date_time"]), UTC).isoformat(),)
    if "selected_options" in state:
        return tuple(_at(option, "value") for option in state["selected_options"] or ())
    value = _at(state, "selected_option", "value") or _at(state, "value")
    return (value,) if value else ()


def _kept(metadata: str) -> Body:
    try:
        found = json.loads(metadata)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _at(found: Any, *path: str) -> str:
    """Return the text at a path through nested objects; "" when any of it is missing."""
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""
