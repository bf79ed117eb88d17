"""Shows answers to the person who asked, by the first way that works, and never by two."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import apologies, files, reading, refusals, render
from adapters.slack.connection import proxy_for
from adapters.slack.core import Core
from adapters.slack.people import People
from adapters.slack.reading import Asked, Deed
from adapters.slack.render import Message
from bot import calendars
from bot.model.ids import MemberId
from bot.screens import problems
from bot.texts import Texts, texts
from bot.ui import Card, Form, MomentField

log = structlog.get_logger(__name__)
Json = dict[str, Any]
QUIET: Json = {"unfurl_links": False, "unfurl_media": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to show something; `again`: doing it twice shows it once."""

    name: str
    go: Callable[[], Coroutine[Any, Any, object]]
    again: bool = False


class Seen(Enum):
    """What became of something shown."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


class Closed(Exception):
    """The response URL took no answer; the text is the HTTP status."""


class Showing:
    """Shows cards and opens forms.

    A card goes to the response URL; where that is spent or gone, into the conversation for the person's eyes
    only; where that is not possible, into their DM. What Slack refused was surely not seen, so the next way
    is tried. What was sent and never answered may have been seen: then only what shows nothing twice is.
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
        names = await self._core.handles(card)
        if asked.view and await self._in_window(asked, render.window(card, names, kept=reading.keep(asked))):
            await self._file(asked, card)
            return
        drawn = render.message(card, names)
        maybe = False
        for way in self._ways(asked, drawn, replaces=replaces and asked.on_card):
            if maybe and not way.again:
                return
            seen = await _tried(way)
            if seen is Seen.YES:
                await self._file(asked, card)
                return
            maybe = maybe or seen is Seen.MAYBE
        log.warning("answer_lost")

    async def _file(self, asked: Asked, card: Card) -> None:
        """Put what the card carries into the person's DM, wherever they asked: it is theirs alone."""
        if card.file is None:
            return
        try:
            uploaded = await files.upload(self._asking, calendars.written(card.file))
            if uploaded is not None:
                opened = await self._asking.conversations_open(users=[asked.user])
                await files.show(self._posting, uploaded, str(opened["channel"]["id"]))
        except refusals.NETWORK as error:
            log.warning("file_lost", error=_code(error))

    async def form(self, asked: Asked, deed: Deed, form: Form, member: MemberId | None) -> None:
        """Open a form, or say that it was too late and offer it again."""
        view = await self.modal(asked, form, member)
        if asked.view and await self._in_window(asked, view):
            return
        try:
            await self._asking.views_open(trigger_id=asked.trigger, view=view)
        except refusals.NETWORK as error:
            # A repeated call finds the trigger used when only the answer to the first one was lost.
            if isinstance(error, SlackApiError) and refusals.code_of(error) == "exchanged_trigger_id":
                return
            log.warning("form_not_opened", error=_code(error))
            again = deed.action if self._core.opens_form(deed.action, deed.text) else None
            await self.card(asked, apologies.form_late(await self.texts(asked), again))

    async def loading(self, asked: Asked) -> Asked:
        """Open a window that shows the answer as soon as it is there; without one it goes into the DM."""
        card = apologies.one_moment(await self.texts(asked))
        view = render.window(card, {}, kept=reading.keep(asked))
        try:
            opened = await self._asking.views_open(trigger_id=asked.trigger, view=view)
        except refusals.NETWORK as error:
            log.warning("window_not_opened", error=_code(error))
            return replace(asked, on_home=False)
        return replace(asked, on_home=False, view=str(opened["view"]["id"]))

    async def window(self, asked: Asked, card: Card) -> Json:
        """Return a card as a window that remembers where it was asked."""
        return render.window(card, await self._core.handles(card), kept=reading.keep(asked))

    async def _in_window(self, asked: Asked, view: Json) -> bool:
        """Put something into the open window; False when it was closed meanwhile, or cannot be reached."""
        try:
            await self._asking.views_update(view_id=asked.view, view=view)
        except refusals.NETWORK as error:
            log.info("window_gone", error=_code(error))
            return False
        return True

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

    def _ways(self, asked: Asked, drawn: Message, *, replaces: bool) -> Iterator[Way]:
        content: Json = {"text": drawn.text, "blocks": list(drawn.blocks)}
        if asked.response_url:
            shape: Json = {
                "replace_original": replaces,
                **({} if replaces else {"response_type": "ephemeral"}),
            }
            go = partial(self._respond, asked.response_url, {**content, **QUIET, **shape})
            yield Way(name="response_url", go=go, again=replaces)
        if replaces and asked.message:
            there: Json = {"channel": asked.channel, "ts": asked.message}
            yield Way(name="update", go=partial(self._posting.chat_update, **there, **content), again=True)
        if not asked.in_dm:
            seen_by: Json = {"channel": asked.channel, "user": asked.user}
            yield Way(name="ephemeral", go=partial(self._posting.chat_postEphemeral, **seen_by, **content))
        place: Json = {"channel": asked.user}
        if asked.in_dm and asked.channel:
            place = {"channel": asked.channel, "thread_ts": asked.thread or None}
        yield Way(name="dm", go=partial(self._posting.chat_postMessage, **place, **content, **QUIET))

    async def _respond(self, url: str, payload: Json) -> None:
        async with self._session.post(url, json=payload, proxy=proxy_for(url)) as response:
            said = await response.text()
        if response.status != 200 or _is_refusal(said):
            raise Closed(str(response.status))


async def _tried(way: Way) -> Seen:
    try:
        await way.go()
    except (Closed, SlackApiError) as refused:
        log.info("answer_refused", way=way.name, error=_code(refused))
        return Seen.NO
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("answer_unsure", way=way.name, error=type(error).__name__)
        return Seen.NO if refusals.never_written(error) else Seen.MAYBE
    return Seen.YES


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
