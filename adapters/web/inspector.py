"""What a message is made of: the neutral card, and what each platform would get, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict

from markupsafe import Markup

from adapters.web.core import Drawing
from bot.model.ids import MemberId
from bot.ports import Handle
from bot.ui import Card

NEUTRAL = "Neutral card"
_TOKEN = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*"(?=:))|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>\b(?:true|false|null|-?\d[\d.]*)\b)'
)


def names(drawings: Mapping[str, Drawing]) -> tuple[str, ...]:
    """Return what there is to look at: the neutral card first, then the platforms."""
    return (NEUTRAL, *drawings)


def drawing(
    card: Card, people: Mapping[MemberId, Handle], drawings: Mapping[str, Drawing], shown: int
) -> Markup:
    """Return one drawing of a card as coloured JSON; `shown` counts within `names`."""
    return coloured([asdict(card), *(draw(card, people) for draw in drawings.values())][shown])


def coloured(value: object) -> Markup:
    """Return a value as indented JSON in which names, texts and plain words carry classes."""
    lines = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    pieces, at = [], 0
    for token in _TOKEN.finditer(lines):
        pieces.append(
            Markup('{}<span class="{}">{}</span>').format(
                lines[at : token.start()], token.lastgroup, token[0]
            )
        )
        at = token.end()
    return Markup().join([*pieces, Markup("{}").format(lines[at:])])
