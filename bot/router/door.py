"""The part of the core that every chat platform needs, as a protocol: adapters can be tried with a smaller core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.model.community import Platform
from bot.model.ids import CommunityId, MemberId
from bot.ports import Handle
from bot.router.request import Answer, Reader, Request
from bot.ui import Card, Form


class Door(Protocol):
    """Who did it, what they get to see, and how the people in it are called."""

    async def meet(
        self,
        *,
        platform: Platform,
        community: str,
        community_name: str,
        language: str,
        user: str,
        name: str,
        zone: str | None,
    ) -> tuple[CommunityId, MemberId]:
        """Return the core's ids of a person who did something."""
        ...

    async def answer(self, request: Request) -> Answer | None:
        """Return what to show; None when this request was handled before."""
        ...

    async def handles(self, screen: Card | Form) -> Mapping[MemberId, Handle]:
        """Return how this platform knows the people a screen mentions."""
        ...

    async def reader(self, member: MemberId) -> Reader:
        """Return in which zone and language a member reads."""
        ...
