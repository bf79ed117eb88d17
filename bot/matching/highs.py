"""The integer programme of a packing solved by HiGHS, on one thread.

HiGHS has one thread setting for the whole process and fails silently when another one is asked for, so every
use of it here goes through this module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, inf, isfinite
from typing import TypeAlias

import highspy
import numpy as np
from numpy.typing import NDArray

from bot.matching.exchange import Column
from bot.matching.packing import Choice, Infeasible, Packing, first_seats, objective, rows_of

_HIGHS: Callable[[], highspy.Highs] = highspy.Highs
Numbers: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Marks: TypeAlias = NDArray[np.bool_]
TINY = 1e-6
ALMOST_ONE = 0.999
LEAST_SECONDS = 0.05
UNPROVEN = 10**15
HALF = 0.5


def new_solver() -> highspy.Highs:
    """A silent solver on one thread that proves integer optima to the last unit."""
    solver = _HIGHS()
    settings: dict[str, bool | int | float] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 1,
        # Values are whole numbers: a gap below one is none.
        "mip_rel_gap": 0.0,
        "mip_abs_gap": ALMOST_ONE,
    }
    for name, value in settings.items():
        solver.setOptionValue(name, value)
    return solver


def choose(packing: Packing, *, start: Sequence[Column] = (), seconds: float = inf, nodes: int = 0) -> Choice:
    """The best choice of columns HiGHS finds in the time, with the bound it proved.

    When nothing reaches the packing's target, the bound is below it. Where only one thing counts, the first choice that
    reaches the target is taken.

    Raises:
        Infeasible: the locked pairs cannot all be kept.
    """
    if packing.target is None:
        return _chosen(packing, start, seconds, nodes)
    try:
        return _chosen(packing, start, seconds, nodes)
    except Infeasible:
        return Choice(columns=(), value=0, bound=packing.target - 1)


def _chosen(packing: Packing, start: Sequence[Column], seconds: float, nodes: int) -> Choice:
    if not packing.columns:
        if packing.exchange.locks:
            raise Infeasible
        return Choice(columns=(), value=0, bound=0)
    solver = new_solver()
    if seconds < inf:
        solver.setOptionValue("time_limit", max(LEAST_SECONDS, seconds))
    if nodes:
        solver.setOptionValue("mip_max_nodes", nodes)
    if packing.target is not None and not _only_reached(packing):
        # HiGHS minimises the negative value inside.
        solver.setOptionValue("objective_bound", HALF - packing.target)
    _load(solver, packing)
    _begin(solver, packing, start)
    solver.run()
    return _answer(solver, packing)


@dataclass(frozen=True, slots=True)
class Piece:
    """A small packing in bare numbers: one seat per person, no rules but floors.

    `members` has one row per column, in which a pair's first member is repeated; `start` marks an allowed choice, and
    `floors` hold (gains, least) of earlier stages.
    """

    members: Numbers
    gains: Floats
    start: Marks
    floors: Sequence[tuple[Floats, float]]


def pick(piece: Piece, seconds: float, nodes: int) -> Marks:
    """Which columns of a piece to choose; never worse than its start."""
    solver = new_solver()
    solver.setOptionValue("time_limit", max(LEAST_SECONDS, seconds))
    solver.setOptionValue("mip_max_nodes", nodes)
    solver.passModel(_piece_model(piece))
    for gains, least in piece.floors:
        used = np.flatnonzero(gains)
        solver.addRow(least, inf, len(used), used, gains[used])
    solution = highspy.HighsSolution()
    solution.col_value = piece.start.astype(np.float64)
    solver.setSolution(solution)
    solver.run()
    values = np.array(solver.getSolution().col_value)
    chosen = values > HALF if len(values) == len(piece.gains) else piece.start
    return chosen if piece.gains[chosen].sum() >= piece.gains[piece.start].sum() else piece.start


def _piece_model(piece: Piece) -> highspy.HighsLp:
    people, rows = np.unique(piece.members, return_inverse=True)
    rows = rows.reshape(piece.members.shape)
    kept = np.ones(piece.members.shape, dtype=bool)
    kept[:, 2:] = piece.members[:, 2:] != piece.members[:, :1]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(piece.gains), len(people)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = piece.gains, np.zeros(lp.num_col_), np.ones(lp.num_col_)
    lp.row_lower_, lp.row_upper_ = np.full(len(people), -inf), np.ones(len(people))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])
    lp.a_matrix_.index_ = rows[kept]
    lp.a_matrix_.value_ = np.ones(int(kept.sum()))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    lp.sense_ = highspy.ObjSense.kMaximize
    return lp


def _only_reached(packing: Packing) -> bool:
    """Whether the target is a row instead of something to be exceeded.

    Where only one thing counts there are many equal optima: asked for any one worth the target, HiGHS decides
    sooner than it improves towards it.
    """
    return packing.target is not None and packing.weights.tied


def _load(solver: highspy.Highs, packing: Packing) -> None:
    rows = rows_of(packing)
    costs = objective(packing, packing.weights)
    if packing.target is not None and _only_reached(packing):
        rows.append((packing.target, inf, costs))
        costs = dict.fromkeys(costs, 0.0)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(costs), len(rows)
    lp.col_cost_ = np.array([costs[k] for k in range(len(costs))])
    lp.col_lower_, lp.col_upper_ = np.zeros(len(costs)), np.ones(len(costs))
    lp.row_lower_ = np.array([row[0] for row in rows])
    lp.row_upper_ = np.array([row[1] for row in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row[2]) for row in rows)])
    lp.a_matrix_.index_ = np.array([k for row in rows for k in row[2]])
    lp.a_matrix_.value_ = np.array([v for row in rows for v in row[2].values()])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(costs)
    lp.sense_ = highspy.ObjSense.kMaximize
    solver.passModel(lp)


def _begin(solver: highspy.Highs, packing: Packing, start: Sequence[Column]) -> None:
    if not start:
        return
    wanted = set(start)
    values = [1.0 if column in wanted else 0.0 for column in packing.columns]
    values += [1.0 if any(m in column for column in start) else 0.0 for m in first_seats(packing)]
    solution = highspy.HighsSolution()
    solution.col_value = values
    solver.setSolution(solution)


def _answer(solver: highspy.Highs, packing: Packing) -> Choice:
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        raise Infeasible
    values = solver.getSolution().col_value
    chosen = tuple(column for k, column in enumerate(packing.columns) if k < len(values) and values[k] > 0.5)
    value = packing.exchange.worth(chosen, packing.weights)
    bound = solver.getInfo().mip_dual_bound
    proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if _only_reached(packing):
        return Choice(columns=chosen, value=value, bound=UNPROVEN)
    if proven:
        return Choice(columns=chosen, value=value, bound=value)
    return Choice(
        columns=chosen, value=value, bound=max(value, floor(bound + TINY)) if isfinite(bound) else UNPROVEN
    )
