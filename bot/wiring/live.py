"""`bothways run`: the live bot, from settings to a clean stop."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import structlog
from prometheus_client import CollectorRegistry, Gauge

from bot import intake
from bot.config import ConfigError, Settings, SlackSettings
from bot.errors import Unavailable
from bot.matching import Progress
from bot.ports import Adapter, LetterState, LoginError, Store
from bot.router.core import Core
from bot.wiring.clocks import WallClock
from bot.wiring.logs import announce
from bot.wiring.solving import SolvingProcess
from scheduler.post import Post
from scheduler.runner import Runner
from storage.database import SqlStore, StorageError, open_store

log = structlog.get_logger(__name__)
TICK_MISSED = timedelta(minutes=2)
ABREAST = (
    4  # letters of a lane under way at once: a platform that takes half a second still gets eight a second
)


class CannotRun(Exception):
    """The bot cannot start; the text is one clear sentence for the operator."""


async def run(settings: Settings, *, speed: float = 1.0) -> None:
    """Run until SIGTERM or SIGINT, then stop cleanly within 10 seconds.

    Raises:
        CannotRun: a platform refuses the token, the database cannot be used, or an address is taken.
    """
    asked = _asked_to_stop()
    try:
        async with _running(settings, speed):
            await asked.wait()
            log.info("stopping")
    except (LoginError, StorageError, Unavailable, ConfigError) as error:
        raise CannotRun(str(error)) from error
    log.info("stopped")


def _report(progress: Progress) -> None:
    log.info("round_computing", stage=progress.stage, placed=progress.placed, bound=progress.bound)


@asynccontextmanager
async def _running(settings: Settings, speed: float) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        store = await open_store(settings.database.url, exclusive=True, create=True)
        stack.push_async_callback(store.close)
        clock = WallClock(speed, settings.clock.start)
        solving = SolvingProcess(watch=_report)
        stack.callback(solving.close)
        core = Core(store, clock, solving, settings.privacy.promises)
        adapters = _adapters(settings, core)
        senders = {one.platform: one.sender for one in adapters}
        post = Post(store, clock, senders, owner=_owner(), speed=speed, abreast=ABREAST)
        runner = Runner(store, clock, post, speed, settings.privacy.promises)
        store.when_stirred(runner.wake)
        await _serve_health(stack, settings, store, runner, adapters)
        await asyncio.to_thread(intake.warm_up)
        stack.push_async_callback(_stop_together, adapters)
        for adapter in adapters:
            await adapter.start()
            announce("adapter_ready", platform=adapter.platform.value)
        if settings.database.url.startswith("sqlite"):
            await post.recover()
        runner.start()
        stack.push_async_callback(runner.stop)
        yield


def _adapters(settings: Settings, core: Core) -> list[Adapter]:
    """Build the adapters whose sections are there; their packages are imported only then."""
    adapters: list[Adapter] = []
    if settings.slack is not None:
        from adapters.slack.app import SlackAdapter

        adapters.append(SlackAdapter(_checked(settings.slack), core))
    if settings.discord is not None:
        from adapters.discord.app import DiscordAdapter

        adapters.append(DiscordAdapter(settings.discord, core))
    if not adapters:
        raise CannotRun(
            "No platform is configured: add a `slack` or a `discord` section, or try `bothways demo`."
        )
    return adapters


def _checked(slack: SlackSettings) -> SlackSettings:
    if slack.mode == "socket" and not (slack.app_token and slack.app_token.get_secret_value()):
        raise CannotRun("slack.app_token is missing: socket mode needs an App-Level Token (xapp-…).")
    if slack.mode == "http" and not (slack.signing_secret and slack.signing_secret.get_secret_value()):
        raise CannotRun("slack.signing_secret is missing: http mode needs it to check what arrives.")
    return slack


async def _serve_health(
    stack: AsyncExitStack, settings: Settings, store: Store, runner: Runner, adapters: list[Adapter]
) -> None:
    if settings.web is None:
        return
    from adapters.web.health import health_app
    from adapters.web.serving import serve

    registry = CollectorRegistry()
    letters = Gauge("bothways_letters", "Letters by state", ["state"], registry=registry)
    oldest = Gauge(
        "bothways_letters_waiting_seconds", "How long the oldest ready letter has waited", registry=registry
    )
    connected = Gauge(
        "bothways_adapter_connected", "1 while a platform is connected", ["platform"], registry=registry
    )
    for adapter in adapters:
        connected.labels(adapter.platform.value).set_function(_as_number(adapter))
    app = health_app(_checks(store, runner, adapters, (letters, oldest)), registry)
    server = await serve(app, settings.web.host, settings.web.port)
    stack.push_async_callback(server.stop)


def _checks(
    store: SqlStore | Store, runner: Runner, adapters: list[Adapter], gauges: tuple[Gauge, Gauge]
) -> dict[str, Callable[[], Awaitable[bool]]]:
    async def database() -> bool:
        async with store.read() as work:
            counts = await work.outbox.counts()
        for state in LetterState:
            gauges[0].labels(state.value).set(counts.by_state.get(state, 0))
        waited = counts.oldest_ready and runner.now() - counts.oldest_ready
        gauges[1].set(max(waited.total_seconds(), 0) if waited else 0)
        return True

    async def scheduler() -> bool:
        return runner.ticked_within(TICK_MISSED)

    def connected(adapter: Adapter) -> Callable[[], Awaitable[bool]]:
        async def check() -> bool:
            return adapter.connected

        return check

    return {
        "database": database,
        "scheduler": scheduler,
        **{adapter.platform.value: connected(adapter) for adapter in adapters},
    }


async def until_asked_to_stop() -> None:
    """Return when the process gets SIGTERM or SIGINT."""
    await _asked_to_stop().wait()


def _asked_to_stop() -> asyncio.Event:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    return asked


async def _stop_together(adapters: list[Adapter]) -> None:
    await asyncio.gather(*(adapter.stop() for adapter in adapters))


def _as_number(adapter: Adapter) -> Callable[[], float]:
    return lambda: float(adapter.connected)


def _owner() -> str:
    return f"{os.getpid()}-{secrets.token_hex(4)}"
