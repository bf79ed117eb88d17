"""Acting as people: slash commands, clicks, forms, DMs, leaving; and reading what they see."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..wire import JSON
from . import bits
from .commands import Typed, find_command
from .forms import Form, pick
from .interactions import Interaction
from .model import Member, Message, User
from .places import Channel, Guild
from .resolving import Resolver
from .seen import CannotDo, Seen
from .text import walk_components

if TYPE_CHECKING:
    from .server import FakeDiscord

Shown = Message | Seen | Interaction
"""A message, however it was found."""


class Person:
    """One member and what they can do; interactions come back after the bot's first response."""

    def __init__(self, fd: FakeDiscord, guild: Guild, user: User) -> None:
        self.fd, self.guild, self.user = fd, guild, user

    @property
    def id(self) -> int:
        """The user id."""
        return self.user.id

    # ---- commands ----------------------------------------------------------------------------------------

    async def slash(
        self,
        command: str,
        /,
        *,
        channel: Channel | None = None,
        in_dm: bool = False,
        options: JSON | None = None,
        wait: bool = True,
        timeout: float = 10.0,
        **more: Any,
    ) -> Interaction:
        """Run e.g. slash("mentor offer", skill="python"); values: str, int, bool, Person, Channel, Role."""
        where, guild = self._where(channel, in_dm)
        typed = self._typed(command, guild)
        data = typed.data({**(options or {}), **more})
        it = Interaction(self.fd.ids(), bits.COMMAND, f"/{command}", self.user, guild, where)
        return await self._go(it, data, wait, timeout)

    async def autocomplete(
        self,
        command: str,
        option: str,
        typed: str,
        *,
        channel: Channel | None = None,
        in_dm: bool = False,
        timeout: float = 10.0,
        **others: Any,
    ) -> list[JSON]:
        """Return what the bot suggests while this person types: a list of {"name", "value"}."""
        where, guild = self._where(channel, in_dm)
        data = self._typed(command, guild).suggestion_data(option, typed, others)
        what = f"/{command} {option}"
        it = Interaction(self.fd.ids(), bits.AUTOCOMPLETE, what, self.user, guild, where)
        await self._go(it, data, True, timeout)
        if it.choices is None:
            raise AssertionError(f"autocomplete failed: {it.failed}")
        return it.choices

    def _typed(self, command: str, guild: Guild | None) -> Typed:
        pool = (self.fd.commands.get(guild.id, []) if guild else []) + self.fd.commands.get(None, [])
        return find_command(command, pool, guild, self.user, self._resolver())

    def _resolver(self) -> Resolver:
        return Resolver(self.guild, self.id, self.fd.bot.id)

    def _where(self, channel: Channel | None, in_dm: bool) -> tuple[Channel, Guild | None]:
        if in_dm:
            return self.fd.open_dm(self.user), None
        if self.id not in self.guild.members:
            raise CannotDo("not a member of the guild any more")
        texts = (each for each in self.guild.channels.values() if each.type == bits.TEXT)
        where = channel or next(texts)
        if where.guild is not None and not self.guild.can_see(self.id, where):
            raise CannotDo("cannot see that channel")
        return where, where.guild

    # ---- components and forms ----------------------------------------------------------------------------

    async def click(
        self, message: Shown, button: str, *, wait: bool = True, timeout: float = 10.0
    ) -> Interaction:
        """Press a button, by its label or custom_id."""
        shown = _message(message)
        buttons = [c for c in walk_components(shown.components) if c.get("type") == bits.BUTTON]
        hit = next((each for each in buttons if button in (each.get("label"), each.get("custom_id"))), None)
        if hit is None:
            raise CannotDo(f"no button {button!r}; there are {[each.get('label') for each in buttons]}")
        if hit.get("disabled") or "custom_id" not in hit:
            raise CannotDo(f"button {button!r} cannot be pressed")
        data = {"custom_id": hit["custom_id"], "component_type": bits.BUTTON, "id": hit["id"]}
        return await self._use(shown, data, f"button {button}", wait, timeout)

    async def select(
        self,
        message: Shown,
        values: list[Any],
        custom_id: str | None = None,
        *,
        wait: bool = True,
        timeout: float = 10.0,
    ) -> Interaction:
        """Choose in a select menu: option values or labels; a Person, Channel or Role in its own kind."""
        shown = _message(message)
        menus = [c for c in walk_components(shown.components) if c.get("type") in bits.SELECTS]
        menu = next((each for each in menus if custom_id in (None, each["custom_id"])), None)
        if menu is None:
            raise CannotDo(f"no select {custom_id!r}; there are {[each['custom_id'] for each in menus]}")
        if menu.get("disabled"):
            raise CannotDo("select is disabled")
        resolver = self._resolver()
        data: JSON = {"custom_id": menu["custom_id"], "component_type": menu["type"], "id": menu["id"]}
        data["values"] = pick(menu, values, resolver)
        if menu["type"] != bits.STRING_SELECT:
            data["resolved"] = resolver.resolved
        return await self._use(shown, data, f"select {menu['custom_id']}", wait, timeout)

    async def submit_modal(
        self, opened: Interaction, values: JSON, *, wait: bool = True, timeout: float = 10.0
    ) -> Interaction:
        """Fill in the form that `opened` brought up, by custom_id or label, and submit it."""
        if opened.modal is None:
            seen = f"response type {opened.response_type}, failed: {opened.failed}"
            raise CannotDo(f"{opened.what} opened no modal ({seen})")
        resolver = self._resolver()
        data = Form(opened.modal, resolver).filled(values)
        what = f"modal {opened.modal['custom_id']}"
        it = Interaction(
            self.fd.ids(),
            bits.MODAL_SUBMIT,
            what,
            self.user,
            opened.guild,
            opened.channel,
            source=opened.source,
            parent=opened,
        )
        return await self._go(it, data, wait, timeout)

    async def _use(self, message: Message, data: JSON, what: str, wait: bool, timeout: float) -> Interaction:
        channel = self.fd.channels[message.channel_id]
        if message.deleted:
            raise CannotDo("the message was deleted")
        theirs = channel.type != bits.DM or self.user in channel.recipients
        if message.ephemeral_for not in (None, self.id) or not theirs:
            raise CannotDo("this person does not see that message")
        if channel.guild is not None and not channel.guild.can_see(self.id, channel):
            raise CannotDo("cannot see that channel")
        it = Interaction(
            self.fd.ids(), bits.COMPONENT, what, self.user, channel.guild, channel, source=message
        )
        return await self._go(it, data, wait, timeout)

    async def _go(self, it: Interaction, data: JSON, wait: bool, timeout: float) -> Interaction:
        self.fd.start_interaction(it, data)
        if wait:
            await self.fd.wait_until(it.done.is_set, timeout, f"first response to {it.what}")
        return it

    async def settled(self, it: Interaction, timeout: float = 5.0) -> Message:
        """Return the reply once it no longer says "thinking".

        Raises:
            TimeoutError: it was not filled in within `timeout` seconds.
        """

        def ready() -> Message | None:
            return it.original if it.original is not None and not it.original.loading else None

        return await self.fd.wait_until(ready, timeout, f"reply to {it.what} filled in")

    # ---- writing, coming and going -----------------------------------------------------------------------

    async def dm(self, text: str) -> Message:
        """Write to the bot."""
        return self.fd.add_message(self.fd.open_dm(self.user), self.user, {"content": text})

    async def say(self, channel: Channel, text: str) -> Message:
        """Write in a channel of the guild."""
        if channel.guild is not self.guild or not self.guild.can_see(self.id, channel):
            raise CannotDo("cannot see that channel")
        return self.fd.add_message(channel, self.user, {"content": text})

    def join(self, member: Member) -> None:
        """Become a member of the guild."""
        self.guild.members[self.id] = member
        data = {**member.wire(), "guild_id": str(self.guild.id)}
        self.fd.gateway.dispatch("GUILD_MEMBER_ADD", data, guild_id=self.guild.id)

    def leave(self) -> None:
        """Leave the guild and all its threads."""
        del self.guild.members[self.id]
        for channel in self.guild.channels.values():
            channel.thread_members.pop(self.id, None)
        data = {"guild_id": str(self.guild.id), "user": self.user.wire()}
        self.fd.gateway.dispatch("GUILD_MEMBER_REMOVE", data, guild_id=self.guild.id)

    def rejoin(self) -> None:
        """Come back, without the old roles."""
        self.join(Member(self.user))

    def close_dms(self) -> None:
        """Refuse DMs from the bot."""
        self.user.dms_open = False

    def open_dms(self) -> None:
        """Take DMs from the bot again."""
        self.user.dms_open = True

    # ---- reading -----------------------------------------------------------------------------------------

    def inbox(self, *, since: int = 0) -> list[Seen]:
        """Return what is meant for this person, oldest first, their own words left out.

        That is: DMs, ephemeral replies, messages in their threads, and what notified them elsewhere.
        """
        found = [
            Seen(message, where, channel, self.id in message.pinged)
            for channel in self.fd.channels.values()
            for message in channel.messages.values()
            if message.id > since and (where := self._seen_as(channel, message))
        ]
        return sorted(found, key=lambda seen: seen.message.id)

    def _seen_as(self, channel: Channel, message: Message) -> str | None:
        if message.deleted or message.loading or message.author is self.user:
            return None
        if message.ephemeral_for is not None:
            return "ephemeral" if message.ephemeral_for == self.id else None
        if channel.type == bits.DM:
            return "dm" if self.user in channel.recipients else None
        if channel.is_thread and self.id in channel.thread_members:
            return "thread"
        return "mention" if self.id in message.pinged else None

    def pings(self, *, since: int = 0) -> list[Seen]:
        """Return the messages that notified this person, oldest first."""
        return [seen for seen in self.inbox(since=since) if seen.pinged]

    def mark(self) -> int:
        """Return a point in time for inbox(since=...), pings(since=...) and wait_for(..., since=...)."""
        return self.fd.ids()

    async def wait_for(
        self, predicate: Callable[[Seen], bool] | str, timeout: float = 5.0, *, since: int = 0
    ) -> Seen:
        """Return the first inbox message that fits; a text is looked for in the message, ignoring case.

        Raises:
            TimeoutError: none within `timeout` seconds.
        """

        def fits(seen: Seen) -> bool:
            if isinstance(predicate, str):
                return predicate.lower() in seen.text.lower()
            return predicate(seen)

        def look() -> Seen | None:
            return next((seen for seen in self.inbox(since=since) if fits(seen)), None)

        return await self.fd.wait_until(look, timeout, f"{self.user.username} sees {predicate!r}")


def _message(shown: Shown) -> Message:
    return shown if isinstance(shown, Message) else shown.message
