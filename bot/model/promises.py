"""What whoever hosts the bot promises its members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """How members reach the people who host the bot ("" = not told), and how long copies and reports are kept."""

    operator: str = ""
    backup_days: int = 30
    report_days: int = 365

    @property
    def backups(self) -> timedelta:
        """How long a backup is kept."""
        return timedelta(days=self.backup_days)

    @property
    def reports(self) -> timedelta:
        """How long a report is kept."""
        return timedelta(days=self.report_days)


USUAL = Promises()
