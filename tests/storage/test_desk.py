"""Inbox, drafts and audit, on every engine."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import NotFound
from bot.ports import Draft, Store
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
        await work.audit.add(SOON, world.ana.id, "round.open", world.community.id, 7)
    entries = looked_up(file_path, "SELECT at, actor, action, community_id, subject FROM audit ORDER BY id")
    assert entries == [
        ("2026-11-02 09:30:00.000000", world.ana.id, "round.open", world.community.id, 7),
        ("2026-11-02 09:31:00.000000", world.ana.id, "round.open", world.community.id, 7),
    ]
