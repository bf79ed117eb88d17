"""Other grammatical forms of a text: verb and activity ("hike", "hiking"), versions ("php 8"). Pure
functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

_VERSION = re.compile(r"^(?P<base>.*?[a-z+#])[\s\-.]*v?(?P<version>\d+(?:\.(?:\d+|x))*)$", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouy]")
_SHORT_STEM = re.compile(r"[aeiou][bdfgklmnprtvz]$")
_SHORTEST_VERB = 3


def version_of(text: str) -> tuple[str, str] | None:
    """Return (base, version) of a name of three letters or more with a version number behind it, else
    None."""
    match = _VERSION.match(text)
    return (match["base"], match["version"]) if match else None


def activities(text: str) -> Iterator[str]:
    """Yield the text with its last or first word turned from verb to activity or back ("unit test" <->
    "unit testing", "give feedback" <-> "giving feedback")."""
    head, space, last = text.rpartition(" ")
    for word in _turned(last):
        yield head + space + word
    first, space, rest = text.partition(" ")
    for word in _turned(first) if space else ():
        yield word + space + rest


def _turned(word: str) -> Iterator[str]:
    """Yield the activity of a verb, or the verbs of an activity."""
    plain = word.lower()
    if plain.isascii() and plain.isalpha():
        yield from _verbs(plain) if plain.endswith("ing") else _gerunds(plain)


def _gerunds(verb: str) -> Iterator[str]:
    if len(verb) < _SHORTEST_VERB or not _VOWEL.search(verb) or verb.endswith(("s", "ed")):
        return
    if verb.endswith("e") and not verb.endswith(("ee", "oe")):
        yield verb[:-1] + "ing"
        return
    if _SHORT_STEM.search(verb):
        yield verb + verb[-1] + "ing"
    yield verb + "ing"


def _verbs(gerund: str) -> Iterator[str]:
    stem = gerund[:-3]
    if len(stem) < _SHORTEST_VERB or not _VOWEL.search(stem):
        return
    if stem[-1] == stem[-2]:
        yield stem[:-1]
    yield stem
    yield stem + "e"
