"""What this adapter asks of the core, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.model.community import Platform
from bot.model.ids import CommunityId, MemberId
from bot.ports import Handle
from bot.router.request import Answer, Reader, Request
from bot.ui import Card, Form


class Core(Protocol):
    """The part of `bot.router.core.Core` that a chat platform needs."""

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

    def opens_form(self, action: str, text: str = "") -> bool:
        """Return whether the answer may be a form, so that nothing slow may be done before."""
        ...

    async def handles(self, screen: Card | Form) -> Mapping[MemberId, Handle]:
        """Return how this platform knows the people a screen mentions."""
        ...

    async def reader(self, member: MemberId) -> Reader:
        """Return in which zone and language a member reads."""
        ...
