"""What the fake writes down: every payload sent to the bot and every call the bot made."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from ..wire import JSON


@dataclass
class Delivery:
    """One payload sent to the bot, with what came back and how fast."""

    envelope_id: str
    type: str  # events_api | slash_commands | interactive
    name: str  # /command, event type, block_actions, view_submission ...
    payload: JSON
    sent_at: float
    attempt: int = 0
    retry_reason: str = ""
    duplicate: bool = False
    acked_at: float | None = None
    response: JSON | None = None
    outcome: str = "pending"  # acked | timeout | no_connection | http_<status> | pending
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def ack_ms(self) -> float | None:
        """Milliseconds until the acknowledgement; None when there was none."""
        return None if self.acked_at is None else (self.acked_at - self.sent_at) * 1000

    @property
    def ok(self) -> bool:
        """Whether the bot acknowledged in time."""
        return self.outcome == "acked"

    @property
    def answer(self) -> JSON:
        """What came back with the acknowledgement; empty when nothing did."""
        return self.response or {}

    def to_json(self) -> JSON:
        """Return the line of the record file."""
        return {
            "type": self.type,
            "name": self.name,
            "attempt": self.attempt,
            "duplicate": self.duplicate,
            "outcome": self.outcome,
            "ack_ms": self.ack_ms,
            "payload": self.payload,
            "response": self.response,
        }


@dataclass
class ApiCall:
    """One call of the Web API, of a response_url or of an upload address."""

    method: str
    args: JSON
    team: str | None
    at: float  # time.time()
    status: int = 200
    ok: bool = False
    error: str | None = None
    warnings: list[str] = field(default_factory=list)
    injected: bool = False  # it failed because the test asked for it
    retry_after: int | None = None
    ms: float = 0.0

    def to_json(self) -> JSON:
        """Return the line of the record file."""
        return {
            "method": self.method,
            "args": self.args,
            "team": self.team,
            "at": self.at,
            "status": self.status,
            "ok": self.ok,
            "error": self.error,
            "warnings": self.warnings,
            "injected": self.injected,
            "retry_after": self.retry_after,
            "ms": round(self.ms, 2),
        }
