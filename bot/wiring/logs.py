"""Logging: events by name with internal numbers; no names, texts, tokens or platform ids."""

from __future__ import annotations

import logging
import sys

import structlog

from bot.config import LoggingSettings

CHATTY = ("slack_bolt", "slack_sdk", "discord", "apscheduler", "alembic", "aiosqlite", "asyncio", "uvicorn")


def set_up(settings: LoggingSettings) -> None:
    """Send every log line to stderr in the chosen format; libraries speak up only when something is wrong."""
    level = logging.getLevelNamesMapping()[settings.level]
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if settings.format == "console":
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        level=max(level, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s", force=True
    )
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.ERROR)


def announce(event: str, **fields: str) -> None:
    """Log an event whatever the level: what starts the bot waits for it."""
    everything = structlog.make_filtering_bound_logger(logging.NOTSET)
    structlog.wrap_logger(structlog.PrintLogger(sys.stderr), wrapper_class=everything).info(event, **fields)
