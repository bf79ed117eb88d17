"""The link that adds the bot to a server, with the least rights it can work with."""

from __future__ import annotations

from urllib.parse import urlencode

import discord

ADDRESS = "https://discord.com/oauth2/authorize"
SCOPES = ("bot", "applications.commands")

# Every right with its reason, by discord.py's name of it. No privileged intent is needed.
RIGHTS: tuple[tuple[str, str], ...] = (
    ("view_channel", "see the channel in which mentorship runs"),
    ("send_messages", "announce rounds there"),
    ("create_private_threads", "open a private thread for each partnership"),
    ("send_messages_in_threads", "introduce partners in their thread, and add them to it"),
    (
        "read_message_history",
        "find its own letters after a crash, so that nobody gets one twice; it keeps no message",
    ),
)


def permissions() -> discord.Permissions:
    """Return the rights the bot asks for."""
    return discord.Permissions(**{name: True for name, _ in RIGHTS})


def invite_url(client_id: str) -> str:
    """Return the address that adds the bot to a server; `client_id` is the application's id."""
    query = {"client_id": client_id, "scope": " ".join(SCOPES), "permissions": permissions().value}
    return f"{ADDRESS}?{urlencode(query)}"
