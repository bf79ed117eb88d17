"""An offer and a merge at the very same moment: whichever is first, the offer ends up under the kept name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from bot import curating, intake
from bot.edits import Edit
from bot.holdings import Entry, save
from bot.ports import Store, Work
from tests.storage.conftest import opened
from tests.storage.worlds import NOW, World, settle

MERGED = ("Zorbing", "Hamster wheels")


class Meanwhile:
    """A store in which something happens between a use case's reading and its writing."""

    def __init__(self, store: Store, deed: Callable[[], Awaitable[object]]) -> None:
        self._store = store
        self._deed = deed

    def read(self) -> AbstractAsyncContextManager[Work]:
        return self._store.read()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Work]:
        await self._deed()
        async with self._store.write() as work:
            yield work

    def when_stirred(self, call: Callable[[], None]) -> None:
        self._store.when_stirred(call)

    async def scrub(self) -> None:
        await self._store.scrub()

    async def close(self) -> None:
        await self._store.close()


async def known(store: Store) -> World:
    """Store a community that uses both skills."""
    async with store.write() as work:
        world = await settle(work)
        await save(work, (world.ben.id, world.community.id), "offer", [entry(name) for name in MERGED])
    return world


def entry(name: str) -> Entry:
    return Entry(name=name, typed=name, level=2, goal="")


async def offered(store: Store, world: World) -> list[list[str]]:
    """Return the skills that Ana and Ben offer."""
    async with store.read() as work:
        return [[one.skill.name for one in await work.skills.offers([member.id])] for member in world.members]


async def test_an_offer_read_before_a_merge_and_stored_after_it_has_the_kept_name(store: Store) -> None:
    world = await known(store)
    community = world.community.id

    async def merges() -> None:
        await curating.merge(store, (world.ben.id, community), MERGED, NOW)

    line = intake.Line(verb="offer", text="zorbing (expert)")
    await intake.take(Meanwhile(store, merges), (world.ana.id, community), line, NOW)
    assert await offered(store, world) == [["Hamster wheels"], ["Hamster wheels"]]


async def test_a_merge_waits_for_an_offer_that_another_replica_is_storing(postgresql_url: str) -> None:
    async with opened(postgresql_url) as one, opened(postgresql_url) as other:
        world = await known(one)
        community = world.community.id
        async with one.write() as work:
            await work.vocabulary.hold(community)
            merging = asyncio.create_task(curating.merge(other, (world.ben.id, community), MERGED, NOW))
            # Long enough for a merge that does not wait to be over and done with.
            await asyncio.wait({merging}, timeout=0.2)
            await save(work, (world.ana.id, community), "offer", [entry("Zorbing")])
        await merging
        assert await offered(one, world) == [["Hamster wheels"], ["Hamster wheels"]]


async def test_an_offer_waits_for_a_merge_that_another_replica_is_making(postgresql_url: str) -> None:
    async with opened(postgresql_url) as one, opened(postgresql_url) as other:
        world = await known(one)
        who = (world.ana.id, world.community.id)
        line = intake.Line(verb="offer", text="zorbing")
        async with one.write() as work:
            edit = await Edit.begin(work, (world.ben.id, world.community.id))
            storing = asyncio.create_task(intake.take(other, who, line, NOW))
            await edit.point(*MERGED)
            await asyncio.wait({storing}, timeout=0.2)
        await storing
        assert await offered(one, world) == [["Hamster wheels"], ["Hamster wheels"]]
