"""A local stand-in for Slack that the real slack_bolt connects to; see README.md."""

from .faults import Fault
from .limits import RateLimiter
from .model import Channel, Message, User, View
from .person import Person
from .record import ApiCall, Delivery
from .server import FakeConfig, FakeSlack
from .team import DriverError, Team

__all__ = [
    "ApiCall",
    "Channel",
    "Delivery",
    "DriverError",
    "FakeConfig",
    "FakeSlack",
    "Fault",
    "Message",
    "Person",
    "RateLimiter",
    "Team",
    "User",
    "View",
]
