"""Safety contacts, reports, who was removed, and who was erased."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import NEVER_REUSED, Table


class SafetyContactRow(Table, table=True):
    """A member to whom a programme's reports go."""

    __tablename__ = "safety_contact"

    programme_id: int = Field(foreign_key="programme.id", primary_key=True, ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True, ondelete="CASCADE")


class RemovalRow(Table, table=True):
    """A member whom organisers took out of a programme: they do not come back by themselves."""

    __tablename__ = "removal"

    programme_id: int = Field(foreign_key="programme.id", primary_key=True, ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True, ondelete="CASCADE")


class ReportRow(Table, table=True):
    """What a member reported, kept for its writer; safety contacts read the letter, never this."""

    __tablename__ = "report"
    __table_args__ = NEVER_REUSED

    id: int = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    about_id: int | None = Field(foreign_key="member.id", index=True, ondelete="SET NULL")
    named: bool
    words: str
    written_at: datetime = Field(index=True)


class ErasureRow(Table, table=True):
    """Somebody was erased: only as much as keeps a late event or an old backup from bringing them back.

    `key` is the random key they had; a restored backup is freed of them by it. `fingerprint` is a salted hash of
    their user id, against events that come late; both it and the salt are emptied after a few days.
    """

    __tablename__ = "erasure"
    __table_args__ = NEVER_REUSED

    id: int = Field(default=None, primary_key=True)
    community_id: int = Field(foreign_key="community.id", index=True)
    key: str
    salt: str
    fingerprint: str
    erased_at: datetime = Field(index=True)
