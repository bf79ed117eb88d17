"""The playground as a platform: what the composition root builds and drives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from starlette.types import ASGIApp

from adapters.web.app import Playground
from adapters.web.chat import Chat
from adapters.web.core import Core, Drawing, Engine
from adapters.web.desk import Desk
from adapters.web.guard import is_loopback
from adapters.web.sender import PlaygroundSender
from adapters.web.serving import CannotListen, Server
from bot.model.community import Platform
from bot.ports import Sender


class Address(Protocol):
    """The part of the `web` settings that the playground needs."""

    @property
    def host(self) -> str:
        """Return the address to listen on."""
        ...

    @property
    def port(self) -> int:
        """Return the port to listen on; 0 takes any free one."""
        ...


class PlaygroundAdapter:
    """`bot.ports.Adapter` for the playground.

    `chat` is made first, because the engine's sender posts into it: `PlaygroundSender(chat)`.
    """

    def __init__(
        self, settings: Address, core: Core, *, chat: Chat, engine: Engine, drawings: Mapping[str, Drawing]
    ) -> None:
        """Serve `chat`; `drawings` are what each platform would get for a card, by the platform's name."""
        self._settings = settings
        self._chat = chat
        self._sender = PlaygroundSender(chat)
        self._app = Playground(chat, Desk(core, chat, engine), engine, drawings).app
        self._server = Server(self._app, settings.host, settings.port)

    @property
    def platform(self) -> Platform:
        """Which platform this is."""
        return Platform.PLAYGROUND

    @property
    def sender(self) -> Sender:
        """Where its letters go out."""
        return self._sender

    @property
    def app(self) -> ASGIApp:
        """The pages, without a server around them."""
        return self._app

    @property
    def address(self) -> str:
        """Return where a browser finds it."""
        return self._server.address

    @property
    def connected(self) -> bool:
        """True while people's commands reach the bot."""
        return self._server.listening

    async def start(self) -> None:
        """Return when the pages are served.

        Raises:
            CannotListen: the port is taken, or the host would be reachable from other machines.
        """
        if not is_loopback(self._settings.host):
            raise CannotListen(
                "The playground lets everybody be anybody, so it is only for this machine: "
                f"set web.host to 127.0.0.1, not {self._settings.host}."
            )
        self._chat.open()
        # What was there before the doors opened is nobody's news.
        self._chat.read_all()
        await self._server.start()

    async def stop(self) -> None:
        """Send everybody away and stop serving, within two seconds."""
        # First the chat: open streams would hold the server back until its patience ends.
        self._chat.close()
        await self._server.stop()
