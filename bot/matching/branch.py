"""The best choice of listed columns in plain Python: branch and bound over the linear programme of module simplex.

Whatever is left out or cut off is so by a bound in whole numbers: what ends is proven.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf

from bot.matching.exchange import Clock
from bot.matching.packing import Infeasible
from bot.matching.simplex import FINE, Row, Simplex, programme

WHOLE = 1e-6
LIKELIEST = 0.7
NEAR = 0.001
Fixed = tuple[tuple[int, int], ...]


class Plan:
    """Rows and gains of one choice to be made, and the best found for it."""

    def __init__(self, rows: Sequence[Row], gains: Sequence[int]) -> None:
        """Solve the linear programme.

        Raises:
            Infeasible: not even fractions keep all rows.
        """
        self.rows, self.gains = rows, gains
        self.best: list[int] | None = None
        self.value = 0
        lp = Simplex(programme(needed(rows), gains))
        if not lp.solve():
            raise Infeasible
        prices = lp.prices()
        self.ceiling = lp.made.ceiling(prices, lp.lower, lp.upper)
        self.bound = self.ceiling // FINE
        self._left = lp.made.left_over(prices)

    def suggest(self, choice: list[int]) -> None:
        """Begin with a choice that keeps all rows, or go on from it if it is better than the best so far."""
        value = self._worth(choice)
        if self.best is None or value > self.value:
            self.best, self.value = choice, value

    def _worth(self, choice: Iterable[int]) -> int:
        return sum(gain for gain, taken in zip(self.gains, choice, strict=True) if taken)

    def settle(self, seconds_left: Clock) -> None:
        """Find the best choice and prove it, or go as far as the time goes.

        Only what is near the programme's prices is looked at: first a little, then all that can be part of anything
        better than the best found.

        Raises:
            Infeasible: nothing keeps all rows.
        """
        reach = max(self.ceiling - self.bound * FINE, round(NEAR * abs(self.ceiling)))
        while self.best is None or self.value < self.bound:
            near = [k for k, left in enumerate(self._left) if left >= -reach]
            found = Branching(*self._part(near), self._known(near))
            found.explore(seconds_left)
            everything = len(near) == len(self.gains)
            if found.best is not None:
                self._keep(near, found.best)
            elif everything:
                raise Infeasible
            # Choices left out can be part of nothing above this, those looked at of nothing above what was proven.
            beyond = inf if self.best is None else (self.ceiling - reach - 1) // FINE
            if everything or beyond <= self.value:
                self.bound = min(self.bound, max([self.value, *found.bounds]))
                return
            if not seconds_left() and self.best is not None:
                return
            needed_reach = self.ceiling - (self.value + 1) * FINE if self.best is not None else 4 * reach
            reach = max(needed_reach, reach + 1)

    def _part(self, near: list[int]) -> tuple[list[Row], list[int]]:
        place = {k: number for number, k in enumerate(near)}
        rows = (
            (least, most, {place[k]: amount for k, amount in row.items() if k in place})
            for least, most, row in self.rows
        )
        return [row for row in rows if row[2] or row[0] > 0], [self.gains[k] for k in near]

    def _known(self, near: list[int]) -> list[int] | None:
        if self.best is None or sum(self.best) > sum(self.best[k] for k in near):
            return None
        return [self.best[k] for k in near]

    def _keep(self, near: list[int], choice: list[int]) -> None:
        whole = [0] * len(self.gains)
        for k, taken in zip(near, choice, strict=True):
            whole[k] = taken
        self.suggest(whole)


class Branching:
    """A search over yes-or-no choices that goes deep first and keeps the best found."""

    def __init__(self, rows: Sequence[Row], gains: Sequence[int], known: list[int] | None) -> None:
        """Begin with an allowed choice, if one is known; `bounds` will say what every open branch can reach."""
        self._gains = gains
        self._lp = Simplex(programme(needed(rows), gains))
        self.best = known
        self.value = self._worth(known) if known is not None else 0
        self.bounds: list[int] = []

    def explore(self, seconds_left: Clock) -> None:
        """Search until nothing better can exist, or the time is up and something is found."""
        stack: list[tuple[Fixed, int | None]] = [((), None)]
        while stack and (self.best is None or seconds_left()):
            fixed, bound = stack.pop()
            if bound is not None and self._hopeless(bound):
                continue
            bound, choice = self._node(fixed)
            if choice is not None:
                stack += [((*fixed, (choice, 0)), bound), ((*fixed, (choice, 1)), bound)]
        self.bounds = [self.value] if self.best is not None else []
        self.bounds += [bound for _, bound in stack if bound is not None]

    def _hopeless(self, bound: int) -> bool:
        return self.best is not None and bound <= self.value

    def _node(self, fixed: Fixed) -> tuple[int, int | None]:
        """The bound under some fixed choices, and the choice to branch on if that is still open."""
        lp, size = self._lp, len(self._gains)
        lp.lower[:size], lp.upper[:size] = [0.0] * size, [1.0] * size
        for choice, value in fixed:
            lp.lower[choice] = lp.upper[choice] = value
        if not lp.solve():
            return self.value, None
        bound = lp.made.ceiling(lp.prices(), lp.lower, lp.upper) // FINE
        if self._hopeless(bound):
            return bound, None
        fractions = lp.fractions()
        open_ones = [k for k, x in enumerate(fractions) if WHOLE < x < 1 - WHOLE]
        if not open_ones:
            self._keep([round(x) for x in fractions])
            return bound, None
        return bound, min(open_ones, key=lambda k: (abs(fractions[k] - LIKELIEST), k))

    def _keep(self, choice: list[int]) -> None:
        value = self._worth(choice)
        if self.best is None or value > self.value:
            self.best, self.value = choice, value

    def _worth(self, choice: list[int]) -> int:
        return sum(gain for gain, taken in zip(self._gains, choice, strict=True) if taken)


def needed(rows: Sequence[Row]) -> list[Row]:
    """The rows that say something the others do not."""
    # A row of "at most one" says nothing when another of that sort holds all its choices.
    masks = [_mask(row) for row in rows]
    kept: list[int] = []
    for number in sorted(range(len(rows)), key=lambda k: (-masks[k].bit_count(), k)):
        mask = masks[number]
        implied = mask and (mask.bit_count() < 2 or any(not mask & ~masks[k] for k in kept))
        if not implied or rows[number][0] > 0:
            kept.append(number)
    return [rows[number] for number in sorted(kept)]


def _mask(row: Row) -> int:
    """The choices of a row that lets at most one of them be chosen; 0 for any other row."""
    _, most, amounts = row
    if most != 1 or any(amount != 1 for amount in amounts.values()):
        return 0
    return sum(1 << choice for choice in amounts)
