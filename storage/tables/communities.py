"""Communities, programmes and organisers."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from bot.model.community import Community, Platform, Programme, Settings
from bot.model.ids import CommunityId, ProgrammeId
from storage.tables.base import NEVER_REUSED, JsonOf, Table, enum_of


class CommunityRow(Table, table=True):
    """A community; one row for each id of a platform."""

    __tablename__ = "community"
    __table_args__ = (UniqueConstraint("platform", "external_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True)
    platform: Platform = Field(sa_type=enum_of(Platform, "platform"))
    external_id: str
    name: str
    language: str

    def to_model(self) -> Community:
        """Return the community."""
        return Community(
            id=CommunityId(self.id),
            platform=self.platform,
            external_id=self.external_id,
            name=self.name,
            language=self.language,
        )


class ProgrammeRow(Table, table=True):
    """A programme; one for each channel.

    Its settings are read and written whole, so they are one value: a new one needs no migration.
    """

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("community_id", "channel"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True)
    community_id: int = Field(foreign_key="community.id")
    channel: str
    name: str
    settings: Settings = Field(sa_type=JsonOf(Settings))

    def to_model(self) -> Programme:
        """Return the programme."""
        return Programme(
            id=ProgrammeId(self.id),
            community=CommunityId(self.community_id),
            channel=self.channel,
            name=self.name,
            settings=self.settings,
        )


class OrganiserRow(Table, table=True):
    """A member whom a programme appointed."""

    __tablename__ = "organiser"

    programme_id: int = Field(foreign_key="programme.id", primary_key=True, ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True, ondelete="CASCADE")
