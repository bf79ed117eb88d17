"""Who is notified by a message (discord.com/developers/docs/resources/message#allowed-mentions-object)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..wire import JSON
from . import bits
from .model import Message, User, now_iso
from .places import Channel, Guild


@dataclass(frozen=True, slots=True)
class Allowed:
    """What allowed_mentions lets through; None stands for everything of that kind."""

    users: frozenset[int] | None
    roles: frozenset[int] | None
    everyone: bool
    replied_user: bool

    @classmethod
    def read(cls, given: JSON | None) -> Allowed:
        """Return what a body's allowed_mentions mean; without them everything counts."""
        if given is None:
            return cls(users=None, roles=None, everyone=True, replied_user=True)
        parse = given.get("parse") or []
        return cls(
            users=None if "users" in parse else _ids(given.get("users")),
            roles=None if "roles" in parse else _ids(given.get("roles")),
            everyone="everyone" in parse,
            replied_user=bool(given.get("replied_user")),
        )


def _ids(given: list[Any] | None) -> frozenset[int]:
    return frozenset(int(each) for each in given or [])


def _named(pattern: str, text: str, allowed: frozenset[int] | None) -> list[int]:
    found = dict.fromkeys(int(each) for each in re.findall(pattern, text))
    return [each for each in found if allowed is None or each in allowed]


def apply(message: Message, channel: Channel, users: dict[int, User], body: JSON) -> None:
    """Set what the message mentions: what its text names and allowed_mentions let through."""
    allowed = Allowed.read(body.get("allowed_mentions"))
    text = message.text
    message.mentions = [users[each] for each in _named(r"<@!?(\d+)>", text, allowed.users) if each in users]
    answered = _answered(message, channel)
    if answered and allowed.replied_user and answered not in message.mentions:
        message.mentions.append(answered)
    guild = channel.guild
    if guild is None:
        return
    loud = bool(guild.permissions_in(message.author.id, channel) & bits.MENTION_EVERYONE)
    named = _named(r"<@&(\d+)>", text, allowed.roles)
    message.mention_roles = [r for r in named if r in guild.roles and (loud or guild.roles[r].mentionable)]
    message.mention_everyone = loud and allowed.everyone and bool(re.search(r"@(everyone|here)", text))


def _answered(message: Message, channel: Channel) -> User | None:
    original = channel.messages.get(int((message.reference or {}).get("message_id") or 0))
    return original.author if original and message.type == bits.REPLY_MESSAGE else None


def draw_in(message: Message, thread: Channel) -> list[int]:
    """Add to a thread those its message mentions, as Discord does; return who is new in it."""
    guild = thread.home()
    if not guild.may_invite(message.author.id, thread):
        return []
    new = [user.id for user in message.mentions if _can_come(guild, user.id, thread)]
    thread.thread_members |= dict.fromkeys(new, now_iso())
    return new


def _can_come(guild: Guild, user_id: int, thread: Channel) -> bool:
    here = user_id in guild.members and user_id not in thread.thread_members
    return here and bool(guild.permissions_in(user_id, thread) & bits.VIEW_CHANNEL)


def notified(message: Message, channel: Channel) -> set[int]:
    """Return who gets a notification (ids): the mentioned who can see it, and the other side of a DM."""
    if message.flags & bits.SUPPRESS_NOTIFICATIONS or message.ephemeral_for is not None:
        return set()
    guild = channel.guild
    if guild is None:
        return {user.id for user in channel.recipients} - {message.author.id}
    people = {user.id for user in message.mentions}
    if message.mention_everyone or message.mention_roles:
        people |= _of_roles(message, guild)
    return {each for each in people - {message.author.id} if guild.can_see(each, channel)}


def _of_roles(message: Message, guild: Guild) -> set[int]:
    roles = set(message.mention_roles)
    members = guild.members.values()
    return {m.user.id for m in members if message.mention_everyone or roles.intersection(m.roles)}
