"""Two processes on one PostgreSQL deliver a round together; one dies in the middle, and nobody notices."""

from __future__ import annotations

import asyncio

import pytest

from bot.ports import Envelope, LetterState
from scheduler.post import Post
from tests.delivery.worlds import MINUTE, SECOND, Killed, note, settled
from tests.storage.conftest import opened

LETTERS = 60


async def test_two_replicas_send_every_letter_once_though_one_dies(postgresql_url: str) -> None:
    async with opened(postgresql_url) as one, opened(postgresql_url) as other:
        office = await settled(one)
        await office.queues(*(note(f"n:{at}", (office.ana, office.ben)[at % 2]) for at in range(LETTERS)))
        staying = office.opens_post("staying")
        dying = office.opens_post("dying")
        dying.store = other

        async def dies_at_the_third(_: Envelope) -> None:
            if len(office.chat.offered) == 3:
                raise Killed

        office.chat.meanwhile = dies_at_the_third
        with pytest.raises(Killed):
            await dying.pump()
        office.chat.meanwhile = None
        await emptied(staying)
        for _ in range(3):
            office.clock.advance(MINUTE + SECOND)
            await staying.reconcile()
            await emptied(staying)
        async with one.read() as work:
            assert await work.outbox.progress("n:") == {LetterState.SENT: LETTERS}
        assert set(office.chat.shown.values()) == {1}
        assert len(office.chat.shown) == LETTERS


async def test_two_replicas_that_pump_at_once_share_the_work_and_never_a_letter(postgresql_url: str) -> None:
    async with opened(postgresql_url) as one, opened(postgresql_url) as other:
        office = await settled(one)
        await office.queues(*(note(f"n:{at}", office.ana) for at in range(LETTERS)))
        posts = [office.opens_post(name) for name in ("first", "second")]
        posts[1].store = other
        await asyncio.gather(*(emptied(post) for post in posts))
        assert office.chat.shown == {f"n:{at}": 1 for at in range(LETTERS)}


async def emptied(post: Post) -> None:
    """Pump until nothing is ready."""
    while await post.pump():
        pass
