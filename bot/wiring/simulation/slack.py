"""A model of Slack behind the real Slack sender: its calls end here instead of on the network."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.send import SlackSender
from bot.ports import Envelope, Sent
from bot.wiring.simulation.chat import Chat, Drawn, Home, Place

LATENCY = (0.05, 0.9)
# docs.slack.dev/apis/web-api/rate-limits: about one message a second and channel, short bursts are let pass, and
# "several hundred" a minute in a workspace.
BURST, A_SECOND = 20.0, 12.0
_MENTION = re.compile(r"<@(\w+)")
_MASS = re.compile(r"<!(channel|here|everyone|subteam)")


class ModelSlack(AsyncWebClient):
    """Every workspace of the simulation: takes what the SDK would send, judges it, and may fail."""

    def __init__(self, chat: Chat) -> None:
        """Post into this chat."""
        super().__init__(token="xoxb-simulated", retry_handlers=[])  # noqa: S106
        self._chat = chat
        self._tokens: dict[int, tuple[float, float]] = {}
        self._not_before: dict[tuple[int, str], float] = {}
        self.envelopes: dict[int, Envelope] = {}

    async def api_call(self, api_method: str, **call: Any) -> AsyncSlackResponse:
        """Answer one call of the Web API as Slack does.

        Raises:
            SlackApiError, aiohttp.ClientError, TimeoutError: as the SDK raises them.
        """
        args: dict[str, Any] = {
            **(call.get("json") or {}),
            **(call.get("params") or {}),
            **(call.get("data") or {}),
        }
        if api_method.startswith("files."):
            raise self._error("missing_scope")  # this Slack never allowed the app to bring files
        faults = self._chat.faults
        home = self._home(args)
        await asyncio.sleep(faults.between(*LATENCY))
        self._judge_pace(home, api_method)
        if not home.installed or not home.token:
            raise self._error("account_inactive" if not home.installed else "token_revoked")
        if faults.happens(faults.rates.busy) or self._too_fast(home, api_method):
            raise self._busy(home, api_method)
        if faults.happens(faults.rates.broken):
            raise self._broken()
        answer = self._answer(api_method, args)
        if faults.happens(faults.rates.answer_lost):
            raise self._lost()
        return self._response(answer, {}, 200)

    def _home(self, args: dict[str, Any]) -> Home:
        if "users" in args:
            return self._chat.people[str(args["users"]).split(",")[0]].home
        place = self._chat.places.get(str(args["channel"]))
        if place is None:
            raise self._error("channel_not_found")
        return place.home

    def _answer(self, method: str, args: dict[str, Any]) -> dict[str, Any]:
        if method == "conversations.open":
            return {"ok": True, "channel": {"id": self._open(str(args["users"]).split(",")).id}}
        place = self._chat.places[str(args["channel"])]
        if method == "conversations.history":
            return {"ok": True, "messages": list(_history(place))}
        if len(place.people) == 1 and place.people[0].gone:
            raise self._error("user_disabled")
        letter = int(args["metadata"]["event_payload"]["letter"])
        sent = self._chat.show(place, self.envelopes[letter], _drawn(args))
        return {"ok": True, "channel": sent.place, "ts": sent.message}

    def _open(self, users: list[str]) -> Place:
        people = tuple(self._chat.people[user] for user in sorted(users))
        if any(one.gone for one in people):
            raise self._error("user_disabled")
        return self._chat.place("D" if len(people) == 1 else "G", people)

    def _too_fast(self, home: Home, method: str) -> bool:
        now = self._chat.seconds()
        tokens, last = self._tokens.get(home.number, (BURST, now))
        tokens = min(BURST, tokens + (now - last) * A_SECOND)
        self._tokens[home.number] = (tokens if tokens < 1 else tokens - 1, now)
        return tokens < 1 and method == "chat.postMessage"

    def _judge_pace(self, home: Home, method: str) -> None:
        now, wait = self._chat.seconds(), self._not_before.get((home.number, method), 0.0)
        if now < wait:
            self._chat.complain(
                18, f"{method} to c{home.number} {wait - now:.1f} s before Retry-After was over"
            )

    def _busy(self, home: Home, method: str) -> Exception:
        faults = self._chat.faults
        seconds = 1 + faults.one_of(30)
        if faults.one_of(2):
            return self._error("ratelimited", 429)
        self._not_before[home.number, method] = self._chat.seconds() + seconds
        return self._error("ratelimited", 429, {"Retry-After": str(seconds)})

    def _broken(self) -> Exception:
        which = self._chat.faults.one_of(3)
        if which == 0:
            return TimeoutError()
        return aiohttp.ServerDisconnectedError() if which == 1 else self._error("internal_error", 503)

    def _lost(self) -> Exception:
        return aiohttp.ServerDisconnectedError() if self._chat.faults.one_of(2) else TimeoutError()

    def _error(self, code: str, status: int = 200, headers: dict[str, str] | None = None) -> Exception:
        body = {"ok": False, "error": code}
        made: Callable[..., Exception] = SlackApiError
        return made(code, self._response(body, headers or {}, status))

    def _response(self, body: dict[str, Any], headers: dict[str, str], status: int) -> AsyncSlackResponse:
        return AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url="",
            req_args={},
            data=body,
            headers=headers,
            status_code=status,
        )


class SimulatedSlack:
    """The real Slack sender on the model; it tells the model which letter is on its way."""

    def __init__(self, chat: Chat) -> None:
        """Post into this chat."""
        self._slack = ModelSlack(chat)
        self._sender = SlackSender(self._slack, now=chat.seconds)

    async def send(self, envelope: Envelope) -> Sent:
        """Post the letter once; return where it went."""
        self._slack.envelopes[envelope.letter] = envelope
        try:
            return await self._sender.send(envelope)
        finally:
            self._slack.envelopes.pop(envelope.letter, None)

    async def find(self, envelope: Envelope) -> Sent | None:
        """Return where the letter went earlier, or None when it surely never arrived."""
        return await self._sender.find(envelope)


def _history(place: Place) -> Iterator[dict[str, Any]]:
    for letter, message in reversed(place.latest):
        payload = {"event_type": "bothways_letter", "event_payload": {"letter": letter}}
        yield {"ts": message, "metadata": payload}


def _drawn(args: dict[str, Any]) -> Drawn:
    words: list[str] = [str(args["text"])]
    users: set[str] = set(_MENTION.findall(words[0]))
    mass: set[str] = set(_MASS.findall(words[0]))
    _read(args["blocks"], words, users, mass)
    return Drawn(" ".join(words), frozenset(users), frozenset(users | mass))


def _read(part: Any, words: list[str], users: set[str], mass: set[str]) -> None:
    """Collect what a block says and whom it calls, however deep."""
    if isinstance(part, list):
        for one in part:
            _read(one, words, users, mass)
    elif isinstance(part, dict):
        kind = part.get("type")
        if kind == "user":
            users.add(str(part["user_id"]))
        if kind in {"broadcast", "usergroup"}:
            mass.add(str(part.get("range", "usergroup")))
        text = part.get("text")
        if isinstance(text, str):
            words.append(text)
        if kind == "mrkdwn" and isinstance(text, str):
            users.update(_MENTION.findall(text))
            mass.update(_MASS.findall(text))
        for one in part.values():
            _read(one, words, users, mass)
