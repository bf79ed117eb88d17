"""Who delivers hears of new work at once, and of nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.ports import Due, DueKind, Letter, Store
from tests.storage.worlds import LEASE, NOW, SOON, World, note, settle

PLANNED = Due(kind=DueKind.ROUND_ENDS, subject=1, next_at=SOON)


@dataclass
class Listener:
    """Counts how often there was news."""

    heard: int = 0

    def hears(self) -> None:
        self.heard += 1


async def listening(store: Store) -> tuple[World, Listener]:
    """Return a world in a store, and somebody who listens from now on."""
    async with store.write() as work:
        world = await settle(work)
    listener = Listener()
    store.when_stirred(listener.hears)
    return world, listener


async def test_a_commit_that_queues_letters_is_heard_once(store: Store) -> None:
    world, listener = await listening(store)
    async with store.write() as work:
        await work.outbox.post([note("a", world.ana)])
        await work.outbox.post([note("b", world.ana)])
        assert listener.heard == 0
    assert listener.heard == 1


async def test_a_commit_that_plans_a_moment_is_heard(store: Store) -> None:
    _, listener = await listening(store)
    async with store.write() as work:
        await work.schedule.put([PLANNED])
    assert listener.heard == 1


async def test_letters_that_are_known_and_delivery_itself_are_no_news(store: Store) -> None:
    world, listener = await listening(store)
    async with store.write() as work:
        await work.outbox.post([note("a", world.ana)])
    async with store.write() as work:
        await work.outbox.post([note("a", world.ana)])
        await work.schedule.put([])
        [claimed] = await work.outbox.claim(NOW, "me", LEASE, 10)
        await work.outbox.later(claimed, SOON, counts=False)
    async with store.read() as work:
        await work.outbox.counts()
    assert listener.heard == 1


async def test_what_was_rolled_back_is_no_news(store: Store) -> None:
    world, listener = await listening(store)
    with pytest.raises(ZeroDivisionError):
        await fails_after_queueing(store, note("a", world.ana))
    assert listener.heard == 0


async def fails_after_queueing(store: Store, letter: Letter) -> None:
    """Queue a letter in a transaction that fails."""
    async with store.write() as work:
        await work.outbox.post([letter])
        raise ZeroDivisionError
