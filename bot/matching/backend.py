"""Which solver chooses the columns: HiGHS, loaded at the first round to keep the import cheap."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from bot.matching.exchange import Column
from bot.matching.packing import Choice, Packing


class SolverMissing(RuntimeError):
    """Pairing needs the package highspy here: install it with "pip install highspy" and try again."""


class Chooser(Protocol):
    """Chooses the best columns of a packing, from a known arrangement, within the seconds."""

    def __call__(self, packing: Packing, *, start: Sequence[Column] = (), seconds: float = ...) -> Choice:
        """The choice with its proven bound."""
        ...


def chooser() -> Chooser:
    """The best chooser installed.

    Raises:
        SolverMissing: highspy is not installed.
    """
    try:
        choose: Chooser = import_module("bot.matching.highs").choose
    except ModuleNotFoundError as error:
        raise SolverMissing(SolverMissing.__doc__) from error
    return choose
