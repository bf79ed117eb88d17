"""HTTP mode: signed requests to the bot (docs.slack.dev/authentication/verifying-requests-from-slack)."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from ..wire import JSON
from .record import Delivery

FORM = "application/x-www-form-urlencoded"


def signature(secret: str, body: str, timestamp: int) -> str:
    """Return Slack's version-0 signature of a body sent at `timestamp` (Unix seconds)."""
    base = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class SignedSender:
    """Posts to the bot as Slack would."""

    def __init__(self, bot_url: str, secret: str, timeout: float) -> None:
        self.bot_url = bot_url
        self._secret = secret
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self,
        body: str,
        content_type: str,
        *,
        timestamp: int | None = None,
        signed_as: str | None = None,
        extra: dict[str, str] | None = None,
    ) -> tuple[int, str]:
        """Return the bot's status and text; timestamp and signature can be forged."""
        at = int(time.time()) if timestamp is None else timestamp
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": str(at),
            "X-Slack-Signature": signed_as or signature(self._secret, body, at),
            **(extra or {}),
        }
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._timeout))
        async with self._session.post(self.bot_url, data=body.encode(), headers=headers) as answer:
            return answer.status, await answer.text()

    async def deliver(self, delivery: Delivery) -> None:
        """Post one delivery and note its outcome."""
        body, content_type, extra = _encoded(delivery)
        try:
            status, text = await self.post(body, content_type, extra=extra)
        except TimeoutError:
            delivery.outcome = "timeout"
        except aiohttp.ClientError:
            delivery.outcome = "no_connection"
        else:
            delivery.acked_at = time.monotonic()
            delivery.outcome = "acked" if 200 <= status < 300 else f"http_{status}"
            delivery.response = _decoded(text)
        delivery.done.set()

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()


def _encoded(delivery: Delivery) -> tuple[str, str, dict[str, str]]:
    if delivery.type == "slash_commands":
        return urlencode({key: str(value) for key, value in delivery.payload.items()}), FORM, {}
    if delivery.type == "interactive":
        return urlencode({"payload": json.dumps(delivery.payload)}), FORM, {}
    extra = {}
    if delivery.attempt:
        reason = "http_timeout" if delivery.retry_reason == "timeout" else delivery.retry_reason
        extra = {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": reason}
    return json.dumps(delivery.payload), "application/json", extra


def _decoded(text: str) -> JSON | None:
    if not text.strip():
        return None
    try:
        body = json.loads(text)
    except ValueError:
        return {"text": text}
    return body if isinstance(body, dict) else {"text": text}
