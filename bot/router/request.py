"""What people do and what they see in answer: the words between adapters and the core."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.model.ids import CommunityId, MemberId
from bot.ui import Card, Form, Values

Organises = Callable[[], Awaitable[bool]]


async def no_organiser() -> bool:
    """Return False: the platform gives this person no right to run rounds."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing a member did: a command, a click, a sent form, or words in the bot's DM (action `said`).

    `action` is a name, for buttons with numbers behind a colon. `text` is what was typed behind the verb.
    `values` are a form's answers by field name, a select's `choice`, and `person`: the members whom the
    text mentions. `channel` is the platform's id of the channel, "" in a DM. `organises` asks the platform, when
    needed, whether the person may run rounds in that channel. `key` is the platform's own id of this event, under
    which a second delivery is recognised.
    """

    member: MemberId
    community: CommunityId
    action: str
    text: str = ""
    values: Values = field(default_factory=dict)
    channel: str = ""
    channel_name: str = ""
    organises: Organises = no_organiser
    key: str = ""

    @property
    def name(self) -> str:
        """The action without its numbers."""
        return self.action.partition(":")[0]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers behind the colon."""
        return tuple(int(part) for part in self.action.partition(":")[2].split(".") if part)

    def value(self, name: str) -> str:
        """Return the first answer to a field, trimmed; "" when there is none."""
        return next(iter(self.values.get(name, ())), "").strip()


@dataclass(frozen=True, slots=True)
class Show:
    """Show this card to the person alone; `replaces`: in place of the card whose button was pressed."""

    card: Card
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Open this form."""

    form: Form


@dataclass(frozen=True, slots=True)
class Reject:
    """A sent form cannot be taken: sentences by field name; `again` is the card for platforms without field errors."""

    errors: Mapping[str, str]
    again: Card


Answer = Show | Ask | Reject


@dataclass(frozen=True, slots=True)
class Reader:
    """In which zone and language somebody reads."""

    zone: str
    language: str
