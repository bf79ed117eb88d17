"""What a route is: who may take it, how it answers, and the context its handler gets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.errors import InvalidInput
from bot.model.ids import CommunityId, MemberId, PartnershipId
from bot.model.promises import Promises
from bot.pairing import Pairing
from bot.ports import Store
from bot.router.request import Request
from bot.texts import Texts
from bot.ui import Card, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a handler works with: the request, its reader's language, the moment, the store and the matching engine."""

    request: Request
    t: Texts
    now: datetime
    store: Store
    pairing: Pairing
    promises: Promises

    @property
    def member(self) -> MemberId:
        """Who did it."""
        return self.request.member

    @property
    def actor(self) -> tuple[MemberId, CommunityId]:
        """Who did it, and in which community."""
        return self.request.member, self.request.community

    def number(self, place: int = 0) -> int:
        """Return a number behind the action's colon; 0 when it is not there."""
        numbers = self.request.numbers
        return numbers[place] if place < len(numbers) else 0

    def partnership(self) -> PartnershipId | None:
        """Return the partnership whose number stands first behind the colon; None when none does."""
        return PartnershipId(self.number()) if self.request.numbers else None

    def person(self) -> MemberId:
        """Return whom the request names; InvalidInput when it names nobody."""
        named = self.request.value("person")
        # Somebody who was erased has a negative number: named, but nobody.
        if not named.removeprefix("-").isdecimal():
            raise InvalidInput({"person": "person.missing"})
        return MemberId(int(named))


Handler = Callable[[Context], Awaitable[Card | Form]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One action: its handler and what adapters must know before it runs.

    `opens_form`: without words behind it, it answers with a form, which must be the first answer. `replaces`: the
    answer takes the place of the card whose button was pressed. `reopens`: the action that opens the form whose
    answer this is, so that a refused one can be tried again.
    """

    handle: Handler
    organiser: bool = False
    opens_form: bool = False
    replaces: bool = False
    reopens: str = ""
