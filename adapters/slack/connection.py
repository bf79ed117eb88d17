"""The way to Slack's Web API: clients, proxies, and logging in."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import refusals
from bot.config import SlackSettings
from bot.ports import LoginError

TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=5)
AGAIN_AFTER = 0.2
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

BOT_FIX = "copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions into slack.bot_token"
APP_FIX = "make an app-level token (xapp-…) with connections:write under Basic Information"
SIGNING_FIX = "slack.signing_secret is missing, and HTTP mode needs it: copy it from Basic Information."


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The bot token's workspace, and who the bot is in it; `scopes` is None when Slack did not tell."""

    team: str
    name: str
    user: str
    bot: str
    scopes: frozenset[str] | None


class _Discreet(logging.Filter):
    """Keeps addresses' secrets (socket tickets) and tracebacks of the SDK out of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = re.sub(r"\?[^\s'\")]+", "?…", record.getMessage())
        record.args = ()
        record.exc_info = None
        return True


def sdk_logger() -> logging.Logger:
    """Return the logger for Slack's libraries: warnings only, since below that they log what people write."""
    logger = logging.getLogger("adapters.slack.sdk")
    if not logger.filters:
        logger.addFilter(_Discreet())
    logger.setLevel(logging.WARNING)
    return logger


def revealed(secret: SecretStr | None) -> str:
    """Return a secret's text; "" when there is none."""
    return secret.get_secret_value() if secret else ""


def proxy_for(url: str) -> str | None:
    """Return the environment's proxy for an address; None for this machine and where NO_PROXY says so.

    Slack's SDK knows no NO_PROXY, so the choice is made here.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in LOOPBACK or proxy_bypass(host):
        return None
    return getproxies().get(parts.scheme)


def asking_client(settings: SlackSettings) -> AsyncWebClient:
    """Return a client for calls that may be repeated: questions, and what Slack itself does only once."""
    pause = FixedValueRetryIntervalCalculator(fixed_internal=AGAIN_AFTER)
    return _client(
        settings,
        [
            AsyncConnectionErrorRetryHandler(interval_calculator=pause),
            AsyncServerErrorRetryHandler(interval_calculator=pause),
        ],
    )


def posting_client(settings: SlackSettings) -> AsyncWebClient:
    """Return a client that makes every call once, for posts."""
    return _client(settings, [])


def bolt_client(settings: SlackSettings, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return a client without a token, for Bolt to copy: who may do what is settled before it is asked."""
    client = AsyncWebClient(base_url=_base(settings), session=session, logger=sdk_logger())
    client.proxy = proxy_for(client.base_url)
    return client


def _base(settings: SlackSettings) -> str:
    return settings.api_url or AsyncWebClient.BASE_URL


def _client(settings: SlackSettings, handlers: list[AsyncRetryHandler]) -> AsyncWebClient:
    client = AsyncWebClient(
        token=settings.bot_token.get_secret_value(),
        base_url=_base(settings),
        logger=sdk_logger(),
        retry_handlers=handlers,
    )
    client.proxy = proxy_for(client.base_url)
    return client


async def login(client: AsyncWebClient) -> Workspace:
    """Return whose bot token this is.

    Raises:
        LoginError: Slack refuses the token, or cannot be reached.
    """
    try:
        found = await client.auth_test()
    except refusals.NETWORK as error:
        raise _login_error(error, client, "slack.bot_token", BOT_FIX) from error
    if not found.get("bot_id"):
        raise LoginError(f"slack.bot_token is not a bot's token: {BOT_FIX}.")
    return Workspace(
        team=str(found["team_id"]),
        name=str(found["team"]),
        user=str(found["user_id"]),
        bot=str(found["bot_id"]),
        scopes=_scopes(found.headers),
    )


async def socket_url(client: AsyncWebClient, settings: SlackSettings) -> str:
    """Return a fresh socket address, good for one connection.

    Raises:
        LoginError: there is no app token, Slack refuses it, or cannot be reached.
    """
    token = revealed(settings.app_token)
    if not token:
        raise LoginError(f"slack.app_token is missing, and Socket Mode needs it: {APP_FIX}.")
    try:
        opened = await client.apps_connections_open(app_token=token)
    except refusals.NETWORK as error:
        raise _login_error(error, client, "slack.app_token", APP_FIX) from error
    return str(opened["url"])


def _login_error(error: Exception, client: AsyncWebClient, token: str, fix: str) -> LoginError:
    if isinstance(error, SlackApiError) and not refusals.is_passing(error):
        return LoginError(f"Slack does not accept {token} ({refusals.code_of(error)}): {fix}.")
    host = urlsplit(client.base_url).netloc
    return LoginError(f"Slack cannot be reached at {host}: check the network, the proxy and slack.api_url.")


def _scopes(headers: Mapping[str, str]) -> frozenset[str] | None:
    """Return the scopes that Slack names in a header of every answer."""
    found = {key.lower(): value for key, value in headers.items()}.get("x-oauth-scopes")
    if found is None:
        return None
    return frozenset(part.strip() for part in found.split(",") if part.strip())
