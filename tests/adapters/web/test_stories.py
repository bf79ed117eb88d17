"""The article's two stories and the circle, lived through the playground's pages on the real core."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest
import pytest_asyncio

from bot.config import WebSettings
from bot.wiring.demo import PlaygroundEngine, open_playground
from tests.adapters.web.browser import Browser
from tests.journeys import messy

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Visitor:
    """Reads pages as text and presses buttons by what they say."""

    def __init__(self, browser: Browser, engine: PlaygroundEngine) -> None:
        self.browser = browser
        self._engine = engine

    async def say(self, person: str, words: str, room: str = "mentorship") -> None:
        answer = await self.browser.post(f"/as/{person}/{room}/say", {"text": words})
        assert answer.status == 204, answer.text

    async def press(self, person: str, label: str, room: str = "mentorship") -> None:
        page = (await self.browser.get(f"/as/{person}/{room}")).text
        [*_, (path, action)] = [
            (form[1], button[1])
            for form in re.finditer(r'<form class="card" hx-post="([^"]+)"(.*?)</form>', page, re.DOTALL)
            for button in re.finditer(rf'value="([^"]+)">{re.escape(label)}</button>', form[2])
        ]
        assert (await self.browser.post(path, {"action": action})).status == 204

    async def read(self, person: str, room: str = "mentorship") -> str:
        page = (await self.browser.get(f"/as/{person}/{room}")).text
        cards = re.findall(r'<form class="card".*?</form>', page, re.DOTALL)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", " ".join(cards))))

    async def start_over(self) -> None:
        assert (await self.browser.post("/reset", {})).status == 204

    async def introduction(self, person: str) -> str:
        [group] = [place for place in self._engine.chat.places_of(person) if place.id.startswith("group-")]
        return await self.read(person, group.id)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visitor() -> AsyncIterator[Visitor]:
    adapter, engine = await open_playground(WebSettings(port=0))
    yield Visitor(Browser(adapter.app), engine)
    await engine.close()


async def test_somebody_who_is_no_organiser_cannot_open_a_round(visitor: Visitor) -> None:
    await visitor.say("ben", "/mentor-admin round open")
    assert "Sign-up is open" not in await visitor.read("ben")
    await visitor.say("olga", "/mentor-admin round status")
    assert "Round 1" not in await visitor.read("olga")


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("tom", "/mentor offre python"),
        ("lucia", "/mentor offer " + "x" * 5000),
        ("jonas", "/mentor offer <b>@everyone</b> <!channel>"),
        ("amara", "/mentor pause 2020-01-01"),
        ("piotr", "/mentor-admin organiser add @nobody"),
    ],
)
async def test_bad_input_gets_one_card_and_no_trace(visitor: Visitor, person: str, words: str) -> None:
    await visitor.say(person, words)
    page = (await visitor.browser.get(f"/as/{person}/mentorship")).text
    assert page.count('<form class="card"') == 1
    assert "Traceback" not in page
    assert "<b>@everyone" not in page


async def test_the_round_of_the_maker_club_brings_the_two_stories_and_the_circle_together(
    visitor: Visitor,
) -> None:
    await visitor.say("ana", "/mentor join")
    await visitor.press("ana", "I agree")
    await visitor.say("ana", "/mentor offer software architecture (expert)")
    await visitor.say("ana", "/mentor want generative AI: keep up with what juniors use")
    await visitor.say("olga", "/mentor-admin round open")
    await visitor.press("ana", "I&#39;m in", "dm-ana")
    await visitor.say("olga", "/mentor-admin round preview")
    assert "No other valid arrangement places more." in await visitor.read("olga")
    await visitor.say("olga", "/mentor-admin round publish")
    await visitor.press("olga", "Publish")

    for person in ("ana", "ben"):
        told = await visitor.introduction(person)
        assert "@Ana Duarte teaches @Ben Okafor Software architecture" in told
        assert "@Ben Okafor teaches @Ana Duarte Generative AI" in told
    for person in ("sara", "ravi"):
        told = await visitor.introduction(person)
        assert "@Sara Lindqvist teaches @Ravi Menon Application security" in told
        assert "@Ravi Menon teaches @Sara Lindqvist Machine learning" in told
    for person in ("ines", "kofi", "mei"):
        told = await visitor.introduction(person)
        assert "@Ines Moreau teaches @Mei Tanaka-Lin Drawing" in told
        assert "@Mei Tanaka-Lin teaches @Kofi Mensah Mandarin Chinese" in told
        assert "@Kofi Mensah teaches @Ines Moreau Bookkeeping" in told


class Page:
    """The playground's first channel as a face."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    async def types(self, handle: str, text: str) -> None:
        await self._visitor.say(handle, text)

    async def presses(self, handle: str, label: str) -> None:
        if label in await self._visitor.read(handle):
            await self._visitor.press(handle, label)

    async def sees(self, handle: str, text: str) -> str:
        seen = await self._visitor.read(handle)
        assert text in seen
        return seen


async def test_twenty_messy_lines_their_questions_and_a_merge_taken_back(visitor: Visitor) -> None:
    await visitor.start_over()
    page = Page(visitor)
    await messy.everybody_types(page)
    await messy.questions_are_answered(page)
    await messy.an_organiser_merges_and_takes_it_back(page)
