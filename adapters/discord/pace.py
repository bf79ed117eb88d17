"""Long waits become an error at once, so that other letters can go meanwhile.

discord.py has `max_ratelimit_timeout` for this, but then it refuses every second call to a place whose limit
counts over longer than that, even while calls are left (seen with threads: 50 in 300 s). So short waits stay
with discord.py, and long ones are recognised in Discord's answers here.
"""

from __future__ import annotations

from types import SimpleNamespace

import aiohttp
import discord

LONGEST_WAIT = 30.0
TOO_MANY_REQUESTS = 429


def refusing_long_waits() -> aiohttp.TraceConfig:
    """Return what to watch requests with: it raises RateLimited for a wait of more than 30 s."""
    watch = aiohttp.TraceConfig()
    watch.on_request_end.append(_refuse)
    return watch


async def _refuse(
    _: aiohttp.ClientSession, __: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
) -> None:
    wait = seconds(ended.response.headers.get("Retry-After", ""))
    if ended.response.status == TOO_MANY_REQUESTS and wait > LONGEST_WAIT:
        ended.response.close()
        raise discord.RateLimited(wait)


def seconds(told: str) -> float:
    """Return what a Retry-After header asks for; 0 when it says nothing readable."""
    return float(told) if told.replace(".", "", 1).isdigit() else 0.0
