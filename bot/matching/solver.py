"""The stages of a round: as many people as possible first, then everything else, each with a proven bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.matching.backend import chooser
from bot.matching.columns import all_columns
from bot.matching.exchange import COMPOSITE, DIRECT, FIT, PEOPLE, WAITED, Column, Exchange, Weights, placed
from bot.matching.packing import Choice, Packing

Stage = tuple[str, Weights]

PEOPLE_FIRST: tuple[Stage, ...] = (("people", PEOPLE), ("value", COMPOSITE))
STRICT: tuple[Stage, ...] = (("people", PEOPLE), ("waited", WAITED), ("direct", DIRECT), ("fit", FIT))
WEIGHT: tuple[Stage, ...] = (("weight", Weights(fit=1)),)
ONLY_PEOPLE: tuple[Stage, ...] = (("people", PEOPLE),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The chosen columns with, per stage, the value reached and the most that can be reached."""

    columns: tuple[Column, ...]
    stages: tuple[str, ...]
    objective: tuple[int, ...]
    bounds: tuple[int, ...]
    most_people: int

    @property
    def placed(self) -> int:
        """How many people the columns place."""
        return placed(self.columns)

    @property
    def optimal(self) -> bool:
        """Whether every stage is proven."""
        return self.objective == self.bounds


def solve_exchange(
    exchange: Exchange, stages: tuple[Stage, ...], seconds_left: Callable[[], float]
) -> Outcome:
    """The best arrangement, the stages one strictly after the other.

    Raises:
        Infeasible: the locked pairs cannot all be kept.
    """
    columns = all_columns(exchange)
    floors: tuple[tuple[Weights, int], ...] = ()
    choice = Choice(columns=(), value=0, bound=0)
    bounds = []
    for number, (_, weights) in enumerate(stages):
        packing = Packing(exchange=exchange, columns=columns, weights=weights, floors=floors)
        seconds = seconds_left() / (len(stages) - number)
        choice = chooser()(packing, start=choice.columns, seconds=seconds)
        bounds.append(choice.bound)
        floors += ((weights, choice.value),)
    objective = tuple(exchange.worth(choice.columns, weights) for _, weights in stages)
    return Outcome(
        columns=choice.columns,
        stages=tuple(name for name, _ in stages),
        objective=objective,
        bounds=tuple(bounds),
        most_people=bounds[0] if stages[0][1] == PEOPLE else len({m for column in columns for m in column}),
    )
