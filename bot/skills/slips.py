"""Typing slips: whether a text is a believable mistyping of a name. Pure functions.

A plain edit distance treats "aspx" and "asmx" like "pyhton" and "python". People's fingers do not: they swap
neighbours, double or drop a letter, hit the key next to the right one, or take the wrong vowel.
"""

from __future__ import annotations

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiouy")
_SOUNDS = frozenset(
    ("ck", "kc", "cs", "sc", "sz", "zs", "fv", "vf", "td", "dt", "kq", "qk", "mn", "nm", "gj", "jg")
)


def _neighbours() -> frozenset[str]:
    """Return all pairs of letters whose keys touch on a QWERTY keyboard."""
    pairs = set()
    places = {c: (column + row * 0.4, row) for row, keys in enumerate(_ROWS) for column, c in enumerate(keys)}
    for a, (xa, ya) in places.items():
        for b, (xb, yb) in places.items():
            if a != b and abs(xa - xb) <= 1.05 and abs(ya - yb) <= 1:
                pairs.add(a + b)
    return frozenset(pairs)


NEAR_KEYS = _neighbours()


def slips(typed: str, meant: str, budget: int) -> int | None:
    """Return how many believable slips turn `meant` into `typed`, or None when more than `budget` or not
    believable.

    Digits and the signs `+`, `#` and `.` are never slips.
    """
    start = 0
    shortest = min(len(typed), len(meant))
    while start < shortest and typed[start] == meant[start]:
        start += 1
    rest_typed, rest_meant = typed[start:], meant[start:]
    if not rest_typed and not rest_meant:
        return 0
    if budget == 0:
        return None
    before = meant[start - 1] if start else ""
    return _cheapest(rest_typed, rest_meant, before, budget)


def _cheapest(typed: str, meant: str, before: str, budget: int) -> int | None:
    """Return the cheapest explanation of a mismatch at the first character of both."""
    tails = []
    if (
        len(typed) > 1
        and len(meant) > 1
        and typed[0] == meant[1]
        and typed[1] == meant[0]
        and _letters(typed[:2])
    ):
        tails.append(slips(typed[2:], meant[2:], budget - 1))
    if typed and meant and _swapped_key(typed[0], meant[0]):
        tails.append(slips(typed[1:], meant[1:], budget - 1))
    if meant and _letters(meant[0]):
        tails.append(slips(typed, meant[1:], budget - 1))
    if typed and _stray(typed, before, meant[:1]):
        tails.append(slips(typed[1:], meant, budget - 1))
    found = [tail for tail in tails if tail is not None]
    return 1 + min(found) if found else None


def _letters(text: str) -> bool:
    return text.isalpha()


def _swapped_key(typed: str, meant: str) -> bool:
    """Return whether one letter is a believable replacement of the other."""
    if not (typed.isalpha() and meant.isalpha()):
        return False
    pair = typed + meant
    both_vowels = typed in _VOWELS and meant in _VOWELS
    return both_vowels or pair in NEAR_KEYS or pair in _SOUNDS or not pair.isascii()


def _stray(typed: str, before: str, after: str) -> bool:
    """Return whether the first typed letter may be an extra one: doubled, or next to a key around it."""
    letter = typed[0]
    if not letter.isalpha():
        return False
    doubled = letter in (before, after)
    touching = (before + letter) in NEAR_KEYS or (letter + after) in NEAR_KEYS
    return doubled or touching or not letter.isascii()
