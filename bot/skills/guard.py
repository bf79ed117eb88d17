"""The real-word guard: a small Bloom filter of English words and product names.

What somebody typed correctly must never be "corrected" into a skill ("saas" is not "Sass"). The filter
answers in a microsecond and errs only towards asking: about one unknown word in ten thousand is taken for a real one.
`bench/build_guard.py` writes it; `data/README.md` names the sources.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).with_name("data")
_PROBES = 14
_BITS_PER_WORD = 20


class WordFilter:
    """A set of words that may say yes wrongly (about 0.01 %), never no wrongly."""

    __slots__ = ("_bits", "_size")

    def __init__(self, bits: bytes | bytearray) -> None:
        self._bits = bits
        self._size = len(bits) * 8

    @classmethod
    def holding(cls, words: Iterable[str]) -> WordFilter:
        """Return a filter of the folded words, sized for one false yes in ten thousand."""
        unique = sorted(set(words))
        size = math.ceil(len(unique) * _BITS_PER_WORD / 8)
        made = cls(bytearray(size))
        for word in unique:
            made._add(word)
        return made

    def __contains__(self, word: str) -> bool:
        return all(self._bits[place >> 3] & (1 << (place & 7)) for place in self._places(word))

    def to_bytes(self) -> bytes:
        """Return the filter as it is stored."""
        return bytes(self._bits)

    def _add(self, word: str) -> None:
        if not isinstance(self._bits, bytearray):
            raise TypeError("a stored filter is read-only")
        for place in self._places(word):
            self._bits[place >> 3] |= 1 << (place & 7)

    def _places(self, word: str) -> list[int]:
        digest = hashlib.blake2b(word.encode(), digest_size=16).digest()
        first, second = int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little") | 1
        return [(first + probe * second) % self._size for probe in range(_PROBES)]


@lru_cache(maxsize=2)
def _shipped(name: str) -> WordFilter:
    return WordFilter((_DATA / name).read_bytes())


def is_real_word(word: str) -> bool:
    """Return whether the folded word is an English word or a product's name, as far as the shipped list
    knows."""
    return word in _shipped("words.bloom")


def is_common_word(word: str) -> bool:
    """Return whether the folded word is among the commonest English words, likely in any phrase."""
    return word in _shipped("common.bloom")
