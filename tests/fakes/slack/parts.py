"""Checks of Block Kit's smallest parts: text objects, strings, options, confirmation dialogs.

Rules: docs.slack.dev/reference/block-kit/composition-objects. Every check appends what is wrong to a list,
in the style Slack puts into response_metadata.messages.
"""

from __future__ import annotations

from typing import Any

from ..wire import JSON

Problems = list[str]

MAX_ID = 255


def complain(out: Problems, problem: str, where: str) -> None:
    """Append a problem with the place it is at."""
    out.append(f"{problem} [json-pointer:{where}]")


def length(value: str, where: str, out: Problems, *, limit: int, minimum: int = 0) -> None:
    """Check a string's length in characters."""
    if len(value) < minimum:
        complain(out, f"must be more than {minimum - 1} characters", where)
    if len(value) > limit:
        complain(out, f"must be less than {limit + 1} characters ({len(value)} given)", where)


def text(obj: Any, where: str, out: Problems, *, limit: int, plain_only: bool = False) -> None:
    """Check a text object: plain_text or mrkdwn, 1 to `limit` characters."""
    if not isinstance(obj, dict):
        complain(out, "must provide an object", where)
        return
    kind = obj.get("type")
    if kind not in ("plain_text", "mrkdwn"):
        complain(out, f"unsupported type: {kind!r}", f"{where}/type")
    elif plain_only and kind != "plain_text":
        complain(out, "must be plain_text", f"{where}/type")
    if kind == "mrkdwn" and "emoji" in obj:
        complain(out, "emoji is only for plain_text", f"{where}/emoji")
    if kind == "plain_text" and "verbatim" in obj:
        complain(out, "verbatim is only for mrkdwn", f"{where}/verbatim")
    if isinstance(obj.get("text"), str):
        length(obj["text"], f"{where}/text", out, limit=limit, minimum=1)
    else:
        complain(out, "missing required field: text", f"{where}/text")


def optional_text(
    obj: JSON, key: str, where: str, out: Problems, *, limit: int, plain_only: bool = False
) -> None:
    """Check a text object that may be left out."""
    if obj.get(key) is not None:
        text(obj[key], f"{where}/{key}", out, limit=limit, plain_only=plain_only)


def string(
    obj: JSON, key: str, where: str, out: Problems, *, limit: int, required: bool = False, minimum: int = 0
) -> None:
    """Check a string property and its length in characters."""
    value = obj.get(key)
    if value is None:
        if required:
            complain(out, f"missing required field: {key}", where)
    elif not isinstance(value, str):
        complain(out, "must be a string", f"{where}/{key}")
    else:
        length(value, f"{where}/{key}", out, limit=limit, minimum=minimum)


def confirm(obj: JSON, where: str, out: Problems) -> None:
    """Check the confirmation dialog of an element, when it has one."""
    dialog = obj.get("confirm")
    if dialog is None:
        return
    where = f"{where}/confirm"
    if not isinstance(dialog, dict):
        complain(out, "must provide an object", where)
        return
    text(dialog.get("title"), f"{where}/title", out, limit=100, plain_only=True)
    text(dialog.get("text"), f"{where}/text", out, limit=300)
    for key in ("confirm", "deny"):
        text(dialog.get(key), f"{where}/{key}", out, limit=30, plain_only=True)


def option(obj: Any, where: str, out: Problems, *, mrkdwn_ok: bool = False) -> None:
    """Check one option of a menu or group."""
    if not isinstance(obj, dict):
        complain(out, "must provide an object", where)
        return
    text(obj.get("text"), f"{where}/text", out, limit=75, plain_only=not mrkdwn_ok)
    string(obj, "value", where, out, limit=150, required=True, minimum=1)
    optional_text(obj, "description", where, out, limit=75, plain_only=not mrkdwn_ok)


def options(
    obj: JSON, where: str, out: Problems, *, low: int, high: int, mrkdwn_ok: bool = False
) -> list[str]:
    """Check an element's options and return their values."""
    found = obj.get("options")
    if not isinstance(found, list):
        complain(out, "missing required field: options", where)
        return []
    where = f"{where}/options"
    if not low <= len(found) <= high:
        complain(out, f"must provide between {low} and {high} options ({len(found)} given)", where)
    for i, each in enumerate(found):
        option(each, f"{where}/{i}", out, mrkdwn_ok=mrkdwn_ok)
    values = [str(o["value"]) for o in found if isinstance(o, dict) and isinstance(o.get("value"), str)]
    if len(set(values)) != len(values):
        complain(out, "option values must be unique", where)
    return values


def initial(obj: JSON, key: str, values: list[str], where: str, out: Problems) -> None:
    """Check that what is chosen at first is among the options."""
    given = obj.get(key)
    if given is None:
        return
    where = f"{where}/{key}"
    for item in given if isinstance(given, list) else [given]:
        if not isinstance(item, dict) or item.get("value") not in values:
            complain(out, f"{key} must exactly match one of the options", where)
    if given == []:
        complain(out, f"{key} must not be empty", where)
