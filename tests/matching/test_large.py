"""What rounds of thousands do, held against the integer programme over all columns on middling ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain, permutations
from random import Random

import pytest

from bot.matching import GraphProblem, Options, Problem, Progress, relax, solve, solve_graph
from bot.matching.columns import all_columns
from bot.matching.descent import Descent
from bot.matching.dives import Dives
from bot.matching.exchange import COMPOSITE, PEOPLE, Column, Exchange, Listed, Weights, rows_from
from bot.matching.highs import choose
from bot.matching.kernel import aim, reach
from bot.matching.master import Master
from bot.matching.packing import Choice, Packing
from bot.matching.pricing import ListedPricer
from bot.matching.relax import Relaxed
from bot.matching.rules import Round
from bot.matching.search import Search
from bot.matching.walk import Walk
from tests.matching.test_search import merged, plain, plenty, single_seats

WEIGHTS = (PEOPLE, COMPOSITE)
DENSITY = 0.3


def middling(first: int) -> Exchange:
    return single_seats(Round(merged(range(first, first + 5))).exchange())


def relaxed(exchange: Exchange, weights: Weights) -> Relaxed:
    pricer = ListedPricer(exchange, all_columns(exchange))
    return relax.relax(exchange, pricer, weights, (), (), plenty)


def allowed(columns: tuple[Column, ...]) -> bool:
    return all(times == 1 for times in Counter(chain.from_iterable(columns)).values())


@pytest.mark.parametrize("weights", WEIGHTS)
def test_prices_by_steps_come_near_the_exact_programme(weights: Weights) -> None:
    exchange = middling(0)
    exact, steps = Master(exchange, weights, ()), Descent(exchange, weights)
    for programme in (exact, steps):
        programme.add(all_columns(exchange))
        for _ in range(4):
            programme.solve(plenty)
    assert steps.prices().value == pytest.approx(exact.prices().value, rel=0.01)


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("pairs_only", [False, True])
def test_a_round_priced_by_steps_reaches_the_optimum(
    weights: Weights, *, pairs_only: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relax, "LARGE", 0)
    exchange = replace(middling(8), max_circle=2 if pairs_only else 3)
    found = Search(exchange, plenty, listed=0).best(weights, (), (), share=1)
    assert found.value == found.bound == plain(exchange, weights)


def test_no_price_by_steps_promises_less_than_can_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relax, "LARGE", 0)
    for first in (0, 8, 16):
        exchange = middling(first)
        assert relaxed(exchange, COMPOSITE).bound >= plain(exchange, COMPOSITE)


def test_a_dive_seats_nobody_twice_and_ends_when_the_time_is_up() -> None:
    exchange = middling(0)
    known = relaxed(exchange, COMPOSITE)
    dives = Dives(exchange, COMPOSITE, known.pool, known.used, known.prices)
    found, hasty = dives.best(10**9, plenty), dives.best(10**9, lambda: 0.0)
    assert allowed(found)
    assert allowed(hasty)
    assert exchange.worth(found, COMPOSITE) > 0.9 * plain(exchange, COMPOSITE)
    assert hasty


@pytest.mark.parametrize("weights", WEIGHTS)
def test_aiming_from_the_bound_downwards_ends_at_the_optimum(weights: Weights) -> None:
    exchange = middling(16)
    known = relaxed(exchange, weights)
    nothing = Choice(columns=(), value=0, bound=known.bound)
    packing = Packing(exchange=exchange, columns=(), weights=weights)
    found = aim(packing, known, nothing, 0, plenty)
    assert found.value == found.bound == plain(exchange, weights)
    assert exchange.worth(found.columns, weights) == found.value


def test_a_target_out_of_reach_lowers_the_bound_and_one_in_reach_is_reached() -> None:
    exchange = middling(16)
    known, most = relaxed(exchange, COMPOSITE), plain(exchange, COMPOSITE)
    packing = Packing(exchange=exchange, columns=(), weights=COMPOSITE)
    for target, bound in ((most + 1, most), (most, most)):
        columns = known.reaching(target, 10**6)
        assert columns is not None
        found, ended = reach(packing, known, columns, target, 0, plenty)
        assert ended
        assert found.bound == bound
        assert (found.value >= target) == (target == most)


def test_where_only_people_count_any_arrangement_of_the_target_will_do() -> None:
    exchange = middling(16)
    columns, most = all_columns(exchange), plain(exchange, PEOPLE)
    for target in (most - 5, most):
        packing = Packing(exchange=exchange, columns=columns, weights=PEOPLE, target=target)
        found = choose(packing)
        assert allowed(found.columns)
        assert target <= found.value <= most < found.bound
    assert choose(Packing(exchange=exchange, columns=columns, weights=PEOPLE, target=most + 1)).bound == most


def test_who_must_be_seated_and_cannot_be_is_out_of_reach() -> None:
    exchange = middling(16)
    packing = Packing(
        exchange=exchange,
        columns=all_columns(exchange)[:1],
        weights=PEOPLE,
        target=1,
        needed=frozenset(range(exchange.size)),
    )
    assert choose(packing) == Choice(columns=(), value=0, bound=0)


@pytest.mark.parametrize("calls", [0, 1, 2, 3, 5, 8, 13, 40])
def test_however_early_the_time_is_up_people_are_placed_and_the_bound_holds(calls: int) -> None:
    exchange = Round(merged(range(8))).exchange()
    left = iter([60.0] * calls)
    found = Search(exchange, lambda: next(left, 0.0), listed=0).best(COMPOSITE, (), (), share=1)
    assert 0 < found.value <= plain(exchange, COMPOSITE) <= found.bound
    assert found.value == exchange.worth(found.columns, COMPOSITE)


def test_the_heaviest_exchange_of_a_graph_is_proven() -> None:
    size, step = 60, 7
    arcs = tuple(
        (a, b, float((a * b + step * a) % 23))
        for a in range(size)
        for b in range(size)
        if a != b and (a * a + step * b) % 5 == 0
    )
    proof = solve_graph(GraphProblem(nodes=size, arcs=arcs, objective="weight")).certificate
    assert proof.optimal
    assert proof.objective == proof.bounds


@pytest.mark.parametrize("seed", range(6))
def test_lessons_worth_less_than_nothing_are_weighed_like_others(seed: int) -> None:
    dice = Random(seed)
    arcs = [(a, b) for a, b in permutations(range(24), 2) if dice.random() < DENSITY]
    learners, teachers = rows_from(arcs, 24)
    exchange = Exchange(
        learners=learners,
        teachers=teachers,
        lessons=Listed({arc: dice.randint(-20, 30) for arc in arcs}),
        capacity=(1,) * 24,
        waited=(0,) * 24,
    )
    found = Search(exchange, plenty, listed=0).best(Weights(fit=1), (), (), share=1)
    assert found.value == found.bound == plain(exchange, Weights(fit=1))


def test_a_walk_seats_everybody_where_pairs_go_round() -> None:
    size = 60
    columns = [(a, (a + 1) % size) for a in range(size)] + [(a, a + 2, a + 5) for a in range(size - 5)]
    start = [(a, a + 2, a + 5) for a in range(0, size - 5, 6)]
    walk = Walk(columns, start)
    walk.go(20_000, size, plenty)
    assert allowed(walk.best)
    assert sum(map(len, walk.best)) == size


def test_a_walk_without_time_stays_where_it_was() -> None:
    walk = Walk([(0, 1), (1, 2, 3), (0, 2)], [(0, 1)])
    walk.go(100, 4, lambda: 0.0)
    assert walk.best == ((0, 1),)


def test_a_long_search_of_a_graph_tells_how_far_it_is() -> None:
    told: list[Progress] = []
    dice = Random(1)
    arcs = tuple((a, b, 1.0) for a, b in permutations(range(24), 2) if dice.random() < DENSITY)
    result = solve_graph(GraphProblem(nodes=24, arcs=arcs), watch=told.append)
    assert [step.stage for step in told] == ["people"] * len(told) != []
    assert told[-1].placed <= result.certificate.placed


def test_a_long_round_tells_how_far_it_is() -> None:
    told: list[Progress] = []
    problem = replace(merged(range(20)), options=Options(min_shared_hours=0))
    result = solve(Problem(people=problem.people, options=problem.options), watch=told.append)
    assert told
    assert {step.stage for step in told} <= set(result.certificate.stages)
    assert all(step.value <= step.bound for step in told)
