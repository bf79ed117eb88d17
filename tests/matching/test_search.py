"""The parts of the search that only large rounds use, held against plain ways on small and middling ones."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from bot.matching import Options, Problem, ProblemError, solve
from bot.matching.columns import TooMany, all_columns
from bot.matching.exchange import COMPOSITE, FIT, PEOPLE, Exchange, Weights, placed
from bot.matching.highs import choose
from bot.matching.neighbourhoods import Neighbourhoods
from bot.matching.packing import Packing
from bot.matching.rules import Round
from bot.matching.search import Search
from bot.matching.tables import tables
from tests.matching import brute
from tests.matching.worlds import small_round

WEIGHTS = (PEOPLE, COMPOSITE, FIT)


def plenty() -> float:
    return 60.0


def merged(seeds: range) -> Problem:
    """A middling round: the people of several small ones, without locks."""
    rounds = [small_round(seed) for seed in seeds]
    people = [
        replace(one, id=f"{seed}-{one.id}")
        for seed, small in zip(seeds, rounds, strict=True)
        for one in small.people
    ]
    return Problem(people=tuple(people), options=Options(min_shared_hours=1), related=rounds[0].related)


def single_seats(exchange: Exchange) -> Exchange:
    return replace(exchange, capacity=(1,) * exchange.size)


def plain(exchange: Exchange, weights: Weights) -> int:
    """The optimum by handing every column to the integer programme at once."""
    return choose(Packing(exchange=exchange, columns=all_columns(exchange), weights=weights)).value


def test_the_tables_hold_the_points_of_every_lesson_and_the_fit_of_every_pair() -> None:
    for seed in range(40):
        pairing = Round(small_round(seed))
        exchange = pairing.exchange()
        made = tables(exchange)
        for a, b in permutations(range(exchange.size), 2):
            points = pairing.points(a, b) if exchange.may_teach(a, b) else -1
            assert made.points[a, b] == points
        pairs = [column for column in all_columns(exchange) if len(column) == 2]
        assert list(zip(made.one.tolist(), made.other.tolist(), strict=True)) == pairs
        assert made.fit.tolist() == [exchange.fit(pair) for pair in pairs]


def test_every_pair_and_circle_is_listed_once() -> None:
    for seed in range(40):
        problem = small_round(seed)
        pairing = Round(problem)
        listed = [
            [pairing.people[member].id for member in column] for column in all_columns(pairing.exchange())
        ]
        turned = [tuple(ids[ids.index(min(ids)) :] + ids[: ids.index(min(ids))]) for ids in listed]
        assert sorted(turned) == sorted(match.members for match in brute.columns(problem))


def test_listing_stops_at_its_limit() -> None:
    exchange = Round(merged(range(8))).exchange()
    with pytest.raises(TooMany):
        all_columns(exchange, 10)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_pricing_without_a_list_reaches_the_same_optimum(weights: Weights) -> None:
    for first in range(0, 15, 5):
        exchange = Round(merged(range(first, first + 5))).exchange()
        found = Search(exchange, plenty, listed=0).best(weights, (), (), share=1)
        assert found.value == found.bound == plain(exchange, weights)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_a_middling_round_is_solved_to_the_optimum(weights: Weights) -> None:
    exchange = Round(merged(range(8))).exchange()
    search = Search(exchange, plenty)
    assert search.bound(weights, ()) >= plain(exchange, weights)
    assert search.best(weights, (), (), share=1).value == plain(exchange, weights)


def test_a_floor_of_people_is_kept() -> None:
    exchange = Round(merged(range(10))).exchange()
    search = Search(exchange, plenty)
    most = search.best(PEOPLE, (), (), share=1)
    found = search.best(COMPOSITE, ((PEOPLE, most.value),), most.columns, share=1)
    packing = Packing(
        exchange=exchange, columns=all_columns(exchange), weights=COMPOSITE, floors=((PEOPLE, most.value),)
    )
    assert placed(found.columns) == most.value
    assert found.value == found.bound == choose(packing).value


@pytest.mark.parametrize("several", [False, True])
def test_a_search_by_regions_only_improves_and_keeps_its_floor(*, several: bool) -> None:
    exchange = Round(merged(range(20, 26))).exchange()
    exchange = exchange if several else single_seats(exchange)
    columns = all_columns(exchange)
    start = choose(Packing(exchange=exchange, columns=columns, weights=PEOPLE)).columns
    floor = placed(start)
    packing = Packing(exchange=exchange, columns=columns, weights=COMPOSITE, floors=((PEOPLE, floor),))
    search = Neighbourhoods(packing, start)
    search.improve(6, 16, 10**9, plenty)
    assert search.value == exchange.worth(search.chosen, COMPOSITE) >= exchange.worth(start, COMPOSITE)
    assert placed(search.chosen) == floor
    used = [member for column in search.chosen for member in column]
    assert all(used.count(member) <= exchange.capacity[member] for member in used)


def test_a_search_by_regions_never_gives_up_a_locked_pair() -> None:
    exchange = Round(merged(range(20, 26))).exchange()
    columns = all_columns(exchange)
    lock = columns[0]
    locked = replace(exchange, locks=((lock[0], lock[1]),))
    packing = Packing(exchange=locked, columns=columns, weights=COMPOSITE)
    search = Neighbourhoods(packing, (lock,))
    search.improve(6, 16, 10**9, plenty)
    assert lock in search.chosen
    assert len(search.chosen) > 1


def test_without_time_the_bound_still_holds() -> None:
    exchange = Round(merged(range(8))).exchange()
    search = Search(exchange, lambda: 0.0, listed=0)
    found = search.best(COMPOSITE, (), (), share=1)
    assert found.value <= plain(exchange, COMPOSITE) <= found.bound


def test_too_many_circles_of_four_are_refused_with_a_way_out() -> None:
    problem = merged(range(40))
    everybody = tuple(
        replace(one, hours=((1, 0, 1440),), languages=frozenset({"en"}), capacity=1) for one in problem.people
    )
    crowded = replace(problem, people=everybody, options=Options(max_circle=4, min_shared_hours=0))
    with pytest.raises(ProblemError, match="choose circles of three"):
        solve(crowded)
