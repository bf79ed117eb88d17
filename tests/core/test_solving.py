"""The process rounds are computed in: it answers, it can be interrupted, and it comes back after it died."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.matching import Offered, Options, Person, Problem, ProblemError, Progress, Wanted, solve
from bot.wiring.solving import SolvingFailed, SolvingProcess

ANA = Person(id="ana", offers=(Offered("rust", 3),), wants=(Wanted("go", 0, 1),), languages=frozenset({"en"}))
BEN = replace(ANA, id="ben", offers=(Offered("go", 3),), wants=(Wanted("rust", 0, 1),))
SMALL = Problem(people=(ANA, BEN), options=Options(min_shared_hours=0))
SKILLS = 40


def crowd(size: int) -> Problem:
    """A round that takes a while: everybody teaches one skill and would learn three others."""
    people = tuple(
        replace(
            ANA,
            id=str(k),
            offers=(Offered(f"skill {k % SKILLS}", 3),),
            wants=tuple(Wanted(f"skill {(k * k + 7 * n) % SKILLS}", 0, n) for n in (1, 2, 3)),
        )
        for k in range(size)
    )
    return Problem(people=people, options=Options(min_shared_hours=0))


@pytest.fixture
async def told() -> list[Progress]:
    return []


@pytest.fixture
async def solving(told: list[Progress]) -> AsyncIterator[SolvingProcess]:
    process = SolvingProcess(watch=told.append)
    yield process
    process.close()


async def test_a_round_is_answered_and_a_long_one_tells_how_far_it_is(
    solving: SolvingProcess, told: list[Progress]
) -> None:
    result = await solving(crowd(160))
    assert result.partnerships == solve(crowd(160)).partnerships
    assert told
    assert all(step.placed <= result.certificate.bound for step in told)


async def test_a_contradiction_comes_back_as_the_same_sentence(solving: SolvingProcess) -> None:
    with pytest.raises(ProblemError, match="ana and ben are locked together"):
        await solving(replace(SMALL, lock=(("ana", "ben"),), avoid=(("ana", "ben"),)))


async def test_a_round_nobody_waits_for_is_given_up_and_the_next_one_answered(
    solving: SolvingProcess,
) -> None:
    waiting = asyncio.create_task(solving(crowd(3000)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await solving(SMALL)).certificate.placed == 2


async def test_a_worker_that_died_is_told_and_replaced(solving: SolvingProcess) -> None:
    waiting = asyncio.create_task(solving(crowd(3000)))
    await asyncio.sleep(0)
    solving.close()
    with pytest.raises(SolvingFailed):
        await waiting
    assert (await solving(SMALL)).certificate.placed == 2
