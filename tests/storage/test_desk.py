"""Inbox, drafts and audit, on every engine."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from bot.errors import NotFound
from bot.ports import Draft, Store
from tests.storage.conftest import administer, opened
from tests.storage.worlds import NOW, SOON, looked_up, settle


async def test_what_arrived_before_is_recognised(store: Store) -> None:
    async with store.write() as work:
        assert await work.inbox.first_time("Ev1", NOW)
        assert await work.inbox.first_time("Ev2", SOON)
    async with store.write() as work:
        assert not await work.inbox.first_time("Ev1", SOON)


async def test_old_keys_are_forgotten(store: Store) -> None:
    async with store.write() as work:
        await work.inbox.first_time("Ev1", NOW)
        await work.inbox.first_time("Ev2", SOON)
        assert await work.inbox.forget_before(SOON) == 1
        assert await work.inbox.first_time("Ev1", SOON)
        assert not await work.inbox.first_time("Ev2", SOON)


async def test_a_draft_is_read_by_its_own_member_only(store: Store) -> None:
    data = {"goal": "“ship” it", "skills": ["Rust", 3], "open": None}
    async with store.write() as work:
        world = await settle(work)
        kept = await work.drafts.keep(world.ana.id, "want", data, SOON)
        mine = await work.drafts.get(kept, world.ana.id, "want")
        assert mine == Draft(id=kept, member=world.ana.id, kind="want", data=data)
        for member, kind in ((world.ben.id, "want"), (world.ana.id, "offer")):
            with pytest.raises(NotFound, match=r"draft\.gone"):
                await work.drafts.get(kept, member, kind)


async def test_a_dropped_draft_is_gone_and_its_number_is_never_given_again(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        kept = await work.drafts.keep(world.ana.id, "want", {}, SOON)
        await work.drafts.drop(kept)
        await work.drafts.drop(kept)
        with pytest.raises(NotFound, match=r"draft\.gone"):
            await work.drafts.get(kept, world.ana.id, "want")
        assert await work.drafts.keep(world.ana.id, "want", {}, SOON) > kept


async def test_drafts_that_ran_out_are_forgotten(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.drafts.keep(world.ana.id, "want", {}, NOW)
        kept = await work.drafts.keep(world.ana.id, "want", {}, SOON + timedelta(days=1))
        assert await work.drafts.forget_before(SOON) == 1
        assert (await work.drafts.get(kept, world.ana.id, "want")).id == kept


async def test_every_act_of_an_organiser_is_its_own_entry(file_store: Store, file_path: Path) -> None:
    async with file_store.write() as work:
        world = await settle(work)
        await work.audit.add(NOW, world.ana.id, "round.open", world.community.id, 7)
        await work.audit.add(SOON, world.ana.id, "organiser.add", world.community.id, person=world.ben.id)
    entries = looked_up(file_path, "SELECT at, action, community_id, subject FROM audit ORDER BY id")
    assert entries == [
        ("2026-11-02 09:30:00.000000", "round.open", world.community.id, 7),
        ("2026-11-02 09:31:00.000000", "organiser.add", world.community.id, 0),
    ]
    [ana, ben] = looked_up(file_path, "SELECT key FROM member ORDER BY id")
    who = looked_up(file_path, "SELECT actor, person FROM audit ORDER BY id")
    assert who == [(*ana, ""), (*ana, *ben)]


async def test_the_chain_of_every_community_holds(store: Store) -> None:
    async with store.write() as work:
        worlds = [await settle(work, workspace=name) for name in ("T1", "T2")]
        for number in range(3):
            for one in worlds:
                await work.audit.add(NOW, one.ana.id, "round.open", one.community.id, number)
    async with store.read() as work:
        assert await work.audit.broken() == []


async def test_two_replicas_never_fork_the_chain(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)

    async def act(number: int) -> None:
        async with store.write() as work:
            await work.audit.add(NOW, world.ana.id, "round.open", world.community.id, number)

    await asyncio.gather(*(act(number) for number in range(8)))
    async with store.read() as work:
        assert await work.audit.broken() == []


@pytest.mark.parametrize("change", ["UPDATE audit SET subject = 8", "DELETE FROM audit"])
async def test_the_database_refuses_to_change_the_audit_log(migrated_url: str, change: str) -> None:
    async with opened(migrated_url) as store:
        async with store.write() as work:
            world = await settle(work)
            await work.audit.add(NOW, world.ana.id, "round.open", world.community.id, 7)
        with pytest.raises(DBAPIError, match="append-only"):
            await administer(migrated_url, change)


@pytest.mark.parametrize("column", ["at", "actor", "action", "subject", "person", "previous", "digest"])
async def test_an_entry_changed_behind_the_databases_back_is_found(
    file_store: Store, file_path: Path, column: str
) -> None:
    async with file_store.write() as work:
        world = await settle(work)
        for number in range(3):
            await work.audit.add(NOW, world.ana.id, "round.open", world.community.id, number)
    forged = "'2026-11-02 09:30:01.000000'" if column == "at" else "'9'"
    connection = sqlite3.connect(file_path, isolation_level=None)
    connection.execute("DROP TRIGGER audit_never_changes")
    connection.execute(f"UPDATE audit SET {column} = {forged} WHERE id = 2")  # noqa: S608
    connection.close()
    async with file_store.read() as work:
        assert 2 in await work.audit.broken()


async def test_an_entry_taken_out_behind_the_databases_back_is_missed(
    file_store: Store, file_path: Path
) -> None:
    async with file_store.write() as work:
        world = await settle(work)
        for number in range(3):
            await work.audit.add(NOW, world.ana.id, "round.open", world.community.id, number)
    connection = sqlite3.connect(file_path, isolation_level=None)
    connection.execute("DROP TRIGGER audit_never_shrinks")
    connection.execute("DELETE FROM audit WHERE id = 2")
    connection.close()
    async with file_store.read() as work:
        assert await work.audit.broken() == [3]
