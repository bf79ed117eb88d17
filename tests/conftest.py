"""What every test shares: a last line that says with which platform rules the local Slack and Discord ran."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.platform_data import report_header

if TYPE_CHECKING:
    import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which platform rules were in use."""
    terminalreporter.write_line(str(report_header()))
