"""Communities and the programmes they run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from bot.model.ids import CommunityId, ProgrammeId


class Platform(StrEnum):
    """Where a community lives."""

    SLACK = "slack"
    DISCORD = "discord"
    PLAYGROUND = "playground"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """One Slack workspace, Discord server, playground or terminal story."""

    id: CommunityId
    platform: Platform
    external_id: str
    name: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a programme runs.

    `weekday` is 0-6 from Monday; `at` is local to each member; `weeks` 2-26; `signup_days` 1-28;
    `cooldown_weeks` 0-104; `min_shared_hours` are hours of a common day, 0-12.
    """

    weeks: int = 6
    weekday: int = 3
    at: time = field(default_factory=lambda: time(10, 0))
    circles: bool = True
    one_way: bool = False
    language: str = "en"
    signup_days: int = 7
    cooldown_weeks: int = 12
    min_shared_hours: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The mentorship run in one channel; `channel` is the platform's own id of it."""

    id: ProgrammeId
    community: CommunityId
    channel: str
    name: str
    settings: Settings
