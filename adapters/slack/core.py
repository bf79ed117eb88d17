"""What this adapter asks of the core, and no more."""

from __future__ import annotations

from typing import Protocol

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
