"""Erasing leaves nothing in the database's files: the file, its write-ahead log and its index are searched."""

from __future__ import annotations

from pathlib import Path

from bot import privacy
from bot.model.ids import MemberId
from tests.storage.conftest import opened
from tests.storage.test_traces import CANARY, a_whole_life
from tests.storage.worlds import NOW, settle

WORDS = (CANARY, CANARY.title(), "U1-unmistakable")


def found(file: Path) -> dict[str, list[str]]:
    """Return which of the erased member's words stand in which file of a database."""
    files = [file.with_name(file.name + end) for end in ("", "-wal", "-shm")]
    return {
        one.name: words
        for one in files
        if one.exists() and (words := [word for word in WORDS if word.encode() in one.read_bytes()])
    }


async def test_no_file_of_the_database_holds_a_word_of_the_erased(file_url: str, file_path: Path) -> None:
    async with opened(file_url) as store:
        async with store.write() as work:
            world, _ = await a_whole_life(work)
            await work.people.add(world.community.id, "U1-unmistakable", f"{CANARY} Twin", None, "en")
        assert set(found(file_path)) >= {f"{file_path.name}-wal"}
        twin = MemberId(max(world.ana.id, world.ben.id) + 1)
        for member in (world.ana.id, twin):
            await privacy.forget(store, member, NOW)
        assert found(file_path) == {}
    assert found(file_path) == {}


async def test_many_others_in_the_file_make_no_difference(file_url: str, file_path: Path) -> None:
    """Pages that are split and merged while others write keep no copy, either."""
    async with opened(file_url) as store:
        async with store.write() as work:
            world, _ = await a_whole_life(work)
        for batch in range(5):
            async with store.write() as work:
                await settle(work, *(f"Member {n} " + "x" * 60 for n in range(40)), workspace=f"W{batch}")
        await store.scrub()
        await privacy.forget(store, world.ana.id, NOW)
        assert found(file_path) == {}


async def test_somebody_who_reads_meanwhile_only_delays_it(file_url: str, file_path: Path) -> None:
    async with opened(file_url) as store:
        async with store.write() as work:
            world, _ = await a_whole_life(work)
        await privacy.forget(store, world.ana.id, NOW)
        async with store.read() as work:
            await work.people.many([world.ben.id])
        await store.scrub()
        assert found(file_path) == {}
