"""Gateway sessions and their connections (discord.com/developers/docs/events/gateway)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import zlib
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

from ..wire import JSON

GUILDS, GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT = 1 << 0, 1 << 1, 1 << 8, 1 << 15
PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT
KNOWN_INTENTS = (1 << 17) - 1 | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25)

_OF_GUILDS = (
    "GUILD_CREATE",
    "GUILD_UPDATE",
    "GUILD_DELETE",
    "GUILD_ROLE_CREATE",
    "GUILD_ROLE_UPDATE",
    "GUILD_ROLE_DELETE",
    "CHANNEL_CREATE",
    "CHANNEL_UPDATE",
    "CHANNEL_DELETE",
    "THREAD_CREATE",
    "THREAD_UPDATE",
    "THREAD_DELETE",
    "THREAD_MEMBER_UPDATE",
    "THREAD_MEMBERS_UPDATE",
)
_OF_MEMBERS = ("GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE", "GUILD_MEMBER_UPDATE")
NEEDED_INTENT = {**dict.fromkeys(_OF_GUILDS, GUILDS), **dict.fromkeys(_OF_MEMBERS, GUILD_MEMBERS)}
GUILD_OR_DM_INTENT = dict.fromkeys(("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"), (1 << 9, 1 << 12))

FRAMES_PER_MINUTE = 120
ZSTD_BLOCK = 1 << 16


class Packer:
    """Transport compression, as the client asked for it in the address."""

    def __init__(self, kind: str | None) -> None:
        self.kind = kind
        self._z = zlib.compressobj() if kind == "zlib-stream" else None
        self._zstd_started = False

    def pack(self, payload: JSON) -> str | bytes:
        """Return a frame as it is sent."""
        text = json.dumps(payload, separators=(",", ":"))
        if self._z is not None:
            return self._z.compress(text.encode()) + self._z.flush(zlib.Z_SYNC_FLUSH)
        if self.kind == "zstd-stream":
            return self._zstd(text.encode())
        return text

    def _zstd(self, raw: bytes) -> bytes:
        """One never-ending zstd frame of uncompressed blocks: valid zstd without a zstd library."""
        out = b""
        if not self._zstd_started:
            self._zstd_started = True
            out = bytes.fromhex("28b52ffd") + b"\x00\x50"  # magic, no flags, 1 MiB window
        for start in range(0, len(raw), ZSTD_BLOCK):
            block = raw[start : start + ZSTD_BLOCK]
            out += (len(block) << 3).to_bytes(3, "little") + block
        return out


class Connection:
    """One live websocket; a queue keeps the order of what is sent."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request) -> None:
        self.ws = ws
        self.request = request
        self.packer = Packer(request.query.get("compress"))
        self.heartbeats = 0
        self.closed_by_us = False
        self._received: deque[float] = deque(maxlen=FRAMES_PER_MINUTE + 1)
        self._queue: asyncio.Queue[JSON | int] = asyncio.Queue()
        self.writer = asyncio.create_task(self._write())

    def send(self, op: int, data: object = None) -> None:
        """Send a frame that is not a dispatch."""
        self.forward({"op": op, "d": data, "s": None, "t": None})

    def forward(self, frame: JSON) -> None:
        """Send a whole frame."""
        self._queue.put_nowait(frame)

    def close(self, code: int) -> None:
        """Close after everything sent so far."""
        self._queue.put_nowait(code)

    def abort(self) -> None:
        """Cut the TCP connection without a close frame."""
        if self.request.transport is not None:
            self.request.transport.abort()

    def is_flooding(self) -> bool:
        """Count a received frame and return whether there were more than 120 within a minute."""
        now = time.monotonic()
        self._received.append(now)
        return len(self._received) > FRAMES_PER_MINUTE and now - self._received[0] < 60

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError):
            while not isinstance(item := await self._queue.get(), int):
                packed = self.packer.pack(item)
                if isinstance(packed, bytes):
                    await self.ws.send_bytes(packed)
                else:
                    await self.ws.send_str(packed)
            self.closed_by_us = True
            await self.ws.close(code=item)


@dataclass(eq=False)
class Session:
    """What a bot identified as; it outlives its connection, so that it can be resumed."""

    id: str
    intents: int
    shard: tuple[int, int]
    connection: Connection | None = None
    seq: int = 0
    buffer: deque[JSON] = field(default_factory=lambda: deque(maxlen=5000))

    def dispatch(self, event: str, data: JSON) -> None:
        """Send an event, or keep it for a resume."""
        self.seq += 1
        frame: JSON = {"op": 0, "t": event, "s": self.seq, "d": data}
        self.buffer.append(frame)
        if self.connection is not None:
            self.connection.forward(frame)

    def serves(self, guild_id: int | None) -> bool:
        """Return whether a guild belongs to its shard; DMs belong to the first."""
        number, total = self.shard
        return ((guild_id or 0) >> 22) % total == number

    def wants(self, event: str, *, in_guild: bool) -> bool:
        """Return whether its intents ask for an event."""
        if event in GUILD_OR_DM_INTENT:
            guild, dm = GUILD_OR_DM_INTENT[event]
            return bool(self.intents & (guild if in_guild else dm))
        needed = NEEDED_INTENT.get(event, 0)
        return not needed or bool(self.intents & needed)
