"""Words between Slack and the core: how what people typed is read, and written back as nothing but text."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Invisible characters that reorder what is read, controls, and halves of characters, which no JSON may carry.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Slack's own tokens only: a typed "<b>" or "<-" may arrive as it is, and stays.
_TOKEN = re.compile(
    r"<(?:@(?P<user>[UW][A-Z0-9]+)|#(?P<channel>[CGD][A-Z0-9]+)|!(?P<special>[a-z]+)(?:\^[^<>|]*)?"
    r"|(?P<link>(?:https?|mailto|tel):[^<>|]+))(?:\|(?P<label>[^<>]*))?>"
)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody named in typed text: Slack's user id, and the name shown there ("" when Slack sent none)."""

    user: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody typed: plain text without the mentions, and who was mentioned, in order, each once."""

    text: str
    people: tuple[Mentioned, ...] = ()


def read(raw: str) -> Words:
    """Return what was typed, with Slack's escapes undone and its links and channels turned into words."""
    people: dict[str, Mentioned] = {}

    def word(token: re.Match[str]) -> str:
        name = token["label"] or ""
        if token["user"]:
            people.setdefault(token["user"], Mentioned(token["user"], name))
            return ""
        if token["channel"]:
            return f"#{name or token['channel']}"
        return name or (f"@{token['special']}" if token["special"] else token["link"].removeprefix("mailto:"))

    plain = _TOKEN.sub(word, raw)
    for escaped, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        plain = plain.replace(escaped, sign)
    lines = (" ".join(part.split()) for part in plain.splitlines())
    return Words("\n".join(lines).strip(), tuple(people.values()))


def clean(text: str) -> str:
    """Return the text without controls and reordering characters; line breaks stay."""
    return _UNSEEN.sub("", text.replace("\t", " "))


def label(text: str, most: int) -> str:
    """Return the text on one line, at most `most` characters and never empty, as Slack wants labels."""
    return " ".join(clean(text).split())[:most] or "–"


def escape(text: str) -> str:
    """Return the text with Slack's three control characters escaped: it names nobody and links nowhere.

    Source: docs.slack.dev/messaging/formatting-message-text.
    """
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
