"""The browser: the playground, a third platform that needs no account, and what machines ask about health."""

from adapters.web.adapter import PlaygroundAdapter
from adapters.web.chat import Chat
from adapters.web.health import health_app
from adapters.web.sender import PlaygroundSender
from adapters.web.serving import CannotListen, Server, serve
from adapters.web.world import Channel, Persona, World

__all__ = [
    "CannotListen",
    "Channel",
    "Chat",
    "Persona",
    "PlaygroundAdapter",
    "PlaygroundSender",
    "Server",
    "World",
    "health_app",
    "serve",
]
