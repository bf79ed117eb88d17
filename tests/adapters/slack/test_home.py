"""The Home tab and the windows that answer what is pressed on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.slack import listeners
from bot.router.request import Answer, Reject, Request, Show
from bot.ui import Button, Card
from tests.adapters.slack.world import ADA, GRACE, OFFER_FORM, SmallCore, ask, logged_in, show, workspace
from tests.fakes.slack import FakeSlack, Person, View

PAGE = Card("Your place", rows=((Button("Teach", "offer"), Button("Partner", "partner")),))


@pytest.fixture
async def ws() -> AsyncIterator[FakeSlack]:
    async with workspace() as found:
        yield found
        assert found.violations() == []
        assert found.errors() == []


async def at_home(person: Person, words: str = "Your place") -> View:
    """Open the Home tab and return it as soon as it shows these words."""
    await person.open_home()
    return await page_with(person, words)


async def page_with(person: Person, words: str) -> View:
    """Return the Home tab as soon as it shows these words."""

    def look() -> View | None:
        page = person.home()
        return page if page is not None and words in page.plain() else None

    return await person.team.fake.wait_for(look)


async def test_the_home_tab_shows_the_members_own_page(ws: FakeSlack) -> None:
    core = SmallCore()
    core.page = (PAGE, Card("Your partnership"))
    async with logged_in(ws, core):
        page = await at_home(ws.user(ADA))
    assert "Your partnership" in page.plain()
    assert ws.user(GRACE).home() is None


async def test_the_messages_tab_publishes_nothing(ws: FakeSlack) -> None:
    async with logged_in(ws, SmallCore()):
        await ws.user(ADA).open_home("messages")
        await ws.settle(quiet=0.1)
    assert ws.calls_to("views.publish") == []


async def test_the_page_changes_after_what_its_owner_does(ws: FakeSlack) -> None:
    core = SmallCore()
    core.page = (PAGE,)
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await at_home(ada)
        core.page = (Card("You teach rust"),)
        await ada.slash("/mentor", "offer rust")
        await page_with(ada, "You teach rust")


async def test_a_page_published_elsewhere_meanwhile_is_drawn_anew(ws: FakeSlack) -> None:
    core = SmallCore()
    core.page = (PAGE,)
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await at_home(ada)
        ws.fail_next("views.publish", error="hash_conflict")
        core.page = (Card("You teach rust"),)
        await ada.slash("/mentor", "offer rust")
        await page_with(ada, "You teach rust")
    assert len(ws.calls_to("views.publish")) == 3


async def test_what_is_pressed_at_home_is_answered_in_a_window(ws: FakeSlack) -> None:
    core = SmallCore()
    core.page = (PAGE,)
    core.held = asyncio.Event()
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.click(await at_home(ada), "partner")
        await ada.wait_modal("One moment")
        core.held.set()
        await ada.wait_modal("You did partner")
    assert ada.inbox() == []


async def test_buttons_and_forms_in_a_window_stay_in_it(ws: FakeSlack) -> None:
    async def partner(_: Request) -> Answer:
        return Show(PAGE)

    core = SmallCore(partner=partner, offer=ask(OFFER_FORM), offer_save=show("Saved"))
    core.page = (PAGE,)
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.click(await at_home(ada), "partner")
        window = await ada.wait_modal("Your place")
        await ada.click(window, "offer")
        await ada.wait_modal("What can you teach?")
        await ada.submit_view(values={"skills": "rust"})
        await ada.wait_modal("Saved")
    assert len(ada.modals()) == 1
    assert ada.inbox() == []


async def test_a_form_from_home_opens_at_once_and_its_answer_is_a_window(ws: FakeSlack) -> None:
    core = SmallCore(offer=ask(OFFER_FORM), offer_save=show("Saved"))
    core.page = (PAGE,)
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.click(await at_home(ada), "offer")
        await ada.wait_modal("What can you teach?")
        await ada.submit_view(values={"skills": "rust"})
        await ada.wait_modal("Saved")


@pytest.mark.parametrize(
    "answer", [Show(Card("Saved late")), Reject({"skills": "Wrong."}, Card("Saved late"))]
)
async def test_a_slow_form_from_home_shows_its_answer_when_it_is_there(
    ws: FakeSlack, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    monkeypatch.setattr(listeners, "FORM_SECONDS", 0.1)
    released = asyncio.Event()

    async def save(_: Request) -> Answer:
        await released.wait()
        return answer

    core = SmallCore(offer=ask(OFFER_FORM), offer_save=save)
    core.page = (PAGE,)
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.click(await at_home(ada), "offer")
        await ada.wait_modal("What can you teach?")
        await ada.submit_view(values={"skills": "rust"})
        await ada.wait_modal("One moment")
        released.set()
        await ada.wait_modal("Saved late")


async def test_a_window_closed_meanwhile_leaves_its_answer_in_the_dm(ws: FakeSlack) -> None:
    core = SmallCore()
    core.page = (PAGE,)
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        home = await at_home(ada)
        core.held = asyncio.Event()
        await ada.click(home, "partner")
        await ada.wait_modal("One moment")
        ws.fail_next("views.update", error="not_found")
        core.held.set()
        await ada.wait_message("You did partner")
