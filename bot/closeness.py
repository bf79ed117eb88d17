"""Which wishes a related skill may meet too: what people add to a line, such as "rust (close is fine), go"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SAID = (
    r"(?:(?:something\s+)?(?:close|similar|related)(?:\s+(?:one|skill|thing)s?)?\s+"
    r"(?:is|are)\s+(?:also\s+)?(?:fine|ok|okay|good|welcome)(?:\s+too)?"
    r"|(?:etwas\s+)?(?:ähnliches|verwandtes|nahes)\s+ist\s+(?:auch\s+)?(?:ok|okay|gut|recht|willkommen))"
)
_BRACKETED = re.compile(rf"\s*[(\[]\s*{_SAID}\s*[)\]]", re.IGNORECASE)
_BARE = re.compile(rf"\s*(?:[,;.]|\s[-–—]|\n)\s*{_SAID}\s*[.!]*\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """A line without what it says about related skills; `everywhere`, or only for words right before a bracket.

    `before` holds what the line has before each bracket.
    """

    text: str
    everywhere: bool = False
    before: Sequence[str] = ()

    def holds(self, typed: str) -> bool:
        """Return whether a related skill is fine for what was typed for one skill."""
        word = typed.strip().casefold()
        return self.everywhere or any(one.endswith(word) for one in self.before)


def closeness(text: str) -> Closeness:
    """Return what a line says about related skills: in brackets for the word before them, at its end for all."""
    rest = _BARE.sub("", text)
    everywhere = rest != text
    before, plain, at = [], "", 0
    for found in _BRACKETED.finditer(rest):
        plain += rest[at : found.start()]
        before.append(plain.rstrip("`*_\"' ").casefold())
        at = found.end()
    return Closeness(text=plain + rest[at:], everywhere=everywhere, before=tuple(before))
