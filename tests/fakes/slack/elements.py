"""Checks of Block Kit's interactive elements (docs.slack.dev/reference/block-kit/block-elements)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..wire import JSON
from . import parts
from .parts import Problems, complain

MULTI_SELECTS = frozenset(
    f"multi_{kind}_select" for kind in ("static", "external", "users", "conversations", "channels")
)
SELECTS = MULTI_SELECTS | {kind.removeprefix("multi_") for kind in MULTI_SELECTS}
TEXT_INPUTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
PICKERS = frozenset({"datepicker", "timepicker", "datetimepicker"})
BUTTONS = frozenset({"button", "workflow_button"})
INTERACTIVE = (
    SELECTS
    | TEXT_INPUTS
    | PICKERS
    | BUTTONS
    | {"checkboxes", "radio_buttons", "overflow", "rich_text_input", "file_input"}
)
INPUT_ONLY = TEXT_INPUTS | {"file_input"}
IN_ACTIONS = INTERACTIVE - INPUT_ONLY - MULTI_SELECTS
IN_INPUT = INTERACTIVE - BUTTONS - {"overflow"}
IN_SECTION = (INTERACTIVE - INPUT_ONLY - {"rich_text_input"}) | {"image"}
WITH_PLACEHOLDER = SELECTS | TEXT_INPUTS | {"datepicker", "timepicker"}


def element(obj: Any, where: str, out: Problems, *, allowed: frozenset[str]) -> None:
    """Check one element of a block that takes the `allowed` types."""
    if not isinstance(obj, dict):
        complain(out, "must provide an object", where)
        return
    kind = obj.get("type")
    if kind not in allowed:
        complain(out, f"unsupported type: {kind}", f"{where}/type")
        return
    if kind in INTERACTIVE:
        _interactive(obj, where, out)
    if kind in WITH_PLACEHOLDER:
        parts.optional_text(obj, "placeholder", where, out, limit=150, plain_only=True)
    if check := _CHECKS.get(kind):
        check(obj, where, out)


def _interactive(obj: JSON, where: str, out: Problems) -> None:
    parts.string(obj, "action_id", where, out, limit=parts.MAX_ID, minimum=1)
    parts.confirm(obj, where, out)
    if not isinstance(obj.get("focus_on_load", False), bool):
        complain(out, "must be a boolean", f"{where}/focus_on_load")


def _button(obj: JSON, where: str, out: Problems) -> None:
    parts.text(obj.get("text"), f"{where}/text", out, limit=75, plain_only=True)
    for key, limit in (("value", 2000), ("url", 3000), ("accessibility_label", 75)):
        parts.string(obj, key, where, out, limit=limit)
    if obj.get("style") not in (None, "primary", "danger"):
        complain(out, "invalid style", f"{where}/style")


def _checkboxes(obj: JSON, where: str, out: Problems) -> None:
    values = parts.options(obj, where, out, low=1, high=10, mrkdwn_ok=True)
    parts.initial(obj, "initial_options", values, where, out)


def _radio_buttons(obj: JSON, where: str, out: Problems) -> None:
    values = parts.options(obj, where, out, low=1, high=10, mrkdwn_ok=True)
    parts.initial(obj, "initial_option", values, where, out)


def _overflow(obj: JSON, where: str, out: Problems) -> None:
    parts.options(obj, where, out, low=1, high=5)


def _datepicker(obj: JSON, where: str, out: Problems) -> None:
    day = obj.get("initial_date")
    if day is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(day)):
        complain(out, "must be YYYY-MM-DD", f"{where}/initial_date")


def _timepicker(obj: JSON, where: str, out: Problems) -> None:
    time = obj.get("initial_time")
    if time is not None and not re.fullmatch(r"[0-2]\d:[0-5]\d", str(time)):
        complain(out, "must be HH:mm", f"{where}/initial_time")


def _static_select(obj: JSON, where: str, out: Problems) -> None:
    if ("options" in obj) == ("option_groups" in obj):
        complain(out, "exactly one of options and option_groups is required", where)
        return
    if "options" in obj:
        values = parts.options(obj, where, out, low=1, high=100)
    else:
        values = _groups(obj["option_groups"], f"{where}/option_groups", out)
    parts.initial(obj, "initial_option", values, where, out)
    parts.initial(obj, "initial_options", values, where, out)


def _groups(groups: Any, where: str, out: Problems) -> list[str]:
    if not isinstance(groups, list) or not 1 <= len(groups) <= 100:
        complain(out, "must provide between 1 and 100 option_groups", where)
        return []
    values: list[str] = []
    for i, group in enumerate(groups):
        parts.text(group.get("label"), f"{where}/{i}/label", out, limit=75, plain_only=True)
        values += parts.options(group, f"{where}/{i}", out, low=1, high=100)
    return values


def _max_selected(obj: JSON, where: str, out: Problems) -> None:
    most = obj.get("max_selected_items")
    if most is not None and not (isinstance(most, int) and most >= 1):
        complain(out, "must be at least 1", f"{where}/max_selected_items")


def _multi_static_select(obj: JSON, where: str, out: Problems) -> None:
    _static_select(obj, where, out)
    _max_selected(obj, where, out)


def _plain_text_input(obj: JSON, where: str, out: Problems) -> None:
    for key, low in (("min_length", 0), ("max_length", 1)):
        value = obj.get(key)
        if value is not None and not (isinstance(value, int) and low <= value <= 3000):
            complain(out, f"must be an integer from {low} to 3000", f"{where}/{key}")
    longest = obj.get("max_length") if isinstance(obj.get("max_length"), int) else 3000
    parts.string(obj, "initial_value", where, out, limit=int(longest or 3000))


def _number_input(obj: JSON, where: str, out: Problems) -> None:
    if not isinstance(obj.get("is_decimal_allowed"), bool):
        complain(out, "missing required field: is_decimal_allowed", where)


def image(obj: JSON, where: str, out: Problems) -> None:
    """Check an image, as an element or as a block."""
    if "slack_file" not in obj:
        parts.string(obj, "image_url", where, out, limit=3000, required=True)
    parts.string(obj, "alt_text", where, out, limit=2000, required=True)


_CHECKS: dict[str, Callable[[JSON, str, Problems], None]] = {
    "button": _button,
    "workflow_button": _button,
    "checkboxes": _checkboxes,
    "radio_buttons": _radio_buttons,
    "overflow": _overflow,
    "datepicker": _datepicker,
    "timepicker": _timepicker,
    "static_select": _static_select,
    "multi_static_select": _multi_static_select,
    **dict.fromkeys(MULTI_SELECTS - {"multi_static_select"}, _max_selected),
    "plain_text_input": _plain_text_input,
    "number_input": _number_input,
    "image": image,
}
