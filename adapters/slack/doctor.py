"""Looks at the Slack settings as `bothways doctor` shows them, without starting the bot."""

from __future__ import annotations

import aiohttp

from adapters.slack import connection
from adapters.slack.connection import Workspace
from adapters.slack.manifest import REQUIRED
from bot.config import SlackSettings
from bot.health import Finding
from bot.ports import LoginError

REINSTALL = "Paste the output of `bothways slack manifest` under App Manifest, then reinstall the app."


async def check(settings: SlackSettings) -> list[Finding]:
    """Return what is right and wrong with the tokens, the permissions and the way in."""
    async with aiohttp.ClientSession(timeout=connection.TIMEOUT) as session:
        client = connection.asking_client(settings)
        client.session = session
        try:
            workspace = await connection.login(client)
        except LoginError as error:
            return [_problem("slack.bot_token", error)]
        found = [
            Finding(
                ok=True,
                code="slack.bot_token",
                says=f"The bot token works in the workspace {workspace.name}.",
            ),
            scopes(workspace),
        ]
        if settings.mode == "http":
            return [*found, _signing_secret(settings)]
        try:
            await connection.socket_url(client, settings)
        except LoginError as error:
            return [*found, _problem("slack.app_token", error)]
        return [
            *found,
            Finding(ok=True, code="slack.app_token", says="Slack opens sockets for the app token."),
        ]


def scopes(workspace: Workspace) -> Finding:
    """Return whether everything the bot needs was granted."""
    code = "slack.scopes"
    if workspace.scopes is None:
        return Finding(ok=True, code=code, says="Slack did not say which permissions were granted.")
    missing = sorted(REQUIRED - workspace.scopes)
    if missing:
        return Finding(
            ok=False, code=code, says=f"Permissions are missing: {', '.join(missing)}.", fix=REINSTALL
        )
    return Finding(ok=True, code=code, says="All permissions were granted.")


def _signing_secret(settings: SlackSettings) -> Finding:
    code = "slack.signing_secret"
    if not connection.revealed(settings.signing_secret):
        fix = "Copy the Signing Secret from Basic Information into slack.signing_secret."
        return Finding(
            ok=False, code=code, says="HTTP mode needs slack.signing_secret, and it is missing.", fix=fix
        )
    return Finding(ok=True, code=code, says="The signing secret is set.")


def _problem(code: str, error: LoginError) -> Finding:
    says, _, fix = str(error).partition(": ")
    return Finding(ok=False, code=code, says=f"{says}.", fix=f"{fix[:1].upper()}{fix[1:]}")
