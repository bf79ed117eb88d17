"""A headless Chromium, and pages whose every complaint fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from adapters.web import PlaygroundAdapter
from tests.adapters.web.actors import Scene

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "Browser tests skipped: no Chromium found. Install one, or name it in BOTHWAYS_CHROMIUM."
PATIENCE = 20_000


def chromium() -> str | None:
    """Return the path of a Chromium of this machine."""
    named = os.environ.get("BOTHWAYS_CHROMIUM")
    found = [path for name in (named, *NAMES) if name and (path := shutil.which(name))]
    return found[0] if found else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if chromium() is None:
        terminalreporter.write_line(MISSING, yellow=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip(MISSING)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        await started.close()


@dataclass
class Tabs:
    """Opens pages and writes down whatever their consoles complain about.

    Each has a window of its own: a tab behind another is drawn rarely, and a click waits until it is drawn.
    """

    browser: Browser
    is_phone: bool = False
    complaints: list[str] = field(default_factory=list)
    windows: list[BrowserContext] = field(default_factory=list)

    async def open(self, address: str) -> Page:
        size = ViewportSize(width=360, height=740) if self.is_phone else ViewportSize(width=1280, height=860)
        window = await self.browser.new_context(
            viewport=size, has_touch=self.is_phone, is_mobile=self.is_phone, reduced_motion="reduce"
        )
        self.windows.append(window)
        page = await window.new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(address)
        return page

    async def close(self) -> None:
        for window in self.windows:
            await window.close()
        assert self.complaints == []

    def _listen(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)


@pytest_asyncio.fixture(loop_scope="module")
async def tabs(browser: Browser) -> AsyncIterator[Tabs]:
    opened = Tabs(browser)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser) -> AsyncIterator[Tabs]:
    opened = Tabs(browser, is_phone=True)
    yield opened
    await opened.close()


@dataclass(frozen=True)
class Anywhere:
    """Any free port of this machine."""

    host: str = "127.0.0.1"
    port: int = 0


@dataclass
class Served:
    """A playground with a core of the test's making, on a real address."""

    scene: Scene
    adapter: PlaygroundAdapter

    def at(self, path: str) -> str:
        return f"{self.adapter.address}{path}"


@pytest_asyncio.fixture(loop_scope="module")
async def served() -> AsyncIterator[Served]:
    scene = Scene()
    adapter = PlaygroundAdapter(
        Anywhere(), scene.core, chat=scene.chat, engine=scene.engine, drawings=scene.drawings
    )
    await adapter.start()
    yield Served(scene, adapter)
    await adapter.stop()


@pytest.fixture
def shots() -> Path | None:
    """Where to put screenshots, when somebody wants to look at them."""
    wanted = os.environ.get("BOTHWAYS_SHOTS")
    return Path(wanted) if wanted else None
