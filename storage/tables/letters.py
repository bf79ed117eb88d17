"""The outbox and the places where letters went before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from bot.model.ids import MemberId, PartnershipId, ProgrammeId
from bot.ports import LetterKind, LetterState, Recipient, RecipientKind, ToChannel, ToMember, ToSpace
from bot.ui import Card
from storage.tables.base import NEVER_REUSED, JsonOf, Table, enum_of, keys


class LetterRow(Table, table=True):
    """A letter; one for each key, for ever.

    `next_at` is when its next step is due: to be sent while ready, to be asked about while unknown. `attempt`
    counts the claims and is the fence; `tries` counts only what counts towards giving up. The card is emptied
    once nobody needs it any more; the key stays, so that the letter is never written again.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index(None, "state", "community_id", "to_kind", "priority", "next_at"),
        CheckConstraint("state <> 'sending' OR lease_until IS NOT NULL", name="leased"),
        CheckConstraint("card IS NOT NULL OR state IN ('sent', 'dropped')", name="has_card"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True)
    key: str = Field(sa_type=keys(), unique=True)
    community_id: int = Field(foreign_key="community.id")
    kind: LetterKind = Field(sa_type=enum_of(LetterKind, "kind"))
    priority: int
    to_kind: RecipientKind = Field(sa_type=enum_of(RecipientKind, "to_kind"))
    to_id: int
    card: Card | None = Field(sa_type=JsonOf(Card))
    not_before: datetime
    stale_after: datetime | None
    partnership_id: int | None = Field(foreign_key="partnership.id", index=True)
    even_if_away: bool
    state: LetterState = Field(sa_type=enum_of(LetterState, "state"))
    next_at: datetime
    owner: str | None = None
    lease_until: datetime | None = None
    attempt: int = 0
    tries: int = 0
    first_tried_at: datetime | None = None
    sent_at: datetime | None = None
    place: str | None = None
    message: str | None = None
    reason: str | None = None


class PlaceRow(Table, table=True):
    """Where letters to a recipient went last: the platform's id of the DM, group DM, thread or channel."""

    __tablename__ = "place"

    to_kind: RecipientKind = Field(sa_type=enum_of(RecipientKind, "to_kind"), primary_key=True)
    to_id: int = Field(primary_key=True)
    place: str


class LaneRow(Table, table=True):
    """How fast letters of one community may leave to one kind of place, as learned from its platform."""

    __tablename__ = "lane"

    community_id: int = Field(foreign_key="community.id", primary_key=True)
    to_kind: RecipientKind = Field(sa_type=enum_of(RecipientKind, "to_kind"), primary_key=True)
    rate: float
    refused_at: float | None
    blocked_until: datetime | None


def address_of(to: Recipient) -> tuple[RecipientKind, int]:
    """Return how a recipient is stored."""
    match to:
        case ToMember(member):
            return RecipientKind.MEMBER, member
        case ToSpace(partnership):
            return RecipientKind.SPACE, partnership
        case ToChannel(programme):
            return RecipientKind.CHANNEL, programme


def recipient_of(kind: RecipientKind, number: int) -> Recipient:
    """Return the recipient that was stored so."""
    match kind:
        case RecipientKind.MEMBER:
            return ToMember(MemberId(number))
        case RecipientKind.SPACE:
            return ToSpace(PartnershipId(number))
        case RecipientKind.CHANNEL:
            return ToChannel(ProgrammeId(number))
