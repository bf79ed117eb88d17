"""The search of small rounds in plain Python, without any package: every column listed, every part proven."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from bot.matching.branch import Plan
from bot.matching.columns import all_columns
from bot.matching.exchange import Clock, Column, Exchange, Floor, Weights
from bot.matching.packing import Choice, Infeasible, Packing, first_seats, objective, rows_of

Columns = tuple[Column, ...]


class LightSearch:
    """Finds the best columns of one exchange for one objective after another."""

    def __init__(self, exchange: Exchange, seconds_left: Clock, limit: int) -> None:
        """List the columns.

        Raises:
            TooMany: there are more than `limit`.
        """
        self.exchange = exchange
        self._seconds_left = seconds_left
        self._columns = tuple(all_columns(exchange, limit))
        self._parts = _parts(self._columns)
        self._plans: dict[tuple[Weights, Columns], Plan] = {}

    def best(
        self, weights: Weights, floors: Sequence[Floor], start: Sequence[Column], share: float
    ) -> Choice:
        """The best arrangement for the weights that keeps the floors, with its bound, in a share of the time left.

        Raises:
            Infeasible: the locks cannot all be kept.
        """
        self._check_locks()
        kept = self._seconds_left() * (1 - share)
        chosen: list[Column] = []
        bound = 0
        # A floor holds for the whole round, so its parts can no longer be looked at one by one.
        for columns in [self._columns] if floors else self._parts:
            plan = self._plan(columns, weights, floors, start)
            plan.settle(lambda: max(0.0, self._seconds_left() - kept))
            chosen += (column for column, taken in zip(columns, plan.best or (), strict=False) if taken)
            bound += plan.bound
        return Choice(columns=tuple(chosen), value=self.exchange.worth(chosen, weights), bound=bound)

    def bound(self, weights: Weights, start: Sequence[Column]) -> int:
        """The most any arrangement can reach for the weights, by the linear programmes alone."""
        return sum(self._plan(columns, weights, (), start).bound for columns in self._parts)

    def _check_locks(self) -> None:
        together = {pair for column in self._columns for pair in _inside(column)}
        if not together.issuperset(self.exchange.locks):
            raise Infeasible

    def _plan(
        self, columns: Columns, weights: Weights, floors: Sequence[Floor], start: Sequence[Column]
    ) -> Plan:
        """What is known about the best choice of some columns; made once where no floor binds."""
        known = self._plans.get((weights, columns)) if not floors else None
        if known is None:
            members = {member for column in columns for member in column}
            locks = tuple(lock for lock in self.exchange.locks if members.issuperset(lock))
            packing = Packing(
                exchange=replace(self.exchange, locks=locks),
                columns=columns,
                weights=weights,
                floors=tuple(floors),
            )
            gains = objective(packing, weights)
            known = Plan(rows_of(packing), [round(gains[k]) for k in range(len(gains))])
            self._plans[weights, columns] = known
            if start or not locks:
                known.suggest(_as_choice(packing, start))
        return known


def _parts(columns: Columns) -> list[Columns]:
    """The columns in groups that share no member, each group in the order given."""
    leader: dict[int, int] = {}

    def first(member: int) -> int:
        while leader.setdefault(member, member) != member:
            leader[member] = member = leader[leader[member]]
        return member

    for column in columns:
        for member in column[1:]:
            leader[first(member)] = first(column[0])
    groups: dict[int, list[Column]] = defaultdict(list)
    for column in columns:
        groups[first(column[0])].append(column)
    return [tuple(group) for group in groups.values()]


def _as_choice(packing: Packing, start: Sequence[Column]) -> list[int]:
    wanted, placed = set(start), {member for column in start for member in column}
    columns = [int(column in wanted) for column in packing.columns]
    return columns + [int(member in placed) for member in first_seats(packing)]


def _inside(column: Column) -> list[tuple[int, int]]:
    return [(a, b) for a in column for b in column if a < b]
