"""The pairing engine beside plainer ways, on synthetic communities and on kidney-exchange-like graphs.

    python -m bench.pairing COMMUNITY.json... [--graphs 64 256 1024] [--seeds 3]

A community is a file in the people form of `bothways pair`. Per instance: who gets a real two-way partnership when
people are shuffled (as coffee bots do), by greedy pairs, by the best pairs, and by the best pairs and circles; and how
long the last took and what it proved.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from time import perf_counter

from bench.pairing_graphs import graph
from bot.matching import GraphProblem, Problem, Result, solve, solve_graph
from bot.matching.exchange import Exchange
from bot.matching.files import read_problem
from bot.matching.rules import Round

SHUFFLES = 20
LIMIT = 120


def shuffled(exchange: Exchange) -> float:
    """The mean number of people in a real pair when everybody is paired at random."""
    dice, total = Random(1), 0
    for _ in range(SHUFFLES):
        order = dice.sample(range(exchange.size), exchange.size)
        pairs = zip(order[::2], order[1::2], strict=False)
        total += 2 * sum(exchange.may_teach(a, b) and exchange.may_teach(b, a) for a, b in pairs)
    return total / SHUFFLES


def greedy(exchange: Exchange) -> int:
    """The number of people when the best remaining pair is taken again and again."""
    mutual = [row & back for row, back in zip(exchange.learners, exchange.teachers, strict=True)]
    pairs = [(a, b) for a in range(exchange.size) for b in range(a) if mutual[a] >> b & 1]
    seated: set[int] = set()
    for a, b in sorted(pairs, key=lambda pair: -exchange.fit(pair)):
        if a not in seated and b not in seated:
            seated |= {a, b}
    return len(seated)


def told(name: str, size: int, ways: list[float], result: Result) -> str:
    """One row of the table."""
    shares = " | ".join(f"{100 * way / size:.1f}" for way in ways)
    proof = result.certificate
    gap = max((b - v) / max(1, abs(b)) for v, b in zip(proof.objective, proof.bounds, strict=True))
    best = f"**{100 * proof.placed / size:.1f}** ({proof.placed} of at most {proof.bound})"
    return f"| {name} | {shares} | {best} | {100 * gap:.3f} % | {result.seconds:.2f} s |"


def community(path: Path) -> str:
    """The row of one community."""
    problem = read_problem(path.read_text())
    if not isinstance(problem, Problem):
        raise SystemExit(f"{path} is a graph, not a community.")
    problem = replace(problem, options=replace(problem.options, time_limit_s=LIMIT))
    exchange = Round(problem).exchange()
    pairs = solve(replace(problem, options=replace(problem.options, max_circle=2)))
    ways = [shuffled(exchange), greedy(exchange), pairs.certificate.placed]
    return told(path.stem, exchange.size, ways, solve(problem))


def kidneys(nodes: int, seed: int) -> str:
    """The row of one graph."""
    problem = read_problem(json.dumps(graph(nodes, seed)))
    if not isinstance(problem, GraphProblem):
        raise TypeError(nodes)
    begun = perf_counter()
    pairs = solve_graph(replace(problem, max_circle=2, time_limit_s=LIMIT))
    result = solve_graph(replace(problem, time_limit_s=LIMIT))
    print(f"{nodes}/{seed}: {len(problem.arcs)} arcs, {perf_counter() - begun:.1f} s", file=sys.stderr)
    return told(f"graph {nodes}, seed {seed}", nodes, [0, 0, pairs.certificate.placed], result)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("communities", nargs="*", type=Path)
    parser.add_argument("--graphs", nargs="*", type=int, default=[])
    parser.add_argument("--seeds", type=int, default=1)
    chosen = parser.parse_args()
    print("| instance | random % | greedy pairs % | best pairs % | pairs and circles % | proven gap | time |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for path in chosen.communities:
        print(community(path), flush=True)
    for nodes in chosen.graphs:
        for seed in range(1, chosen.seeds + 1):
            print(kidneys(nodes, seed), flush=True)


if __name__ == "__main__":
    main()
