"""Bodies that create or edit a message (discord.com/developers/docs/resources/message)."""

from __future__ import annotations

from typing import Any

from ...wire import JSON
from ..bits import COMPONENTS_V2
from ..errors import ApiError, FormErrors, Path
from . import components

MAX_CONTENT = 2000
MAX_NONCE = 25
MAX_EMBED_TOTAL = 6000
LEGACY_ONLY = ("content", "embeds", "poll", "sticker_ids")
EITHER = ("embeds", "components", "attachments", "sticker_ids", "poll")
TOO_LONG = "BASE_TYPE_MAX_LENGTH"


def new(body: JSON) -> None:
    """Check a new message.

    Raises:
        ApiError: 50035 with what is wrong, or 50006 when there is nothing to show.
    """
    _check(body, v2=bool((body.get("flags") or 0) & COMPONENTS_V2))
    forwards = (body.get("message_reference") or {}).get("type")
    if not (body.get("content") or "").strip() and not any(body.get(key) for key in EITHER) and not forwards:
        raise ApiError(400, 50006)


def edit(body: JSON, *, v2: bool, shows_something: bool) -> None:
    """Check an edit of a message that is in the v2 layout or not, and shows something yet or not.

    Raises:
        ApiError: 50035 with what is wrong, or 50006 when nothing would be left to show.
    """
    _check(body, v2=v2 or bool((body.get("flags") or 0) & COMPONENTS_V2))
    empties = "content" in body and not body["content"]
    if empties and not body.get("embeds") and not body.get("components") and not shows_something:
        raise ApiError(400, 50006)


def _check(body: JSON, *, v2: bool) -> None:
    err = FormErrors()
    _content(err, body.get("content"))
    nonce = body.get("nonce")
    if isinstance(nonce, str) and len(nonce) > MAX_NONCE:
        err.add(("nonce",), "NONCE_TYPE_TOO_LONG", "Nonce must be 25 or fewer characters.")
    if v2:
        for key in LEGACY_ONLY:
            if body.get(key):
                problem = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
                err.add((key,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", problem)
    _embeds(err, body.get("embeds") or [])
    components.of_message(err, body.get("components") or [], v2=v2)
    _allowed_mentions(err, body.get("allowed_mentions") or {})
    err.raise_if_any()


def _content(err: FormErrors, content: Any) -> None:
    if content is None:
        return
    if not isinstance(content, str):
        err.add(("content",), "BASE_TYPE_BAD_TYPE", "Could not interpret value as string.")
    elif len(content) > MAX_CONTENT:
        err.add(("content",), TOO_LONG, f"Must be {MAX_CONTENT} or fewer in length.")


def _embeds(err: FormErrors, embeds: list[JSON]) -> None:
    if len(embeds) > 10:
        err.add(("embeds",), "BASE_TYPE_BAD_LENGTH", "Must be 10 or fewer in length.")
    total = sum(_embed(err, embed, ("embeds", i)) for i, embed in enumerate(embeds))
    if total > MAX_EMBED_TOTAL:
        problem = f"Embed size exceeds maximum size of {MAX_EMBED_TOTAL}"
        err.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", problem)


def _embed(err: FormErrors, embed: JSON, path: Path) -> int:
    """Check one embed and return how many characters it counts for."""
    texts: list[tuple[Path, Any, int, int]] = [
        ((*path, "title"), embed.get("title") or "", 0, 256),
        ((*path, "description"), embed.get("description") or "", 0, 4096),
        ((*path, "footer", "text"), (embed.get("footer") or {}).get("text") or "", 0, 2048),
        ((*path, "author", "name"), (embed.get("author") or {}).get("name") or "", 0, 256),
    ]
    fields = embed.get("fields") or []
    if len(fields) > 25:
        err.add((*path, "fields"), "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer in length.")
    for i, field in enumerate(fields):
        texts.append(((*path, "fields", i, "name"), field.get("name"), 1, 256))
        texts.append(((*path, "fields", i, "value"), field.get("value"), 1, 1024))
    for where, text, low, high in texts:
        err.length(where, text, low, high)
    return sum(len(text.strip()) for _, text, _, _ in texts if isinstance(text, str))


def _allowed_mentions(err: FormErrors, mentions: JSON) -> None:
    for key in ("users", "roles"):
        named = mentions.get(key) or []
        if len(named) > 100:
            err.add(("allowed_mentions", key), TOO_LONG, "Must be 100 or fewer in length.")
        if named and key in (mentions.get("parse") or []):
            problem = f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.'
            err.add(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", problem)
