"""The composition root: builds everything from settings. With `__main__` the one module that knows every room."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot import matching
from bot.config import ConfigError, Settings
from bot.demo.clock import HandClock
from bot.model.community import Platform
from bot.pairing import Pairing
from bot.ports import Adapter, Clock, LoginError, Sender, Store, Work
from bot.router.core import Core
from scheduler.hand import HandDriver
from scheduler.post import Post
from scheduler.runner import Runner
from storage.database import open_store
