"""Posts letters to Slack, once each, and finds them again when nobody knows whether they arrived."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import files, refusals, render
from adapters.slack.files import Uploaded
from bot import calendars
from bot.ports import CannotAsk, Envelope, SendError, Sent, ToChannel, TryLater, Unreachable, Unsure
from bot.ui import File

EVENT_TYPE = "bothways_letter"
LOOK_BACK = 60
RECENT = 3600
PAGE, MAX_PAGES = 100, 10


class SlackSender:
    """A `bot.ports.Sender`. The client it is given must not repeat calls by itself: that would post twice."""

    def __init__(self, client: AsyncWebClient, now: Callable[[], float] = time.time) -> None:
        """Take the client to post with; `now` tells Unix seconds as Slack's time stamps do."""
        if client.retry_handlers:
            raise ValueError("a client that repeats calls would post letters twice")
        self._client = client
        self._now = now
        self._sent: Callable[[Envelope], None] = lambda _: None

    def when_sent(self, tell: Callable[[Envelope], None]) -> None:
        """Call somebody with every letter that has arrived."""
        self._sent = tell

    async def send(self, envelope: Envelope) -> Sent:
        """Post the letter once; return where it went."""
        place = envelope.channel if isinstance(envelope.to, ToChannel) else envelope.place
        try:
            return await self._post(envelope, place or await self._open(envelope))
        except Unreachable as gone:
            # The DM remembered from last time is no more, and surely nothing was posted there: open it anew.
            if envelope.place is None or place != envelope.place or str(gone) != "channel_not_found":
                raise
        return await self._post(envelope, await self._open(envelope))

    async def find(self, envelope: Envelope) -> Sent | None:
        """Return where the letter went earlier, or None when it surely never arrived."""
        place = envelope.channel if isinstance(envelope.to, ToChannel) else envelope.place
        try:
            return await self._look(place or await self._open(envelope), envelope)
        except (TryLater, Unsure, CannotAsk):
            raise
        except SendError as refused:
            raise CannotAsk(str(refused)) from refused

    async def _open(self, envelope: Envelope) -> str:
        """Return the DM or group DM with these people; asking twice gives the same one."""
        if not envelope.people:
            raise Unreachable("nobody_to_write_to")
        people = [person.external_id for person in envelope.people]
        try:
            opened = await self._client.conversations_open(users=people)
        except refusals.NETWORK as error:
            raise refusals.before_post(error) from error
        return str(opened["channel"]["id"])

    async def _post(self, envelope: Envelope, place: str) -> Sent:
        """Post the letter and show its file below it; whether the file got there is not the letter's fate."""
        uploaded = await self._uploaded(envelope)
        sent = await self._post_card(envelope, place)
        self._sent(envelope)
        if uploaded is not None:
            await files.show(self._client, uploaded, sent.place)
        return sent

    async def _uploaded(self, envelope: Envelope) -> Uploaded | None:
        """Return the letter's file, given to Slack before anybody sees the letter; None when it has none."""
        file = _file(envelope)
        if file is None:
            return None
        try:
            return await files.upload(self._client, file)
        except refusals.NETWORK as error:
            raise refusals.before_post(error) from error

    async def _post_card(self, envelope: Envelope, place: str) -> Sent:
        drawn = render.message(envelope.card, envelope.names, block_id=_mark(envelope))
        try:
            posted = await self._client.chat_postMessage(
                channel=place,
                text=drawn.text,
                blocks=drawn.blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"letter": envelope.letter}},
                unfurl_links=False,
                unfurl_media=False,
            )
        except refusals.NETWORK as error:
            raise refusals.of_post(error) from error
        return Sent(place=str(posted["channel"]), message=str(posted["ts"]))

    async def _look(self, place: str, envelope: Envelope) -> Sent | None:
        # A rehearsal's clock runs ahead of Slack's: at least an hour of real time is looked through.
        oldest = min(envelope.first_tried_at.timestamp() - LOOK_BACK, self._now() - RECENT)
        cursor, has_file = "", _file(envelope) is None
        for _ in range(MAX_PAGES):
            page = await self._page(place, oldest, cursor)
            messages = page.get("messages") or ()
            has_file = has_file or any(_carries(message, envelope) for message in messages)
            found = next((message for message in messages if _is(message, envelope)), None)
            if found is not None:
                if not has_file:
                    await self._mend(envelope, place)
                return Sent(place=place, message=str(found["ts"]))
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None
        raise CannotAsk("too_many_messages_since")

    async def _mend(self, envelope: Envelope, place: str) -> None:
        """Show the file of a letter that arrived without it: the bot was stopped in between."""
        uploaded = await self._uploaded(envelope)
        if uploaded is not None:
            await files.show(self._client, uploaded, place)

    async def _page(self, place: str, oldest: float, cursor: str) -> Any:
        try:
            return await self._client.conversations_history(
                channel=place,
                oldest=f"{oldest:.6f}",
                include_all_metadata=True,
                limit=PAGE,
                cursor=cursor or None,
            )
        except refusals.NETWORK as error:
            raise _unanswered(error) from error


def _unanswered(error: SlackApiError | aiohttp.ClientError | TimeoutError) -> SendError:
    """Return what an unanswered question means: asked again later, or never to be answered."""
    found = refusals.of_post(error)
    return found if isinstance(found, TryLater | Unsure) else CannotAsk(str(found))


def _file(envelope: Envelope) -> File | None:
    """Return what the letter carries, named after the letter so that it is known again."""
    attached = envelope.card.file
    if attached is None:
        return None
    file = calendars.written(attached)
    stem, _, ending = file.name.rpartition(".")
    return replace(file, name=f"{stem}-{envelope.letter}.{ending}")


def _carries(message: dict[str, Any], envelope: Envelope) -> bool:
    """Return whether a message shows the letter's file."""
    file = _file(envelope)
    return file is not None and any(one.get("name") == file.name for one in message.get("files") or ())


def _mark(envelope: Envelope) -> str:
    return f"letter-{envelope.letter}"


def _is(message: dict[str, Any], envelope: Envelope) -> bool:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") == EVENT_TYPE:
        return bool((metadata.get("event_payload") or {}).get("letter") == envelope.letter)
    return any(block.get("block_id") == _mark(envelope) for block in message.get("blocks") or ())
