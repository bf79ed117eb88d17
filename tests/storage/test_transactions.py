"""Transactions: nothing is lost, nothing is half done, and a writer is always free again."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from bot.errors import Conflict, Unavailable
from bot.model.community import Platform
from bot.model.ids import MemberId, SkillId
from bot.model.people import Skill, Want
from bot.ports import Store
from storage.database import SqlStore, open_store
from storage.tables import MemberRow, RoundRow
from storage.work import SqlWork
from tests.storage.conftest import administer, opened
from tests.storage.worlds import NOW, pair, settle, started_round


async def test_fifty_handlers_that_read_then_write_lose_nothing(file_store: Store) -> None:
    async with file_store.write() as work:
        ana = (await settle(work)).ana.id
    await asyncio.gather(*(_add_one(file_store, ana) for _ in range(50)))
    async with file_store.read() as work:
        assert (await work.people.get(ana)).capacity == 51


async def test_two_processes_on_one_file_that_read_then_write_lose_nothing(file_url: str) -> None:
    """Two stores know nothing of each other's turns, like two processes."""
    async with opened(file_url) as one, opened(file_url) as other:
        async with one.write() as work:
            ana = (await settle(work)).ana.id
        await asyncio.gather(*(_add_one(store, ana) for store in (one, other) for _ in range(20)))
        async with one.read() as work:
            assert (await work.people.get(ana)).capacity == 41


async def test_two_replicas_on_postgresql_that_read_then_write_lose_nothing(postgresql_url: str) -> None:
    async with opened(postgresql_url) as one, opened(postgresql_url) as other:
        async with one.write() as work:
            ana = (await settle(work)).ana.id
        await asyncio.gather(*(_add_one(store, ana) for store in (one, other) for _ in range(10)))
        async with one.read() as work:
            assert (await work.people.get(ana)).capacity == 21


async def test_of_two_replicas_that_publish_one_round_one_is_told_it_changed(
    postgresql_url: str,
) -> None:
    async with opened(postgresql_url) as one, opened(postgresql_url) as other:
        async with one.write() as work:
            proposed = await work.rounds.put((await started_round(work, await settle(work))).proposed())

        async def publish(store: Store) -> bool:
            async with store.write() as work:
                await work.rounds.put((await work.rounds.get(proposed.id)).running(NOW))
                return True

        ends = await asyncio.gather(publish(one), publish(other), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["Conflict", "bool"]


async def test_what_an_exception_interrupts_never_happened(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)

    async def fail() -> None:
        async with store.write() as work:
            await work.people.put(replace(world.ana, name="Somebody else"))
            await work.people.add(world.community.id, "U99", "New", None, "en")
            raise Conflict("round.closed")

    with pytest.raises(Conflict):
        await fail()
    async with store.read() as work:
        assert await work.people.get(world.ana.id) == world.ana
        assert await work.people.find(world.community.id, "U99") is None


async def test_repositories_of_one_transaction_see_each_others_writes(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        before = await work.people.get(world.ana.id)
        await work.people.put(replace(before, name="Ana B."))
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        assert (await work.people.get(before.id)).name == "Ana B."
        assert await work.partnerships.of_member(before.id) == [one]


async def test_a_row_that_somebody_still_holds_is_read_again(store: SqlStore) -> None:
    async with store.write() as work:
        world = await settle(work)
        round_before = await started_round(work, world)
        assert isinstance(work, SqlWork)
        session = work.people._session
        held = [*await session.exec(select(MemberRow)), *await session.exec(select(RoundRow))]
        await work.people.put(replace(world.ana, name="Ana B."))
        changed = await work.rounds.put(round_before.proposed())
        assert (await work.people.get(world.ana.id)).name == "Ana B."
        assert await work.rounds.get(changed.id) == changed
    assert len(held) == 3


async def test_a_reader_cannot_write(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
    with pytest.raises(DBAPIError):
        async with store.read() as work:
            await work.people.put(replace(world.ana, name="Somebody else"))
    async with store.read() as work:
        assert await work.people.get(world.ana.id) == world.ana


async def test_readers_do_not_wait_for_a_writer_and_see_the_state_before_it(file_store: Store) -> None:
    async with file_store.write() as work:
        world = await settle(work)
    async with file_store.write() as writer:
        await writer.people.put(replace(world.ana, name="Ana B."))
        async with file_store.read() as reader:
            assert (await reader.people.get(world.ana.id)).name == "Ana Lee"
    async with file_store.read() as reader:
        assert (await reader.people.get(world.ana.id)).name == "Ana B."


async def test_a_transaction_within_a_transaction_is_refused_instead_of_waiting_for_itself(
    file_store: Store,
) -> None:
    async with file_store.write():
        with pytest.raises(RuntimeError, match="within another"):
            async with file_store.write():
                pass
    async with file_store.write() as work:
        assert await work.inbox.first_time("Ev1", NOW)


async def test_in_memory_readers_take_turns_with_writers_so_one_within_the_other_is_refused() -> None:
    async with opened("sqlite+aiosqlite://") as store, store.write():
        with pytest.raises(RuntimeError, match="within another"):
            async with store.read():
                pass


async def test_readers_and_writers_in_memory_get_along() -> None:
    async with opened("sqlite+aiosqlite://") as store:
        async with store.write() as work:
            ana = (await settle(work)).ana

        async def look() -> None:
            async with store.read() as work:
                await work.people.get(ana.id)

        await asyncio.gather(*(step for _ in range(20) for step in (look(), _add_one(store, ana.id))))
        async with store.read() as work:
            assert (await work.people.get(ana.id)).capacity == 21


async def test_a_task_cancelled_between_statements_leaves_nothing_behind(store: SqlStore) -> None:
    async with store.write() as work:
        ana = (await settle(work)).ana
    begun = asyncio.Event()

    async def interrupted() -> None:
        async with store.write() as work:
            await work.people.put(replace(ana, name="Somebody else"))
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(interrupted())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.write() as work:
        assert await work.people.get(ana.id) == ana


@pytest.mark.parametrize("steps", range(8))
async def test_a_task_cancelled_at_any_step_of_a_statement_leaves_the_writer_usable(
    store: SqlStore, steps: int
) -> None:
    """The traceback of the task still holds its cursor while the next one writes."""
    async with store.write() as work:
        world = await settle(work)
    begun = asyncio.Event()

    async def interrupted() -> None:
        async with store.write() as work:
            await work.people.put(replace(world.ana, name="Somebody else"))
            begun.set()
            while True:
                await work.people.of_programme(world.programme.id)
                await asyncio.sleep(0)  # a database in memory answers without giving way

    task = asyncio.create_task(interrupted())
    await begun.wait()
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as held:
        await task
    async with store.write() as work:
        assert await work.people.get(world.ana.id) == world.ana
    assert held.tb is not None


async def test_a_locked_database_is_unavailable_and_nothing_is_changed(
    file_url: str, file_path: Path
) -> None:
    async with opened(file_url, busy_seconds=0.05) as store:
        async with store.write() as work:
            world = await settle(work)
        with _locked(file_path):
            with pytest.raises(Unavailable):
                async with store.write() as work:
                    await work.people.put(replace(world.ana, name="Never"))
            async with store.read() as work:
                assert await work.people.get(world.ana.id) == world.ana
        async with store.write() as work:
            await work.people.put(replace(world.ana, name="Ana B."))


async def test_a_lost_connection_is_unavailable_and_the_next_transaction_gets_a_new_one(
    postgresql_url: str, postgresql_server: str
) -> None:
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
    async with opened(postgresql_url) as store:

        async def write_while_it_breaks() -> None:
            async with store.write() as work:
                await settle(work)
                await administer(postgresql_server, cut.format(make_url(postgresql_url).database))
                await work.inbox.first_time("Ev1", NOW)

        with pytest.raises(Unavailable):
            await write_while_it_breaks()
        async with store.write() as work:
            assert await work.communities.find(Platform.SLACK, "T1") is None


async def test_a_server_that_does_not_answer_is_unavailable(postgresql_url: str, tmp_path: Path) -> None:
    nowhere = make_url(postgresql_url).update_query_dict({"host": str(tmp_path)})
    with pytest.raises(Unavailable):
        await open_store(nowhere.render_as_string(hide_password=False))


async def test_a_mistake_of_ours_is_not_called_unavailable(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
    nothing = Skill(id=SkillId(404), community=world.community.id, key="x", name="X")
    with pytest.raises(IntegrityError):
        async with store.write() as work:
            await work.skills.put_want(Want(member=world.ana.id, skill=nothing))


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Hold the file's writer lock, as another program would."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()


async def _add_one(store: Store, who: MemberId) -> None:
    async with store.write() as work:
        member = await work.people.get(who)
        await work.people.put(replace(member, capacity=member.capacity + 1))
