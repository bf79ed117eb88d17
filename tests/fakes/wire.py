"""JSON as it travels between a bot and a platform."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]
"""A JSON object; what is in it is checked where it is read."""
