"""Other ways to choose partners, each in a process of its own: the same graph in, people placed and processor time out.

`python -m bench.pairing_rivals NAME LIMIT < graph.json` reads {"nodes", "arcs"} and prints one JSON line. CP-SAT cannot
be loaded beside HiGHS, and kep_solver starts a solver of its own, so none of them shares a process with the engine.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

from bot.matching import GraphProblem, solve_graph
from bot.matching.columns import all_columns
from bot.matching.exchange import Exchange, Listed, rows_from

Arcs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """People placed, the most proven possible, seconds of processor time; `ended`: it was not stopped."""

    placed: int = 0
    bound: int = 0
    seconds: float = 0
    ended: bool = True

    @property
    def proven(self) -> bool:
        """Whether nothing better exists."""
        return self.ended and self.placed == self.bound


def exchange_of(nodes: int, arcs: Arcs, max_circle: int) -> Exchange:
    """The bare exchange of a graph."""
    learners, teachers = rows_from(arcs, nodes)
    ones = (1,) * nodes
    return Exchange(
        learners=learners,
        teachers=teachers,
        lessons=Listed(dict.fromkeys(arcs, 1)),
        capacity=ones,
        waited=(0,) * nodes,
        max_circle=max_circle,
    )


def bothways(nodes: int, arcs: Arcs, limit: float, max_circle: int = 3) -> tuple[int, int]:
    """This engine."""
    weighted = tuple((a, b, 1.0) for a, b in arcs)
    problem = GraphProblem(nodes=nodes, arcs=weighted, max_circle=max_circle, time_limit_s=limit)
    proof = solve_graph(problem).certificate
    return proof.placed, proof.bound


def bothways_pairs(nodes: int, arcs: Arcs, limit: float) -> tuple[int, int]:
    """This engine with pairs alone."""
    return bothways(nodes, arcs, limit, max_circle=2)


def _pairs(arcs: Arcs) -> Arcs:
    there = set(arcs)
    return [(a, b) for a, b in arcs if a < b and (b, a) in there]


def rustworkx(nodes: int, arcs: Arcs, _: float) -> tuple[int, int]:
    """The blossom algorithm of rustworkx: pairs only, always the most."""
    library = import_module("rustworkx")
    graph = library.PyGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from([(a, b, 1) for a, b in _pairs(arcs)])
    placed = 2 * len(library.max_weight_matching(graph, max_cardinality=True, weight_fn=int))
    return placed, placed


def networkx(nodes: int, arcs: Arcs, _: float) -> tuple[int, int]:
    """The blossom algorithm of networkx: pairs only, always the most."""
    library = import_module("networkx")
    graph = library.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(_pairs(arcs))
    placed = 2 * len(library.max_weight_matching(graph, maxcardinality=True))
    return placed, placed


def cp_sat(nodes: int, arcs: Arcs, limit: float) -> tuple[int, int]:
    """CP-SAT with one yes or no per pair and circle, on one worker like the engine."""
    library = import_module("ortools.sat.python.cp_model")
    model, columns = library.CpModel(), all_columns(exchange_of(nodes, arcs, 3))
    chosen = [model.new_bool_var("") for _ in columns]
    of: list[list[Any]] = [[] for _ in range(nodes)]
    for column, yes in zip(columns, chosen, strict=True):
        for member in column:
            of[member].append(yes)
    for several in of:
        model.add_at_most_one(several)
    model.maximize(sum(len(column) * yes for column, yes in zip(columns, chosen, strict=True)))
    solver = library.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(1.0, limit - process_time())
    if solver.solve(model) not in (library.OPTIMAL, library.FEASIBLE):
        return 0, nodes  # nothing found yet, nothing proven
    return round(solver.objective_value), int(solver.best_objective_bound + 1e-6)


def kep_solver(nodes: int, arcs: Arcs, _: float) -> tuple[int, int]:
    """kep_solver with its default model and CBC: cycles up to three, most transplants."""
    entities, models = import_module("kep_solver.entities"), import_module("kep_solver.model")
    programme = import_module("kep_solver.programme")
    instance = entities.Instance()
    donors = []
    for node in range(nodes):
        donor, patient = entities.Donor(f"d{node}"), instance.recipient(f"r{node}")
        donor.recipient = patient
        patient.addDonor(donor)
        instance.addDonor(donor)
        donors.append(donor)
    for a, b in arcs:
        instance.addTransplant(entities.Transplant(donors[a], instance.recipient(f"r{b}"), 1.0))
    plan = programme.Programme([models.TransplantCount()], 3, 0, "most people", full_details=False)
    solution, _ = plan.solve_single(instance)
    placed = round(solution.values[0])
    return placed, placed


WAYS: dict[str, Callable[[int, Arcs, float], tuple[int, int]]] = {
    way.__name__: way for way in (bothways, bothways_pairs, rustworkx, networkx, cp_sat, kep_solver)
}


def spent(session: int) -> float:
    """The processor time of all living processes of a session, in seconds, where the system tells (/proc)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if int(fields[3]) == session else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def measured(name: str, nodes: int, arcs: Arcs, limit: float) -> Outcome:
    """What one way reaches within a limit by the wall, measured in a process of its own."""
    command = [sys.executable, "-m", "bench.pairing_rivals", name, str(limit)]
    child = subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        # A little grace: who keeps the limit by itself still has to say what was found.
        answer, _ = child.communicate(json.dumps({"nodes": nodes, "arcs": arcs}), timeout=1.3 * limit + 5)
    except subprocess.TimeoutExpired:
        seconds = spent(child.pid)
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return Outcome(seconds=seconds, ended=False)
    if child.returncode:
        raise RuntimeError(f"{name} failed; its own words are above.")
    return Outcome(**json.loads(answer.splitlines()[-1]))


def main() -> None:
    name, limit = sys.argv[1], float(sys.argv[2])
    given = json.load(sys.stdin)
    nodes, arcs = given["nodes"], [(a, b) for a, b in given["arcs"]]
    begun = process_time()
    placed, bound = WAYS[name](nodes, arcs, limit)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = process_time() - begun + children.ru_utime + children.ru_stime
    print(json.dumps({"placed": placed, "bound": bound, "seconds": max(seconds, 0.001)}))


if __name__ == "__main__":
    main()
