"""Cards and forms as lines of text: readable, in the reader's zone, and nothing in them that a terminal would obey."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.console.render import Pen
from bot.model.ids import MemberId
from bot.ports import Handle
from bot.router.request import Reader
from bot.ui import (
    Bold,
    Button,
    Card,
    ChoiceField,
    Code,
    Fact,
    Form,
    Image,
    Line,
    Link,
    Mention,
    Option,
    Select,
    TextField,
    Tone,
    When,
)

ANA = MemberId(1)
NOON = datetime(2026, 12, 24, 12, 0, tzinfo=UTC)
NAMES = {ANA: Handle(external_id="ana", name="Ana Duarte")}
WHOLE = Card(
    "You teach each other",
    (
        (
            "Hello ",
            Mention(ANA),
            ", try ",
            Code("/mentor goals"),
            " or read ",
            Link("the guide", "https://x.test/g"),
            ".",
        ),
        ("Until ", When(NOON, "date"), ", next on ", When(NOON), "."),
    ),
    (Fact("You learn", (Bold("Rust"),)),),
    ((Button("Set goals", "goals:1", Tone.MAIN), Button("Not a fit", "change:1")), (Button("Help", "help"),)),
    Select("pick", "Another one", (Option("1", "Ben"), Option("2", "Cy"))),
    Image("https://x.test/a.png", "A chart"),
)


def test_a_card_is_read_from_its_title_to_its_buttons() -> None:
    assert Pen(NAMES, Reader("Asia/Kathmandu", "en")).card(WHOLE) == [
        "You teach each other",
        "Hello Ana Duarte, try /mentor goals or read the guide <https://x.test/g>.",
        "Until Thu 24 Dec, next on Thu 24 Dec, 17:45.",
        "You learn: Rust",
        "(picture: A chart)",
        "(Another one: Ben / Cy)",
        "[Set goals]  [Not a fit]",
        "[Help]",
    ]


def test_moments_are_said_in_the_readers_language() -> None:
    [_, line] = Pen({}, Reader("Europe/Berlin", "de")).card(Card("x", (("", When(NOON)),)))
    assert "24 Dez" in line
    assert "13:00" in line


def test_somebody_whose_name_is_not_known_is_somebody() -> None:
    assert Pen().line((Mention(MemberId(99)),)) == "somebody"


def test_a_form_shows_its_fields_and_how_to_send_it() -> None:
    options = (Option("a", "A"), Option("b", "B"))
    form = Form(
        "save", "Goals", "Save", (TextField("goal", "Your goal"), ChoiceField("level", "Level", options))
    )
    assert Pen().form(form) == ["Goals", "Your goal ____", "Level ____", "[Save]"]


CANNOT_BE_SEEN = "\x1b[31m\u202e\u200b\r\n\x07"


@pytest.mark.parametrize(
    "line",
    [
        (CANNOT_BE_SEEN,),
        (Bold(CANNOT_BE_SEEN),),
        (Code(CANNOT_BE_SEEN),),
        (Link(CANNOT_BE_SEEN, "https://x.test"),),
    ],
)
def test_control_and_direction_characters_become_spaces(line: Line) -> None:
    assert Pen().line(line).isprintable()


def test_nothing_a_terminal_obeys_is_left_anywhere_on_a_card_or_a_form() -> None:
    bad = f"a{CANNOT_BE_SEEN}b"
    names = {ANA: Handle(external_id="ana", name=bad)}
    card = Card(
        bad,
        ((Mention(ANA),),),
        (Fact(bad, (bad,)),),
        ((Button(bad, "press"),),),
        Select("pick", bad, (Option("1", bad),)),
        Image("https://x.test/a.png", bad),
    )
    assert all(line.isprintable() for line in Pen(names).card(card))
    assert all(
        line.isprintable() for line in Pen().form(Form("save", "x\x1b", "y\x1b", (TextField("a", bad),)))
    )


@given(st.text(max_size=50))
def test_whatever_was_typed_takes_one_line(typed: str) -> None:
    assert Pen().line((typed,)).isprintable()
