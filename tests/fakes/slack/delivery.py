"""Delivering payloads to the bot, by Socket Mode or by signed HTTP, and measuring its acknowledgements."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..waiting import Bell
from ..wire import JSON
from .record import Delivery
from .signing import SignedSender
from .sockets import Connection, Sockets

EVENT_RETRY_DELAYS = (0.0, 60.0, 300.0)  # seconds: nearly at once, after a minute, after five


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierSettings:
    """How payloads travel; times in seconds."""

    mode: str = "socket"
    bot_url: str = ""
    signing_secret: str = ""
    ack_timeout: float = 3.0
    time_scale: float = 1.0
    retry_events: bool = True
    max_connections: int = 10


class Courier:
    """Makes every delivery, with the retries and duplicates Slack is known for."""

    def __init__(self, settings: CourierSettings, bell: Bell) -> None:
        self.settings = settings
        self.deliveries: list[Delivery] = []
        self.unknown_acks: list[str] = []
        self.duplicate_next: dict[str, int] = {}  # delivery type -> how many of the next come twice
        self.duplicate_rate = 0.0
        self.duplicate_delay = 0.0
        self.sockets = Sockets(bell, self._on_ack, limit=settings.max_connections)
        self.http = SignedSender(settings.bot_url, settings.signing_secret, settings.ack_timeout)
        self._pending: dict[str, Delivery] = {}
        self._bell = bell
        self._rng = random.Random(11)
        self._tasks: set[asyncio.Task[Any]] = set()

    # ---- the connections ---------------------------------------------------------------------------

    @property
    def connections(self) -> list[Connection]:
        """The open sockets."""
        return self.sockets.connections

    @property
    def connected(self) -> asyncio.Event:
        """Set while at least one socket is open."""
        return self.sockets.connected

    @property
    def opened(self) -> int:
        """How many sockets were accepted so far."""
        return self.sockets.opened

    @property
    def refuse_next(self) -> int:
        """How many of the next handshakes are refused."""
        return self.sockets.refuse_next

    @refuse_next.setter
    def refuse_next(self, count: int) -> None:
        self.sockets.refuse_next = count

    async def drop_sockets(self, *, hard: bool = True) -> int:
        """Cut every connection: hard = TCP reset, else a clean close frame. Returns how many."""
        return await self.sockets.drop(hard=hard)

    async def ask_disconnect(self, reason: str = "refresh_requested", *, close_after: float = 10.0) -> int:
        """Send Slack's "disconnect"; the old sockets keep working until close_after seconds have passed."""
        return await self.sockets.ask_disconnect(reason, close_after, self.spawn)

    def silence_sockets(self) -> int:
        """Make the open connections half-open: no pongs, no deliveries, no close frame. Returns how many."""
        return self.sockets.silence()

    # ---- sending -----------------------------------------------------------------------------------

    def spawn(self, work: Coroutine[Any, Any, object]) -> asyncio.Task[Any]:
        """Run something beside the test; it ends with the fake."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def send(
        self, kind: str, name: str, payload: JSON, *, attempt: int = 0, reason: str = ""
    ) -> Delivery:
        """Deliver and wait for the acknowledgement or its timeout; plans duplicates and retries too."""
        if attempt == 0 and self._comes_twice(kind):
            self.spawn(self._duplicate(kind, name, payload))
        delivery = await self._deliver(kind, name, payload, attempt=attempt, reason=reason)
        retried = self.settings.retry_events and attempt < len(EVENT_RETRY_DELAYS)
        if kind == "events_api" and not delivery.ok and retried:
            self.spawn(self._retry(delivery))
        return delivery

    async def _deliver(self, kind: str, name: str, payload: JSON, **how: Any) -> Delivery:
        delivery = Delivery(str(uuid.uuid4()), kind, name, payload, time.monotonic())
        delivery.attempt = how.get("attempt", 0)
        delivery.retry_reason = how.get("reason", "")
        delivery.duplicate = how.get("duplicate", False)
        self.deliveries.append(delivery)
        self._pending[delivery.envelope_id] = delivery
        if self.settings.mode == "http":
            await self.http.deliver(delivery)
        else:
            await self._by_socket(delivery)
        self._bell.ring()
        return delivery

    def _comes_twice(self, kind: str) -> bool:
        if self.duplicate_next.get(kind, 0) > 0:
            self.duplicate_next[kind] -= 1
            return True
        return self.duplicate_rate > 0 and self._rng.random() < self.duplicate_rate

    async def _duplicate(self, kind: str, name: str, payload: JSON) -> None:
        await asyncio.sleep(self.duplicate_delay)
        await self._deliver(kind, name, payload, duplicate=True)

    async def _retry(self, failed: Delivery) -> None:
        await asyncio.sleep(EVENT_RETRY_DELAYS[failed.attempt] * self.settings.time_scale)
        reason = "timeout" if failed.outcome == "timeout" else "connection_failed"
        await self.send(failed.type, failed.name, failed.payload, attempt=failed.attempt + 1, reason=reason)

    async def _by_socket(self, delivery: Delivery) -> None:
        message: JSON = {
            "type": delivery.type,
            "envelope_id": delivery.envelope_id,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.type != "events_api",
        }
        if delivery.type == "events_api":
            message |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.retry_reason}
        if not await self.sockets.send(message):
            delivery.outcome = "no_connection"
            delivery.done.set()
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self.settings.ack_timeout):
                await delivery.done.wait()
        if delivery.acked_at is None:
            delivery.outcome = "timeout"  # a later ack is still noted in acked_at

    def _on_ack(self, frame: JSON) -> None:
        """Any open connection may carry an acknowledgement."""
        envelope_id = str(frame.get("envelope_id"))
        delivery = self._pending.pop(envelope_id, None)
        if delivery is None:
            self.unknown_acks.append(envelope_id)
            return
        delivery.acked_at = time.monotonic()
        payload = frame.get("payload")
        delivery.response = payload if isinstance(payload, dict) else None
        if delivery.outcome == "pending":
            delivery.outcome = "acked"
        delivery.done.set()
        self._bell.ring()

    async def post_signed(
        self,
        body: str,
        content_type: str,
        *,
        timestamp: int | None = None,
        signature: str | None = None,
    ) -> tuple[int, str]:
        """POST to the bot as Slack would; timestamp and signature can be forged. Returns status and text."""
        return await self.http.post(body, content_type, timestamp=timestamp, signed_as=signature)

    # ---- reading -----------------------------------------------------------------------------------

    def ack_times(self) -> list[float]:
        """Return the milliseconds of every acknowledgement."""
        return [d.ack_ms for d in self.deliveries if d.ack_ms is not None]

    def violations(self) -> list[Delivery]:
        """Return what a connected bot failed to acknowledge in time."""
        return [d for d in self.deliveries if d.outcome == "timeout" or d.outcome.startswith("http_")]

    def is_idle(self) -> bool:
        """Return whether no delivery waits for its acknowledgement."""
        return not any(d.outcome == "pending" for d in self.deliveries)

    async def close(self) -> None:
        """Stop all work and close all connections."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.sockets.close()
        await self.http.close()
