"""The playground in a real browser, with answers of the test's making."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from bot.router.request import Ask, Reject, Show
from bot.ui import Button, Card, ChoiceField, Form, Option, TextField, Tone
from tests.adapters.web.actors import HELLO
from tests.browser.conftest import Served, Tabs

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

FORM = Form(
    "offer.save",
    "What can you teach?",
    "Save",
    (
        ChoiceField("level", "How well?", (Option("1", "a little"), Option("2", "well")), "2"),
        TextField("skills", "Skills", hint="python, k8s"),
    ),
)
AGREE = Card("Before you join", (("Five rules.",),), rows=((Button("I agree", "join.agree", Tone.MAIN),),))

# Controls a screen reader would announce without a name, and ids that are there twice.
UNNAMED = """() => {
  const words = (el) => el?.textContent.trim();
  const byId = (ids) => (ids ?? "").split(" ").some((id) => words(document.getElementById(id)));
  const named = (el) => el.getAttribute("aria-label") || byId(el.getAttribute("aria-labelledby"))
    || [...(el.labels ?? [])].some(words) || (el.matches("a, button, summary") && words(el));
  const controls = document.querySelectorAll("a, button, input, select, textarea, summary, [role=listbox]");
  const places = document.querySelectorAll("dialog[open], nav, section, [role=log]");
  const shown = [...controls, ...places].filter((el) => el.checkVisibility({ visibilityProperty: true }));
  return shown.filter((el) => !named(el)).map((el) => el.outerHTML.slice(0, 120));
}"""
TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((el) => el.id);
  return ids.filter((id, n) => ids.indexOf(id) < n);
}"""


async def say(page: Page, words: str) -> None:
    await page.locator("#text").fill(words)
    await page.locator("#text").press("Enter")


async def test_a_command_is_written_with_the_keyboard_alone(served: Served, tabs: Tabs) -> None:
    page = await tabs.open(served.at("/as/maya/mentorship"))
    text, rows = page.locator("#text"), page.locator("#suggestions [role=option]")
    await expect(text).to_be_focused()
    await page.keyboard.type("/mentor of")
    await expect(rows).to_have_count(1)
    await expect(text).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("ArrowDown")
    await expect(text).to_have_attribute("aria-activedescendant", "suggestion-0")
    await page.keyboard.press("Enter")
    await expect(text).to_have_value("/mentor offer ")
    await page.keyboard.type("ru")
    await expect(rows).to_have_text([re.compile("rust")])
    await page.keyboard.press("Tab")
    await expect(text).to_have_value("/mentor offer rust")
    await page.keyboard.press("Escape")
    await expect(page.locator("#suggestions")).to_be_hidden()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Hello")).to_be_visible()
    assert [(one.action, one.text) for one in served.scene.core.requests] == [("offer", "rust")]
    await expect(text).to_have_value("")
    await page.keyboard.press("ArrowUp")
    await expect(text).to_have_value("/mentor offer rust")


async def test_words_reach_the_other_tab_and_a_badge_the_one_that_is_elsewhere(
    served: Served, tabs: Tabs
) -> None:
    maya = await tabs.open(served.at("/as/maya/mentorship"))
    olga = await tabs.open(served.at("/as/olga/mentorship"))
    ravi = await tabs.open(served.at("/as/ravi/dm-ravi"))
    await say(maya, "hello <b>everybody</b>")
    for page in (maya, olga):
        await expect(page.get_by_text("hello <b>everybody</b>")).to_be_visible()
    unread = ravi.locator("#rooms").get_by_role("link", name=re.compile("mentorship.*unread"))
    await unread.click()
    await expect(ravi.locator(".fresh")).to_have_count(1)
    await expect(ravi.locator("#rooms [data-unread]")).to_have_count(0)


async def test_a_message_in_private_is_counted_in_the_title_until_it_is_read(
    served: Served, tabs: Tabs
) -> None:
    page = await tabs.open(served.at("/as/maya/mentorship"))
    direct = served.scene.chat.direct("maya")
    assert direct is not None
    served.scene.chat.post(direct, HELLO)
    await expect(page).to_have_title(re.compile(r"^\(1\) mentorship"))
    await page.get_by_role("link", name=re.compile("Bothways.*unread")).click()
    await expect(page).to_have_title(re.compile(r"^Bothways · Maya"))


async def test_a_form_is_filled_refused_mended_and_taken(served: Served, tabs: Tabs) -> None:
    served.scene.core.answers |= {
        "offer": Ask(FORM),
        "offer.save": Reject({"skills": "No such skill."}, HELLO),
    }
    page = await tabs.open(served.at("/as/maya/mentorship"))
    await say(page, "/mentor offer")
    dialog = page.get_by_role("dialog", name="What can you teach?")
    await expect(dialog.get_by_label("well")).to_be_focused()
    await dialog.get_by_label("Skills").fill("xyzzy")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_text("No such skill.")).to_be_visible()
    await expect(dialog.get_by_label("Skills")).to_be_focused()
    await expect(dialog.get_by_label("Skills")).to_have_value("xyzzy")
    served.scene.core.answers["offer.save"] = Show(HELLO)
    await dialog.get_by_label("Skills").fill("rust")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    await expect(page.locator("#text")).to_be_focused()
    await expect(page.get_by_role("heading", name="Hello")).to_be_visible()
    assert served.scene.core.requests[-1].values == {"level": ("2",), "skills": ("rust",)}


async def test_a_replaced_card_keeps_the_keyboard_where_it_was(served: Served, tabs: Tabs) -> None:
    served.scene.core.answers |= {"join": Show(AGREE), "join.agree": Show(HELLO, replaces=True)}
    page = await tabs.open(served.at("/as/maya/mentorship"))
    await say(page, "/mentor join")
    await page.get_by_role("button", name="I agree").press("Enter")
    await expect(page.get_by_role("heading", name="Hello")).to_be_visible()
    await expect(page.get_by_role("article")).to_be_focused()
    await expect(page.get_by_role("button", name="I agree")).to_have_count(0)


async def test_the_drawer_shows_every_drawing_and_gives_the_keyboard_back(served: Served, tabs: Tabs) -> None:
    page = await tabs.open(served.at("/as/maya/mentorship"))
    await say(page, "/mentor help")
    look = page.get_by_role("button", name="Look inside this message")
    await look.press("Enter")
    drawer = page.get_by_role("dialog", name="Inside this message")
    await expect(drawer.locator("pre")).to_contain_text('"title": "Hello"')
    await drawer.get_by_role("button", name="Slack").click()
    await expect(drawer.locator("pre")).to_contain_text('"type": "plain_text"')
    await page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()
    await expect(look).to_be_focused()


async def test_somebody_else_is_found_by_typing(served: Served, tabs: Tabs) -> None:
    page = await tabs.open(served.at("/as/maya/mentorship"))
    await page.get_by_role("button", name=re.compile("You are Maya Okafor")).click()
    await expect(page.get_by_label("Find a person")).to_be_focused()
    await page.keyboard.type("Organiser")
    await expect(page.locator("#people li:visible")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/as/olga/mentorship"))


async def test_light_and_dark_are_chosen_and_remembered(served: Served, tabs: Tabs) -> None:
    page = await tabs.open(served.at("/as/maya/mentorship"))
    background = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(background)
    await page.get_by_role("button", name="Switch between light and dark").click()
    dark = await page.evaluate(background)
    assert light != dark
    await page.reload()
    assert await page.evaluate(background) == dark


async def test_time_is_moved_and_told_in_every_tab(served: Served, tabs: Tabs) -> None:
    maya = await tabs.open(served.at("/as/maya/mentorship"))
    ravi = await tabs.open(served.at("/as/ravi/mentorship"))
    await maya.get_by_role("button", name="+1 day").click()
    await expect(maya.locator("#clock")).to_contain_text("Tue 24 Nov 2026")
    await expect(ravi.locator("#clock")).to_contain_text(re.compile(r"Tue 24 Nov 2026\s+14:30"))


async def test_whoever_reads_further_up_is_not_moved_but_told(served: Served, tabs: Tabs) -> None:
    channel = served.scene.chat.channel("mentorship")
    assert channel is not None
    for n in range(40):
        served.scene.chat.post(channel, f"message {n}", author="ravi")
    served.scene.chat.read_all()
    page = await tabs.open(served.at("/as/maya/mentorship"))
    await expect(page.get_by_text("message 39", exact=True)).to_be_in_viewport()
    await page.locator("#log").evaluate("log => log.scrollTo(0, 0)")
    await expect(page.get_by_text("message 0", exact=True)).to_be_in_viewport()
    await expect(page.get_by_role("button", name="New messages below")).to_be_hidden()
    served.scene.chat.post(channel, "the newest", author="ravi")
    await page.get_by_role("button", name="New messages below").click()
    await expect(page.get_by_text("the newest")).to_be_in_viewport()
    served.scene.chat.post(channel, "one more", author="ravi")
    await expect(page.get_by_text("one more")).to_be_in_viewport()


async def test_nothing_due_is_told(served: Served, tabs: Tabs) -> None:
    served.scene.engine.next_event = timedelta()
    page = await tabs.open(served.at("/as/maya/mentorship"))
    await page.get_by_role("button", name="Next event").click()
    await expect(page.get_by_role("status")).to_contain_text("Nothing is due yet.")


async def test_starting_over_empties_every_tab(served: Served, tabs: Tabs) -> None:
    maya = await tabs.open(served.at("/as/maya/mentorship"))
    olga = await tabs.open(served.at("/as/olga/mentorship"))
    await say(maya, "soon forgotten")
    await expect(olga.get_by_text("soon forgotten")).to_be_visible()
    await maya.get_by_role("button", name="Start over").first.click()
    await maya.get_by_role("dialog").get_by_role("button", name="Start over").click()
    for page in (maya, olga):
        await expect(page.get_by_text("soon forgotten")).to_have_count(0)
    await expect(olga).to_have_url(re.compile("/as/olga/mentorship"))


async def test_a_tab_survives_a_restart_and_misses_nothing(served: Served, tabs: Tabs) -> None:
    page = await tabs.open(served.at("/as/maya/dm-maya"))
    await served.adapter.stop()
    await expect(page.get_by_role("status")).to_contain_text("The playground does not answer")
    direct = served.scene.chat.direct("maya")
    assert direct is not None
    served.scene.chat.post(direct, HELLO)
    await served.adapter.start()
    await expect(page.get_by_role("heading", name="Hello")).to_have_count(1)
    await expect(page.get_by_role("status")).to_be_hidden()
    assert all("htmx:sse:error" in one or "ERR_CONNECTION_REFUSED" in one for one in tabs.complaints)
    tabs.complaints.clear()


async def test_what_the_server_refuses_is_told_and_the_words_come_back(served: Served, tabs: Tabs) -> None:
    page = await tabs.open(served.at("/as/maya/mentorship"))
    await say(page, "x" * 4001)
    await expect(page.get_by_role("status")).to_have_text(
        "A message holds 4000 characters; this one has 4001."
    )
    assert await page.locator("#text").input_value() == "x" * 4001
    assert all("413" in one for one in tabs.complaints)
    tabs.complaints.clear()


async def test_every_control_has_a_name_and_every_id_is_there_once(served: Served, tabs: Tabs) -> None:
    served.scene.core.answers["offer"] = Ask(FORM)
    page = await tabs.open(served.at("/as/maya/mentorship"))
    await say(page, "/mentor help")
    await expect(page.get_by_role("heading", name="Hello")).to_be_visible()
    await page.keyboard.type("/mentor ")
    await expect(page.locator("#suggestions")).to_be_visible()
    assert (await page.evaluate(UNNAMED), await page.evaluate(TWICE)) == ([], [])
    await say(page, "/mentor offer")
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert (await page.evaluate(UNNAMED), await page.evaluate(TWICE)) == ([], [])


async def test_the_first_stop_of_the_keyboard_leads_to_the_message_field(served: Served, tabs: Tabs) -> None:
    page = await tabs.open(served.at("/as/maya/mentorship"))
    skip = page.get_by_role("link", name="Skip to the message field")
    await expect(skip).not_to_be_in_viewport()
    await skip.focus()
    await expect(skip).to_be_in_viewport()
    assert await page.evaluate("document.querySelector('a, button, input') === document.activeElement")
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_be_focused()


async def test_a_phone_shows_the_conversation_and_keeps_the_rooms_behind_a_button(
    served: Served, phone: Tabs
) -> None:
    page = await phone.open(served.at("/as/maya/mentorship"))
    await say(page, "/mentor help")
    await expect(page.get_by_role("heading", name="Hello")).to_be_in_viewport()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await expect(page.get_by_role("navigation", name="Rooms")).to_be_hidden()
    await page.get_by_role("button", name="Open the menu").click()
    await page.get_by_role("link", name="random").click()
    await expect(page.get_by_role("heading", name="random", exact=True)).to_be_visible()
