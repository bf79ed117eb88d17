"""What the playground asks of the core, and of the engine that moves its time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.model.ids import MemberId
from bot.ports import Handle
from bot.router.door import Door
from bot.router.request import Request
from bot.ui import Card

Drawing = Callable[[Card, Mapping[MemberId, Handle]], object]


class Core(Door, Protocol):
    """The part of `bot.router.core.Core` that the playground needs."""

    async def complete(self, request: Request, typed: str) -> list[str]:
        """Return names of skills that go on with what was typed."""
        ...


class Engine(Protocol):
    """Clock, scheduler and delivery, as the playground's controls drive them."""

    def now(self) -> datetime:
        """Return the playground's moment, aware, in UTC."""
        ...

    async def advance(self, by: timedelta) -> None:
        """Let this much time pass; what falls due on the way is done and delivered."""
        ...

    async def to_next_event(self) -> None:
        """Let time pass until the next thing that is due was done and delivered."""
        ...

    async def settle(self) -> None:
        """Do what is due and deliver what is waiting, without letting time pass."""
        ...

    async def reset(self) -> None:
        """Begin anew: the store, the clock and the community as they were at first."""
        ...
