"""What Slack's client does around a modal: its own checks, and following the app's answer."""

from __future__ import annotations

import re
from typing import Any

from ..wire import JSON
from .blockkit import validate_view
from .model import View
from .state import state_key
from .team import DriverError, Team

MAX_STACK = 3
EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
WHOLE, DECIMAL = r"-?\d+", r"-?\d+(\.\d+)?"


def dispatches(view: View, block_id: str) -> bool:
    """Return whether touching an element of this block tells the app at once."""
    block = next(block for block in view.blocks if block.get("block_id") == block_id)
    return block["type"] != "input" or bool(block.get("dispatch_action"))


def client_complaints(view: View) -> list[str]:
    """Return what Slack's own client refuses before it sends a submission."""
    inputs = [block for block in view.blocks if block["type"] == "input"]
    return [f"{block['element']['action_id']}: {c}" for block in inputs for c in _complaints(view, block)]


def _complaints(view: View, block: JSON) -> list[str]:
    element = block["element"]
    state = view.values.get(str(block["block_id"]), {}).get(str(element["action_id"]), {})
    key = state_key(element)
    value = state.get(key) if key else None
    if value in (None, "", []):
        return [] if block.get("optional") else ["required"]
    return _text_complaints(element, value) if key == "value" else []


def _text_complaints(element: JSON, value: str) -> list[str]:
    number = DECIMAL if element.get("is_decimal_allowed") else WHOLE
    refused = {
        "longer than max_length": len(value) > int(element.get("max_length") or 3000),
        "shorter than min_length": len(value) < int(element.get("min_length") or 0),
        "not an email address": _is_not(element, "email_text_input", EMAIL, value),
        "not a number": _is_not(element, "number_input", number, value),
    }
    return [complaint for complaint, applies in refused.items() if applies]


def _is_not(element: JSON, kind: str, pattern: str, value: str) -> bool:
    return bool(element["type"] == kind and not re.fullmatch(pattern, value))


def follow(team: Team, stack: list[View], body: JSON) -> None:
    """Change the stack of modals as the app's answer to the submission of the top one asks.

    Raises:
        DriverError: Slack would show an error, because the answer is malformed.
    """
    what, view = body.get("response_action"), stack[-1]
    if what is None:
        stack.pop()
    elif what == "clear":
        stack.clear()
    elif what == "errors":
        view.errors = _errors(view, body.get("errors"))
    elif what == "update":
        team.replace_view(view, _new_view(body))
    elif what == "push":
        if len(stack) >= MAX_STACK:
            raise DriverError("push_limit_reached")
        stack.append(team.open_view(view.user, "modal", _new_view(body), on=view))
    else:
        raise DriverError(f"unknown response_action {what!r}")


def _errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {str(block.get("block_id")) for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise DriverError(f"errors must name input blocks of the view: {errors} vs {sorted(inputs)}")
    return {str(block): str(text) for block, text in errors.items()}


def _new_view(body: JSON) -> JSON:
    if problems := validate_view(body.get("view"), "modal"):
        raise DriverError(f"the view in the answer is invalid: {problems}")
    return dict(body["view"])
