"""What the bot is to Slack: one source of truth for its commands, events and permissions.

Keys: docs.slack.dev/reference/app-manifest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot import commands

NAME = "Bothways"
DESCRIPTION = "Two-way mentorship: everybody teaches something and learns something."
COLOUR = "#2b4c7e"
MAX_HINT = 100


@dataclass(frozen=True, slots=True)
class Scope:
    """A permission, and what it is for; without an `optional` one only that is missing."""

    name: str
    reason: str
    optional: bool = False


SCOPES = (
    Scope("commands", "people type /mentor and /mentor-admin"),
    Scope("chat:write", "introductions, check-ins and answers are posted"),
    Scope("im:write", "each member's DM with the bot is opened, for check-ins"),
    Scope("mpim:write", "a group DM is opened for each partnership"),
    Scope("files:write", "invitations for calendars, and what a member asks for as a file, are uploaded"),
    Scope("im:history", "members may answer a check-in in their own words, in their DM with the bot"),
    Scope("users:read", "names, time zones, and who is a workspace admin and so may run rounds"),
    Scope("channels:read", "who made a public channel, and so may run rounds in it"),
    Scope("groups:read", "the same for private channels, with their names"),
    Scope(
        "mpim:history",
        "after a lost answer the bot looks for its own introduction in the partners' group DM, and sends it "
        "again only if it is not there; without this, it may in that rare case arrive twice",
        optional=True,
    ),
)
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "member_left_channel",
    "message.im",
    "team_join",
    "tokens_revoked",
    "user_change",
)
REQUIRED = frozenset(scope.name for scope in SCOPES if not scope.optional)


def manifest(*, name: str = NAME, request_url: str | None = None, optional: bool = False) -> dict[str, Any]:
    """Return the app's manifest, to be pasted as JSON or YAML at api.slack.com/apps.

    For Socket Mode, or with `request_url` (https://…/slack/events) for HTTP mode; `optional` asks for the
    permissions one may leave out, too. Names have at most 35 characters.
    """
    url = {} if request_url is None else {"url": request_url}
    to = {} if request_url is None else {"request_url": request_url}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {"name": name, "description": DESCRIPTION, "background_color": COLOUR},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "slash_commands": [_command(root) | url for root in commands.roots()],
        },
        "oauth_config": {
            "scopes": {"bot": [scope.name for scope in SCOPES if optional or not scope.optional]}
        },
        "settings": {
            "event_subscriptions": {**to, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **to},
            "org_deploy_enabled": False,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }


def _command(root: str) -> dict[str, Any]:
    """Return one slash command; escaped, so that mentions arrive as ids, not as names anybody may bear."""
    return {
        "command": f"/{root}",
        "description": _DESCRIPTIONS[root],
        "usage_hint": _hint(root),
        "should_escape": True,
    }


def _hint(root: str) -> str:
    """Return the verbs of a command, as many as fit."""
    verbs = [command.path for command in commands.COMMANDS if command.root == root]
    while len(" | ".join(verbs)) > MAX_HINT:
        verbs.pop()
    return " | ".join(verbs)


_DESCRIPTIONS = {
    commands.MEMBER_ROOT: "Teach something, learn something",
    commands.ORGANISER_ROOT: "Run mentorship rounds in this channel",
}
