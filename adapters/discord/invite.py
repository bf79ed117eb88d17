"""The link that adds the bot to a server, with the least rights it can work with."""

from __future__ import annotations

from urllib.parse import urlencode

import discord

from adapters.discord.app import point_at
from adapters.discord.connection import why_not
from adapters.discord.tasks import attempt
from bot.config import DiscordSettings
from bot.ports import LoginError

ADDRESS = "https://discord.com/oauth2/authorize"
SCOPES = ("bot", "applications.commands")

# Every right with its reason, by discord.py's name of it. No privileged intent is needed.
RIGHTS: tuple[tuple[str, str], ...] = (
    ("view_channel", "see the channel in which mentorship runs"),
    ("send_messages", "announce rounds there"),
    ("create_private_threads", "open a private thread for each partnership"),
    ("send_messages_in_threads", "introduce partners in their thread, and add them to it"),
    ("attach_files", "add the calendar entry to a proposed meeting"),
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


async def own_invite_url(settings: DiscordSettings) -> str:
    """Return the address for the application whose token is set; LoginError when Discord does not let in."""
    point_at(settings)
    client = discord.Client(intents=discord.Intents.none())
    error = await attempt(client.login(settings.token.get_secret_value()))
    await client.close()
    if error is not None:
        raise LoginError(why_not(error)) from error
    return invite_url(str(client.application_id))
