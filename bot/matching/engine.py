"""The pairing round from end to end: rules, solver, one-way pairs, reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from time import perf_counter

from bot.matching.columns import TooMany
from bot.matching.exchange import Column, Exchange, Listed, bits, rows_from, steps
from bot.matching.explain import Telling, WhyNot, arrangement
from bot.matching.model import (
    Certificate,
    GraphProblem,
    Kind,
    Lesson,
    Match,
    Problem,
    ProblemError,
    Result,
    Unplaced,
    Why,
)
from bot.matching.one_way import one_way_pairs
from bot.matching.packing import Infeasible
from bot.matching.rather import blocking_pairs
from bot.matching.rules import Round
from bot.matching.solver import (
    ONLY_PEOPLE,
    PEOPLE_FIRST,
    STRICT,
    WEIGHT,
    Outcome,
    Watch,
    quiet,
    solve_exchange,
)

Clock = Callable[[], float]
MOST_PLACES = 6
# Up to here every whole number is a floating-point number of its own.
LARGEST_SUM = 2**53
TOO_MANY_FOURS = "Circles of four are too many to look at among so many people; choose circles of three."


def solve(problem: Problem, *, clock: Clock = perf_counter, watch: Watch = quiet) -> Result:
    """The best round: partnerships with their reasons, everybody left out with theirs, a certificate.

    People first, then everything else; the same problem and seed give the same answer. `clock` only measures
    how much of the options' `time_limit_s` is left; `watch` is told now and then how far a long round is.

    Raises:
        ProblemError: ids are doubled or unknown, or locked pairs cannot be kept.
    """
    begun = clock()
    pairing = Round(problem)
    options = problem.options
    exchange, promised = _promised(pairing)
    stages = STRICT if options.strict else PEOPLE_FIRST

    def left() -> float:
        return max(0.0, options.time_limit_s - (clock() - begun))

    try:
        outcome = solve_exchange(exchange, stages, left, watch)
    except Infeasible as error:
        raise ProblemError(_kept_apart(pairing, exchange)) from error
    except TooMany as error:
        raise ProblemError(TOO_MANY_FOURS) from error
    after = one_way_pairs(pairing, exchange, outcome.columns, promised, left) if options.one_way else ()
    return _told(pairing, exchange, outcome, promised + after, clock() - begun)


def _promised(pairing: Round) -> tuple[Exchange, tuple[Column, ...]]:
    """The exchange, and the locked pairs that can only be one-way; their seats are already taken from it."""
    exchange = pairing.exchange()
    one_way: list[Column] = []
    for a, b in exchange.locks if pairing.problem.options.one_way else ():
        ways = [(x, y) for x, y in ((a, b), (b, a)) if exchange.may_teach(x, y)]
        if len(ways) == 1 and not exchange.on_circle(*ways[0]):
            one_way.append(ways[0])
    seats = list(chain.from_iterable(one_way))
    capacity = tuple(full - seats.count(member) for member, full in enumerate(exchange.capacity))
    if min(capacity, default=0) < 0:
        raise ProblemError(
            "The locked pairs need more seats than their people have; unlock one or raise a capacity."
        )
    kept = {frozenset(way) for way in one_way}
    locks = tuple(lock for lock in exchange.locks if frozenset(lock) not in kept)
    return replace(exchange, capacity=capacity, locks=locks), tuple(one_way)


def _kept_apart(pairing: Round, exchange: Exchange) -> str:
    """The sentence for locks that cannot hold; an avoidance behind it is never mentioned."""
    for a, b in exchange.locks:
        one, other = pairing.people[a].id, pairing.people[b].id
        both = exchange.may_teach(a, b) and exchange.may_teach(b, a)
        if not both and not exchange.on_circle(a, b) and not exchange.on_circle(b, a):
            return (
                f"{one} and {other} are locked together, but cannot be partners this round; remove that lock."
            )
    return "The locked pairs cannot all be kept at once; remove one of the locks or raise a capacity."


def _told(
    pairing: Round, exchange: Exchange, outcome: Outcome, one_way: tuple[Column, ...], seconds: float
) -> Result:
    matches = arrangement(pairing, exchange, outcome.columns)
    telling = Telling(pairing, exchange)
    last = sorted(one_way, key=lambda column: [pairing.people[member].id for member in column])
    matches += tuple(telling.one_way(column) for column in last)
    seated = set(chain.from_iterable(outcome.columns)) | set(chain.from_iterable(one_way))
    why_not = WhyNot(pairing, matches)
    alone = (why_not.unplaced(member) for member in range(exchange.size) if member not in seated)
    return Result(
        partnerships=matches,
        unplaced=tuple(sorted(alone, key=lambda person: person.id)),
        certificate=certificate(outcome),
        seconds=seconds,
        blocking=blocking_pairs(pairing, outcome.columns),
    )


def certificate(outcome: Outcome) -> Certificate:
    """What the outcome reached and what is provably the most."""
    return Certificate(
        placed=outcome.placed,
        bound=outcome.most_people,
        optimal=outcome.optimal,
        objective=outcome.objective,
        bounds=outcome.bounds,
        stages=outcome.stages,
    )


def solve_graph(problem: GraphProblem, *, clock: Clock = perf_counter, watch: Watch = quiet) -> Result:
    """The best exchange of a bare graph; ids are the nodes' numbers, each lesson's score is its arc's weight.

    `watch` is told now and then how far a long search is; the values it hears of are those weights times the power of
    ten that makes them whole.

    Raises:
        ProblemError: an arc names a node that does not exist, or weights cannot be added up exactly.
    """
    begun = clock()
    weight = _arc_weights(problem)
    weighed = problem.objective == "weight"
    scale = _scale(weight) if weighed else 1
    # Where only people count, what arcs weigh must not even be rounded.
    exchange = _bare(problem, weight if weighed else dict.fromkeys(weight, 0.0), scale)

    def left() -> float:
        return max(0.0, problem.time_limit_s - (clock() - begun))

    try:
        outcome = solve_exchange(exchange, WEIGHT if weighed else ONLY_PEOPLE, left, watch)
    except TooMany as error:
        raise ProblemError(TOO_MANY_FOURS) from error
    seated = set(chain.from_iterable(outcome.columns))
    proof = certificate(outcome)
    return Result(
        partnerships=tuple(
            _bare_match(column, weight) for column in sorted(map(_lowest_first, outcome.columns))
        ),
        unplaced=tuple(_bare_unplaced(exchange, node) for node in range(problem.nodes) if node not in seated),
        certificate=replace(
            proof,
            objective=tuple(value / scale for value in proof.objective) if scale > 1 else proof.objective,
            bounds=tuple(value / scale for value in proof.bounds) if scale > 1 else proof.bounds,
        ),
        seconds=clock() - begun,
    )


def _arc_weights(problem: GraphProblem) -> dict[tuple[int, int], float]:
    """The heaviest weight of every arc; a lesson to oneself is none."""
    found: dict[tuple[int, int], float] = {}
    for a, b, weight in problem.arcs:
        if not (0 <= a < problem.nodes and 0 <= b < problem.nodes):
            raise ProblemError(f"The arc from {a} to {b} names a node outside 0 to {problem.nodes - 1}.")
        if a != b:
            found[a, b] = max(weight, found.get((a, b), weight))
    return found


def _scale(weight: Mapping[tuple[int, int], float]) -> int:
    """The power of ten (up to a million) that makes every weight a whole number.

    Raises:
        ProblemError: a weight has more decimals than that, or they are too large to be added up exactly.
    """
    places, heaviest = 0, 0.0
    for (a, b), worth in weight.items():
        heaviest = max(heaviest, abs(worth))
        if worth != int(worth):
            places = max(places, -int(Decimal(str(worth)).normalize().as_tuple().exponent))
        if places > MOST_PLACES:
            raise ProblemError(f"The arc from {a} to {b} weighs {worth}; round it to {MOST_PLACES} decimals.")
    if heaviest * 10**places * len(weight) > LARGEST_SUM:
        raise ProblemError(
            f"Weights up to {heaviest:g} with {places} decimals cannot be added up exactly; scale them down."
        )
    return int(10**places)


def _bare(problem: GraphProblem, weight: dict[tuple[int, int], float], scale: int) -> Exchange:
    learners, teachers = rows_from(weight, problem.nodes)
    return Exchange(
        learners=learners,
        teachers=teachers,
        lessons=Listed({arc: round(worth * scale) for arc, worth in weight.items()}),
        capacity=(1,) * problem.nodes,
        waited=(0,) * problem.nodes,
        max_circle=problem.max_circle,
    )


def _bare_match(column: Column, weight: dict[tuple[int, int], float]) -> Match:
    told = tuple(
        Lesson(teacher=str(a), learner=str(b), skill="", via="", score=weight[a, b]) for a, b in steps(column)
    )
    kind = Kind.PAIR if len(column) == 2 else Kind.CIRCLE
    return Match(members=tuple(map(str, column)), kind=kind, lessons=told)


def _bare_unplaced(exchange: Exchange, node: int) -> Unplaced:
    learners, teachers = exchange.learners[node], exchange.teachers[node]
    if not learners:
        return Unplaced(id=str(node), why=Why.NOBODY_WANTS)
    if not teachers:
        return Unplaced(id=str(node), why=Why.NOBODY_OFFERS)
    mutual = learners & teachers
    closes = mutual or any(exchange.on_circle(node, learner) for learner in bits(learners))
    return Unplaced(id=str(node), why=Why.BUSY if closes else Why.NO_EXCHANGE, partners=mutual.bit_count())


def _lowest_first(column: Column) -> Column:
    first = column.index(min(column))
    return column[first:] + column[:first]
