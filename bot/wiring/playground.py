"""`bothways demo`: serves the playground until it is stopped."""

from __future__ import annotations

from collections.abc import Callable

from bot.config import LoggingSettings, WebSettings
from bot.ports import LoginError
from bot.wiring import logs
from bot.wiring.demo import open_playground
from bot.wiring.live import CannotRun, until_asked_to_stop


async def serve_playground(settings: WebSettings, say: Callable[[str], None]) -> None:
    """Serve the playground until SIGTERM or SIGINT; the last thing said is its address.

    Raises:
        CannotRun: the port is taken.
    """
    logs.set_up(LoggingSettings(level="WARNING", format="console"))
    say("Seeding a community of two dozen neighbours …")
    adapter, engine = await open_playground(settings)
    try:
        await adapter.start()
    except LoginError as error:
        await engine.close()
        raise CannotRun(str(error)) from error
    say("The playground is open until you press Ctrl+C. Open it in your browser:")
    say(adapter.address)
    await until_asked_to_stop()
    await adapter.stop()
    await engine.close()
