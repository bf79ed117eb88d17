"""views.* methods: modals and the Home tab."""

from __future__ import annotations

import json
import time

from ...wire import JSON
from ..blockkit import MAX_VIEW_BYTES, validate_view
from ..model import Trigger, View
from ..team import Team
from .base import ApiError, decode, method, user_of

MAX_STACK = 3  # modals on top of each other


def _parsed(args: JSON, kind: str) -> JSON:
    view = decode(args.get("view"), "invalid_arguments")
    if problems := validate_view(view, kind):
        raise ApiError("invalid_arguments", problems)
    if len(json.dumps(view)) > MAX_VIEW_BYTES:
        raise ApiError("view_too_large")
    return dict(view)


def _spend(team: Team, args: JSON) -> Trigger:
    """A trigger_id is good once, for three seconds."""
    trigger_id = args.get("trigger_id") or args.get("interactivity_pointer")
    if not trigger_id:
        raise ApiError("invalid_arguments", ["missing required field: trigger_id"])
    trigger = team.triggers.get(str(trigger_id))
    if trigger is None:
        raise ApiError("invalid_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    if time.monotonic() - trigger.born > team.fake.config.trigger_ttl:
        raise ApiError("expired_trigger_id")
    trigger.used = True
    return trigger


def _unique_external_id(team: Team, body: JSON, own: View | None = None) -> None:
    external = body.get("external_id")
    others = (view for view in team.live_views() if view is not own)
    if external and any(view.body.get("external_id") == external for view in others):
        raise ApiError("duplicate_external_id")


def _check_hash(args: JSON, view: View | None) -> None:
    if view is not None and args.get("hash") and args["hash"] != view.hash:
        raise ApiError("hash_conflict")


def _answer(team: Team, view: View) -> JSON:
    return {"view": view.to_json(team.id, team.fake.app_id, str(team.bot.bot_id))}


@method("views.open")
def _open(team: Team, args: JSON) -> JSON:
    body = _parsed(args, "modal")
    user = _spend(team, args).user
    _unique_external_id(team, body)
    view = team.open_view(user, "modal", body)
    team.modals[user] = [view]  # a new modal takes the place of an open one
    return _answer(team, view)


@method("views.push")
def _push(team: Team, args: JSON) -> JSON:
    body = _parsed(args, "modal")
    trigger = _spend(team, args)
    stack = team.modals.get(trigger.user) or []
    if not stack or trigger.view_id not in (None, *(view.id for view in stack)):
        raise ApiError("not_found")
    if len(stack) >= MAX_STACK:
        raise ApiError("push_limit_reached")
    _unique_external_id(team, body)
    view = team.open_view(trigger.user, "modal", body, on=stack[-1])
    stack.append(view)
    return _answer(team, view)


@method("views.update")
def _update(team: Team, args: JSON) -> JSON:
    body = _parsed(args, "modal")
    view = _modal(team, args)
    _check_hash(args, view)
    _unique_external_id(team, body, view)
    team.replace_view(view, body)
    return _answer(team, view)


def _modal(team: Team, args: JSON) -> View:
    by_id, by_name = args.get("view_id"), args.get("external_id")
    for view in team.live_views():
        named = by_name is not None and view.body.get("external_id") == by_name
        if view.kind == "modal" and (view.id == by_id or named):
            return view
    raise ApiError("not_found")


@method("views.publish")
def _publish(team: Team, args: JSON) -> JSON:
    if not team.fake.config.home_tab:
        raise ApiError("not_enabled")
    body = _parsed(args, "home")
    user = user_of(team, args["user_id"])
    if user.is_bot or user.deleted:
        raise ApiError("invalid_arguments", ["invalid `user_id`"])
    before = team.homes.get(user.id)
    _check_hash(args, before)
    _unique_external_id(team, body, before)
    view = team.open_view(user.id, "home", body)
    team.homes[user.id] = view
    return _answer(team, view)
