"""Listing every possible partnership of an exchange, by bit rows: pairs, circles of three and of four."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.matching.exchange import Column, Exchange


class TooMany(Exception):
    """There are more columns than the caller wants to hold."""


def bits(row: int) -> Iterator[int]:
    """The positions of the set bits of a row, ascending."""
    while row:
        low = row & -row
        yield low.bit_length() - 1
        row ^= low


def learner_rows(exchange: Exchange) -> list[int]:
    """One bit row per member: whom they could teach."""
    return [sum(1 << b for b in learners) for learners in exchange.teaches]


def transpose(rows: Sequence[int]) -> list[int]:
    """One bit row per member: who has them in their row."""
    turned = [0] * len(rows)
    for a, row in enumerate(rows):
        mark = 1 << a
        for b in bits(row):
            turned[b] |= mark
    return turned


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
    out = learner_rows(exchange)
    into = transpose(out)
    for a, row in enumerate(out):
        for b in bits((row & into[a]) >> (a + 1)):
            yield (a, a + 1 + b)
    if exchange.max_circle < 3:
        return
    willing = sum(1 << m for m in range(exchange.size) if m not in exchange.alone)
    out = [row & willing if willing >> a & 1 else 0 for a, row in enumerate(out)]
    into = [row & willing if willing >> a & 1 else 0 for a, row in enumerate(into)]
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
            for c in bits(out[b] & above & ~(1 << b)):
                for d in bits(out[c] & closers & ~(1 << b)):
                    yield (a, b, c, d)


def _split(four: Column, exchange: Exchange) -> bool:
    """Whether two members who sit across from each other must be kept apart."""
    a, b, c, d = four
    crossing = ((a, c), (min(b, d), max(b, d)))
    return any(pair in exchange.apart for pair in crossing)
