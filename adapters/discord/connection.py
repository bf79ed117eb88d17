"""The connection to Discord, kept up.

discord.py reconnects by itself once it was connected. What it does not survive is mended here with a fresh
client: a first connection that fails (its issue 10520) and a connection that Discord cuts for good. Each
time a little later, because Discord allows 1,000 logins (IDENTIFY) a day and then takes the token away.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import monotonic

import aiohttp
import discord
import structlog

from adapters.discord.tasks import attempt
from bot.ports import LoginError, TryLater

log = structlog.get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
# A connection that lived this long was a good one: the pauses begin anew.
GOOD_SECONDS = 600.0
START_SECONDS = 120.0
# So many within GOOD_SECONDS go at once (720 a day); what goes beyond waits.
LOGINS_AT_ONCE = 5
SETTLE_SECONDS = 5.0
SOON = timedelta(seconds=15)
# Closes after which trying again is in vain (docs.discord.com/developers/topics/opcodes-and-status-codes).
FATAL = {4004, 4010, 4011, 4012, 4013, 4014}


class Logins:
    """The logins (IDENTIFYs) of late, over all clients one after the other."""

    def __init__(self) -> None:
        self._made: deque[float] = deque(maxlen=LOGINS_AT_ONCE)

    def note(self, now: float) -> None:
        """Note a login at a moment (seconds of a steady clock)."""
        self._made.append(now)

    def wait(self, now: float) -> float:
        """Return how many seconds the next one has to wait, so that the day's logins last."""
        if len(self._made) < LOGINS_AT_ONCE:
            return 0.0
        return max(self._made[0] + GOOD_SECONDS - now, 0.0)


class Client(discord.Client):
    """A client that also says whether events reach it."""

    live = False
    known = False
    up: asyncio.Event | None = None
    logins: Logins | None = None
    settle_seconds = SETTLE_SECONDS

    async def before_identify_hook(self, _shard_id: int | None, *, initial: bool = False) -> None:
        """Wait before a new session in place of an invalid one, as Discord asks (1 to 5 s), and count it.

        discord.py would go on for ever at that pace, which takes the day's thousand in an hour and a half.
        """
        if self.logins is None:
            return
        if not initial:
            await asyncio.sleep(max(self.settle_seconds, self.logins.wait(monotonic())))
        self.logins.note(monotonic())

    async def on_connect(self) -> None:
        """Note that commands reach us: Discord's READY came, with the list of servers."""
        self.live = self.known = True
        if self.up is not None:
            self.up.set()
        log.info("discord_connected")

    async def on_resumed(self) -> None:
        """Note that commands reach us again."""
        self.live = True
        log.info("discord_resumed")

    async def on_disconnect(self) -> None:
        """Note that nothing reaches us."""
        self.live = False


class Connection:
    """One client at a time, replaced when it is beyond repair."""

    def __init__(self, make: Callable[[], Client], token: str, *, first_pause: float = FIRST_PAUSE) -> None:
        """Take how to make a client; nothing is connected yet. The pause (seconds) doubles with failures."""
        self._make, self._token, self._first_pause = make, token, first_pause
        self._client: Client | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._up = asyncio.Event()
        self._logins = Logins()

    @property
    def live(self) -> bool:
        """True while events reach us."""
        return self._client is not None and self._client.live

    def client(self) -> Client:
        """Return the connected client; TryLater while there is none."""
        if self._client is None or not self._client.known:
            raise TryLater(SOON)
        return self._client

    async def open(self) -> None:
        """Log in and return once connected; LoginError when that cannot be."""
        client = self._fresh()
        error = await attempt(client.login(self._token))
        if error is not None:
            await self.close()
            raise LoginError(why_not(error)) from error
        self._keeper = asyncio.create_task(self._keep(client))
        waiting = asyncio.create_task(self._up.wait())
        await asyncio.wait(
            {waiting, self._keeper}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        waiting.cancel()
        if not self._up.is_set():
            failed = self._keeper.exception() if self._keeper.done() else LoginError(why_not(TimeoutError()))
            await self.close()
            if failed is not None:
                raise failed

    async def close(self) -> None:
        """Disconnect."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self._client is not None:
            await self._client.close()
        self._client = self._keeper = None

    def _fresh(self) -> Client:
        self._client = self._make()
        self._client.up, self._client.logins = self._up, self._logins
        self._client.settle_seconds = min(SETTLE_SECONDS, SETTLE_SECONDS * self._first_pause)
        return self._client

    async def _keep(self, client: Client) -> None:
        waits = pauses(self._first_pause)
        while True:
            began = monotonic()
            error = await attempt(client.connect())
            log.warning("discord_connection_lost", error=type(error).__name__)
            if not self._up.is_set() and _is_fatal(error):
                raise LoginError(why_not(error))
            if monotonic() - began > GOOD_SECONDS:
                waits = pauses(self._first_pause)
            client = await self._replaced(client, waits)

    async def _replaced(self, client: Client, waits: Iterator[float]) -> Client:
        """Return a client that is logged in, in place of one that is beyond repair; tries until it is."""
        while True:
            client.live = False
            await client.close()
            await asyncio.sleep(next(waits))
            client = self._fresh()
            error = await attempt(client.login(self._token))
            if error is None:
                return client
            log.warning("discord_login_failed", error=type(error).__name__)


def why_not(error: Exception | None) -> str:
    """Return one sentence about why Discord did not let the bot in, with what to do."""
    match error:
        case discord.LoginFailure() | discord.ConnectionClosed(code=4004):
            return (
                "Discord refuses the token: make a new one in the Developer Portal (Bot > Reset Token) "
                "and put it into discord.token."
            )
        case discord.PrivilegedIntentsRequired():
            return (
                "Discord does not grant the members intent: switch on Server Members Intent on the Bot page of the "
                "Developer Portal, or take discord.members_intent out of the settings."
            )
        case discord.ConnectionClosed(code=code):
            return (
                f"Discord closed the connection for good ({code}): look at the bot in the Developer Portal."
            )
        case discord.HTTPException(status=status, code=code):
            return f"Discord answered with an error ({status}, code {code}): try again in a few minutes."
        case aiohttp.ClientError() | OSError():
            return (
                "Discord cannot be reached: check the network, "
                "and discord.api_url and discord.gateway_url if you set them."
            )
        case _:
            return (
                f"Discord's login failed unexpectedly ({type(error).__name__}): try again in a few minutes."
            )


def _is_fatal(error: Exception | None) -> bool:
    return isinstance(error, discord.PrivilegedIntentsRequired) or (
        isinstance(error, discord.ConnectionClosed) and error.code in FATAL
    )


def pauses(first: float) -> Iterator[float]:
    """Return ever longer pauses (seconds), each twice the one before, up to five minutes."""
    pause = first
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)
