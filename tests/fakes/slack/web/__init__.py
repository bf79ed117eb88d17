"""The Web API methods; importing this package fills HANDLERS."""

from . import basics, chat, conversations, files, membership, people, views
from .base import HANDLERS, ApiError, need
from .chat import answer

__all__ = [
    "HANDLERS",
    "ApiError",
    "answer",
    "basics",
    "chat",
    "conversations",
    "files",
    "membership",
    "need",
    "people",
    "views",
]
