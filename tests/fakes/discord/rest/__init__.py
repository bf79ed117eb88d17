"""The REST API (v10); importing this package fills its table of routes."""

from . import application, channels, guilds, interactions, messages, threads
from .base import Record
from .front import PREFIX, Rest

__all__ = [
    "PREFIX",
    "Record",
    "Rest",
    "application",
    "channels",
    "guilds",
    "interactions",
    "messages",
    "threads",
]
