"""Walking from arrangement to arrangement: again and again somebody left out is seated, and whoever that unseats waits.

Everybody is worth more with every step they are left out (growing weights, as in local search for coverings), so the
walk leaves any dead end. It is for rounds that can seat nearly everybody, where a relaxation no longer tells columns
apart; where many must stay alone, their weights lead it astray. A step is linear in the columns of one member.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

from bot.matching.exchange import Clock, Column

REST = 7
LOOK = 256


class Walk:
    """An arrangement of columns in which everybody has one seat, and the best one passed."""

    def __init__(self, columns: Sequence[Column], start: Sequence[Column]) -> None:
        """Begin with an allowed arrangement."""
        self._of: dict[int, list[Column]] = defaultdict(list)
        for column in columns:
            for member in column:
                self._of[member].append(column)
        self._held = {member: column for column in start for member in column}
        self._out = [member for member in self._of if member not in self._held]
        self._place = {member: k for k, member in enumerate(self._out)}
        self._weight = dict.fromkeys((*self._of, *self._held), 1)
        self._rests: dict[Column, int] = {}
        self._dice = Random(len(columns))
        self.best = tuple(dict.fromkeys(start))

    def go(self, steps: int, goal: int, seconds_left: Clock) -> None:
        """Walk until so many members are seated, for so many steps, or until the time is up."""
        most = len(self._held)
        for step in range(steps):
            if most >= goal or not self._out or (step % LOOK == 0 and not seconds_left()):
                return
            self._step(step)
            if len(self._held) > most:
                most, self.best = len(self._held), tuple(dict.fromkeys(self._held.values()))

    def _step(self, step: int) -> None:
        """Seat somebody who is left out where it costs least, and let the others who are left out weigh more."""
        member = self._out[int(self._dice.random() * len(self._out))]
        able = [column for column in self._of[member] if self._rests.get(column, 0) <= step]
        if not able:
            return
        gains = [self._gain(column) for column in able]
        top = max(gains)
        chosen = self._dice.choice([column for column, gain in zip(able, gains, strict=True) if gain == top])
        for gone in {self._held[m] for m in chosen if m in self._held}:
            self._rests[gone] = step + REST
            for other in gone:
                del self._held[other]
                self._place[other] = len(self._out)
                self._out.append(other)
        for seated in chosen:
            self._held[seated] = chosen
            self._take_in(seated)
        for left in self._out:
            self._weight[left] += 1

    def _gain(self, column: Column) -> int:
        """What members seated by a column weigh more than those it unseats."""
        total, weight = 0, self._weight
        gone = {self._held[member] for member in column if member in self._held}
        for member in column:
            total += weight[member]
        for other in gone:
            for member in other:
                total -= weight[member]
        return total

    def _take_in(self, member: int) -> None:
        place, last = self._place.pop(member), self._out.pop()
        if last != member:
            self._out[place] = last
            self._place[last] = place
