"""Rounds, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Conflict, NotFound
from bot.model.ids import MemberId, RoundId
from bot.model.rounds import Enrolment, Round, RoundState
from bot.ports import Store, Work
from tests.storage.worlds import NOW, World, settle, started_round


async def test_a_programme_has_one_round_that_is_not_over(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        first = await started_round(work, world)
        with pytest.raises(Conflict, match=r"round\.another"):
            await started_round(work, world)
        assert await work.rounds.current(world.programme.id) == first


async def test_rounds_are_numbered_and_the_next_may_open_when_one_is_over(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        first = await work.rounds.put((await started_round(work, world)).cancelled(NOW))
        assert await work.rounds.current(world.programme.id) is None
        assert await work.rounds.latest(world.programme.id) == first
        second = await started_round(work, world)
        assert (first.number, second.number) == (1, 2)
        assert await work.rounds.latest(world.programme.id) == second
        assert await work.rounds.get(first.id) == first


async def test_a_changed_round_comes_back_with_the_next_version(store: Store) -> None:
    async with store.write() as work:
        opened = await started_round(work, await settle(work))
        running = await work.rounds.put((await work.rounds.put(opened.proposed())).running(NOW))
    async with store.read() as work:
        assert await work.rounds.get(opened.id) == running
    assert (running.version, running.state, running.started_at) == (3, RoundState.RUNNING, NOW)


async def test_a_round_somebody_else_changed_meanwhile_is_not_overwritten(store: Store) -> None:
    async with store.write() as work:
        opened = await started_round(work, await settle(work))
        proposed = await work.rounds.put(opened.proposed())
        with pytest.raises(Conflict, match=r"round\.changed"):
            await work.rounds.put(opened.cancelled(NOW))
        assert await work.rounds.get(opened.id) == proposed


async def test_a_missing_round_is_told_by_name(store: Store) -> None:
    async with store.read() as work:
        with pytest.raises(NotFound, match=r"round\.gone"):
            await work.rounds.get(RoundId(404))


async def test_a_member_has_one_answer_to_a_round_the_latest(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        opened = await started_round(work, world)
        no = Enrolment(round=opened.id, member=world.ben.id, taking_part=False, answered_at=NOW)
        yes = replace(no, taking_part=True, answered_at=NOW + timedelta(hours=1))
        other = replace(no, member=world.ana.id)
        for answer in (no, yes, other):
            await work.rounds.enrol(answer)
        assert await work.rounds.enrolments(opened.id) == [other, yes]


async def test_every_enrolled_member_is_marked_as_placed_or_not(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, "Ana", "Ben", "Cy")
        opened = await _round(work, world, placed=[world.ana.id], skipping=[world.members[2].id])
        marks = [one.placed for one in await work.rounds.enrolments(opened.id)]
    assert marks == [True, False, None]


async def test_waiting_counts_the_rounds_in_a_row_up_to_the_latest_they_were_in(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, "Ana", "Ben", "Cy", "Dee")
        ana, ben, cy, dee = (member.id for member in world.members)
        await _round(work, world, placed=[ben], skipping=[dee])
        await _round(work, world, placed=[cy], skipping=[ana, dee])
        await _round(work, world, placed=[cy], skipping=[ben, dee])
        await started_round(work, world)
        waited = await work.rounds.waited(world.programme.id, [ana, ben, cy, dee, MemberId(404)])
    assert waited == {ana: 2, ben: 1}


async def test_the_proposal_kept_last_counts(store: Store) -> None:
    async with store.write() as work:
        opened = await started_round(work, await settle(work))
        assert await work.rounds.proposal(opened.id) is None
        await work.rounds.keep_proposal(opened.id, '{"people": []}', "{}")
        await work.rounds.keep_proposal(opened.id, '{"people": [1]}', '{"pairs": []}')
        assert await work.rounds.proposal(opened.id) == ('{"people": [1]}', '{"pairs": []}')


async def _round(work: Work, world: World, *, placed: list[MemberId], skipping: list[MemberId]) -> Round:
    """Run a whole round in which everybody enrolled but those skipping."""
    opened = await started_round(work, world)
    for member in world.members:
        answer = Enrolment(
            round=opened.id, member=member.id, taking_part=member.id not in skipping, answered_at=NOW
        )
        await work.rounds.enrol(answer)
    running = await work.rounds.put((await work.rounds.put(opened.proposed())).running(NOW))
    await work.rounds.mark_placed(opened.id, placed)
    return await work.rounds.put(running.closed(NOW))
