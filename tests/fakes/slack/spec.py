"""What is known of each Web API method: its arguments, tier and scopes.

The methods a mentorship bot uses are written down here by hand, from docs.slack.dev/reference/methods. Where
Slack's published metadata are on this machine they come first, and tell which other methods exist.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..platform_data import data_file
from ..wire import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodSpec:
    """The rules of one method; any one of `scopes` is enough."""

    name: str
    tier: str
    scopes: tuple[str, ...]
    required: tuple[str, ...]
    args: frozenset[str]
    takes_json: bool  # the others read only form fields and ignore a JSON body


def load_specs() -> dict[str, MethodSpec]:
    """Return the known methods by name."""
    path = data_file("slack")
    if path is None:
        return by_hand()
    published = json.loads(path.read_text("utf-8"))["methods"]
    return by_hand() | {name: _published(name, facts) for name, facts in published.items()}


def by_hand() -> dict[str, MethodSpec]:
    """Return the methods written down in this file, by name."""
    return {spec.name: spec for spec in _BY_HAND}


def _published(name: str, facts: JSON) -> MethodSpec:
    return MethodSpec(
        name=name,
        tier=facts["tier"] or "t3",
        scopes=tuple(facts["bot_scopes"] or ()),
        required=tuple(facts["required"]),
        args=frozenset(facts["args"]),
        takes_json=bool(facts["json_input"]),
    )


def _spec(
    name: str, tier: str, scopes: str = "", required: str = "", optional: str = "", *, form: bool = False
) -> MethodSpec:
    needed = tuple(required.split())
    return MethodSpec(
        name=name,
        tier=tier,
        scopes=tuple(scopes.split()),
        required=needed,
        args=frozenset((*needed, *optional.split())),
        takes_json=not form,
    )


_READ = "channels:read groups:read im:read mpim:read"
_HISTORY = "channels:history groups:history im:history mpim:history"
_MANAGE = "channels:manage channels:write groups:write im:write mpim:write"
_INVITE = "channels:manage channels:write.invites groups:write groups:write.invites im:write mpim:write"
_TOPIC = (
    "channels:manage channels:write.topic groups:write groups:write.topic im:write im:write.topic "
    "mpim:write mpim:write.topic"
)
_WORDS = "as_user attachments blocks link_names markdown_text metadata parse text"
_FACE = "icon_emoji icon_url username"
_POST = f"{_WORDS} {_FACE} mrkdwn reply_broadcast thread_ts unfurl_links unfurl_media"
_PAGE = "cursor limit"
_SPAN = f"{_PAGE} include_all_metadata inclusive latest oldest"
_TRIGGER = "interactivity_pointer trigger_id"

_BY_HAND = (
    _spec("api.test", "t4", optional="error"),
    _spec("apps.connections.open", "t3"),
    _spec("auth.revoke", "t3", optional="test", form=True),
    _spec("auth.test", "t5"),
    _spec("bots.info", "t3", "users:read", optional="bot team_id", form=True),
    _spec("chat.delete", "t3", "chat:write", "channel ts", "as_user"),
    _spec("chat.getPermalink", "t5", "", "channel message_ts", form=True),
    _spec("chat.postEphemeral", "t4", "chat:write", "channel user", f"{_WORDS} {_FACE} thread_ts"),
    _spec("chat.postMessage", "t5", "chat:write", "channel", f"{_POST} current_draft_last_updated_ts"),
    _spec(
        "chat.update",
        "t3",
        "chat:write",
        "channel ts",
        f"{_WORDS} file_ids reply_broadcast unfurled_attachments",
    ),
    _spec("conversations.archive", "t2", _MANAGE, "channel"),
    _spec("conversations.close", "t2", _MANAGE, "channel"),
    _spec("conversations.create", "t2", _MANAGE, "name", "is_private team_id"),
    _spec("conversations.history", "t3", _HISTORY, "channel", _SPAN),
    _spec("conversations.info", "t3", _READ, "channel", "include_locale include_num_members", form=True),
    _spec("conversations.invite", "t3", _INVITE, "channel users", "force"),
    _spec("conversations.join", "t3", "channels:join", "channel"),
    _spec("conversations.kick", "t3", "channels:manage groups:write", "channel", "user"),
    _spec("conversations.leave", "t3", _MANAGE, "channel"),
    _spec("conversations.list", "t2", _READ, "", f"{_PAGE} exclude_archived team_id types", form=True),
    _spec("conversations.members", "t4", _READ, "channel", _PAGE, form=True),
    _spec(
        "conversations.open",
        "t3",
        "channels:manage groups:write im:write mpim:write",
        "",
        "channel prevent_creation return_im users",
    ),
    _spec("conversations.replies", "t3", _HISTORY, "channel ts", _SPAN, form=True),
    _spec("conversations.setPurpose", "t2", _TOPIC, "channel purpose"),
    _spec("conversations.setTopic", "t2", _TOPIC, "channel topic"),
    _spec(
        "files.completeUploadExternal",
        "t4",
        "files:write",
        "files",
        f"{_FACE} blocks channel_id channels initial_comment thread_ts",
    ),
    _spec("files.delete", "t3", "files:write", "file"),
    _spec(
        "files.getUploadURLExternal",
        "t4",
        "files:write",
        "filename length",
        "alt_txt snippet_type",
        form=True,
    ),
    _spec(
        "oauth.v2.access",
        "t5",
        optional="assertion client_id client_secret code code_verifier grant_type redirect_uri refresh_token",
        form=True,
    ),
    _spec("reactions.add", "t3", "reactions:write", "channel name timestamp"),
    _spec("reactions.remove", "t2", "reactions:write", "name", "channel file file_comment timestamp"),
    _spec("team.info", "t3", "team:read", "", "domain team"),
    _spec(
        "users.conversations",
        "t3",
        _READ,
        "",
        f"{_PAGE} exclude_archived exclude_muted team_id types user",
        form=True,
    ),
    _spec("users.info", "t4", "users:read", "user", "include_locale", form=True),
    _spec("users.list", "t2", "users:read", "", f"{_PAGE} include_locale team_id", form=True),
    _spec("users.lookupByEmail", "t3", "users:read.email", "email", form=True),
    _spec("views.open", "t4", "", "view", _TRIGGER),
    _spec("views.publish", "t4", "", "user_id view", "hash interactivity_pointer"),
    _spec("views.push", "t4", "", "view", _TRIGGER),
    _spec("views.update", "t4", "", "view", "external_id hash view_id"),
)
