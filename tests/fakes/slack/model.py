"""What a workspace is made of, and its form on the wire."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field

from ..wire import JSON
from .blockkit import block_elements, plain_text

_sequence = itertools.count(1)


def make_ts() -> str:
    """Return a Slack timestamp, unique and increasing within this process."""
    return f"{int(time.time())}.{next(_sequence):06d}"


@dataclass
class User:
    """One account of a workspace, person or bot."""

    id: str
    name: str
    real_name: str = ""
    email: str | None = None
    tz: str = "Europe/Amsterdam"
    tz_offset: int = 3600
    locale: str = "en-US"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False  # Slack Connect: at home in another workspace
    deleted: bool = False
    team_id: str = ""
    bot_id: str | None = None

    def to_json(self, *, locale: bool = False, email: bool = True) -> JSON:
        """Return the user as users.info shows it; locale and email only where asked for and allowed."""
        shown = self.real_name or self.name
        out: JSON = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": shown,
            "profile": self._profile(shown, email=email),
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 0,
        }
        if self.is_stranger:
            out["is_stranger"] = True
        if not self.deleted:
            out.update(self._standing())
            if locale:
                out["locale"] = self.locale
        return out

    def _profile(self, shown: str, *, email: bool) -> JSON:
        profile: JSON = {
            "real_name": shown,
            "real_name_normalized": shown,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "team": self.team_id,
            "image_48": "",
        }
        if email and self.email:
            profile["email"] = self.email
        if self.bot_id:
            profile["bot_id"] = self.bot_id
        return profile

    def _standing(self) -> JSON:
        """Slack leaves these out for deactivated users."""
        return {
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": self.tz_offset,
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
        }


@dataclass
class Message:
    """One message of a conversation; `via` says which way it came."""

    channel: str
    ts: str
    text: str
    user: str | None = None
    bot_id: str | None = None
    blocks: list[JSON] = field(default_factory=list)
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    via: str = "api"  # api | response_url | ack | person | slackbot
    metadata: JSON | None = None
    edited: bool = False
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[JSON] = field(default_factory=list)
    history: list[str] = field(default_factory=list)  # its earlier texts, oldest first

    @property
    def order(self) -> int:
        """The message's place among all messages of this process."""
        return int(self.ts.partition(".")[2])

    @property
    def in_thread(self) -> bool:
        """Whether this is a reply, which a conversation's history leaves out."""
        return self.thread_ts not in (None, self.ts)

    def plain(self) -> str:
        """Return all the text a person reads in the message."""
        return (self.text + "\n" + plain_text(self.blocks)).strip()

    def elements(self) -> list[tuple[str, JSON]]:
        """Return the interactive elements, each with the block_id of its block."""
        return _elements(self.blocks)

    def replace(self, text: str, blocks: list[JSON]) -> None:
        """Put new content in place of the old, which is kept in `history`."""
        self.history.append(self.plain())
        self.text, self.blocks, self.edited = text, blocks, True

    def to_json(self) -> JSON:
        """Return the message as the Web API and events show it."""
        out: JSON = {"type": "message", "ts": self.ts, "text": self.text}
        optional: JSON = {
            "user": self.user,
            "bot_id": self.bot_id,
            "blocks": self.blocks,
            "thread_ts": self.thread_ts,
            "metadata": self.metadata,
            "edited": {"user": self.user, "ts": self.ts} if self.edited else None,
            "files": self.files,
            "reactions": [{"name": n, "users": u, "count": len(u)} for n, u in self.reactions.items()],
        }
        out.update({key: value for key, value in optional.items() if value})
        return out


@dataclass
class Channel:
    """One conversation: channel (public), group (private channel), im or mpim (group DM)."""

    id: str
    name: str
    kind: str
    creator: str = ""
    members: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    is_archived: bool = False
    topic: str = ""
    purpose: str = ""
    is_ext_shared: bool = False

    @property
    def is_private(self) -> bool:
        """Whether outsiders must not learn that it exists."""
        return self.kind != "channel"

    def to_json(self, viewer: str) -> JSON:
        """Return the conversation as `viewer` (a user id) gets it from conversations.info."""
        if self.kind == "im":
            return {
                "id": self.id,
                "created": 0,
                "is_im": True,
                "is_org_shared": False,
                "user": next((m for m in self.members if m != viewer), viewer),
                "is_archived": self.is_archived,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": False,
            "is_mpim": self.kind == "mpim",
            "is_private": self.is_private,
            "created": 0,
            "creator": self.creator,
            "is_archived": self.is_archived,
            "is_general": self.name == "general",
            "is_member": viewer in self.members,
            "is_ext_shared": self.is_ext_shared,
            "is_shared": self.is_ext_shared,
            "is_org_shared": False,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }


@dataclass
class View:
    """A modal or Home tab in front of one person, with what they have filled in."""

    id: str
    user: str
    kind: str  # modal | home
    body: JSON
    hash: str
    root_id: str
    previous_id: str | None = None
    values: dict[str, JSON] = field(default_factory=dict)  # block_id -> action_id -> state
    errors: dict[str, str] = field(default_factory=dict)  # block_id -> what the app complained of

    @property
    def callback_id(self) -> str:
        """The app's name for the view."""
        return str(self.body.get("callback_id") or "")

    @property
    def title(self) -> str:
        """The text on top."""
        return str((self.body.get("title") or {}).get("text", ""))

    @property
    def blocks(self) -> list[JSON]:
        """The view's blocks."""
        return list(self.body.get("blocks") or [])

    def plain(self) -> str:
        """Return all the text a person reads in the view."""
        return (self.title + "\n" + plain_text(self.blocks)).strip()

    def elements(self) -> list[tuple[str, JSON]]:
        """Return the interactive elements, each with the block_id of its block."""
        return _elements(self.blocks)

    def to_json(self, team: str, app: str, bot: str) -> JSON:
        """Return the view as payloads and answers carry it."""
        return {
            "id": self.id,
            "team_id": team,
            "type": self.kind,
            "blocks": self.blocks,
            "private_metadata": self.body.get("private_metadata") or "",
            "callback_id": self.callback_id,
            "state": {"values": self.values},
            "hash": self.hash,
            "title": self.body.get("title"),
            "clear_on_close": bool(self.body.get("clear_on_close")),
            "notify_on_close": bool(self.body.get("notify_on_close")),
            "close": self.body.get("close"),
            "submit": self.body.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": app,
            "external_id": self.body.get("external_id") or "",
            "app_installed_team_id": team,
            "bot_id": bot,
        }


@dataclass
class Trigger:
    """A trigger_id: the short-lived right to open a modal for the person who acted."""

    user: str
    born: float
    view_id: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """A response_url: the right to answer one command or click a few times."""

    user: str
    channel: str
    born: float
    uses: int = 0
    message_ts: str | None = None


def _elements(blocks: list[JSON]) -> list[tuple[str, JSON]]:
    return [(str(block.get("block_id", "")), found) for block in blocks for found in block_elements(block)]
