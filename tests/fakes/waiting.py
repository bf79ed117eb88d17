"""Waiting for a fake platform to change, without sleeping."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")

RECHECK = 0.01  # seconds; for what a check looks at outside the fake, which rings no bell
RECHECK_COST = 20  # a slow check may use a twentieth of the time, so that waiting never starves the bot


class Bell:
    """Rung at every change of a fake's world; wakes whoever waits for one."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the waiters: something changed."""
        self._rung.set()

    async def until(self, check: Callable[[], T | None], timeout: float, what: str) -> T:
        """Return the first truthy value of `check`, looked at after every change.

        Raises:
            TimeoutError: nothing truthy within `timeout` seconds; its text names `what`.
        """
        end = time.monotonic() + timeout
        while True:
            self._rung.clear()
            started = time.monotonic()
            if found := check():
                return found
            now = time.monotonic()
            if now >= end:
                raise TimeoutError(f"not reached within {timeout:g} s: {what}")
            recheck = max(RECHECK, RECHECK_COST * (now - started))
            with suppress(TimeoutError):
                async with asyncio.timeout(min(end - now, recheck)):
                    await self._rung.wait()

    async def quiet(self, seconds: float) -> bool:
        """Return whether nothing changed for `seconds`; False at the first change."""
        self._rung.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return True
        return False
