"""Discord, plugged into the core: what arrives goes to `Inbound`, letters go out through `DiscordSender`."""

from __future__ import annotations

import logging
import sys
from typing import Any

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.commands import Tree, sync
from adapters.discord.connection import FIRST_PAUSE, Client, Connection
from adapters.discord.inbound import FORM_SECONDS, Inbound
from adapters.discord.pace import refusing_long_waits
from adapters.discord.send import DiscordSender
from bot.config import DiscordSettings
from bot.errors import where
from bot.model.community import Platform
from bot.router.core import Core

log = structlog.get_logger(__name__)

STOP_SECONDS = 8.0


class DiscordAdapter:
    """Discord as the composition root drives it (`bot.ports.Adapter`)."""

    def __init__(
        self,
        settings: DiscordSettings,
        core: Core,
        *,
        form_seconds: float = FORM_SECONDS,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        """Take where to log in and the core; nothing is connected yet.

        `form_seconds` is how long the core may think about a form, `first_pause` (seconds) how long to wait
        before the first fresh connection.
        """
        self._settings = settings
        self._inbound = Inbound(core, form_seconds=form_seconds, organiser_role=settings.organiser_role)
        token = settings.token.get_secret_value()
        self._connection = Connection(
            lambda: BothwaysClient(self._inbound, settings), token, first_pause=first_pause
        )
        self._sender = DiscordSender(self._connection)

    @property
    def platform(self) -> Platform:
        """Which platform this is."""
        return Platform.DISCORD

    @property
    def sender(self) -> DiscordSender:
        """Where letters go out."""
        return self._sender

    @property
    def connected(self) -> bool:
        """True while people's commands reach the bot."""
        return self._connection.live

    async def start(self) -> None:
        """Log in, make the commands known, and return when events arrive; LoginError when that cannot be."""
        point_at(self._settings)
        await self._connection.open()

    async def stop(self) -> None:
        """Turn away what arrives from now on, finish what was begun (at most 8 s), disconnect."""
        await self._inbound.stop(STOP_SECONDS)
        await self._connection.close()


class BothwaysClient(Client):
    """discord.py's client with our ears: interactions and private messages, no privileged intent."""

    def __init__(self, inbound: Inbound, settings: DiscordSettings) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, dm_messages=True, members=settings.members_intent),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            http_trace=refusing_long_waits(),
        )
        self._inbound, self._guild = inbound, settings.commands_on
        self.tree = Tree(self, inbound)

    async def setup_hook(self) -> None:
        """Make the commands known, when they differ from what Discord has."""
        await sync(self.tree, self._guild)

    async def on_connect(self) -> None:
        """Look who left while nothing reached us; comes with every new session, not when one is resumed."""
        await super().on_connect()
        self._inbound.connected(self.guilds)

    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Take over who leaves; told only to bots with the members intent."""
        self._inbound.left(payload.guild_id, payload.user.id)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take clicks and sent forms by their custom id alone; commands come through the tree."""
        match interaction.type:
            case discord.InteractionType.component:
                self._inbound.clicked(interaction)
            case discord.InteractionType.modal_submit:
                self._inbound.submitted(interaction)
            case _:
                pass

    async def on_message(self, message: discord.Message) -> None:
        """Take what people write to the bot in private, and nothing else."""
        if message.guild is None and not message.author.bot and not message.is_system():
            self._inbound.wrote(self, message)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log where an event broke; discord.py's own report would quote it."""
        error = sys.exception()
        if error is not None:
            log.error("event_failed", event_name=event_method, error=type(error).__name__, at=where(error))


def point_at(settings: DiscordSettings) -> None:
    """Make discord.py talk to another Discord where the settings name one (for the whole process)."""
    if settings.api_url:
        Route.BASE = settings.api_url.rstrip("/")
    if settings.gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url.rstrip("/"))
    # Its warnings name channels and people by id.
    logging.getLogger("discord").setLevel(logging.ERROR)
