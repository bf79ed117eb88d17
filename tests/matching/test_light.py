"""Rounds of up to 200 people without any package: the same values and proofs in plain Python."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bot.matching import solve
from bot.matching.backend import FEW
from bot.matching.columns import all_columns
from bot.matching.exchange import COMPOSITE, FIT, PEOPLE, WAITED, Exchange, Weights
from bot.matching.highs import choose
from bot.matching.light import LightSearch
from bot.matching.packing import Packing
from bot.matching.rules import Round
from tests.matching.test_search import merged, plenty
from tests.matching.worlds import town

MANY = 100_000
# A process in which the large solver's packages cannot be imported, as on a light installation.
BLOCKED = "import sys\nfor name in ('numpy', 'highspy', 'rustworkx'): sys.modules[name] = None\n"


def in_a_bare_process(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED + code],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    return done.stdout.strip()


def large_way(exchange: Exchange, weights: Weights) -> int:
    return choose(Packing(exchange=exchange, columns=all_columns(exchange), weights=weights)).value


@pytest.mark.parametrize("weights", [PEOPLE, COMPOSITE, WAITED, FIT])
def test_plain_python_proves_what_the_large_solver_proves(weights: Weights) -> None:
    for first in range(0, 24, 3):
        exchange = Round(merged(range(first, first + 3))).exchange()
        found = LightSearch(exchange, plenty, MANY).best(weights, (), (), share=1)
        assert found.value == found.bound == large_way(exchange, weights)
        assert found.value == exchange.worth(found.columns, weights)


def test_a_floor_of_people_is_kept_in_plain_python() -> None:
    exchange = Round(merged(range(4))).exchange()
    search = LightSearch(exchange, plenty, MANY)
    most = search.best(PEOPLE, (), (), share=1)
    found = search.best(FIT, ((PEOPLE, most.value),), most.columns, share=1)
    packing = Packing(
        exchange=exchange, columns=all_columns(exchange), weights=FIT, floors=((PEOPLE, most.value),)
    )
    assert found.value == found.bound == choose(packing).value


def test_without_time_plain_python_keeps_an_honest_bound() -> None:
    exchange = Round(merged(range(4))).exchange()
    best = large_way(exchange, COMPOSITE)
    found = LightSearch(exchange, lambda: 0.0, MANY).best(COMPOSITE, (), (), share=1)
    assert found.value <= best <= found.bound


def test_importing_the_engine_and_pairing_a_small_round_loads_no_package() -> None:
    code = (
        "import sys; from bot.matching.files import pair_text; "
        """pair_text('{"nodes": 3, "arcs": [[0, 1, 1], [1, 2, 1], [2, 0, 1]]}'); """
        "print([m for m in ('numpy', 'highspy', 'rustworkx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_round_of_200_is_paired_exactly_without_any_package() -> None:
    told = in_a_bare_process(
        "from tests.matching.worlds import town\n"
        "from bot.matching import solve\n"
        "proof = solve(town(200)).certificate\n"
        "print(proof.placed, proof.bound, proof.optimal, proof.objective == proof.bounds)"
    )
    with_packages = solve(town(200)).certificate
    assert len(all_columns(Round(town(200)).exchange())) > FEW
    assert told == f"{with_packages.placed} {with_packages.placed} True True"


def test_above_200_people_one_sentence_says_what_to_install() -> None:
    told = in_a_bare_process(
        "from tests.matching.worlds import town\n"
        "from bot.matching import solve\n"
        "from bot.matching.backend import SolverMissing\n"
        "try:\n    solve(town(220))\n"
        "except SolverMissing as missing:\n    print(missing)"
    )
    assert told.count(".") == 1
    assert "pip install highspy" in told
