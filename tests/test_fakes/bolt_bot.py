"""A small bot on the real slack_bolt, in this process, logged in to the local Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack

PATH = "/slack/events"
FORM = {
    "type": "modal",
    "callback_id": "want",
    "title": {"type": "plain_text", "text": "What to learn"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "skill",
            "label": {"type": "plain_text", "text": "Skill"},
            "element": {"type": "plain_text_input", "action_id": "skill", "max_length": 40},
        },
        {
            "type": "input",
            "block_id": "hours",
            "label": {"type": "plain_text", "text": "Hours"},
            "element": {
                "type": "static_select",
                "action_id": "hours",
                "options": [
                    {"text": {"type": "plain_text", "text": f"{n} h"}, "value": str(n)} for n in (1, 2)
                ],
            },
        },
    ],
}


def people(ws: FakeSlack) -> None:
    """Fill a workspace: Ada runs it, Grace is far away, somebody has gone."""
    ws.team.add_user("U1", "ada", tz="Europe/London", locale="en-GB", is_admin=True, email="ada@example.test")
    ws.team.add_user("U2", "grace", tz="America/New_York", tz_offset=-18000)
    ws.team.add_user("U3", "gone", deleted=True)
    ws.team.add_channel("C1", "mentoring", ["U1", "U2"])


async def _mentor(ack: Any, command: Any, client: Any) -> None:
    verb, _, rest = command["text"].partition(" ")
    if verb == "slow":
        await asyncio.sleep(float(rest))
    await ack("" if verb in ("offer", "form", "slow") else f"I do not know {verb!r}")
    if verb == "offer":
        who, text = command["user_id"], f"You teach {rest}?"
        await client.chat_postMessage(channel=who, text=text, blocks=ask(rest))
    if verb == "form":
        await client.views_open(trigger_id=command["trigger_id"], view=FORM)


async def _yes(ack: Any, respond: Any, action: Any) -> None:
    await ack()
    await respond(text=f"Noted: {action['value']}", replace_original=True)


async def _want(ack: Any, body: Any, view: Any, client: Any) -> None:
    values = view["state"]["values"]
    skill, hours = values["skill"]["skill"]["value"], values["hours"]["hours"]["selected_option"]["value"]
    if skill == "bad":
        await ack(response_action="errors", errors={"skill": "Not that one"})
        return
    await ack()
    await client.chat_postMessage(channel=body["user"]["id"], text=f"You want {skill} for {hours} h")


async def _message(event: Any, client: Any) -> None:
    if event.get("channel_type") == "im" and "bot_id" not in event:
        await client.chat_postMessage(channel=event["channel"], text=f"echo: {event['text']}")


async def _home(event: Any, client: Any) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Mentorship"}}]
    await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})


def bot(ws: FakeSlack) -> AsyncApp:
    """Return an app that asks, opens a form, answers a DM and shows a Home tab."""
    handlers: list[AsyncRetryHandler] = [AsyncRateLimitErrorRetryHandler(max_retry_count=1)]
    client = AsyncWebClient(token=ws.bot_token, base_url=ws.base_url, retry_handlers=handlers)
    app = AsyncApp(client=client, signing_secret=ws.signing_secret)
    app.command("/mentor")(_mentor)
    app.action("yes")(_yes)
    app.view("want")(_want)
    app.event("message")(_message)
    app.event("app_home_opened")(_home)
    return app


def ask(skill: str) -> list[dict[str, Any]]:
    """Return the blocks of a question with one button."""
    button = {"type": "button", "action_id": "yes", "value": skill}
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"You teach *{skill}*?"}},
        {"type": "actions", "elements": [{**button, "text": {"type": "plain_text", "text": "Yes"}}]},
    ]


@asynccontextmanager
async def by_socket(ws: FakeSlack) -> AsyncIterator[AsyncApp]:
    """The bot, connected in Socket Mode."""
    app = bot(ws)
    handler: Any = AsyncSocketModeHandler(app, ws.app_token, ping_interval=0.5)
    await handler.connect_async()
    await ws.wait_connected()
    try:
        yield app
    finally:
        await handler.close_async()


@asynccontextmanager
async def by_http(ws: FakeSlack) -> AsyncIterator[AsyncApp]:
    """The bot, listening for signed requests."""
    app = bot(ws)
    runner = web.AppRunner(app.web_app(PATH), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ws.courier.http.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    try:
        yield app
    finally:
        await runner.cleanup()
