"""The stages of a round: as many people as possible first, then everything else, each with a proven bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.matching.backend import Searching, searching
from bot.matching.exchange import (
    COMPOSITE,
    DIRECT,
    FIT,
    PEOPLE,
    WAITED,
    Clock,
    Column,
    Exchange,
    Floor,
    Weights,
    placed,
)
from bot.matching.model import Progress
from bot.matching.packing import Choice

Stage = tuple[str, Weights]
Watch = Callable[[Progress], None]

PEOPLE_FIRST: tuple[Stage, ...] = (("people", PEOPLE), ("value", COMPOSITE))
STRICT: tuple[Stage, ...] = (("people", PEOPLE), ("waited", WAITED), ("direct", DIRECT), ("fit", FIT))
WEIGHT: tuple[Stage, ...] = (("weight", Weights(fit=1)),)
ONLY_PEOPLE: tuple[Stage, ...] = (("people", PEOPLE),)


def quiet(_: Progress) -> None:
    """Tell nobody."""


class _Report:
    """Hands what a search tells on to whoever watches, with the name of the stage."""

    def __init__(self, watch: Watch) -> None:
        self.stage = ""
        self._watch = watch

    def __call__(self, choice: Choice) -> None:
        people = placed(choice.columns)
        self._watch(Progress(stage=self.stage, placed=people, value=choice.value, bound=choice.bound))


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
    exchange: Exchange, stages: tuple[Stage, ...], seconds_left: Clock, watch: Watch = quiet
) -> Outcome:
    """The best arrangement, the stages one strictly after the other; `watch` is told how far it is.

    Raises:
        Infeasible: the locked pairs cannot all be kept.
        TooMany: circles of four were asked for where there are too many to list.
    """
    report = _Report(watch)
    search = searching(exchange, seconds_left, report)
    if len(stages) == 2 and stages[0][1] == PEOPLE:
        return _people_first(search, stages, report)
    floors: tuple[Floor, ...] = ()
    choice = Choice(columns=(), value=0, bound=0)
    bounds = []
    for number, (name, weights) in enumerate(stages):
        report.stage = name
        choice = search.best(weights, floors, choice.columns, share=1 / (len(stages) - number))
        bounds.append(choice.bound)
        floors += ((weights, choice.value),)
    return _outcome(exchange, stages, choice.columns, bounds)


def _people_first(search: Searching, stages: tuple[Stage, ...], report: _Report) -> Outcome:
    """The best value among the arrangements that place the most people.

    The best value usually places the most people anyway; only when it may not are the people looked at alone.
    """
    (first_name, people), (report.stage, weights) = stages
    # The relaxation for the value also finds the good columns for the people, so it goes first.
    choice = search.best(weights, (), (), share=0.5 if search.exchange.max_circle == 2 else 0.3)
    most = search.bound(people, choice.columns)
    if search.exchange.worth(choice.columns, people) < most:
        last_name, report.stage = report.stage, first_name
        first = search.best(people, (), choice.columns, share=0.8)
        report.stage = last_name
        most = first.bound
        if first.value > search.exchange.worth(choice.columns, people):
            choice = search.best(weights, ((people, first.value),), first.columns, share=1)
    return _outcome(search.exchange, stages, choice.columns, [most, choice.bound])


def _outcome(
    exchange: Exchange, stages: tuple[Stage, ...], columns: tuple[Column, ...], bounds: list[int]
) -> Outcome:
    most = bounds[0] if stages[0][1] == PEOPLE else sum(map(exchange.on_column, range(exchange.size)))
    return Outcome(
        columns=columns,
        stages=tuple(name for name, _ in stages),
        objective=tuple(exchange.worth(columns, weights) for _, weights in stages),
        bounds=tuple(bounds),
        most_people=most,
    )
