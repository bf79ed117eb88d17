"""What Discord's errors mean for a letter.

https://docs.discord.com/developers/topics/opcodes-and-status-codes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import discord

from adapters.discord.pace import seconds
from bot.ports import LaneStopped, Refused, SendError, TryLater, Unreachable, Unsure

SOON = timedelta(seconds=30)
# Longer than the waits that are left to discord.py (see `pace`).
PATIENCE = 40.0

UNKNOWN_CHANNEL, UNKNOWN_MEMBER, UNKNOWN_USER = 10003, 10007, 10013
MISSING_ACCESS, CLOSED_DMS, INVALID_RECIPIENT, NO_MUTUAL_SERVER = 50001, 50007, 50033, 50278
OPENING_TOO_FAST, TOO_MANY_THREADS = 40003, 160006

# Opening many private conversations leads to a quarantine: wait long. Archiving makes room for threads.
LATER = {OPENING_TOO_FAST: timedelta(minutes=10), TOO_MANY_THREADS: timedelta(hours=1)}


class TryLaterSoon(TryLater):
    """Nothing was delivered; a short wait is enough."""

    def __init__(self, *_: str) -> None:
        super().__init__(SOON)


class Gone(Refused):
    """The place was deleted."""


class NoAccess(Refused):
    """The place, or the person from there, cannot be seen."""


REFUSALS: Mapping[int, type[SendError]] = {
    UNKNOWN_CHANNEL: Gone,
    MISSING_ACCESS: NoAccess,
    UNKNOWN_MEMBER: Unreachable,
    UNKNOWN_USER: Unreachable,
    CLOSED_DMS: Unreachable,
    INVALID_RECIPIENT: Unreachable,
    NO_MUTUAL_SERVER: Unreachable,
}


@asynccontextmanager
async def told_apart(*, posting: bool) -> AsyncIterator[None]:
    """Turn whatever Discord or the network answers to one call into a SendError; 40 s are too long.

    `posting`: the letter itself is under way, so that a lost answer may mean that it arrived.
    """
    lost = Unsure if posting else TryLaterSoon
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except discord.RateLimited as busy:
        raise TryLater(timedelta(seconds=busy.retry_after)) from busy
    except discord.HTTPException as refused:
        raise _meaning(refused, posting=posting) from refused
    except aiohttp.ClientConnectorError as away:
        raise TryLaterSoon from away
    except (aiohttp.ClientError, OSError, TimeoutError) as gone:
        raise lost(type(gone).__name__) from gone


def _meaning(refused: discord.HTTPException, *, posting: bool) -> SendError:
    reason = f"{refused.status}/{refused.code}"
    if refused.status == 401:
        return LaneStopped(reason)
    if refused.status == 429:
        return TryLater(timedelta(seconds=seconds(refused.response.headers.get("Retry-After", ""))) or SOON)
    if refused.status >= 500:
        return Unsure(reason) if posting else TryLaterSoon()
    if refused.code in LATER:
        return TryLater(LATER[refused.code])
    return REFUSALS.get(refused.code, Refused)(reason)
