"""What people do in Slack: acknowledged first, then asked of the core, then answered.

Slack waits three seconds for an acknowledgement. Bolt loses one when its listener raises within 10 ms after
it, and leaves a payload nobody listens to unacknowledged; so listeners here only acknowledge and start an
owned task, and everything has a listener.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.slack import apologies, reading
from adapters.slack.core import Core
from adapters.slack.home import Home
from adapters.slack.people import PATIENCE, People
from adapters.slack.reading import Asked, Deed
from adapters.slack.showing import Showing
from adapters.slack.tasks import Otherwise, Tasks
from bot.errors import Unavailable
from bot.model.ids import MemberId
from bot.router.request import Answer, Ask, Reject, Request, Show
from bot.screens import problems
from bot.ui import plain

ANYTHING = re.compile("")
FORM_SECONDS = 2.2
"""A sent form is answered within this, so that errors show in it; the rest of Slack's 3 s is for the way."""

FORM_PATIENCE = 0.7
"""How long a form waits for somebody's profile: the trigger that opens it dies after 3 s."""

MOST_NAMED = 10
SOMEWHERE = "form"
"""Where a sentence about the form as a whole belongs: Slack puts it at the first field, and what was typed stays."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the core answered, and to whom (None when it could not even be asked who that is)."""

    answer: Answer | None
    member: MemberId | None


class Listeners:
    """Listens to everything Slack sends."""

    def __init__(self, core: Core, people: People, showing: Showing, home: Home, tasks: Tasks) -> None:
        """Take who answers, who people are, how answers are shown, people's own pages, and who owns the work."""
        self._home = home
        self._core = core
        self._people = people
        self._showing = showing
        self._tasks = tasks

    def register(self, app: AsyncApp) -> None:
        """Listen to an app; the first listener that fits takes a payload."""
        app.command(ANYTHING)(self.on_command)
        app.action(ANYTHING)(self.on_click)
        app.view_submission(ANYTHING)(self.on_form)
        app.event("message")(self.on_message)
        app.event("app_home_opened")(self.on_home)
        for door in (app.event, app.view_closed, app.shortcut, app.options):
            door(ANYTHING)(self.on_nothing)

    async def on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a slash command."""
        await ack()
        self._begin("command", *reading.command(body))

    async def on_click(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a click on a button, or a choice in a menu."""
        await ack()
        self._begin("click", *reading.click(body))

    async def on_message(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a message; only what people write in the bot's DM is for it."""
        await ack()
        if found := reading.message(body):
            self._begin("message", *found)

    async def on_home(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take the opening of the bot's page, whichever of its tabs it was."""
        await ack()
        event = body.get("event") or {}
        if event.get("tab") == "home" and isinstance(event.get("user"), str):
            self._home.opened(reading.team(body), event["user"])

    async def on_nothing(self, ack: AsyncAck) -> None:
        """Take what nobody waits for; unacknowledged, Slack would send it again and again."""
        await ack()

    async def on_form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a sent form: answer in it when the core is quick, else close it and answer privately."""
        asked, deed = reading.form(body)
        work = self._tasks.start(self._answered(asked, deed), "form", self._apology(asked))
        await asyncio.wait({work}, timeout=FORM_SECONDS)
        in_form = await self._in_form(asked, work, reading.fields_of(body))
        await ack(**in_form)
        if not in_form or not _succeeded(work):
            self._tasks.start(self._show_when_done(asked, deed, work), "form_answer", self._apology(asked))

    def _begin(self, name: str, asked: Asked, deed: Deed) -> None:
        self._tasks.start(self._act(asked, deed), name, self._apology(asked))

    def _apology(self, asked: Asked) -> Otherwise:
        return partial(self._showing.apologise, asked)

    async def _act(self, asked: Asked, deed: Deed) -> None:
        if asked.on_home and not self._core.opens_form(deed.action, deed.text):
            asked = await self._showing.loading(asked)
        await self._show(asked, deed, await self._answered(asked, deed))

    async def _show(self, asked: Asked, deed: Deed, outcome: Outcome) -> None:
        match outcome.answer:
            case Show(card, replaces):
                await self._showing.card(asked, card, replaces=replaces)
            case Reject(again=again):
                await self._showing.card(asked, again)
            case Ask(form):
                await self._showing.form(asked, deed, form, outcome.member)
            case None:
                pass
        self._home.changed(asked.team, asked.user)

    async def _answered(self, asked: Asked, deed: Deed) -> Outcome:
        if not await self._may(asked):
            return Outcome(Show(apologies.not_here(await self._showing.texts(asked))), None)
        try:
            request = await self._request(asked, deed)
        except Unavailable:
            card = problems.unavailable(await self._showing.texts(asked))
            return Outcome(Reject({SOMEWHERE: " ".join(plain(line) for line in card.lines)}, card), None)
        return Outcome(await self._core.answer(request), request.member)

    async def _may(self, asked: Asked) -> bool:
        """Return whether the person may take part; who is not known in time may, as nearly everybody does."""
        known = await self._people.profile(asked.team, asked.user, asked.name, FORM_PATIENCE)
        return self._people.welcome(known)

    async def _request(self, asked: Asked, deed: Deed) -> Request:
        hurried = bool(deed.values) or self._core.opens_form(deed.action, deed.text)
        patience = FORM_PATIENCE if hurried else PATIENCE
        community, member = await self._people.meet(asked.team, asked.user, asked.name, patience)
        channel = "" if asked.in_dm else asked.channel
        return Request(
            member=member,
            community=community,
            action=deed.action,
            text=deed.text,
            values={**deed.values, **await self._others(asked, deed, patience)},
            channel=channel,
            channel_name=await self._people.channel_name(asked.team, channel, asked.channel_name, patience),
            organises=partial(self._people.organises, asked.team, asked.user, channel),
            key=asked.key,
        )

    async def _others(self, asked: Asked, deed: Deed, patience: float) -> dict[str, tuple[str, ...]]:
        """Return the core's ids of those whom a text mentions or a form names; bots are nobody."""
        found: dict[str, tuple[str, ...]] = {}
        for name, named in deed.people.items():
            others = [(asked.team, one.user, one.name) for one in named[:MOST_NAMED]]
            members = [await self._people.other(*other, patience) for other in others]
            found[name] = tuple(str(member) for member in members if member is not None)
        return found

    async def _in_form(self, asked: Asked, work: asyncio.Task[Outcome], fields: list[str]) -> dict[str, Any]:
        """Return what a form is told while it is open; nothing closes it."""
        if not _succeeded(work):
            return await self._meanwhile(asked) if not work.done() else {}
        outcome = work.result()
        match outcome.answer:
            case Reject(errors=errors) if placed := _placed(errors, fields):
                return {"response_action": "errors", "errors": placed}
            case Ask(form):
                view = await self._showing.modal(asked, form, outcome.member)
                return {"response_action": "update", "view": view}
            case Show(card) if asked.view:
                self._home.changed(asked.team, asked.user)
                return {"response_action": "update", "view": await self._showing.window(asked, card)}
            case _:
                return {}

    async def _meanwhile(self, asked: Asked) -> dict[str, Any]:
        """Return what a window shows until a slow answer is there; a form asked for elsewhere just closes."""
        if not asked.view:
            return {}
        card = apologies.one_moment(await self._showing.texts(asked))
        return {"response_action": "update", "view": await self._showing.window(asked, card)}

    async def _show_when_done(self, asked: Asked, deed: Deed, work: asyncio.Task[Outcome]) -> None:
        """Show the answer to a form that is closed; work that failed has apologised for itself."""
        await asyncio.wait({work})
        if _succeeded(work):
            await self._show(asked, deed, work.result())


def _succeeded(work: asyncio.Task[Outcome]) -> bool:
    return work.done() and not work.cancelled() and work.exception() is None


def _placed(errors: Mapping[str, str], fields: list[str]) -> dict[str, str]:
    """Return the errors by field, all others at the first one: Slack shows none without a field."""
    placed = {name: text for name, text in errors.items() if name in fields}
    elsewhere = [text for name, text in errors.items() if name not in fields]
    if elsewhere and fields:
        placed[fields[0]] = " ".join((placed.get(fields[0], ""), *elsewhere)).strip()
    return placed
