"""What arrived, what was begun, and who did what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.base import NEVER_REUSED, JsonOf, Table, keys

JsonObject = dict[str, object]


class InboxRow(Table, table=True):
    """The key of something that arrived, so that it is handled once."""

    __tablename__ = "inbox"

    key: str = Field(sa_type=keys(), primary_key=True)
    seen_at: datetime = Field(index=True)


class DraftRow(Table, table=True):
    """Something a member began; gone after `until`."""

    __tablename__ = "draft"
    __table_args__ = NEVER_REUSED

    id: int = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    kind: str
    data: JsonObject = Field(sa_type=JsonOf(JsonObject))
    until: datetime = Field(index=True)


class AuditRow(Table, table=True):
    """Who did what as an organiser: nothing is ever changed or removed here, and triggers see to it.

    `actor` and `person` are members' random keys, `subject` is a bare number: an entry outlives the people and things
    it is about. `digest` covers the entry and the digest before it in the same community, `previous`; the first
    entry has "".
    """

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("community_id", "previous"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True)
    at: datetime
    actor: str
    action: str
    community_id: int = Field(foreign_key="community.id", index=True)
    subject: int
    person: str
    previous: str
    digest: str
