"""One exchange, searched stage by stage: its columns or tables are made once and shared by all stages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.matching.columns import TooMany, all_columns
from bot.matching.exchange import Column, Exchange, Floor, Weights
from bot.matching.packing import Choice, Packing, Told
from bot.matching.pricing import ListedPricer, Pricer, TablePricer
from bot.matching.relax import Relaxed, relax
from bot.matching.settle import settle
from bot.matching.tables import Tabled, tables

LISTED = 150_000
MANY_ARCS = 1_000_000
FLOORED = 400


def quiet(_: Choice) -> None:
    """Tell nobody."""


class Search:
    """Finds the best columns of an exchange for one objective after another."""

    def __init__(
        self, exchange: Exchange, seconds_left: Callable[[], float], listed: int = LISTED, told: Told = quiet
    ) -> None:
        """Make the tables, and list the columns when there are at most `listed`."""
        made = tables(exchange)
        self.exchange = replace(exchange, lessons=Tabled(made))
        self._seconds_left, self._tell = seconds_left, told
        self._pool: tuple[Column, ...] = ()
        self._relaxed: dict[Weights, Relaxed] = {}
        self._pricer: Pricer
        try:
            limit = listed if int((made.points != made.impossible).sum()) < MANY_ARCS else 0
            self._pricer = ListedPricer(self.exchange, all_columns(self.exchange, limit))
        except TooMany:
            if exchange.max_circle > 3:
                raise
            self._pricer = TablePricer(self.exchange, made)

    def best(
        self, weights: Weights, floors: Sequence[Floor], start: Sequence[Column], share: float
    ) -> Choice:
        """The best arrangement for the weights that keeps the floors, with its bound, in a share of the time left.

        Raises:
            Infeasible: the locks cannot all be kept.
        """
        left = self._share(share)
        known = self._relaxed.get(weights) if not floors or self.exchange.size > FLOORED else None
        relaxed = known or self._relax(weights, floors, start, left)
        packing = Packing(exchange=self.exchange, columns=(), weights=weights, floors=tuple(floors))
        return settle(packing, relaxed, start, left, self._tell)

    def bound(self, weights: Weights, start: Sequence[Column]) -> int:
        """The most any arrangement can reach for the weights, by the relaxation alone."""
        return self._relax(weights, (), start, self._share(0.5)).bound

    def _relax(
        self, weights: Weights, floors: Sequence[Floor], start: Sequence[Column], left: Callable[[], float]
    ) -> Relaxed:
        relaxed = relax(self.exchange, self._pricer, weights, floors, (*self._pool, *start), left)
        self._pool = relaxed.pool
        if not floors:
            self._relaxed[weights] = relaxed
        return relaxed

    def _share(self, share: float) -> Callable[[], float]:
        kept = self._seconds_left() * (1 - share)
        return lambda: max(0.0, self._seconds_left() - kept)
