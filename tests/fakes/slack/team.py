"""The state of one workspace and the changes that can happen to it."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any

from ..wire import JSON
from .blockkit import block_elements
from .model import Channel, Message, ResponseUrl, Trigger, User, View, make_ts
from .record import Delivery
from .state import initial_values, kept_values

if TYPE_CHECKING:
    from .server import FakeSlack

_SUBSCRIPTION = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


class DriverError(AssertionError):
    """The test asked for something that a real person could not do in Slack's client."""


class Team:
    """One workspace with its people, conversations, views and installed app."""

    def __init__(self, fake: FakeSlack, team_id: str, name: str, bot_token: str) -> None:
        self.fake = fake
        self.id = team_id
        self.name = name
        self.bot_token = bot_token
        self.installed = True
        self.scopes: set[str] | None = None  # None: everything granted
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}  # user -> stack
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.files: dict[str, JSON] = {}
        self._direct: dict[frozenset[str], Channel] = {}  # DMs and group DMs by who is in them
        suffix = team_id[-4:]
        self.bot = self.add_user(
            f"UBOT{suffix}", "mentorbot", real_name="Mentor Bot", is_bot=True, bot_id=f"BBOT{suffix}"
        )
        self.slackbot = self.add_user("USLACKBOT", "slackbot", real_name="Slackbot")

    @property
    def domain(self) -> str:
        """The workspace's name as addresses carry it."""
        return self.name.lower().replace(" ", "-")

    # ---- building the world ------------------------------------------------------------------------

    def add_user(self, user_id: str, name: str, **fields: Any) -> User:
        """Make an account; `fields` are those of User. Nobody is told: see team_join()."""
        self.users[user_id] = User(id=user_id, name=name, team_id=self.id, **fields)
        return self.users[user_id]

    def add_channel(
        self,
        channel_id: str,
        name: str,
        members: list[str] | None = None,
        *,
        private: bool = False,
        bot: bool = True,
    ) -> Channel:
        """Make a channel with these user ids in it, created by the first; by default the bot is in it too."""
        people = list(members or [])
        if bot and self.bot.id not in people:
            people.append(self.bot.id)
        kind = "group" if private else "channel"
        creator = people[0] if people else ""
        self.channels[channel_id] = Channel(channel_id, name, kind, creator=creator, members=people)
        return self.channels[channel_id]

    def new_id(self, prefix: str) -> str:
        """Return a fresh Slack-like id."""
        return f"{prefix}{uuid.uuid4().hex[:9].upper()}"

    def im(self, user_id: str) -> Channel:
        """Return the DM between the bot and a user (made when absent)."""
        return self._between([user_id], Channel(self.new_id("D"), "", "im"))

    def mpim(self, user_ids: list[str]) -> Channel:
        """Return the group DM of the bot and these users (made when absent)."""
        names = "--".join(sorted(self.users[u].name for u in {*user_ids, self.bot.id}))
        group = Channel(self.new_id("G"), f"mpdm-{names}-1", "mpim", creator=self.bot.id)
        return self._between(user_ids, group)

    def has_direct(self, user_ids: list[str]) -> bool:
        """Return whether the DM or group DM of the bot and these users exists already."""
        return frozenset((*user_ids, self.bot.id)) in self._direct

    def _between(self, user_ids: list[str], fresh: Channel) -> Channel:
        found = self._direct.setdefault(frozenset((*user_ids, self.bot.id)), fresh)
        if found is fresh:
            fresh.members = [*user_ids, self.bot.id]
            self.channels[fresh.id] = fresh
        return found

    # ---- messages ----------------------------------------------------------------------------------

    def fill_ids(self, blocks: list[JSON]) -> list[JSON]:
        """Return the blocks with an id on each block and element: Slack makes one where the app gave none."""
        out = [{**block, "block_id": block.get("block_id") or uuid.uuid4().hex[:5]} for block in blocks]
        for block in out:
            for element in block_elements(block):
                element["action_id"] = element.get("action_id") or uuid.uuid4().hex[:5]
        return out

    def store(self, message: Message) -> Message:
        """Put a message into its conversation and return it."""
        message.blocks = self.fill_ids(message.blocks)
        self.channels[message.channel].messages.append(message)
        self.fake.changed()
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """Return the message, unless it is gone."""
        conversation = self.channels.get(channel)
        messages = conversation.messages if conversation else []
        return next((m for m in reversed(messages) if m.ts == ts and not m.deleted), None)

    def post(self, channel: str, text: str, blocks: list[JSON], **fields: Any) -> Message:
        """Store a message of the app's bot; `fields` are those of Message."""
        message = Message(channel, make_ts(), text, self.bot.id, self.bot.bot_id, blocks=blocks, **fields)
        return self.store(message)

    def slackbot_error(self, user: str, channel: str, text: str) -> None:
        """Show one person what Slack itself says when the app did not answer."""
        shown_in = channel if channel in self.channels else self.im(user).id
        error = Message(shown_in, make_ts(), text, self.slackbot.id, ephemeral_to=user, via="slackbot")
        self.store(error)

    # ---- triggers and response urls ----------------------------------------------------------------

    def new_trigger(self, user: str, view_id: str | None = None) -> str:
        """Return a trigger_id for what the person just did."""
        trigger_id = f"{int(time.time() * 1000)}.{self.id}.{uuid.uuid4().hex[:12]}"
        self.triggers[trigger_id] = Trigger(user=user, born=time.monotonic(), view_id=view_id)
        return trigger_id

    def new_response_url(self, user: str, channel: str, message_ts: str | None = None) -> str:
        """Return an address at which the app may answer what the person just did."""
        key = uuid.uuid4().hex
        self.response_urls[key] = ResponseUrl(user, channel, time.monotonic(), message_ts=message_ts)
        return f"{self.fake.root_url}/response/{self.id}/{key}"

    # ---- events ------------------------------------------------------------------------------------

    async def emit(self, event: JSON) -> Delivery | None:
        """Deliver an event; None when the app is not subscribed to it (config.events) or not installed."""
        name = str(event["type"])
        if not self._subscribed(name, event):
            return None
        if not self.installed and name not in ("app_uninstalled", "tokens_revoked"):
            return None
        event.setdefault("event_ts", make_ts())
        return await self.fake.courier.send("events_api", name, self._event_payload(event))

    def emit_soon(self, event: JSON) -> None:
        """Deliver an event without waiting for the app."""
        self.fake.courier.spawn(self.emit(event))

    def _subscribed(self, name: str, event: JSON) -> bool:
        wanted = self.fake.config.events
        if wanted is None or name in wanted:
            return True
        return name == "message" and f"message.{_SUBSCRIPTION[str(event['channel_type'])]}" in wanted

    def _event_payload(self, event: JSON) -> JSON:
        installed = {
            "enterprise_id": None,
            "team_id": self.id,
            "user_id": self.bot.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "fake-verification-token",
            "team_id": self.id,
            "context_team_id": self.id,
            "context_enterprise_id": None,
            "api_app_id": self.fake.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self.new_id("Ev"),
            "event_time": int(time.time()),
            "authorizations": [installed],
            "is_ext_shared_channel": False,
            "event_context": self.new_id("4-"),
        }

    async def change_user(self, user_id: str, **fields: Any) -> Delivery | None:
        """Change a user's record (tz, locale, deleted, is_admin ...) and send user_change."""
        user = self.users[user_id]
        for key, value in fields.items():
            if not hasattr(user, key):
                raise AttributeError(key)
            setattr(user, key, value)
        event = {"type": "user_change", "user": user.to_json(locale=True), "cache_ts": int(time.time())}
        return await self.emit(event)

    async def team_join(self, user_id: str) -> Delivery | None:
        """Send team_join for a user made with add_user()."""
        return await self.emit({"type": "team_join", "user": self.users[user_id].to_json(locale=True)})

    async def archive(self, channel_id: str, by: str) -> Delivery | None:
        """Archive a channel and send channel_archive."""
        self.channels[channel_id].is_archived = True
        return await self.emit({"type": "channel_archive", "channel": channel_id, "user": by})

    async def uninstall(self) -> Delivery | None:
        """Remove the app from the workspace: its token dies, then the two events arrive."""
        self.installed = False
        await self.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot.id]}})
        return await self.emit({"type": "app_uninstalled"})

    # ---- views -------------------------------------------------------------------------------------

    def open_view(self, user: str, kind: str, body: JSON, *, on: View | None = None) -> View:
        """Make a view for a person, a modal pushed `on` top of another when given."""
        view_id = self.new_id("V")
        view = View(
            id=view_id,
            user=user,
            kind=kind,
            body={**body, "blocks": self.fill_ids(body.get("blocks") or [])},
            hash=self._view_hash(),
            root_id=on.root_id if on else view_id,
            previous_id=on.id if on else None,
        )
        view.values = initial_values(view.blocks)
        self.views[view_id] = view
        self.fake.changed()
        return view

    def replace_view(self, view: View, body: JSON) -> None:
        """Give a view new content, as views.update does."""
        view.body = {**body, "blocks": self.fill_ids(body.get("blocks") or [])}
        view.hash = self._view_hash()
        view.errors = {}
        view.values = kept_values(view.values, view.blocks)
        self.fake.changed()

    def live_views(self) -> list[View]:
        """Return the views that are in front of somebody."""
        return [view for stack in self.modals.values() for view in stack] + list(self.homes.values())

    @staticmethod
    def _view_hash() -> str:
        return f"{time.time():.6f}.{uuid.uuid4().hex[:8]}"
