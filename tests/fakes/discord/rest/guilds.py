"""Endpoints of guilds: channels, roles, members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...wire import JSON
from .. import bits
from ..errors import ApiError, FormErrors
from ..model import Overwrite, Role
from .base import Call, guild_of, need, route

if TYPE_CHECKING:
    from ..server import FakeDiscord

MEMBER_ROLE = "/guilds/{guild_id}/members/{user_id}/roles/{role_id}"
GUILD_MEMBERS_INTENT = 1 << 1


@route("GET", "/guilds/{guild_id}")
def _guild(fd: FakeDiscord, call: Call) -> JSON:
    guild = guild_of(fd, call)
    if not call.says_yes("with_counts"):
        return guild.wire()
    count = len(guild.members)
    return {
        **guild.wire(),
        "approximate_member_count": count,
        "approximate_presence_count": count,
    }


@route("GET", "/guilds/{guild_id}/channels")
def _channels(fd: FakeDiscord, call: Call) -> list[JSON]:
    return [channel.wire() for channel in guild_of(fd, call).channels.values() if not channel.is_thread]


@route("POST", "/guilds/{guild_id}/channels", status=201)
def _create_channel(fd: FakeDiscord, call: Call) -> JSON:
    guild, body = guild_of(fd, call), call.fields
    need(fd, guild, bits.MANAGE_CHANNELS)
    err = FormErrors()
    err.length(("name",), body.get("name"), 1, 100)
    err.raise_if_any()
    channel = fd.make_channel(guild, body["name"], kind=body.get("type", bits.TEXT))
    channel.topic = body.get("topic")
    channel.overwrites = [overwrite(int(o["id"]), o) for o in body.get("permission_overwrites") or []]
    fd.gateway.dispatch("CHANNEL_CREATE", channel.wire(), guild_id=guild.id)
    return channel.wire()


def overwrite(target: int, given: JSON) -> Overwrite:
    """Return the overwrite a body describes for a role or member id."""
    return Overwrite(target, given["type"], int(given.get("allow") or 0), int(given.get("deny") or 0))


@route("GET", "/guilds/{guild_id}/roles")
def _roles(fd: FakeDiscord, call: Call) -> list[JSON]:
    return [role.wire() for role in guild_of(fd, call).roles.values()]


@route("POST", "/guilds/{guild_id}/roles")
def _create_role(fd: FakeDiscord, call: Call) -> JSON:
    guild = guild_of(fd, call)
    need(fd, guild, bits.MANAGE_ROLES)
    name, permissions = call.fields.get("name") or "new role", int(call.fields.get("permissions") or 0)
    role = Role(fd.ids(), name, permissions, mentionable=bool(call.fields.get("mentionable")))
    fd.add_role(guild, role)
    return role.wire()


@route("GET", "/guilds/{guild_id}/members")
def _members(fd: FakeDiscord, call: Call) -> list[JSON]:
    guild = guild_of(fd, call)
    if not fd.enabled_privileged_intents & GUILD_MEMBERS_INTENT:
        raise ApiError(403, 50001)
    after, limit = int(call.query.get("after", 0)), call.limit(1, 1000)
    return [guild.members[each].wire() for each in sorted(guild.members) if each > after][:limit]


@route("GET", "/guilds/{guild_id}/members/search")
def _search(fd: FakeDiscord, call: Call) -> list[JSON]:
    start, limit = call.query.get("query", "").lower(), call.limit(1, 1000)
    members = guild_of(fd, call).members.values()
    return [each.wire() for each in members if each.shown_name.lower().startswith(start)][:limit]


@route("GET", "/guilds/{guild_id}/members/{user_id}")
def _member(fd: FakeDiscord, call: Call) -> JSON:
    user_id = call.id("user_id")
    member = guild_of(fd, call).members.get(user_id)
    if member is None:
        raise ApiError(404, 10007 if user_id in fd.users else 10013)
    return member.wire()


@route("PUT", MEMBER_ROLE)
def _give_role(fd: FakeDiscord, call: Call) -> None:
    _change_role(fd, call, give=True)


@route("DELETE", MEMBER_ROLE)
def _take_role(fd: FakeDiscord, call: Call) -> None:
    _change_role(fd, call, give=False)


def _change_role(fd: FakeDiscord, call: Call, *, give: bool) -> None:
    guild = guild_of(fd, call)
    need(fd, guild, bits.MANAGE_ROLES)
    member, role = guild.members.get(call.id("user_id")), guild.roles.get(call.id("role_id"))
    if member is None:
        raise ApiError(404, 10007)
    if role is None:
        raise ApiError(404, 10011)
    if role.managed or role.position >= guild.top_role(fd.bot.id):
        raise ApiError(403, 50013)
    kept = [each for each in member.roles if each != role.id]
    member.roles = [*kept, role.id] if give else kept
    changed = {**member.wire(), "guild_id": str(guild.id)}
    fd.gateway.dispatch("GUILD_MEMBER_UPDATE", changed, guild_id=guild.id)
