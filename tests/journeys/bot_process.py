"""The bot as its own process, started as an operator starts it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
READY_WITHIN = 90.0
STOPPED_WITHIN = 10.0
CLEAN = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")


class BotProcess:
    """`bothways run`, or `rehearse` from a moment on, with a database file that stays between starts."""

    def __init__(self, folder: Path, sections: Mapping[str, Json]) -> None:
        self._folder = folder
        self._sections = sections
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self.lines: list[str] = []

    @property
    def database(self) -> Path:
        """Where the bot keeps everything."""
        return self._folder / "bothways.sqlite"

    async def start(self, at: datetime | None = None) -> None:
        """Start it and return when its adapter is ready; with `at`, its clock begins at that moment."""
        await self._launch(at)
        async with asyncio.timeout(READY_WITHIN):
            await self._ready.wait()
        assert self.events("adapter_ready"), "\n".join(self.lines)

    async def refuses(self) -> tuple[int, list[str]]:
        """Start it where it cannot run; return its exit code and what it said to the operator."""
        await self._launch(None)
        async with asyncio.timeout(READY_WITHIN):
            code = await self._gone()
        return code, [line for line in self.lines if not line.startswith("{")]

    async def _launch(self, at: datetime | None) -> None:
        config = self._folder / "config.yaml"
        clock = {} if at is None else {"clock": {"start": at.isoformat()}}
        database = {"url": f"sqlite+aiosqlite:///{self.database}"}
        config.write_text(yaml.safe_dump({"database": database, **self._sections, **clock}), encoding="utf-8")
        verb = "run" if at is None else "rehearse"
        self._ready = asyncio.Event()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            verb,
            "--config",
            str(config),
            env={name: value for name, value in os.environ.items() if name not in CLEAN},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        self._reader = asyncio.create_task(self._read(self._process))

    async def stop(self) -> int:
        """Ask it to stop as an operator does, and return its exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.terminate()
        async with asyncio.timeout(STOPPED_WITHIN):
            return await self._gone()

    async def kill(self) -> None:
        """Kill it without a warning (kill -9)."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()
        await self._gone()

    def events(self, name: str) -> list[Json]:
        """Return its log events of one name, over all starts."""
        found = [json.loads(line) for line in self.lines if line.startswith("{")]
        return [event for event in found if event.get("event") == name]

    async def _gone(self) -> int:
        assert self._process is not None
        assert self._reader is not None
        code = await self._process.wait()
        async with asyncio.timeout(STOPPED_WITHIN):
            await self._reader
        return code

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            self.lines.append(line.decode().rstrip())
            if "adapter_ready" in self.lines[-1]:
                self._ready.set()
        self._ready.set()


@asynccontextmanager
async def running(bot: BotProcess, at: datetime | None = None) -> AsyncIterator[BotProcess]:
    """Run the bot for a while; however the block ends, no process stays behind."""
    await bot.start(at)
    try:
        yield bot
    except BaseException:
        print("\n".join(bot.lines))  # noqa: T201 - pytest shows it where a journey failed
        raise
    finally:
        await bot.kill()
