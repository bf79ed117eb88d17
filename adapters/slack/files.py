"""Puts a card's file into a conversation, by Slack's upload in three steps: address, bytes, completion.

Until the third step nobody sees anything, so the first two may be done before the message they belong to.
Needs the scope `files:write`. Source: docs.slack.dev/messaging/working-with-files.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import refusals, words
from adapters.slack.connection import TIMEOUT, proxy_for
from bot.ui import File

log = structlog.get_logger(__name__)

NOT_ALLOWED = frozenset(
    {"missing_scope", "file_uploads_disabled", "not_allowed_token_type", "unknown_method"}
)
MOST_TITLE = 200
TRIES = 3
LONGEST_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that Slack has and nobody sees yet."""

    id: str
    title: str


async def upload(client: AsyncWebClient, file: File) -> Uploaded | None:
    """Give Slack a file and return it, not yet shown; None where files are not allowed.

    Raises:
        SlackApiError, aiohttp.ClientError, TimeoutError: it did not work; nobody saw anything of it.
    """
    content = file.content
    try:
        given = await client.files_getUploadURLExternal(
            filename=file.name, length=len(content), alt_txt=words.label(file.alt, MOST_TITLE)
        )
    except SlackApiError as error:
        if refusals.code_of(error) not in NOT_ALLOWED:
            raise
        log.warning("files_not_allowed", error=refusals.code_of(error))
        return None
    url = str(given["upload_url"])
    async with (
        aiohttp.ClientSession(timeout=TIMEOUT) as session,
        session.post(url, data=content, proxy=proxy_for(url)) as answer,
    ):
        answer.raise_for_status()
    return Uploaded(str(given["file_id"]), words.label(file.alt, MOST_TITLE))


async def show(client: AsyncWebClient, uploaded: Uploaded, place: str) -> bool:
    """Show an uploaded file in a conversation; False when it may not be there.

    Only what surely did not work is tried again, at most `TRIES` times: nobody gets a file twice.
    """
    for _ in range(TRIES):
        try:
            await client.files_completeUploadExternal(
                files=[{"id": uploaded.id, "title": uploaded.title}], channel_id=place
            )
        except refusals.NETWORK as error:
            pause = _again_after(error)
            if pause is None:
                log.warning("file_not_shown", error=type(error).__name__)
                return False
            await asyncio.sleep(pause)
        else:
            return True
    return False


def _again_after(error: SlackApiError | aiohttp.ClientError | TimeoutError) -> float | None:
    """Return after how many seconds a completion that surely did nothing may be tried again; None: never."""
    if isinstance(error, SlackApiError) and refusals.status_of(error) == 429:
        return min(refusals.pause_of(error).total_seconds(), LONGEST_PAUSE)
    return 0.2 if refusals.never_written(error) else None
