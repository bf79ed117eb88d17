"""Every checker holds its tongue in a healthy world and raises its voice when its promise is broken."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.wiring.simulation.invariants.all import KINDS
from bot.wiring.simulation.world import Living, simulate
from tests.simulation.crashes import lived, published_at
from tests.simulation.mutants import MUTANTS, Mutant
from tests.simulation.table import BEGIN, END, table

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    """Let nothing be logged: a simulated week has thousands of lines."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
    structlog.reset_defaults()


def killed(mutant: Mutant) -> bool:
    """Return whether the checker of the broken promise notices it."""

    def watch(world: Living) -> None:
        world.looked_for = mutant.number

    with pytest.MonkeyPatch.context() as patched:
        mutant.patch(patched)
        outcome = simulate(mutant.plan, watch)
    return any(one.number == mutant.number for one in outcome.violations)


@pytest.mark.parametrize(
    "mutant",
    [
        pytest.param(one, id=f"{one.number} {one.does}", marks=() if one.quick else pytest.mark.soak)
        for one in MUTANTS
        if not one.crashes
    ],
)
def test_a_broken_promise_is_noticed(mutant: Mutant) -> None:
    assert killed(mutant)


@pytest.mark.soak
def test_a_round_stored_in_two_steps_is_noticed_by_dying_in_between() -> None:
    [mutant] = [one for one in MUTANTS if one.crashes]
    with pytest.MonkeyPatch.context() as patched:
        mutant.patch(patched)
        _, whole = lived()
        published = published_at()
        assert any(lived(at)[1] != whole for at in range(published, published + 12))


def test_every_promise_that_is_checked_has_a_mutant() -> None:
    checked = {kind.number for kind in KINDS} | {23}
    assert {one.number for one in MUTANTS} == checked
    assert checked == set(range(1, 25))


def test_the_page_shows_the_table_of_this_suite() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.partition(BEGIN)[2].partition(END)[0].strip() == table()
