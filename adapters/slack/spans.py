"""Draws lines as Slack's rich text, and as plain words for notifications and screen readers.

Lines become `rich_text` blocks, not mrkdwn: mrkdwn has no way to write a literal `*`, `_`, `~` or backtick,
and the usual cure, invisible characters in between, spoils what people copy. In rich text a character is a
character: nothing a member typed can format, link or mention, and nothing grows by being escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from typing import Any, assert_never

from adapters.slack import words
from bot.model.ids import MemberId
from bot.ports import Handle
from bot.ui import Bold, Card, Code, Line, Link, Mention, Span, When

Names = Mapping[MemberId, Handle]
Json = dict[str, Any]

MAX_FALLBACK = 3900
"""Slack refuses an edited message whose text has 4,000 characters or more (`msg_too_long`)."""

UNKNOWN = "somebody"
_WORD = re.compile(r"\S+|\s+")
_FORMAT = {"date": "{date_long_pretty}", "moment": "{date_long_pretty}, {time}"}


def rich(lines: Iterable[Line], names: Names) -> Json | None:
    """Return a rich text block of the lines; None when there is nothing in them."""
    elements: list[Json] = []
    for line in lines:
        if elements:
            elements.extend(_text("\n"))
        elements.extend(element for span in line for element in _rich(span, names))
    if not elements:
        return None
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": _joined(elements)}]}


def facts(card: Card) -> Iterator[Line]:
    """Return each fact of a card as one line, its label in bold."""
    for fact in card.facts:
        yield (Bold(f"{fact.label}: "), *fact.value)


def fallback(card: Card, names: Names) -> str:
    """Return the card in words, escaped, at most `MAX_FALLBACK` long, for where blocks are not shown."""
    pieces = [words.escape(card.title)]
    for line in (*card.lines, *facts(card)):
        pieces.append("\n")
        pieces.extend(piece for span in line for piece in _plain(span, names))
    return _cut(pieces, MAX_FALLBACK)


def _rich(span: Span, names: Names) -> Iterator[Json]:
    match span:
        case str():
            yield from _text(span)
        case Mention(member):
            yield _person(member, names)
        case When(at, style):
            date = {"type": "date", "timestamp": int(at.timestamp()), "format": _FORMAT[style]}
            yield {**date, "fallback": _utc(span)}
        case Bold(text):
            yield from _text(text, {"bold": True})
        case Code(text):
            yield from _text(text, {"code": True})
        case Link(text, url):
            yield {"type": "link", "url": url, "text": words.clean(text) or url}
        case _:
            assert_never(span)


def _joined(elements: Iterable[Json]) -> list[Json]:
    """Return the elements with neighbouring texts of one style as one, but for what follows a "<"."""
    joined: list[Json] = []
    for element in elements:
        last = joined[-1] if joined else {}
        if _is_text_of(element, last) and not last["text"].endswith("<"):
            joined[-1] = {**last, "text": last["text"] + element["text"]}
        else:
            joined.append(element)
    return joined


def _is_text_of(element: Json, last: Json) -> bool:
    return element["type"] == last.get("type") == "text" and element.get("style") == last.get("style")


def _person(member: MemberId, names: Names) -> Json:
    if member not in names:
        return {"type": "text", "text": UNKNOWN}
    return {"type": "user", "user_id": names[member].external_id}


def _text(text: str, style: Json | None = None) -> Iterator[Json]:
    """Yield text elements in which no control sequence of mrkdwn is whole.

    Rich text is literal, so this changes nothing that is seen or copied; but should any part of Slack read an
    element as mrkdwn after all, `<!channel>` still wakes nobody.
    """
    for at, part in enumerate(words.clean(text).split("<")):
        for piece in ("<" if at else "", part):
            if piece:
                yield {"type": "text", "text": piece, **({"style": style} if style else {})}


def _plain(span: Span, names: Names) -> Iterator[str]:
    """Yield the span in pieces that may be left out but not cut."""
    match span:
        case str():
            yield from _escaped(span)
        case Mention(member):
            handle = names.get(member)
            yield UNKNOWN if handle is None else f"<@{handle.external_id}>"
        case When(at, style):
            yield f"<!date^{int(at.timestamp())}^{_FORMAT[style]}|{_utc(span)}>"
        case Bold(text) | Code(text) | Link(text):
            yield from _escaped(text)
        case _:
            assert_never(span)


def _escaped(text: str) -> Iterator[str]:
    return (words.escape(piece) for piece in _WORD.findall(text))


def _utc(moment: When) -> str:
    at = moment.at.astimezone(UTC)
    return f"{at:%Y-%m-%d}" if moment.style == "date" else f"{at:%Y-%m-%d %H:%M} UTC"


def _cut(pieces: Iterable[str], most: int) -> str:
    """Join pieces as long as they fit whole: half an escape or half a mention would be worse than none."""
    kept: list[str] = []
    room = most
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            kept.append("…")
            break
        kept.append(piece)
    return "".join(kept)
