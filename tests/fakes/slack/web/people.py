"""users.* methods."""

from __future__ import annotations

import time

from ...wire import JSON
from ..model import User
from ..team import Team
from .base import ApiError, as_bool, method, page, paged, user_of


def _shown(team: Team, user: User, args: JSON) -> JSON:
    email = team.scopes is None or "users:read.email" in team.scopes
    return user.to_json(locale=as_bool(args.get("include_locale")), email=email)


@method("users.info")
def _info(team: Team, args: JSON) -> JSON:
    return {"user": _shown(team, user_of(team, args["user"]), args)}


@method("users.list")
def _list(team: Team, args: JSON) -> JSON:
    items, cursor = page(list(team.users.values()), args, 1000, 1000)
    members = [_shown(team, user, args) for user in items]
    return {**paged("members", members, cursor), "cache_ts": int(time.time())}


@method("users.lookupByEmail")
def _by_email(team: Team, args: JSON) -> JSON:
    wanted = str(args["email"]).lower()
    for user in team.users.values():
        if user.email and user.email.lower() == wanted and not user.deleted:
            return {"user": _shown(team, user, args)}
    raise ApiError("users_not_found")
