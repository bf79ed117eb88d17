"""Shows answers to the person who asked, by the first way that works, and never by two."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import apologies, reading, refusals, render
from adapters.slack.connection import proxy_for
from adapters.slack.core import Core
from adapters.slack.people import People
from adapters.slack.reading import Asked, Deed
from adapters.slack.render import Message
from bot.model.ids import MemberId
from bot.screens import problems
from bot.texts import Texts, texts
from bot.ui import Card, Form, MomentField

log = structlog.get_logger(__name__)
Json = dict[str, Any]
Way = Callable[[], Coroutine[Any, Any, object]]
QUIET: Json = {"unfurl_links": False, "unfurl_media": False}


class Closed(Exception):
    """The response URL took no answer; the text is the HTTP status."""


class Showing:
    """Shows cards and opens forms.

    A card goes to the response URL; where that is spent or gone, into the conversation for the person's eyes
    only; where that is not possible, into their DM. What Slack refused was surely not seen, so the next way
    is tried. What was sent and never answered may have been seen: then no other way is.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        posting: AsyncWebClient,
        asking: AsyncWebClient,
        core: Core,
        people: People,
    ) -> None:
        """Take a client that makes every call once (`posting`) and one that may repeat (`asking`)."""
        self._session = session
        self._posting = posting
        self._asking = asking
        self._core = core
        self._people = people

    async def card(self, asked: Asked, card: Card, *, replaces: bool = False) -> None:
        """Show a card; `replaces`: in place of the message whose button was pressed."""
        drawn = render.message(card, await self._core.handles(card))
        for name, way in self._ways(asked, drawn, replaces=replaces and asked.on_card):
            if await _worked(name, way):
                return
        log.warning("answer_lost")

    async def form(self, asked: Asked, deed: Deed, form: Form, member: MemberId | None) -> None:
        """Open a form, or say that it was too late and offer it again."""
        view = await self.modal(asked, form, member)
        try:
            await self._asking.views_open(trigger_id=asked.trigger, view=view)
        except refusals.NETWORK as error:
            # A repeated call finds the trigger used when only the answer to the first one was lost.
            if isinstance(error, SlackApiError) and refusals.code_of(error) == "exchanged_trigger_id":
                return
            log.warning("form_not_opened", error=_code(error))
            again = deed.action if self._core.opens_form(deed.action, deed.text) else None
            await self.card(asked, apologies.form_late(await self.texts(asked), again))

    async def modal(self, asked: Asked, form: Form, member: MemberId | None) -> Json:
        """Return a form as a modal that remembers where it was asked."""
        zone = "UTC"
        if member is not None and any(isinstance(one, MomentField) and one.value for one in form.fields):
            zone = (await self._core.reader(member)).zone
        return render.modal(form, kept=reading.keep(asked), zone=zone)

    async def apologise(self, asked: Asked) -> None:
        """Say that something of ours broke."""
        await self.card(asked, problems.unexpected(await self.texts(asked)))

    async def texts(self, asked: Asked) -> Texts:
        """Return the person's own language, as far as it is known at once."""
        known = await self._people.profile(asked.team, asked.user, asked.name, patience=0)
        return texts(known.language)

    def _ways(self, asked: Asked, drawn: Message, *, replaces: bool) -> Iterator[tuple[str, Way]]:
        content: Json = {"text": drawn.text, "blocks": list(drawn.blocks)}
        if asked.response_url:
            shape: Json = {
                "replace_original": replaces,
                **({} if replaces else {"response_type": "ephemeral"}),
            }
            yield "response_url", partial(self._respond, asked.response_url, {**content, **QUIET, **shape})
        if replaces and asked.message:
            there: Json = {"channel": asked.channel, "ts": asked.message}
            yield "update", partial(self._posting.chat_update, **there, **content)
        if not asked.in_dm:
            seen_by: Json = {"channel": asked.channel, "user": asked.user}
            yield "ephemeral", partial(self._posting.chat_postEphemeral, **seen_by, **content)
        in_dm = asked.in_dm and asked.channel
        place: Json = (
            {"channel": asked.channel, "thread_ts": asked.thread or None}
            if in_dm
            else {"channel": asked.user}
        )
        yield "dm", partial(self._posting.chat_postMessage, **place, **content, **QUIET)

    async def _respond(self, url: str, payload: Json) -> None:
        async with self._session.post(url, json=payload, proxy=proxy_for(url)) as response:
            said = await response.text()
        if response.status != 200 or _is_refusal(said):
            raise Closed(str(response.status))


async def _worked(name: str, way: Way) -> bool:
    """Return whether the answer was shown, or may have been."""
    try:
        await way()
    except (Closed, SlackApiError) as refused:
        log.info("answer_refused", way=name, error=_code(refused))
        return False
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("answer_unsure", way=name, error=type(error).__name__)
        return not refusals.never_written(error)
    return True


def _code(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return refusals.code_of(error) or f"http_{refusals.status_of(error)}"
    return f"http_{error}" if isinstance(error, Closed) else type(error).__name__


def _is_refusal(said: str) -> bool:
    """Return whether the body of a 200 answer says otherwise, as Slack's do for blocks it cannot read."""
    try:
        body = json.loads(said)
    except ValueError:
        return False
    return isinstance(body, dict) and body.get("ok") is False
