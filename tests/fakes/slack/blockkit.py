"""Checks of blocks and views (docs.slack.dev/reference/block-kit/blocks and /reference/views).

Only rules that Slack documents, or that its SDK's models carry, are here. rich_text and table blocks pass
unchecked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..wire import JSON
from . import parts
from .elements import IN_ACTIONS, IN_INPUT, IN_SECTION, INTERACTIVE, element, image
from .parts import MAX_ID, Problems, complain

MAX_VIEW_BYTES = 250 * 1024
MAX_PRIVATE_METADATA = 3000
MAX_BLOCKS = {"message": 50, "modal": 100, "home": 100}
IN_VIEWS = frozenset(
    {"actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
)
IN_MESSAGES = IN_VIEWS | {"file", "markdown", "table"}


def block_elements(block: JSON) -> list[JSON]:
    """Return the interactive elements of one block."""
    found: list[Any] = []
    if block.get("type") == "actions":
        found = list(block.get("elements") or [])
    elif block.get("type") == "section":
        found = [block.get("accessory")]
    elif block.get("type") == "input":
        found = [block.get("element")]
    return [each for each in found if isinstance(each, dict) and each.get("type") in INTERACTIVE]


def validate_blocks(blocks: Any, surface: str) -> Problems:
    """Return what Slack would refuse about blocks on a "message", "modal" or "home"."""
    if not isinstance(blocks, list):
        return ["must be an array of blocks [json-pointer:/blocks]"]
    out: Problems = []
    if len(blocks) > MAX_BLOCKS[surface]:
        complain(out, f"no more than {MAX_BLOCKS[surface]} items allowed", "/blocks")
    for i, block in enumerate(blocks):
        _block(block, f"/blocks/{i}", out, surface)
    known = [block for block in blocks if isinstance(block, dict)]
    _unique_block_ids(known, out)
    focused = [e for block in known for e in block_elements(block) if e.get("focus_on_load") is True]
    if len(focused) > 1:
        complain(out, "focus_on_load may be true for one element only", "/blocks")
    return out


def _block(block: Any, where: str, out: Problems, surface: str) -> None:
    if not isinstance(block, dict):
        complain(out, "must provide an object", where)
        return
    kind = block.get("type")
    if kind not in IN_MESSAGES:
        complain(out, f"unsupported type: {kind}", f"{where}/type")
        return
    if surface != "message" and kind not in IN_VIEWS:
        complain(out, f"{kind} blocks are not allowed in a {surface}", f"{where}/type")
    parts.string(block, "block_id", where, out, limit=MAX_ID)
    if check := _CHECKS.get(kind):
        check(block, where, out)
    ids = [e["action_id"] for e in block_elements(block) if isinstance(e.get("action_id"), str)]
    if len(set(ids)) != len(ids):
        complain(out, "action_id must be unique within its block", where)


def _unique_block_ids(blocks: list[JSON], out: Problems) -> None:
    seen: set[str] = set()
    for i, block in enumerate(blocks):
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id:
            if block_id in seen:
                complain(out, f"block_id must be unique: {block_id!r}", f"/blocks/{i}/block_id")
            seen.add(block_id)


def _section(block: JSON, where: str, out: Problems) -> None:
    if block.get("text") is None and not block.get("fields"):
        complain(out, "must provide text or fields", where)
    parts.optional_text(block, "text", where, out, limit=3000)
    if block.get("fields") is not None:
        _fields(block["fields"], f"{where}/fields", out)
    if block.get("accessory") is not None:
        element(block["accessory"], f"{where}/accessory", out, allowed=IN_SECTION)


def _fields(fields: Any, where: str, out: Problems) -> None:
    if not isinstance(fields, list) or not 1 <= len(fields) <= 10:
        complain(out, "must provide between 1 and 10 fields", where)
        return
    for i, each in enumerate(fields):
        parts.text(each, f"{where}/{i}", out, limit=2000)


def _children(block: JSON, where: str, out: Problems, most: int) -> list[tuple[Any, str]]:
    found = block.get("elements")
    if not isinstance(found, list) or not 1 <= len(found) <= most:
        complain(out, f"must provide between 1 and {most} elements", f"{where}/elements")
        return []
    return [(each, f"{where}/elements/{i}") for i, each in enumerate(found)]


def _actions(block: JSON, where: str, out: Problems) -> None:
    for each, place in _children(block, where, out, 25):
        element(each, place, out, allowed=IN_ACTIONS)


def _context(block: JSON, where: str, out: Problems) -> None:
    for each, place in _children(block, where, out, 10):
        if isinstance(each, dict) and each.get("type") == "image":
            image(each, place, out)
        else:
            parts.text(each, place, out, limit=3000)


def _input(block: JSON, where: str, out: Problems) -> None:
    parts.text(block.get("label"), f"{where}/label", out, limit=2000, plain_only=True)
    parts.optional_text(block, "hint", where, out, limit=2000, plain_only=True)
    element(block.get("element"), f"{where}/element", out, allowed=IN_INPUT)


def _image(block: JSON, where: str, out: Problems) -> None:
    image(block, where, out)
    parts.optional_text(block, "title", where, out, limit=2000, plain_only=True)


def _header(block: JSON, where: str, out: Problems) -> None:
    parts.text(block.get("text"), f"{where}/text", out, limit=150, plain_only=True)


def _markdown(block: JSON, where: str, out: Problems) -> None:
    parts.string(block, "text", where, out, limit=12000, required=True, minimum=1)


_CHECKS: dict[str, Callable[[JSON, str, Problems], None]] = {
    "section": _section,
    "actions": _actions,
    "context": _context,
    "input": _input,
    "image": _image,
    "header": _header,
    "markdown": _markdown,
}


def validate_view(view: Any, kind: str) -> Problems:
    """Return what Slack would refuse about a view that is to be a "modal" or "home"."""
    if not isinstance(view, dict):
        return ["must provide an object [json-pointer:/view]"]
    out: Problems = []
    if view.get("type") != kind:
        complain(out, f"view type must be {kind}", "/view/type")
    out += [p.replace("/blocks", "/view/blocks") for p in validate_blocks(view.get("blocks"), kind)]
    parts.string(view, "private_metadata", "/view", out, limit=MAX_PRIVATE_METADATA)
    parts.string(view, "callback_id", "/view", out, limit=MAX_ID)
    parts.string(view, "external_id", "/view", out, limit=MAX_ID)
    if kind == "modal":
        _modal(view, out)
    else:
        for key in ("title", "submit", "close"):
            if key in view:
                complain(out, f"additional property: {key} is not allowed in a home view", f"/view/{key}")
    return out


def _modal(view: JSON, out: Problems) -> None:
    parts.text(view.get("title"), "/view/title", out, limit=24, plain_only=True)
    for key in ("close", "submit"):
        parts.optional_text(view, key, "/view", out, limit=24, plain_only=True)
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        return
    if not blocks:
        complain(out, "must provide at least one block", "/view/blocks")
    asks = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if asks and view.get("submit") is None:
        complain(out, "submit is required when an input block is present", "/view/submit")


_UNSEEN = ("value", "block_id", "action_id", "confirm")


def plain_text(node: Any) -> str:
    """Return all text a person sees in some blocks, a line each; for assertions."""
    return "\n".join(_visible(node))


def _visible(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for item in node for text in _visible(item)]
    if not isinstance(node, dict):
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    return own + [text for key, value in node.items() if key not in _UNSEEN for text in _visible(value)]
