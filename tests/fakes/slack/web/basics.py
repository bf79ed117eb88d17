"""api.*, apps.*, auth.*, bots.*, oauth.* and team.* methods, and reactions."""

from __future__ import annotations

from ...wire import JSON
from ..team import Team
from .base import ApiError, as_bool, channel_of, message_of, method

DEFAULT_SCOPES = {"chat:write", "commands", "im:write", "users:read"}


@method("api.test")
def _test(team: Team, args: JSON) -> JSON:
    if args.get("error"):
        raise ApiError(str(args["error"]))
    return {"args": args}


@method("apps.connections.open")
def _connections_open(team: Team, args: JSON) -> JSON:
    fake = team.fake
    ticket = fake.courier.sockets.new_ticket()
    return {"url": f"ws://{fake.config.host}:{fake.port}/link/?ticket={ticket}&app_id={fake.app_id}"}


@method("auth.test")
def _auth_test(team: Team, args: JSON) -> JSON:
    return {
        "url": "http://fake.workspace/",
        "team": team.name,
        "user": team.bot.name,
        "team_id": team.id,
        "user_id": team.bot.id,
        "bot_id": team.bot.bot_id,
        "is_enterprise_install": False,
    }


@method("auth.revoke")
def _auth_revoke(team: Team, args: JSON) -> JSON:
    if as_bool(args.get("test")):
        return {"revoked": False}
    team.installed = False
    return {"revoked": True}


@method("bots.info")
def _bots_info(team: Team, args: JSON) -> JSON:
    bot = team.bot
    if args.get("bot", bot.bot_id) != bot.bot_id:
        raise ApiError("bot_not_found")
    return {
        "bot": {
            "id": bot.bot_id,
            "deleted": False,
            "name": bot.name,
            "updated": 0,
            "app_id": team.fake.app_id,
            "user_id": bot.id,
            "icons": {},
        }
    }


@method("oauth.v2.access")
def _oauth_access(team: Team, args: JSON) -> JSON:
    fake = team.fake
    if args.get("client_id") != fake.client_id:
        raise ApiError("invalid_client_id")
    if args.get("client_secret") != fake.client_secret:
        raise ApiError("bad_client_secret")
    granted = fake.oauth_codes.pop(str(args.get("code")), None)
    if granted is None:
        raise ApiError("invalid_code")
    team_id, user = granted
    joined = fake.teams[team_id]
    joined.installed = True
    return {
        "app_id": fake.app_id,
        "authed_user": {"id": user},
        "scope": ",".join(sorted(joined.scopes or DEFAULT_SCOPES)),
        "token_type": "bot",
        "access_token": joined.bot_token,
        "bot_user_id": joined.bot.id,
        "team": {"id": joined.id, "name": joined.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


@method("team.info")
def _team_info(team: Team, args: JSON) -> JSON:
    icon = {"image_default": True}
    return {
        "team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": icon}
    }


@method("reactions.add")
def _reactions_add(team: Team, args: JSON) -> JSON:
    message = message_of(team, channel_of(team, args["channel"], member=True), args["timestamp"])
    who = message.reactions.setdefault(str(args["name"]).strip(":"), [])
    if team.bot.id in who:
        raise ApiError("already_reacted")
    who.append(team.bot.id)
    team.fake.changed()
    return {}


@method("reactions.remove")
def _reactions_remove(team: Team, args: JSON) -> JSON:
    message = message_of(team, channel_of(team, args.get("channel"), member=True), args.get("timestamp"))
    who = message.reactions.get(str(args["name"]).strip(":"), [])
    if team.bot.id not in who:
        raise ApiError("no_reaction")
    who.remove(team.bot.id)
    team.fake.changed()
    return {}
