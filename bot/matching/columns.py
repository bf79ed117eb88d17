"""Listing every possible partnership of an exchange, by bit rows: pairs, circles of three and of four."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.matching.exchange import Column, Exchange, bits


class TooMany(Exception):
    """There are more columns than the caller wants to hold."""


def all_columns(exchange: Exchange, limit: int | None = None) -> list[Column]:
    """Every column of the exchange, each once, lowest member first.

    Raises:
        TooMany: there are more than `limit`.
    """
    found: list[Column] = []
    for column in each_column(exchange):
        found.append(column)
        if limit is not None and len(found) > limit:
            raise TooMany
    return found


def each_column(exchange: Exchange) -> Iterator[Column]:
    """Yield every pair, then every circle; a circle starts at its lowest member."""
    for a, row in enumerate(exchange.learners):
        for b in bits((row & exchange.teachers[a]) >> (a + 1)):
            yield (a, a + 1 + b)
    if exchange.max_circle < 3:
        return
    willing = exchange.willing
    out = [row & willing if willing >> a & 1 else 0 for a, row in enumerate(exchange.learners)]
    into = [row & willing if willing >> a & 1 else 0 for a, row in enumerate(exchange.teachers)]
    yield from _threes(out, into)
    if exchange.max_circle > 3:
        yield from (four for four in _fours(out, into) if not _split(four, exchange))


def _threes(out: Sequence[int], into: Sequence[int]) -> Iterator[Column]:
    for a, learners in enumerate(out):
        above = -1 << (a + 1)
        closers = into[a] & above
        for b in bits(learners & above):
            for c in bits(out[b] & closers):
                yield (a, b, c)


def _fours(out: Sequence[int], into: Sequence[int]) -> Iterator[Column]:
    for a, learners in enumerate(out):
        above = -1 << (a + 1)
        closers = into[a] & above
        for b in bits(learners & above):
            rest = ~(1 << b)
            lasts = ((c, out[c] & closers & rest) for c in bits(out[b] & above & rest))
            yield from ((a, b, c, d) for c, row in lasts for d in bits(row))


def _split(four: Column, exchange: Exchange) -> bool:
    """Whether two members who sit across from each other must be kept apart."""
    a, b, c, d = four
    crossing = ((a, c), (min(b, d), max(b, d)))
    return any(pair in exchange.apart for pair in crossing)
