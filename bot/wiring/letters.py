"""`bothways letters`: what an operator sees and does about letters that could not be delivered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.errors import Unavailable
from bot.model.ids import LetterId
from bot.ports import ToChannel, ToMember, ToSpace, Troubled, Work
from bot.wiring.clocks import WallClock
from storage.database import StorageError, open_store

MOST = 200
T = TypeVar("T")


class CannotLook(Exception):
    """The database cannot be used; the text is one clear sentence."""


async def listed(url: str) -> list[str]:
    """Return a line for each letter that is dead or of unknown fate (the newest 200): numbers only, no names."""
    return [_line(one) for one in await _with(url, lambda work: work.outbox.troubled(MOST))]


async def requeue(url: str, letters: Sequence[int]) -> int:
    """Make dead letters ready again, as if never tried; return how many. A running bot sends them within seconds."""
    ids = [LetterId(one) for one in letters]
    return await _with(url, lambda work: work.outbox.requeue(ids, WallClock().now()))


async def drop(url: str, letters: Sequence[int]) -> int:
    """Drop letters that are dead or of unknown fate, for good; return how many."""
    ids = [LetterId(one) for one in letters]
    return await _with(url, lambda work: work.outbox.drop(ids))


async def _with(url: str, step: Callable[[Work], Awaitable[T]]) -> T:
    try:
        store = await open_store(url)
        try:
            async with store.write() as work:
                return await step(work)
        finally:
            await store.close()
    except (StorageError, Unavailable) as error:
        raise CannotLook(str(error)) from error


def _line(one: Troubled) -> str:
    reason = one.reason or "nobody knows yet whether it arrived"
    return (
        f"{one.id}  {one.state.value}  {one.kind.value}  community {one.community}  {_place(one)}  "
        f"{one.since:%Y-%m-%d %H:%M} UTC  {reason}"
    )


def _place(one: Troubled) -> str:
    match one.to:
        case ToMember(member):
            return f"member {member}"
        case ToSpace(partnership):
            return f"partnership {partnership}"
        case ToChannel(programme):
            return f"programme {programme}"
