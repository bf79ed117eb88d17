"""The main job in a real browser, on the real core: from joining to the first check-in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from adapters.web import PlaygroundAdapter
from bot.config import WebSettings
from bot.wiring.demo import open_playground
from tests.browser.conftest import Tabs

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def playground() -> AsyncIterator[PlaygroundAdapter]:
    adapter, engine = await open_playground(WebSettings(port=0))
    await adapter.start()
    yield adapter
    await adapter.stop()
    await engine.close()


async def say(page: Page, words: str) -> None:
    await page.locator("#text").fill(words)
    await page.locator("#text").press("Enter")


async def press(page: Page, name: str) -> None:
    await page.get_by_role("article").get_by_role("button", name=name, exact=True).last.click()


async def sees(page: Page, title: str) -> None:
    await expect(page.get_by_role("article").get_by_role("heading", name=title).last).to_be_visible()


async def look(page: Page, folder: Path | None, name: str) -> None:
    """Keep a picture to look at; the caret stays, for the page's policy forbids the style that hides it."""
    if folder is not None:
        await page.screenshot(path=folder / f"{name}.png", caret="initial")


async def test_two_people_meet_through_a_round_and_answer_the_first_check_in(
    playground: PlaygroundAdapter, tabs: Tabs, shots: Path | None
) -> None:
    ana = await tabs.open(playground.address)
    ben = await tabs.open(f"{playground.address}/as/ben/mentorship")
    olga = await tabs.open(f"{playground.address}/as/olga/mentorship")
    await look(ana, shots, "1-welcome")

    await _joins_and_says_what_she_brings(ana, shots)
    await _runs_a_round(olga, ana, shots)

    # Both see their introduction arrive in tabs that were open all the time.
    for page, partner in ((ana, "Ben"), (ben, "Ana")):
        room = page.locator("#rooms").get_by_role("link", name=re.compile(f"{partner}.*unread"))
        await expect(room).to_be_visible()
        await room.click()
        await sees(page, "You teach each other")
        said = page.get_by_role("article").first
        await expect(said).to_contain_text("@Ana Duarte teaches @Ben Okafor Software architecture")
        await expect(said).to_contain_text("@Ben Okafor teaches @Ana Duarte")
    await look(ana, shots, "4-introduction")
    await say(ana, "Hello Ben! Tuesday at six?")
    await expect(ben.get_by_text("Hello Ben! Tuesday at six?")).to_be_visible()

    await _a_week_later(ana, ben, shots)


async def _joins_and_says_what_she_brings(ana: Page, shots: Path | None) -> None:
    await ana.locator("#guide").get_by_role("button", name="/mentor join").click()
    await ana.keyboard.press("Enter")
    await press(ana, "I agree")
    await sees(ana, "You are in")
    await ana.locator("#guide").get_by_role("button", name="/mentor offer").click()
    await ana.keyboard.press("Enter")
    await expect(ana.get_by_role("article").last).to_contain_text("You teach Software architecture: expert")

    await say(ana, "/mentor offer")
    dialog = ana.get_by_role("dialog")
    await dialog.get_by_role("textbox").fill("   ")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.locator(".wrong")).to_be_visible()
    await dialog.get_by_role("textbox").fill("accessibility")
    await dialog.get_by_label("strong").check()
    await look(ana, shots, "2-form")
    await dialog.get_by_role("button", name="Save").click()
    await expect(ana.get_by_role("article").last).to_contain_text(
        re.compile("You teach .*accessibility.*: strong", re.IGNORECASE)
    )

    await ana.locator("#guide").get_by_role("button", name="/mentor want").click()
    await ana.keyboard.press("Enter")
    await expect(ana.get_by_role("article").last).to_contain_text("You want to learn")


async def _runs_a_round(olga: Page, ana: Page, shots: Path | None) -> None:
    await say(olga, "/mentor-admin round open")
    await sees(olga, "Sign-up is open")
    await ana.get_by_role("link", name=re.compile("Bothways.*unread")).click()
    await press(ana, "I'm in")
    await expect(ana.get_by_role("article").last).to_contain_text("You are in")
    await say(olga, "/mentor-admin round preview")
    proposal = olga.get_by_role("article").last
    await expect(proposal).to_contain_text("No other valid arrangement places more.")
    await expect(proposal).to_contain_text("@Ana Duarte teaches @Ben Okafor Software architecture")
    await look(olga, shots, "3-proposal")
    await say(olga, "/mentor-admin round publish")
    await press(olga, "Publish")
    await sees(olga, "Published")


async def _a_week_later(ana: Page, ben: Page, shots: Path | None) -> None:
    await ana.locator(".moves").get_by_role("button", name="+1 week").click()
    await expect(ben.locator("#clock")).to_contain_text("Mon 30 Nov 2026")
    await ana.get_by_role("link", name=re.compile("Bothways.*unread")).click()
    await sees(ana, "Weekly check-in")
    await look(ana, shots, "5-check-in")
    await press(ana, "We met")
    await expect(ana.get_by_role("article").last).to_contain_text("Which directions happened?")
    await press(ana, "Both")
    await expect(ana.get_by_role("article").last.get_by_role("button", name="5")).to_be_visible()
    await expect(ana.locator("#guide [data-done]")).to_have_count(5)
