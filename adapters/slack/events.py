"""What happens to people and channels without anybody asking the bot: taken over, so that rights are never old.

Slack tells of everything at least once, so every step here may be done twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.slack import reading
from adapters.slack.core import Core
from adapters.slack.people import People
from adapters.slack.tasks import Tasks
from bot.model.community import Platform

log = structlog.get_logger(__name__)
Body = dict[str, Any]


class Events:
    """Listens to what Slack tells of people who come, change and go."""

    def __init__(self, core: Core, people: People, tasks: Tasks) -> None:
        """Take who is told, who people are, and who owns the work."""
        self._core = core
        self._people = people
        self._tasks = tasks

    def register(self, app: AsyncApp) -> None:
        """Listen to an app."""
        for name in ("user_change", "team_join"):
            app.event(name)(self.on_person)
        app.event("member_left_channel")(self.on_left)
        app.event("channel_archive")(self.on_archived)
        for name in ("app_uninstalled", "tokens_revoked"):
            app.event(name)(self.on_removed)

    async def on_person(self, ack: AsyncAck, body: Body) -> None:
        """Take over a profile; whose account is gone takes part no longer."""
        await ack()
        team, person = reading.team(body), _event(body).get("user")
        if not isinstance(person, Mapping) or not isinstance(person.get("id"), str):
            return
        profile = self._people.changed(team, person["id"], person)
        if profile.is_gone and not profile.is_bot:
            self._tasks.start(self._core.gone(Platform.SLACK, team, person["id"]), "gone")

    async def on_left(self, ack: AsyncAck, body: Body) -> None:
        """Take somebody out of the programme of a channel they left."""
        await ack()
        event, team = _event(body), reading.team(body)
        user, channel = event.get("user"), event.get("channel")
        if isinstance(user, str) and isinstance(channel, str):
            self._tasks.start(self._core.left_channel(Platform.SLACK, team, user, channel), "left_channel")

    async def on_archived(self, ack: AsyncAck, body: Body) -> None:
        """Tell the operator: letters to the channel will not arrive, those to people will."""
        await ack()
        log.warning("channel_archived")

    async def on_removed(self, ack: AsyncAck, body: Body) -> None:
        """Tell the operator that the workspace took the app out; letters wait until it is back."""
        await ack()
        log.error("app_removed", kind=_event(body).get("type"))


def _event(body: Body) -> Mapping[str, Any]:
    event = body.get("event")
    return event if isinstance(event, Mapping) else {}
