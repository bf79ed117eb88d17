"""Endpoints of the application itself: gateway address, the bot's account, DMs, commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...wire import JSON
from ..errors import ApiError
from ..rules import commands
from .base import Call, guild_of, route

if TYPE_CHECKING:
    from ..server import FakeDiscord

COMMANDS = "/applications/{application_id}/commands"
GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"


@route("GET", "/gateway")
def _gateway(fd: FakeDiscord, call: Call) -> JSON:
    return {"url": fd.gateway_url}


@route("GET", "/gateway/bot")
def _gateway_bot(fd: FakeDiscord, call: Call) -> JSON:
    limit = {"total": 1000, "remaining": 999, "reset_after": 86400000, "max_concurrency": 1}
    return {"url": fd.gateway_url, "shards": fd.shards, "session_start_limit": limit}


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
def _application(fd: FakeDiscord, call: Call) -> JSON:
    return {
        "id": str(fd.application_id),
        "name": fd.bot.username,
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": fd.owner.wire(),
        "team": None,
        "flags": fd.application_flags,
        "flags_new": str(fd.application_flags),
        "tags": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "redirect_uris": [],
        "eligible_oauth2_scopes": [],
        "rpc_origins": [],
        "hook": True,
        "is_monetized": False,
        "approximate_guild_count": len(fd.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "integration_types_config": {"0": {}},
        "event_webhooks_status": 1,
        "bot": fd.bot.wire(),
    }


@route("GET", "/users/@me")
def _me(fd: FakeDiscord, call: Call) -> JSON:
    nothing = dict.fromkeys(("email", "banner", "banner_color", "accent_color", "clan"))
    account = {"verified": True, "mfa_enabled": True, "locale": "en-US", "premium_type": 0}
    return fd.bot.wire() | nothing | account


@route("GET", "/users/@me/guilds")
def _my_guilds(fd: FakeDiscord, call: Call) -> list[JSON]:
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "features": [],
            "permissions": str(guild.base_permissions(fd.bot.id)),
        }
        for guild in fd.guilds.values()
        if fd.bot.id in guild.members
    ]


@route("DELETE", "/users/@me/guilds/{guild_id}")
def _leave_guild(fd: FakeDiscord, call: Call) -> None:
    guild = guild_of(fd, call)
    del guild.members[fd.bot.id]
    fd.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild_id=guild.id)


@route("GET", "/users/{user_id}")
def _user(fd: FakeDiscord, call: Call) -> JSON:
    user = fd.users.get(call.id("user_id"))
    if user is None:
        raise ApiError(404, 10013)
    return {**user.wire(), **dict.fromkeys(("banner", "accent_color", "banner_color", "clan"))}


@route("POST", "/users/@me/channels")
def _open_dm(fd: FakeDiscord, call: Call) -> JSON:
    if "recipient_id" not in call.fields:
        raise ApiError(403, 20001)  # bots cannot make group DMs
    user = fd.users.get(int(call.fields["recipient_id"]))
    if user is None or user is fd.bot:
        raise ApiError(400, 50033)
    limit = fd.dm_open_limit
    if user.id not in fd.dm_channels and limit is not None and len(fd.dm_channels) >= limit:
        raise ApiError(403, 40003)
    return fd.open_dm(user).wire()


# ---- commands ------------------------------------------------------------------------------------------


@route("GET", COMMANDS)
def _commands(fd: FakeDiscord, call: Call) -> list[JSON]:
    return _listed(fd.commands.get(None, []), call)


@route("PUT", COMMANDS)
def _put_commands(fd: FakeDiscord, call: Call) -> list[JSON]:
    return _sync(fd, None, call.body or [])


@route("GET", GUILD_COMMANDS)
def _guild_commands(fd: FakeDiscord, call: Call) -> list[JSON]:
    return _listed(fd.commands.get(guild_of(fd, call).id, []), call)


def _listed(found: list[JSON], call: Call) -> list[JSON]:
    """Return commands as a list tells them: their translations only for who asks with `with_localizations`."""
    return found if call.says_yes("with_localizations") else [_in_one_language(one) for one in found]


def _in_one_language(node: JSON) -> JSON:
    kept = {key: value for key, value in node.items() if not key.endswith("_localizations")}
    return {**kept, "options": [_in_one_language(one) for one in node.get("options") or []]}


@route("PUT", GUILD_COMMANDS)
def _put_guild_commands(fd: FakeDiscord, call: Call) -> list[JSON]:
    if call.id("guild_id") not in fd.guilds:
        raise ApiError(403, 50001)
    return _sync(fd, guild_of(fd, call).id, call.body or [])


def _sync(fd: FakeDiscord, guild_id: int | None, items: list[JSON]) -> list[JSON]:
    """Put these commands in place of the scope's old ones; a command of the same name keeps its id."""
    commands.check(items)
    old = {(each["type"], each["name"]): each["id"] for each in fd.commands.get(guild_id, [])}
    made = [_command(fd, guild_id, item, old) for item in items]
    fd.commands[guild_id] = made
    fd.touch()
    return made


def _command(fd: FakeDiscord, guild_id: int | None, item: JSON, old: dict[tuple[int, str], str]) -> JSON:
    kind = item.get("type", 1)
    shown_to = item.get("default_member_permissions")
    out: JSON = {
        "id": old.get((kind, item["name"])) or str(fd.ids()),
        "application_id": str(fd.application_id),
        "version": str(fd.ids()),
        "type": kind,
        "name": item["name"],
        "name_localizations": item.get("name_localizations") or {},
        "description": item.get("description", ""),
        "description_localizations": item.get("description_localizations") or {},
        "options": item.get("options") or [],
        "default_member_permissions": None if shown_to is None else str(shown_to),
        "nsfw": item.get("nsfw", False),
        "integration_types": item.get("integration_types") or [0],
        "contexts": None,
    }
    if guild_id is not None:
        return {**out, "guild_id": str(guild_id)}
    in_dms = item.get("dm_permission", True)
    return {**out, "contexts": item.get("contexts"), "dm_permission": in_dms}
