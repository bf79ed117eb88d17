"""What this adapter asks of the core, and no more."""

from __future__ import annotations

from typing import Protocol

from bot.model.community import Platform
from bot.router.door import Door
from bot.router.request import Request
from bot.ui import Card


class Core(Door, Protocol):
    """The part of `bot.router.core.Core` that a chat platform needs."""

    def opens_form(self, action: str, text: str = "") -> bool:
        """Return whether the answer may be a form, so that nothing slow may be done before."""
        ...

    async def home(self, request: Request) -> tuple[Card, ...]:
        """Return the cards of a member's own page."""
        ...

    async def gone(self, platform: Platform, community: str, user: str) -> bool:
        """End the part of somebody whose account is gone."""
        ...

    async def left_channel(self, platform: Platform, community: str, user: str, channel: str) -> bool:
        """Ask somebody who left a channel for no more rounds there."""
        ...
