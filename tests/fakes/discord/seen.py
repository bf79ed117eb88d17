"""A message as one person sees it."""

from __future__ import annotations

from dataclasses import dataclass

from .bits import BUTTON
from .model import Message
from .places import Channel
from .text import walk_components


class CannotDo(AssertionError):
    """The person's client would not let them do this (unknown command, disabled button, too long a text)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message in somebody's inbox; pinged tells whether it notified them."""

    message: Message
    where: str  # dm | ephemeral | thread | mention
    channel: Channel
    pinged: bool

    @property
    def text(self) -> str:
        """Everything a person reads in it."""
        return self.message.text

    @property
    def labels(self) -> list[str]:
        """The labels of its enabled buttons."""
        buttons = [c for c in walk_components(self.message.components) if c.get("type") == BUTTON]
        return [button.get("label") or "" for button in buttons if not button.get("disabled")]

    @property
    def custom_ids(self) -> list[str]:
        """The custom_ids of its components."""
        everything = walk_components(self.message.components)
        return [component["custom_id"] for component in everything if "custom_id" in component]
