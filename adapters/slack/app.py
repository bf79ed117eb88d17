"""The Slack adapter: logs in, listens, shuts down."""

from __future__ import annotations

from contextlib import AsyncExitStack

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.slack import connection
from adapters.slack.connection import Workspace
from adapters.slack.core import Core
from adapters.slack.events import Events
from adapters.slack.home import Home
from adapters.slack.http import Door
from adapters.slack.listeners import Listeners
from adapters.slack.people import People
from adapters.slack.send import SlackSender
from adapters.slack.showing import Showing
from adapters.slack.sockets import Sockets
from adapters.slack.tasks import Tasks
from bot.config import SlackSettings
from bot.model.community import Platform
from bot.ports import LoginError

DRAIN = 4.5
"""Seconds for what was begun; with 3.5 for acknowledging and closing, the eight that stopping may take."""


class SlackAdapter:
    """One Slack workspace, as `bot.ports.Adapter`."""

    def __init__(self, settings: SlackSettings, core: Core) -> None:
        """Take checked settings, and the core that answers."""
        self._settings = settings
        self._core = core
        self._posting = connection.posting_client(settings)
        self._asking = connection.asking_client(settings)
        self._sender = SlackSender(self._posting)
        self._tasks = Tasks()
        self._opened = AsyncExitStack()
        self._intake: Sockets | Door | None = None

    @property
    def platform(self) -> Platform:
        """Slack."""
        return Platform.SLACK

    @property
    def sender(self) -> SlackSender:
        """Where letters go out."""
        return self._sender

    @property
    def connected(self) -> bool:
        """True while people's commands reach the bot."""
        return self._intake is not None and self._intake.connected

    async def start(self) -> None:
        """Log in and return when commands are being received.

        Raises:
            LoginError: Slack refuses a token, or cannot be reached.
        """
        async with AsyncExitStack() as opened:
            # trust_env stays off: the proxy is chosen per address, see connection.proxy_for.
            session = await opened.enter_async_context(aiohttp.ClientSession(timeout=connection.TIMEOUT))
            self._posting.session = self._asking.session = session
            workspace = await connection.login(self._asking)
            opened.push_async_callback(self._tasks.drain, DRAIN)
            self._intake = await self._listen(self._app(workspace, session))
            opened.push_async_callback(self._intake.close)
            self._opened = opened.pop_all()

    async def stop(self) -> None:
        """Stop receiving, finish what was begun (at most 8 s), disconnect."""
        await self._opened.aclose()

    def _app(self, workspace: Workspace, session: aiohttp.ClientSession) -> AsyncApp:
        """Return Bolt's app, which knows from the start who it is and asks nothing before it acknowledges."""
        known = AuthorizeResult(
            enterprise_id=None,
            team_id=workspace.team,
            bot_user_id=workspace.user,
            bot_id=workspace.bot,
            bot_token=self._settings.bot_token.get_secret_value(),
        )

        async def authorize() -> AuthorizeResult:
            return known

        settings = self._settings
        app = AsyncApp(
            name="bothways",
            logger=connection.sdk_logger(),
            client=connection.bolt_client(settings, session),
            signing_secret=connection.revealed(settings.signing_secret),
            authorize=authorize,
        )
        people = People(self._asking, self._core, workspace, self._tasks, guests=settings.guests)
        showing = Showing(session, self._posting, self._asking, self._core, people)
        home = Home(self._asking, self._core, people, self._tasks)
        self._sender.when_sent(home.letter)
        Events(self._core, people, self._tasks).register(app)
        Listeners(self._core, people, showing, home, self._tasks).register(app)
        return app

    async def _listen(self, app: AsyncApp) -> Sockets | Door:
        settings = self._settings
        if settings.mode == "http":
            if not connection.revealed(settings.signing_secret):
                raise LoginError(connection.SIGNING_FIX)
            door = Door(app, settings.host, settings.port)
            await door.open()
            return door
        url = await connection.socket_url(self._asking, settings)
        token = connection.revealed(settings.app_token)
        sockets = Sockets(app, self._asking, token, settings.ping_interval)
        await sockets.open(url)
        return sockets
