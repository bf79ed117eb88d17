"""Cards and forms as Discord draws them, within its limits, whatever people typed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import forms, render
from adapters.discord.marks import COMMUNITIES, LETTERS
from adapters.discord.markup import clean, draw_all, escape
from bot import ui
from bot.model.ids import MemberId
from bot.ports import Handle
from bot.ui import (
    Bold,
    Button,
    Card,
    ChoiceField,
    ChoicesField,
    Code,
    Fact,
    Field,
    Form,
    Image,
    Link,
    Mention,
    MomentField,
    Option,
    PersonField,
    Select,
    Span,
    TextField,
    Tone,
    When,
)
from tests.fakes.discord import validate
from tests.fakes.discord.spec import load_checker

ANN = MemberId(1)
NAMES = {ANN: Handle(external_id="111222333444555666", name="Ann")}
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SPECIAL = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|<>\[\]@]")

INTRODUCTION = Card(
    "You two are partners",
    (
        ("Meet ", Mention(ANN), ", who teaches you ", Bold("Rust"), "."),
        ("Your first check-in is on ", When(NOON), "; the round ends on ", When(NOON, "date"), "."),
        (
            "Change your mind with ",
            Code("/mentor change"),
            " or read ",
            Link("the guide", "https://a.example/x y"),
        ),
    ),
    (Fact("You learn", ("Rust, from ", Mention(ANN))), Fact("You teach", ("Giving talks",))),
    (
        (Button("Set goals", "goals:7", Tone.MAIN), Button("Suggest times", "meet:7")),
        (Button("Not a fit", "change:7", Tone.DANGER),),
    ),
    Select("meet.pick:7", "A time", (Option("1", "Monday 18:00"), Option("2", "Tuesday 18:00"))),
    Image("https://example.org/chart.png", "Two circles that overlap"),
)


def full(fill: str) -> Card:
    """Return a card as large as one can be, every text made of one character."""
    rows = tuple(
        tuple(
            Button(fill * ui.MAX_BUTTON, f"a:{5 * row + column}", Tone.MAIN) for column in range(ui.MAX_ROW)
        )
        for row in range(ui.MAX_ROWS)
    )
    options = tuple(Option(str(n), fill * ui.MAX_OPTION) for n in range(ui.MAX_OPTIONS))
    room = ui.MAX_CARD - ui.MAX_TITLE - 2 * ui.MAX_FACTS - 1
    each = room // (3 * ui.MAX_FACTS)
    return Card(
        fill * ui.MAX_TITLE,
        ((fill * each * ui.MAX_FACTS,),),
        tuple(Fact(fill * min(each, ui.MAX_FACT_LABEL), (fill * each,)) for _ in range(ui.MAX_FACTS)),
        rows,
        Select("b", fill * ui.MAX_PLACEHOLDER, options),
        Image("https://example.org/chart.png", fill * ui.MAX_ALT),
    )


def message(card: Card) -> dict[str, Any]:
    """Return the body of a message, as the adapter posts it."""
    view = render.card(card, NAMES, community_mark=COMMUNITIES[5], letter_mark=LETTERS[5])
    components: list[dict[str, Any]] = [one.to_component_dict() for one in view.children]
    return {"components": components, "flags": 1 << 15}


def texts(body: dict[str, Any]) -> list[str]:
    """Return the texts of a message, in order."""
    [box] = body["components"]
    return [part["content"] for part in box["components"] if part["type"] == 10]


@pytest.mark.parametrize(
    "card",
    [
        INTRODUCTION,
        Card("Short"),
        full("x"),
        full("*"),
        full("\u202e"),
        full("🦀"),
        Card("x", (("",),)),
    ],
    ids=[
        "introduction",
        "title only",
        "full",
        "full of markup",
        "full of nothing",
        "full of emoji",
        "empty",
    ],
)
def test_every_card_is_within_discords_limits(card: Card) -> None:
    body = message(card)
    validate.message(body)
    checker = load_checker()
    assert checker is None or checker.request("POST", "/channels/1/messages", body) == []
    assert sum(len(text) for text in texts(body)) <= 4000


def test_an_introduction_reads_as_it_should() -> None:
    head, facts = texts(message(INTRODUCTION))
    assert head == (
        "### You two are partners\n"
        "Meet <@111222333444555666>, who teaches you **Rust**.\n"
        "Your first check-in is on <t:1772452800:F>; the round ends on <t:1772452800:D>.\n"
        "Change your mind with `/mentor change` or read [the guide](<https://a.example/xy>)"
    )
    assert facts == "**You learn**\nRust, from <@111222333444555666>\n**You teach**\nGiving talks"


def test_buttons_keep_their_rows_their_meaning_and_their_actions() -> None:
    [box] = message(INTRODUCTION)["components"]
    rows = [part["components"] for part in box["components"] if part["type"] == 1]
    assert [[(one["custom_id"], one.get("style")) for one in row] for row in rows] == [
        [("goals:7", 1), ("meet:7", 2)],
        [("change:7", 4)],
        [("meet.pick:7", None)],
    ]


def test_a_picture_has_words_for_those_who_do_not_see_it() -> None:
    [box] = message(INTRODUCTION)["components"]
    [gallery] = [part for part in box["components"] if part["type"] == 12]
    assert gallery["items"][0]["description"] == "Two circles that overlap"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (
            "**bold** _it_ ~~no~~ ||spoiler|| `code`",
            r"\*\*bold\*\* \_it\_ \~\~no\~\~ \|\|spoiler\|\| \`code\`",
        ),
        ("<@123> <#4> <t:5> @everyone", r"\<\@123\> \<#4\> \<t:5\> \@everyone"),
        ("[click](https://evil.example)", r"\[click\](https\://evil.example)"),
        ("# big\n## too\n-# small", "\\# big\n\\## too\n\\-# small"),
        ("- a\n  + b\n> quote", "\\- a\n  \\+ b\n\\> quote"),
        ("C# and 1-2-3 + 4", "C# and 1-2-3 + 4"),
        (r"back\slash", r"back\\slash"),
        ("safe\u202etxt.exe a\u200bb\u2066c\x07", "safetxt.exe abc"),
        ("a\u200db and 👩\u200d👧", "ab and 👩\u200d👧"),
        ("one\r\ntwo\u2028three\tfour", "one\ntwo three four"),
    ],
)
def test_what_people_typed_is_shown_as_text(typed: str, shown: str) -> None:
    assert escape(typed) == shown


@given(st.text())
def test_escaping_changes_nothing_that_is_seen_and_leaves_nothing_active(typed: str) -> None:
    escaped = escape(typed)
    assert re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escaped) == clean(typed)
    assert not SPECIAL.search(re.sub(r"\\\\", "", escaped).replace("\\", "\\"))
    assert "://" not in escaped


SPANS: st.SearchStrategy[Span] = st.one_of(
    st.text(),
    st.builds(Bold, st.text()),
    st.builds(Code, st.text()),
    st.just(Mention(ANN)),
    st.just(When(NOON)),
)


@given(st.lists(st.lists(SPANS, max_size=5), max_size=5), st.integers(min_value=0, max_value=200))
def test_what_is_drawn_never_gets_longer_than_allowed(lines: list[list[Span]], most: int) -> None:
    assert len(draw_all([tuple(line) for line in lines], NAMES, most)) <= most


def test_cutting_never_leaves_half_an_escape_or_half_a_mention() -> None:
    assert draw_all([("a**", Mention(ANN))], NAMES, 5) == r"a\*…"
    assert draw_all([("hello ", Mention(ANN))], NAMES, 10) == "hello …"


def test_a_code_span_cannot_be_broken_out_of() -> None:
    assert draw_all([(Code("/mentor `x` **y**\n# z"),)], NAMES, 100) == "`/mentor 'x' **y** # z`"


def test_a_title_stays_on_its_one_line() -> None:
    assert texts(message(Card("One\n# two")))[0] == "### One # two"


FIELDS: tuple[Field, ...] = (
    TextField("text", "A line", "*before*", "A hint", limit=80),
    TextField("words", "Words", long=True, optional=True, limit=ui.MAX_INPUT),
    ChoiceField("one", "One", (Option("a", "A"), Option("b", "B")), value="b"),
    ChoiceField("many", "One of many", tuple(Option(str(n), f"Number {n}") for n in range(ui.MAX_OPTIONS))),
    ChoiceField("maybe", "Perhaps", (Option("a", "A"), Option("b", "B")), optional=True),
    ChoiceField("sole", "Only one", (Option("a", "A"),), value="a"),
    ChoicesField(
        "boxes", "Boxes", tuple(Option(str(n), f"Number {n}") for n in range(10)), ("3",), optional=True
    ),
    PersonField("person", "Who", "Nobody else learns of it"),
    PersonField("nobody", "Who, if anybody", optional=True),
    MomentField("at", "When", "2026-12-24T15:00"),
    MomentField("later", "Later", "in a week or so, whenever it suits you both", optional=True),
)
LONGEST = tuple(
    TextField("x" * (n + 1), "x" * ui.MAX_LABEL, "x" * 3000, "x" * ui.MAX_HINT, limit=3000, long=True)
    for n in range(5)
)


@pytest.mark.parametrize(
    "fields",
    [FIELDS[:5], FIELDS[5:10], FIELDS[10:], LONGEST],
    ids=["text and choices", "boxes, people and moments", "words for a moment", "longest"],
)
def test_every_form_is_within_discords_limits(fields: tuple[Field, ...]) -> None:
    form = Form("a" * ui.MAX_ACTION, "x" * ui.MAX_FORM_TITLE, "Save", fields)
    data = forms.form(form, "Europe/Berlin").to_dict()
    validate.modal(data)
    checker = load_checker()
    body = {"type": 9, "data": data}
    assert checker is None or checker.request("POST", "/interactions/1/token/callback", body) == []
    assert [label["component"]["custom_id"] for label in data["components"]] == [
        field.name for field in fields
    ]


def test_a_form_shows_what_was_typed_before() -> None:
    data = forms.form(Form("a", "A", "Save", (FIELDS[0], FIELDS[2], FIELDS[6], FIELDS[9])), "UTC").to_dict()
    text, choice, boxes, moment = (label["component"] for label in data["components"])
    assert text["value"] == "*before*"
    assert [one["value"] for one in choice["options"] if one.get("default")] == ["b"]
    assert [one["value"] for one in boxes["options"] if one.get("default")] == ["3"]
    assert moment["value"] == "2026-12-24 15:00"


def test_an_app_cannot_be_picked_and_what_was_left_open_is_empty() -> None:
    sent = forms.read(
        {
            "resolved": {"users": {"5": {"username": "beep", "bot": True}, "6": {"username": "dora"}}},
            "components": [
                {"type": 18, "component": {"type": 5, "custom_id": "person", "values": ["5", "6"]}},
                {"type": 18, "component": {"type": 4, "custom_id": "text", "value": ""}},
                {"type": 18, "component": {"type": 21, "custom_id": "one", "value": None}},
                {"type": 10},
            ],
        }
    )
    assert sent.people == {"person": (forms.Somebody("6", "dora"),)}
    assert sent.values == {"text": (), "one": ()}


def test_nothing_is_cut_of_a_full_card_without_markup() -> None:
    assert not [text for text in texts(message(full("x"))) if "…" in text]
