"""Every screen can be drawn on every face, whatever people typed, in every language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest

from adapters.console.render import Pen
from adapters.discord import forms as discord_forms
from adapters.discord import render as discord_render
from adapters.discord.marks import COMMUNITIES, LETTERS
from adapters.slack import render as slack_render
from adapters.web import render as web_render
from bot import calendars
from bot.model.ids import MemberId
from bot.ports import Handle
from bot.router.request import Reader
from bot.screens.problems import SENTENCES
from bot.ui import Bold, Card, Form, Line
from tests.fakes.discord import validate
from tests.fakes.discord.errors import ApiError
from tests.fakes.discord.spec import load_checker
from tests.fakes.slack.blockkit import validate_blocks, validate_view
from tests.screens.cast import CALM, LONG, STYLES, Cast
from tests.screens.gallery import Drawn, cases, drawn, public_screens

ZONE = "America/Argentina/ComodRivadavia"
WEB = web_render.environment()
ADDRESS = "/somebody/somewhere"
OURS = (
    ADDRESS,
    f"{calendars.GOOGLE}?",
    f"{calendars.OUTLOOK}?",
    "data:text/calendar;",
    "data:application/json;base64,",
    "data:text/markdown;",
)
TAGS = {
    "form",
    "h2",
    "h3",
    "p",
    "dl",
    "dt",
    "dd",
    "div",
    "span",
    "strong",
    "code",
    "time",
    "header",
    "footer",
} | {*("fieldset", "legend", "label", "select", "option", "button", "input", "textarea", "a")}
CALLS = re.compile(r"<(?:[@#]|!(?!date\^))[^>]*>?")
CALLS_ON_DISCORD = re.compile(r"(?<!\\)(?:<[@#][^>]*>|@(?:everyone|here)\b)")
every_screen = pytest.mark.parametrize("screen", public_screens())


@cache
def names(cast: Cast) -> Mapping[MemberId, Handle]:
    """Return how a platform knows everybody."""
    return cast.names()


@cache
def known(cast: Cast) -> frozenset[str]:
    """Return the mentions of everybody, which Slack and Discord write the same way."""
    return frozenset(f"<@{handle.external_id}>" for handle in names(cast).values())


@cache
def on_slack(one: Drawn) -> dict[str, Any]:
    """Return a screen as Slack is sent it."""
    if isinstance(one.screen, Form):
        return slack_render.modal(one.screen, kept="{}", zone=ZONE)
    message = slack_render.message(one.screen, names(one.cast), block_id="letter-1")
    return {"text": message.text, "blocks": list(message.blocks)}


@cache
def on_discord(one: Drawn) -> dict[str, Any]:
    """Return a screen as Discord is sent it."""
    if isinstance(one.screen, Form):
        return discord_forms.form(one.screen, ZONE).to_dict()
    marks = COMMUNITIES[-1], LETTERS[-1]
    view = discord_render.card(one.screen, names(one.cast), community_mark=marks[0], letter_mark=marks[1])
    components: list[dict[str, Any]] = [part.to_component_dict() for part in view.children]
    return {"components": components, "flags": 1 << 15}


@cache
def on_the_web(one: Drawn) -> Page:
    """Return a screen as a browser gets it from the playground."""
    reader, tab = Reader(zone=ZONE, language=one.language), SimpleNamespace(address=ADDRESS)
    if isinstance(one.screen, Form):
        opened = SimpleNamespace(id=1, form=one.screen, errors={}, sent={})
        controls = web_render.form_controls(one.screen, reader, (), {}, {})
        return Page(WEB.get_template("form.html").render(tab=tab, opened=opened, controls=controls))
    view = SimpleNamespace(id=1, card=web_render.card_view(one.screen, reader, names(one.cast)))
    return Page(str(web_cards().card(view, tab)))


@cache
def web_cards() -> Any:
    """Return the template that draws cards."""
    return WEB.get_template("message.html").module


def in_the_terminal(one: Drawn) -> list[str]:
    """Return a screen as the lines that a terminal shows."""
    pen = Pen(names(one.cast), Reader(zone=ZONE, language=one.language))
    return pen.form(one.screen) if isinstance(one.screen, Form) else pen.card(one.screen)


class Page(HTMLParser):
    """What a browser makes of HTML: tags, attributes and the words between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data


def refused(body: dict[str, Any], check: Callable[[dict[str, Any]], None]) -> list[object]:
    """Return what the local Discord says against a body."""
    try:
        check(body)
    except ApiError as error:
        return [vars(error)]
    return []


def read_as_markup(found: object) -> Iterator[str]:
    """Yield every string that Slack might read as markup: not addresses, and not plain_text, which is literal."""
    if isinstance(found, dict) and found.get("type") != "plain_text":
        yield from (text for key, value in found.items() if key != "url" for text in read_as_markup(value))
    elif isinstance(found, list):
        yield from (text for value in found for text in read_as_markup(value))
    elif isinstance(found, str):
        yield found


def shown_on_discord(body: dict[str, Any]) -> list[str]:
    """Return the texts of a message, in which Discord reads markdown."""
    return [part["content"] for part in body["components"][0]["components"] if part["type"] == 10]


def cards(screen: str) -> list[Drawn]:
    """Return the cases of a screen, unless it is a form: in those the platforms read no markup."""
    return [one for one in drawn(screen) if isinstance(one.screen, Card)]


def said(screen: Card | Form) -> Iterator[str]:
    """Yield all words in the lines and facts of a card."""
    for line in lines_of(screen):
        yield from (
            span if isinstance(span, str) else span.text for span in line if isinstance(span, str | Bold)
        )


def lines_of(screen: Card | Form) -> list[Line]:
    """Return the lines and facts of a card; none of a form."""
    return [*screen.lines, *(fact.value for fact in screen.facts)] if isinstance(screen, Card) else []


def parts(screen: Card | Form) -> int:
    """Return how many things stand under each other in a screen."""
    if isinstance(screen, Form):
        return 2 + len(screen.fields)
    return (
        1
        + len(lines_of(screen))
        + len(screen.rows)
        + bool(screen.select)
        + bool(screen.image)
        + bool(screen.file)
    )


def test_every_public_screen_is_in_the_gallery_and_nothing_else() -> None:
    shown = {one.screen for style in STYLES.values() for one in cases(Cast(style))}
    assert shown == set(public_screens())
    assert len(shown) > 70


def test_no_case_is_drawn_under_the_name_of_another() -> None:
    named = [(one.screen, one.about) for one in cases(Cast(STYLES[CALM]))]
    assert [name for name in named if named.count(name) > 1] == []


def test_every_sentence_of_a_problem_is_shown() -> None:
    shown = {line for one in drawn("problems.card") if one.language == "en" for line in said(one.screen)}
    beginnings = {sentence.partition("{")[0] for sentence in SENTENCES.values()}
    assert [one for one in beginnings if not any(line.startswith(one) for line in shown)] == []


@every_screen
def test_no_screen_breaks_a_limit(screen: str) -> None:
    made = drawn(screen)
    assert made
    assert all(isinstance(one.screen, Card | Form) for one in made)


@every_screen
def test_slack_would_take_every_screen(screen: str) -> None:
    wrong = {}
    for one in drawn(screen):
        body = on_slack(one)
        form = isinstance(one.screen, Form)
        found = validate_view(body, "modal") if form else validate_blocks(body["blocks"], "message")
        if found or not (form or 0 < len(body["text"]) < 4000):
            wrong[one.name] = found
    assert wrong == {}


@every_screen
def test_discord_would_take_every_screen(screen: str) -> None:
    wrong = {}
    for one in drawn(screen):
        body = on_discord(one)
        form = isinstance(one.screen, Form)
        found = refused(body, validate.modal if form else validate.message)
        if found or not (form or sum(map(len, shown_on_discord(body))) <= 4000):
            wrong[one.name] = found
    assert wrong == {}


@every_screen
def test_discords_own_description_knows_every_screen(screen: str) -> None:
    checker = load_checker()
    if checker is None:
        pytest.skip("Discord's OpenAPI description is not on this machine")
    wrong = {}
    for one in drawn(screen)[-1:]:
        body = on_discord(one)
        form = isinstance(one.screen, Form)
        path = "/interactions/1/token/callback" if form else "/channels/1/messages"
        if found := checker.request("POST", path, {"type": 9, "data": body} if form else body):
            wrong[one.name] = found
    assert wrong == {}


@every_screen
def test_a_browser_sees_no_markup_that_somebody_typed(screen: str) -> None:
    wrong = {}
    for one in drawn(screen):
        page = on_the_web(one)
        acts = [name for name, _ in page.attributes if name.startswith("on")]
        leads = [to for name, to in page.attributes if name in {"href", "src", "hx-post", "hx-get"}]
        if page.tags - TAGS or acts or [to for to in leads if not to.startswith(OURS)]:
            wrong[one.name] = (page.tags - TAGS, acts, leads)
    assert wrong == {}


@every_screen
def test_a_browser_shows_every_word_as_it_was_typed(screen: str) -> None:
    wrong = {}
    for one in drawn(screen):
        words = on_the_web(one).words
        if missing := [part for part in said(one.screen) if part not in words]:
            wrong[one.name] = missing
    assert wrong == {}


@every_screen
def test_a_terminal_shows_every_part_of_a_screen_on_a_line_of_its_own(screen: str) -> None:
    lines = {one.name: (one.screen, in_the_terminal(one)) for one in drawn(screen)}
    assert [name for name, (shown, drew) in lines.items() if len(drew) != parts(shown)] == []
    assert [name for name, (shown, drew) in lines.items() if drew[0] != shown.title] == []


@every_screen
def test_a_terminal_gets_no_control_character_that_somebody_typed(screen: str) -> None:
    lines = {one.name: in_the_terminal(one) for one in drawn(screen)}
    assert [name for name, shown in lines.items() if not "".join(shown).isprintable()] == []


@every_screen
def test_nobody_can_make_slack_call_everybody(screen: str) -> None:
    wrong = {}
    for one in cards(screen):
        called = {found for text in read_as_markup(on_slack(one)) for found in CALLS.findall(text)} - known(
            one.cast
        )
        if called:
            wrong[one.name] = called
    assert wrong == {}


@every_screen
def test_nobody_can_make_discord_call_everybody(screen: str) -> None:
    wrong = {}
    for one in cards(screen):
        texts = shown_on_discord(on_discord(one))
        called = {found for text in texts for found in CALLS_ON_DISCORD.findall(text)} - known(one.cast)
        if called:
            wrong[one.name] = called
    assert wrong == {}


@every_screen
def test_nothing_is_cut_of_what_is_written_in_ordinary_letters(screen: str) -> None:
    ordinary = [one for one in cards(screen) if one.cast.style in {STYLES[CALM], STYLES[LONG]}]
    cut = [
        one.name
        for one in ordinary
        for text in (on_slack(one)["text"], *shown_on_discord(on_discord(one)))
        if text.endswith("…")
    ]
    assert cut == []
