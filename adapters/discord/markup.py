"""Spans as Discord's markdown, with everything people typed shown as plain text.

A backslash before punctuation makes Discord show it as it is, so escaping more than needed is invisible.
Characters that hide or reorder other characters are taken out before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import assert_never

import discord

from bot.model.ids import MemberId
from bot.ports import Handle
from bot.ui import Bold, Code, Line, Link, Mention, Span, When

Names = Mapping[MemberId, Handle]

# Control characters, direction marks and overrides, invisible letters and joiners, tags, lone surrogates.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
    # Emoji families and several scripts need the two joiners; behind ASCII they only hide.
    "|(?<![^\x00-\x7f])[\u200c\u200d]+"
)
BLANKS = re.compile("[\t\u2028\u2029]")
# What formats anywhere; addresses, which Discord would make links; signs of lists and headings in front.
MARKUP = re.compile(r"[\\*_~`|<>\[\]@]|:(?=//)|^[ ]*(?:#|-|\+)", re.MULTILINE)
UNSAFE_IN_LINK = re.compile(r"[\s<>\\]")
ELLIPSIS, APOSTROPHE = "…", "'"


def clean(text: str) -> str:
    """Return the text without characters that nobody sees."""
    return HIDDEN.sub("", BLANKS.sub(" ", text))


def one_line(text: str) -> str:
    """Return the cleaned text on one line: for titles and names, where Discord reads no markdown."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """Return markdown that shows exactly this text: no formatting, mention, link or heading comes of it."""
    return MARKUP.sub(lambda found: found[0][:-1] + "\\" + found[0][-1], clean(text))


def label(text: str) -> str:
    """Return the text for a button or the like, which Discord wants never to be empty."""
    return one_line(text) or ELLIPSIS


def draw(parts: Line, names: Names, most: int) -> str:
    """Return a line as markdown of at most `most` characters; where it was cut stands an ellipsis."""
    pieces = [_span(part, names) for part in parts]
    if sum(len(piece) for piece in pieces) <= most:
        return "".join(pieces)
    drawn, room = "", most - len(ELLIPSIS)
    for part, piece in zip(parts, pieces, strict=True):
        if len(piece) > room:
            drawn += _beginning(part, room)
            break
        drawn += piece
        room -= len(piece)
    return drawn + ELLIPSIS if most else ""


def draw_all(lines: Iterable[Line], names: Names, most: int) -> str:
    """Return lines as markdown, one under the other, at most `most` characters in all."""
    parts = [part for line in lines for part in ("\n", *line)]
    return draw(tuple(parts[1:]), names, most)


def _span(part: Span, names: Names) -> str:
    match part:
        case str():
            return escape(part)
        case Mention(member):
            handle = names.get(member)
            return ELLIPSIS if handle is None else f"<@{handle.external_id}>"
        case When(at, style):
            return discord.utils.format_dt(at, "D" if style == "date" else "F")
        case Bold(text):
            return f"**{escape(text)}**" if text.strip() else ""
        case Code(text):
            # Nothing can be escaped inside code, so its own delimiter must not occur in it.
            return f"`{one_line(text).replace('`', APOSTROPHE)}`" if text.strip() else ""
        case Link(text, url):
            return f"[{escape(one_line(text))}](<{UNSAFE_IN_LINK.sub('', url)}>)"
    assert_never(part)


def _beginning(part: Span, room: int) -> str:
    """Return the longest beginning of plain words that fits; other spans cannot be cut and are left out."""
    if not isinstance(part, str) or room <= 0:
        return ""
    fits = bisect_right(range(len(part) + 1), room, key=lambda n: len(escape(part[:n])))
    return escape(part[: fits - 1])
