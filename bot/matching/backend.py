"""Which search is at hand: the one on HiGHS, loaded at the first round to keep the import cheap, or the light one."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from bot.matching.exchange import Clock, Column, Exchange, Floor, Weights
from bot.matching.packing import Choice


class Searching(Protocol):
    """Finds the best columns of one exchange for one objective after another."""

    exchange: Exchange

    def best(
        self, weights: Weights, floors: Sequence[Floor], start: Sequence[Column], share: float
    ) -> Choice:
        """The best arrangement that keeps the floors, with its bound, in a share of the time left."""
        ...

    def bound(self, weights: Weights, start: Sequence[Column]) -> int:
        """The most any arrangement can reach for the weights, quickly."""
        ...


def searching(exchange: Exchange, seconds_left: Clock) -> Searching:
    """A search of this exchange by the best solver installed."""
    try:
        made: Searching = import_module("bot.matching.search").Search(exchange, seconds_left)
    except ModuleNotFoundError as error:
        if error.name not in ("highspy", "numpy"):
            raise
        raise SolverMissing(SolverMissing.__doc__) from error
    return made


class SolverMissing(RuntimeError):
    """Pairing needs the package highspy here: install it with "pip install highspy" and try again."""
