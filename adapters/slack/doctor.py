"""Looks at the Slack settings as `bothways doctor` shows them, without starting the bot."""

from __future__ import annotations

import asyncio

import aiohttp

from adapters.slack import connection
from adapters.slack.connection import Workspace
from adapters.slack.manifest import REQUIRED, SCOPES
from bot.config import SlackSettings
from bot.health import Finding
from bot.ports import LoginError

HELLO_WITHIN = 10.0
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
            history(workspace),
        ]
        if settings.mode == "http":
            return [*found, _signing_secret(settings)]
        try:
            url = await connection.socket_url(client, settings)
        except LoginError as error:
            return [*found, _problem("slack.app_token", error)]
        token = Finding(ok=True, code="slack.app_token", says="Slack opens sockets for the app token.")
        return [*found, token, await _socket(session, url)]


async def _socket(session: aiohttp.ClientSession, url: str) -> Finding:
    """Return whether a socket can really be opened: proxies often let https pass and WebSockets not."""
    code = "slack.socket"
    try:
        async with (
            asyncio.timeout(HELLO_WITHIN),
            session.ws_connect(url, proxy=connection.proxy_for(url)) as socket,
        ):
            hello = await socket.receive_json()
    except (aiohttp.ClientError, TimeoutError, TypeError, ValueError):
        fix = "Let WebSocket connections (wss://*.slack.com) pass the proxy or firewall, or use HTTP mode."
        return Finding(ok=False, code=code, says="No socket to Slack could be opened.", fix=fix)
    others = int(hello.get("num_connections") or 1) - 1
    running = f"; {others} more are open, those of a running bot" if others else ""
    return Finding(ok=True, code=code, says=f"A socket to Slack was opened{running}.")


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


def history(workspace: Workspace) -> Finding:
    """Return whether the bot can look for its own introductions; without that it works, a little less surely."""
    code, optional = "slack.history", {scope.name for scope in SCOPES if scope.optional}
    if workspace.scopes is not None and optional - workspace.scopes:
        says = f"{', '.join(sorted(optional))} was not granted: an introduction whose answer is lost may come twice."
        return Finding(ok=True, code=code, says=says)
    return Finding(ok=True, code=code, says="After a lost answer the bot looks before it sends again.")


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
