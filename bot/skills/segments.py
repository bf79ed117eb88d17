"""A line -> its pieces: separators people use, with brackets and numbers kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HARD = frozenset("\n\r;\uff1b\u061b\u2028\u2029\u0085\x0b\x0c")
_SOFT = frozenset(",\t|\u2022\u00b7\u30fb\u3001\uff0c\u060c\u2027\u25cf\uff5c\u2020\u00a6\u2502")
_OPEN, _CLOSE = "([{", ")]}"
_SENTENCE = re.compile(r"(?<=[^\W\d_]{2})[.!?]+\s+(?=\S)|[!?]+\s+(?=\S)|\u3002")
_SAYS = (
    r"(?:can|could|know|would (?:like|love) to|want to|like to|love to|happy to|looking to|need to)\s+"
    r"(?:learn|teach|help|offer|share|get into|get better|improve|study|mentor)|"
    r"teach you|offer you|m\u00f6chte|will|lerne|lehre|quiero|quisiera|me gustar\u00eda|voudrais|j'aimerais|veux|"
    r"vorrei|voglio|gostaria|quero|wil"
    r"|\u0445\u043e\u0447\u0443|chc\u0119"
)
_CLAUSE = re.compile(
    r",?\s+(?:and|but|und|aber|y|pero|et|mais|e|ma|mas|en|maar|ale|\u0438|\u043d\u043e)\s+"
    rf"(?=(?:(?:i|ich|je|yo|eu|ik|\u044f)(?:'d|'ll)?\s+)?(?:now |also |only |really )*(?:{_SAYS})\b)",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"\s+/+\s+|\s+\+\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a line; `fresh` when a line break, semicolon or sentence end stands before it."""

    text: str
    fresh: bool


def segments(text: str) -> Iterator[Segment]:
    """Yield the pieces of a line in order, without empty ones."""
    fresh = True
    for piece, hard in _cut(_SENTENCE.sub(_ended, _SLASHED.sub(", ", _CLAUSE.sub("; ", text)))):
        if piece.strip():
            yield Segment(piece.strip(), fresh)
            fresh = False
        fresh = fresh or hard


def _ended(match: re.Match[str]) -> str:
    """Return what cuts where a sentence ends: inside brackets it only separates."""
    before = match.string[: match.start()]
    return ", " if before.count("(") > before.count(")") else "\n"


def _cut(text: str) -> Iterator[tuple[str, bool]]:
    """Yield (piece, a hard separator follows)."""
    balanced = sum(text.count(c) for c in _OPEN) == sum(text.count(c) for c in _CLOSE)
    depth = start = 0
    for place, character in enumerate(text):
        if balanced and character in _OPEN:
            depth += 1
        elif balanced and character in _CLOSE:
            depth = max(0, depth - 1)
        elif character in _HARD or (character in _SOFT and depth == 0 and not _in_number(text, place)):
            yield text[start:place], character in _HARD
            start, depth = place + 1, 0
    yield text[start:], True


def _in_number(text: str, place: int) -> bool:
    """Return whether a comma groups the digits of one number ("10,000")."""
    return (
        text[place] == ","
        and text[place - 1 : place].isdigit()
        and bool(re.match(r"\d{3}(?!\d)", text[place + 1 :]))
    )
