"""The pairing engine beside other ways, on communities and on kidney-exchange-like graphs.

    python -m bench.pairing [COMMUNITY.json ...] [--graphs 64 256] [--limit 60] [--picture FILE.svg] [--large]

A community is a file in the people form of `bothways pair`; without any, made-up towns of 50, 200 and 1,000 people are
taken, with --large of 5,000 and 20,000 too. Per instance: how many people get a real two-way partnership when they are
shuffled (as coffee bots do), by greedy pairs, by the best pairs (rustworkx, networkx, ours), and by the best pairs and
circles (CP-SAT, kep_solver, ours), with seconds of processor time. Where more than 10,000 partnerships are possible,
the last column says how much faster ours is than kep_solver under the same limit. The others come with
`make with-bench`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.pairing_graphs import graph
from bench.pairing_picture import Shares, drawn
from bench.pairing_rivals import WAYS, Arcs, Outcome, exchange_of, measured
from bot.matching import Problem
from bot.matching.columns import TooMany, all_columns
from bot.matching.exchange import Exchange, bits
from bot.matching.files import read_problem
from bot.matching.rules import Round
from tests.matching.worlds import town

SHUFFLES = 20
SIZES = (50, 200, 1000)
LARGE = (5000, 20000)
MANY = 10_000
COUNTED = 1_000_000
NETWORKX_SIZE = 2000
HEADS = (
    "instance",
    "partnerships",
    "random",
    "greedy pairs",
    *(
        "rustworkx, pairs",
        "networkx, pairs",
        "ours, pairs",
        "CP-SAT",
        "kep_solver",
        "**ours**",
        "ours to kep_solver",
    ),
)


@dataclass(slots=True)
class Instance:
    """One graph of possible lessons and what every way made of it."""

    name: str
    exchange: Exchange
    columns: int = 0
    random: float = 0
    greedy: int = 0
    by: dict[str, Outcome] = field(default_factory=dict)

    @property
    def arcs(self) -> Arcs:
        """The possible lessons."""
        return [(a, b) for a, row in enumerate(self.exchange.learners) for b in bits(row)]

    def measure(self, limit: float) -> None:
        """Let every way try."""
        try:
            self.columns = len(all_columns(self.exchange, COUNTED))
        except TooMany:
            self.columns = COUNTED
        self.random, self.greedy = shuffled(self.exchange), greedy(self.exchange)
        arcs = self.arcs
        for name in WAYS:
            if name != "networkx" or self.exchange.size <= NETWORKX_SIZE:
                self.by[name] = measured(name, self.exchange.size, arcs, limit)

    def row(self, limit: float) -> str:
        """The instance as a row of the table."""
        cells = [self.name, f"{self.columns:,}", f"{self.random:.1f}", str(self.greedy)]
        order = ("rustworkx", "networkx", "bothways_pairs", "cp_sat", "kep_solver", "bothways")
        cells += [told(self.by.get(name), limit) for name in order]
        return f"| {' | '.join([*cells, self.ratio()])} |"

    def ratio(self) -> str:
        """How many times faster ours was than kep_solver, where it matters."""
        ours, other = self.by["bothways"], self.by["kep_solver"]
        if self.columns <= MANY:
            return ""
        if not ours.proven:
            return "neither proven" if not other.ended else "slower"
        return f"{'' if other.ended else '> '}{other.seconds / ours.seconds:.1f}"

    def shares(self) -> Shares:
        """The bars of the picture, in percent."""
        ways = (self.random, self.greedy, self.by["bothways_pairs"].placed, self.by["bothways"].placed)
        return self.name, [100 * way / self.exchange.size for way in ways]


def told(outcome: Outcome | None, limit: float) -> str:
    """What one way reached: people (of at most so many), and how long it took."""
    if outcome is None:
        return "not run"
    if not outcome.ended:
        return f"stopped after {limit:.0f} s ({outcome.seconds:.0f} s)"
    open_ = "" if outcome.placed == outcome.bound else f" of at most {outcome.bound}"
    return f"{outcome.placed}{open_} ({outcome.seconds:.2f} s)"


def shuffled(exchange: Exchange) -> float:
    """The mean number of people in a real pair when everybody is paired at random."""
    dice, total = Random(1), 0
    for _ in range(SHUFFLES):
        order = dice.sample(range(exchange.size), exchange.size)
        pairs = zip(order[::2], order[1::2], strict=False)
        total += 2 * sum(exchange.may_teach(a, b) and exchange.may_teach(b, a) for a, b in pairs)
    return total / SHUFFLES


def greedy(exchange: Exchange) -> int:
    """The number of people when one possible pair after another is taken, the people with fewest choices first."""
    mutual = [row & back for row, back in zip(exchange.learners, exchange.teachers, strict=True)]
    seated = 0
    for member in sorted(range(exchange.size), key=lambda one: mutual[one].bit_count()):
        free = mutual[member] & ~seated
        if not seated >> member & 1 and free:
            seated |= 1 << member | free & -free
    return seated.bit_count()


def instances(chosen: argparse.Namespace) -> Iterator[Instance]:
    """Every instance asked for."""
    for path in chosen.communities:
        problem = read_problem(path.read_text())
        if not isinstance(problem, Problem):
            raise SystemExit(f"{path} is a graph, not a community.")
        yield Instance(path.stem, Round(problem).exchange())
    if not chosen.communities:
        for size in (*SIZES, *(LARGE if chosen.large else ())):
            skills = 60 if size < 1000 else 300
            yield Instance(f"town of {size:,}", Round(town(size, skills=skills)).exchange())
    for nodes in chosen.graphs:
        arcs = graph(nodes, 1)["arcs"]
        if not isinstance(arcs, list):
            raise TypeError(arcs)
        yield Instance(f"graph of {nodes:,}", exchange_of(nodes, [(a, b) for a, b, _ in arcs], 3))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("communities", nargs="*", type=Path)
    parser.add_argument("--graphs", nargs="*", type=int, default=[])
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--picture", type=Path)
    chosen = parser.parse_args()
    print(f"| {' | '.join(HEADS)} |")
    print(f"| {' | '.join(['---'] * len(HEADS))} |")
    done = []
    for instance in instances(chosen):
        instance.measure(chosen.limit)
        print(instance.row(chosen.limit), flush=True)
        done.append(instance.shares())
    if chosen.picture:
        chosen.picture.write_text(drawn(done))


if __name__ == "__main__":
    main()
