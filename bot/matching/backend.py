"""Which search is at hand: plain Python for small rounds, HiGHS for large ones, loaded only when one needs it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from bot.matching.columns import TooMany
from bot.matching.exchange import Clock, Column, Exchange, Floor, Weights
from bot.matching.light import LightSearch
from bot.matching.packing import Choice, Told

FEW = 60
MOST = 10_000
MOST_PEOPLE = 200


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


def searching(exchange: Exchange, seconds_left: Clock, told: Told) -> Searching:
    """A search of this exchange: both find and prove the same values; a long one tells what it has on the way.

    Raises:
        SolverMissing: it is too large for plain Python, and highspy is not installed.
    """
    try:
        # Loading HiGHS and numpy takes longer than so few columns do.
        return LightSearch(exchange, seconds_left, FEW)
    except TooMany:
        return _large(exchange, seconds_left, told)


def _large(exchange: Exchange, seconds_left: Clock, told: Told) -> Searching:
    try:
        made: Searching = import_module("bot.matching.search").Search(exchange, seconds_left, told=told)
    except ModuleNotFoundError as error:
        if error.name not in ("highspy", "numpy"):
            raise
        if exchange.size > MOST_PEOPLE:
            raise SolverMissing(SolverMissing.__doc__) from error
    else:
        return made
    try:
        return LightSearch(exchange, seconds_left, MOST)
    except TooMany as error:
        raise SolverMissing(SolverMissing.__doc__) from error


class SolverMissing(RuntimeError):
    """Pairing so many people needs the package highspy: install it with "pip install highspy" and try again."""
