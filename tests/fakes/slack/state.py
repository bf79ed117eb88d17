"""What a view remembers of its inputs, in the form Slack sends it (view.state.values)."""

from __future__ import annotations

from typing import Any

from ..wire import JSON
from .blockkit import block_elements
from .elements import BUTTONS, TEXT_INPUTS

STATELESS = BUTTONS | {"overflow"}

_CHOSEN: dict[str, tuple[str, str]] = {
    **dict.fromkeys(TEXT_INPUTS, ("value", "initial_value")),
    **dict.fromkeys(
        ("static_select", "external_select", "radio_buttons"), ("selected_option", "initial_option")
    ),
    **dict.fromkeys(
        ("checkboxes", "multi_static_select", "multi_external_select"),
        ("selected_options", "initial_options"),
    ),
    "overflow": ("selected_option", ""),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}


def state_key(element: JSON) -> str | None:
    """Return under which key the element's state keeps what was chosen; None when it keeps nothing."""
    known = _CHOSEN.get(str(element["type"]))
    return known[0] if known else None


def empty_state(element: JSON) -> JSON:
    """Return the state Slack sends for an element that nobody has touched."""
    kind = str(element["type"])
    state: JSON = {"type": kind}
    if kind in _CHOSEN and kind not in STATELESS:
        key, initial = _CHOSEN[kind]
        nothing: Any = [] if key.endswith("s") else None
        state[key] = element.get(initial) or nothing
    return state


def initial_values(blocks: list[JSON]) -> dict[str, JSON]:
    """Return the state of all inputs of some blocks: block_id -> action_id -> state."""
    out: dict[str, JSON] = {}
    for block in blocks:
        for element in block_elements(block):
            if element["type"] not in STATELESS:
                states = out.setdefault(str(block["block_id"]), {})
                states[str(element["action_id"])] = empty_state(element)
    return out


def kept_values(old: dict[str, JSON], blocks: list[JSON]) -> dict[str, JSON]:
    """Return the state after views.update: values stay where block_id, action_id and type are the same."""
    fresh = initial_values(blocks)
    for block_id, states in fresh.items():
        for action_id, state in states.items():
            before = old.get(block_id, {}).get(action_id)
            if before is not None and before["type"] == state["type"]:
                states[action_id] = before
    return fresh
