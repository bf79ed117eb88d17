"""Acting as a person in Slack: typing, clicking, filling modals; and reading what that person sees."""

from __future__ import annotations

import re
from typing import Any

from ..wire import JSON
from . import modals, payloads
from .choices import Chooser
from .model import Channel, Message, User, View, make_ts
from .parts import option
from .record import Delivery
from .team import DriverError, Team
from .web import answer

Target = Message | View
"""What can be clicked."""

Values = dict[str | tuple[str, str], Any]
"""What to fill in: by action_id, or by (block_id, action_id)."""

MOST_SUGGESTIONS = 100


class Person:
    """One member of a workspace, in front of their client."""

    def __init__(self, team: Team, user_id: str) -> None:
        if user_id not in team.users:
            raise DriverError(f"no such user: {user_id}")
        self.team = team
        self.id = user_id

    @property
    def me(self) -> User:
        """The account."""
        return self.team.users[self.id]

    def _able(self) -> None:
        if self.me.deleted:
            raise DriverError(f"{self.id} is deactivated and cannot act")

    def _in(self, channel_id: str) -> Channel:
        channel = self.team.channels[channel_id]
        if self.id not in channel.members:
            raise DriverError(f"{self.id} is not in {channel_id}")
        return channel

    # ---- reading -----------------------------------------------------------------------------------

    def sees(self, message: Message) -> bool:
        """Return whether the message is in a conversation of this person's, or is shown to them alone."""
        if message.deleted or message.ephemeral_to not in (None, self.id):
            return False
        return message.ephemeral_to == self.id or self.id in self.team.channels[message.channel].members

    def inbox(self) -> list[Message]:
        """Return what is meant for this person, oldest first, their own words left out.

        That is: DMs and group DMs, ephemeral messages, answers to commands and Slackbot's errors.
        """
        found = [
            message
            for channel in self.team.channels.values()
            for message in channel.messages
            if message.user != self.id and self._is_addressed(channel, message)
        ]
        return sorted(found, key=lambda message: message.order)

    def _is_addressed(self, channel: Channel, message: Message) -> bool:
        direct = channel.kind in ("im", "mpim") or message.ephemeral_to == self.id
        return (direct or message.via in ("response_url", "ack")) and self.sees(message)

    def latest(self, contains: str = "") -> Message | None:
        """Return the newest message of the inbox whose text holds `contains`; None when there is none."""
        return self._newest(contains, after=0)

    def _newest(self, contains: str, after: int) -> Message | None:
        hits = (m for m in reversed(self.inbox()[after:]) if contains.lower() in m.plain().lower())
        return next(hits, None)

    async def wait_message(self, contains: str = "", timeout: float = 5.0, *, after: int = 0) -> Message:
        """Return the newest inbox message that holds `contains`, among those after the first `after` ones.

        Raises:
            TimeoutError: none came in `timeout` seconds; the text shows the inbox.
        """
        try:
            return await self.team.fake.wait_for(lambda: self._newest(contains, after), timeout)
        except TimeoutError:
            shown = [message.plain()[:80] for message in self.inbox()[-5:]]
            raise TimeoutError(f"{self.id} got no message with {contains!r}; inbox: {shown}") from None

    def channel(self, channel_id: str) -> list[Message]:
        """Return what this person sees in a conversation they are in."""
        return [message for message in self._in(channel_id).messages if self.sees(message)]

    def modals(self) -> list[View]:
        """Return the open modals, the top one last."""
        return list(self.team.modals.get(self.id) or [])

    @property
    def modal(self) -> View | None:
        """The modal on top, if any."""
        return next(reversed(self.modals()), None)

    async def wait_modal(self, contains: str = "", timeout: float = 5.0, *, not_id: str = "") -> View:
        """Return the modal on top once its text holds `contains` and it is not the one with id `not_id`.

        Raises:
            TimeoutError: no such modal in `timeout` seconds.
        """

        def look() -> View | None:
            view = self.modal
            if view is None or view.id == not_id or contains.lower() not in view.plain().lower():
                return None
            return view

        return await self.team.fake.wait_for(look, timeout, f"{self.id} sees a modal with {contains!r}")

    def home(self) -> View | None:
        """Return the app's Home tab as this person sees it; None before it was published."""
        return self.team.homes.get(self.id)

    # ---- typing ------------------------------------------------------------------------------------

    async def slash(
        self, command: str, text: str = "", channel: str | None = None, *, thread: bool = False
    ) -> Delivery:
        """Type a slash command, in a channel or (by default) in the DM with the app."""
        self._able()
        if thread:
            raise DriverError("Slack does not run slash commands inside threads")
        known = self.team.fake.config.commands
        if known is not None and command not in known:
            raise DriverError(f"{command} is not a registered command")
        where = self._in(channel or self.team.im(self.id).id)
        payload = payloads.command(self.team, self.me, where, command, text)
        delivery = await self.team.fake.courier.send("slash_commands", command, payload)
        if not delivery.ok:
            why = "operation_timeout" if delivery.outcome == "timeout" else "dispatch_failed"
            self.team.slackbot_error(self.id, where.id, f'{command} failed with the error "{why}"')
        elif delivery.answer.get("text") or delivery.answer.get("blocks"):
            answer(self.team, delivery.answer, user=self.id, channel=where.id, original=None, via="ack")
        return delivery

    async def say(
        self, channel: str, text: str, *, thread_ts: str | None = None
    ) -> tuple[Message, Delivery | None]:
        """Write in a conversation this person is in; the app hears it when its bot is a member too."""
        self._able()
        where = self._in(channel)
        message = Message(where.id, make_ts(), text, self.id, thread_ts=thread_ts, via="person")
        self.team.store(message)
        if self.team.bot.id not in where.members:
            return message, None
        event = payloads.said(self.team, where, message)
        delivery = await self.team.emit(event)
        mentioned = re.search(rf"<@{self.team.bot.id}(\|[^>]*)?>", text)
        if mentioned and where.kind != "im":
            await self.team.emit({**event, "type": "app_mention"})
        return message, delivery

    async def dm(self, text: str, *, thread_ts: str | None = None) -> tuple[Message, Delivery | None]:
        """Write to the app in its DM."""
        return await self.say(self.team.im(self.id).id, text, thread_ts=thread_ts)

    async def edit(self, message: Message, text: str) -> Delivery | None:
        """Edit one's own message: the app hears message_changed."""
        if message.user != self.id:
            raise DriverError("only one's own message can be edited")
        before = message.to_json()
        message.text, message.edited = text, True
        return await self.team.emit(payloads.changed(self.team.channels[message.channel], message, before))

    async def react(self, message: Message, name: str) -> Delivery | None:
        """Put an emoji on a message."""
        message.reactions.setdefault(name, []).append(self.id)
        item = {"type": "message", "channel": message.channel, "ts": message.ts}
        event = {"type": "reaction_added", "user": self.id, "reaction": name, "item": item}
        return await self.team.emit({**event, "item_user": message.user})

    # ---- membership --------------------------------------------------------------------------------

    async def join_channel(self, channel: str) -> Delivery | None:
        """Join a public channel."""
        where = self.team.channels[channel]
        if where.kind != "channel":
            raise DriverError("a private conversation cannot be joined without an invitation")
        if self.id not in where.members:
            where.members.append(self.id)
        return await self._membership("member_joined_channel", where)

    async def leave(self, channel: str) -> Delivery | None:
        """Leave a channel."""
        where = self._in(channel)
        where.members.remove(self.id)
        return await self._membership("member_left_channel", where)

    async def _membership(self, kind: str, channel: Channel) -> Delivery | None:
        if self.team.bot.id not in channel.members:
            return None
        event = {"type": kind, "user": self.id, "channel": channel.id, "team": self.team.id}
        return await self.team.emit({**event, "channel_type": "G" if channel.is_private else "C"})

    async def open_home(self, tab: str = "home") -> Delivery | None:
        """Open the app's page, on the "home" or "messages" tab."""
        self._able()
        event: JSON = {"type": "app_home_opened", "user": self.id, "tab": tab}
        event["channel"] = self.team.im(self.id).id
        home = self.home()
        if tab == "home" and home is not None:
            event["view"] = payloads.shown(self.team, home)
        return await self.team.emit(event)

    # ---- clicking ----------------------------------------------------------------------------------

    def _find(self, target: Target, action_id: str, block_id: str | None) -> tuple[str, JSON]:
        """The element, with the block_id of its block."""
        self._must_have_in_front(target)
        hits = [
            (block, element)
            for block, element in target.elements()
            if element["action_id"] == action_id and block_id in (None, block)
        ]
        if not hits:
            present = [element["action_id"] for _, element in target.elements()]
            raise DriverError(f"no element {action_id!r} there; present: {present}")
        if len(hits) > 1:
            raise DriverError(f"{action_id!r} is in several blocks; name one: {[block for block, _ in hits]}")
        return hits[0]

    def _must_have_in_front(self, target: Target) -> None:
        if isinstance(target, Message):
            if not self.sees(target):
                raise DriverError(f"{self.id} cannot see that message (deleted, another's, or not a member)")
        elif target.user != self.id or target not in (self.modal, self.home()):
            raise DriverError(f"{self.id} does not have that view in front of them")

    async def click(self, target: Target, action_id: str, block_id: str | None = None) -> Delivery:
        """Press a button."""
        block, element = self._find(target, action_id, block_id)
        if element["type"] not in ("button", "workflow_button"):
            raise DriverError(f"{action_id} is a {element['type']}; use select()")
        action: JSON = {"type": "button", "action_id": action_id, "block_id": block}
        action |= {key: element[key] for key in ("text", "value", "style") if key in element}
        return await self._act(target, action)

    async def select(
        self, target: Target, action_id: str, choice: Any, block_id: str | None = None, *, query: str = ""
    ) -> Delivery | None:
        """Choose in a menu, picker, radio group or checkbox group, or type into an input.

        `choice` is the option's value or label (a list for multi elements), an id, date, time or text. In an
        input block without dispatch_action no event is sent, as in Slack: None comes back.
        """
        block, element = self._find(target, action_id, block_id)
        options: list[JSON] | None = None
        if "external_select" in element["type"]:
            first = choice[0] if isinstance(choice, list | tuple) else choice
            options = await self._offered(target, block, element, query or str(first))
        state = Chooser(self.team, self.id, element, options).state(choice)
        if isinstance(target, View):
            target.values.setdefault(block, {})[action_id] = state
            if not modals.dispatches(target, block):
                return None
        return await self._act(target, {**state, "action_id": action_id, "block_id": block})

    async def suggest(
        self, target: Target, action_id: str, query: str, block_id: str | None = None
    ) -> list[JSON]:
        """Type into an external_select and return the options the app offers."""
        block, element = self._find(target, action_id, block_id)
        if len(query) < int(element.get("min_query_length", 3)):
            raise DriverError(f"fewer than min_query_length characters typed: {query!r}")
        return await self._offered(target, block, element, query)

    async def _offered(self, target: Target, block: str, element: JSON, query: str) -> list[JSON]:
        payload = payloads.interaction(self.team, self.me, target, "block_suggestion")
        payload |= {"action_id": element["action_id"], "block_id": block, "value": query}
        delivery = await self.team.fake.courier.send("interactive", "block_suggestion", payload)
        body = delivery.answer
        groups = body.get("option_groups") or []
        options = (
            body["options"] if "options" in body else [o for g in groups for o in g.get("options") or []]
        )
        if not isinstance(options, list) or len(options) > MOST_SUGGESTIONS:
            raise DriverError(f"a suggestion must hold at most {MOST_SUGGESTIONS} options: {str(body)[:120]}")
        problems: list[str] = []
        for i, each in enumerate(options):
            option(each, f"/options/{i}", problems)
        if problems:
            raise DriverError(f"invalid options offered: {problems}")
        return options

    async def _act(self, target: Target, action: JSON) -> Delivery:
        self._able()
        payload = payloads.action(self.team, self.me, target, action)
        delivery = await self.team.fake.courier.send("interactive", "block_actions", payload)
        if not delivery.ok:
            where = target.channel if isinstance(target, Message) else self.team.im(self.id).id
            self.team.slackbot_error(self.id, where, "the app did not respond to your click")
        return delivery

    # ---- modals ------------------------------------------------------------------------------------

    async def fill(self, view: View, values: Values) -> None:
        """Type into a modal; fires block_actions where dispatch_action asks for it."""
        for key, value in values.items():
            block_id, action_id = key if isinstance(key, tuple) else (None, key)
            await self.select(view, action_id, value, block_id)

    async def submit_view(self, view: View | None = None, values: Values | None = None) -> Delivery:
        """Fill in and press Submit; view.errors then holds complaints, modals() the new stack."""
        self._able()
        stack = self.team.modals.get(self.id) or []
        view = view or self.modal
        if view is None or not stack or stack[-1] is not view:
            raise DriverError(f"{self.id} has no such modal on top")
        if view.body.get("submit") is None:
            raise DriverError("this modal has no submit button")
        await self.fill(view, values or {})
        if refused := modals.client_complaints(view):
            raise DriverError(f"Slack's client would refuse: {refused}")
        payload = payloads.submission(self.team, self.me, view)
        delivery = await self.team.fake.courier.send("interactive", "view_submission", payload)
        if delivery.ok:
            modals.follow(self.team, stack, delivery.answer)
        else:
            view.errors = {"": "We had some trouble connecting. Try again?"}
        self.team.fake.changed()
        return delivery

    async def close_view(self, *, everything: bool = False) -> Delivery | None:
        """Press Close (or the X: everything=True); the app hears of it only where it set notify_on_close."""
        stack = self.team.modals.get(self.id) or []
        if not stack:
            raise DriverError("no modal is open")
        view = stack[-1]
        everything = everything or bool(view.body.get("clear_on_close"))
        del stack[0 if everything else -1 :]
        self.team.fake.changed()
        if not view.body.get("notify_on_close"):
            return None
        payload = payloads.closing(self.team, self.me, view, everything=everything)
        return await self.team.fake.courier.send("interactive", "view_closed", payload)
