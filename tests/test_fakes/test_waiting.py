"""Waiting for a change."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.fakes.waiting import Bell


async def test_a_waiter_wakes_when_the_bell_is_rung() -> None:
    bell, seen = Bell(), list[str]()
    waiting = asyncio.create_task(bell.until(lambda: seen and seen[0], 1, "something"))
    await asyncio.sleep(0)
    seen.append("here")
    bell.ring()
    assert await waiting == "here"


async def test_what_changes_without_a_ring_is_noticed_soon() -> None:
    started = time.monotonic()
    asyncio.get_running_loop().call_later(0.02, (seen := list[str]()).append, "here")
    assert await Bell().until(lambda: seen, 5, "something") == ["here"]
    assert time.monotonic() - started < 3


async def test_waiting_in_vain_says_what_for() -> None:
    with pytest.raises(TimeoutError, match=r"not reached within 0\.01 s: the moon"):
        await Bell().until(lambda: None, 0.01, "the moon")


async def test_quiet_ends_with_the_first_ring() -> None:
    bell = Bell()
    assert await bell.quiet(0.01)
    asyncio.get_running_loop().call_soon(bell.ring)
    assert not await bell.quiet(1)
