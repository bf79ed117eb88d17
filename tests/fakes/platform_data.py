"""Where the platforms' published data lies on this machine, when it does.

The data are other people's (method metadata of Slack, Discord's OpenAPI description), so they stay out of the
repository. Without them the fakes keep to the rules written by hand.
"""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "BOTHWAYS_PLATFORM_DATA"
"""Names a folder laid out like `../shared/fakes`; set but empty means: hand-written rules alone."""

_BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[3] / "shared" / "fakes"
_FILES = {
    "slack": Path("slack/fakeslack/data/methods.json"),
    "discord": Path("discord/fakediscord/data/openapi.json"),
}


def data_file(platform: str) -> Path | None:
    """Return the published data of "slack" or "discord"; None when this machine does not have it."""
    chosen = os.environ.get(VARIABLE)
    if chosen is not None and not chosen.strip():
        return None
    folder = Path(chosen) if chosen else _BESIDE_THE_CHECKOUT
    found = folder / _FILES[platform]
    return found if found.is_file() else None


def report_header() -> str:
    """Return the line for pytest's header that says which rules the fakes run with."""
    rules = {name: "published data" if data_file(name) else "hand-written rules alone" for name in _FILES}
    return "fake platforms: " + ", ".join(f"{name} with {which}" for name, which in rules.items())
