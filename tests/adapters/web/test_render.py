from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from adapters.web import render
from bot.model.ids import MemberId
from bot.ports import Handle
from bot.router.request import Reader
from bot.ui import (
    Bold,
    Card,
    ChoiceField,
    ChoicesField,
    Code,
    Fact,
    Form,
    Image,
    Line,
    Link,
    Mention,
    MomentField,
    Option,
    PersonField,
    TextField,
    When,
)
from tests.adapters.web.actors import MAYA, RAVI

KYIV = Reader(zone="Europe/Kyiv", language="en")
BERLIN = Reader(zone="Europe/Berlin", language="de")
NAMES = {MemberId(1): Handle(external_id="maya", name="<b>Maya</b>")}
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
TWO = (Option("1", "one"), Option("2", "two"))
SIX = tuple(Option(str(n), f"choice {n}") for n in range(6))


@pytest.mark.parametrize(
    ("line", "html"),
    [
        (("<script>alert(1)</script> & co",), "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co"),
        ((Bold("<i>"),), "<strong>&lt;i&gt;</strong>"),
        ((Mention(MemberId(1)),), '<span class="mention">@&lt;b&gt;Maya&lt;/b&gt;</span>'),
        ((Mention(MemberId(9)),), '<span class="mention">@somebody</span>'),
        ((Code("pip install"),), "<code>pip install</code>"),
        (
            (Code("/mentor join"),),
            '<button type="button" class="code" data-type="/mentor join">/mentor join</button>',
        ),
        ((Link("here", "javascript:alert(1)"),), '<a href="#" target="_blank" rel="noopener">here</a>'),
        (
            (Link("here", "https://example.org/?a=1&b=2"),),
            '<a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener">here</a>',
        ),
    ],
)
def test_spans_make_tags_and_nothing_typed_ever_does(line: Line, html: str) -> None:
    assert render.line_markup(line, KYIV, NAMES) == html


def test_a_moment_is_told_in_the_readers_zone_and_language() -> None:
    assert ">Thu 26 Nov, 14:00<" in render.line_markup((When(NOON),), KYIV, {})
    assert ">Do. 26 Nov.<" in render.line_markup((When(NOON, "date"),), BERLIN, {})


def test_a_moment_tells_the_machine_and_the_curious_everything() -> None:
    html = render.line_markup((When(NOON),), KYIV, {})
    assert 'datetime="2026-11-26T14:00:00+02:00"' in html
    assert 'title="Thursday 26 November 2026, 14:00 (Europe/Kyiv)"' in html


def test_a_card_keeps_its_order_and_its_facts() -> None:
    card = Card("Title", (("one",), ("two",)), (Fact("You learn", (Bold("Rust"),)),))
    view = render.card_view(card, KYIV, {})
    assert (view.title, view.lines) == ("Title", ("one", "two"))
    assert view.facts == (("You learn", "<strong>Rust</strong>"),)


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("/charts/1.png", True),
        ("data:image/png;base64,AAAA", True),
        ("https://elsewhere.example/1.png", False),
        ("//elsewhere.example/1.png", False),
    ],
)
def test_only_pictures_the_page_may_load_are_loaded(url: str, ours: bool) -> None:
    assert render.card_view(Card("A", image=Image(url, "A chart")), KYIV, {}).image_is_ours is ours


def a_form() -> Form:
    return Form(
        "test.save",
        "A form",
        "Save",
        (
            TextField("skill", "Skill", "rust", hint="One"),
            ChoiceField("level", "Level", TWO, "2"),
            ChoicesField("hours", "Hours", TWO, ("1",)),
            PersonField("person", "Who"),
            MomentField("when", "When", NOON.isoformat(), optional=True),
        ),
    )


def test_every_field_becomes_a_control_with_what_it_holds() -> None:
    controls = render.form_controls(a_form(), KYIV, (MAYA, RAVI), {}, {})
    assert [(one.kind, one.value, one.choices) for one in controls] == [
        ("text", "rust", ()),
        ("one", "", (("1", "one", False), ("2", "two", True))),
        ("some", "", (("1", "one", True), ("2", "two", False))),
        ("menu", "", (("maya", "Maya Okafor", False), ("ravi", "Ravi Menon", False))),
        ("moment", "2026-11-26T14:00", ()),
    ]


def test_typing_begins_in_the_first_field_or_in_the_first_wrong_one() -> None:
    fine = render.form_controls(a_form(), KYIV, (), {}, {})
    wrong = render.form_controls(a_form(), KYIV, (), {"hours": "Too few."}, {})
    assert [one.focus for one in fine] == [True, False, False, False, False]
    assert [(one.focus, one.error) for one in wrong][2] == (True, "Too few.")
    assert sum(one.focus for one in wrong) == 1


def test_somebody_picked_stays_picked_when_the_form_comes_back() -> None:
    controls = render.form_controls(a_form(), KYIV, (MAYA, RAVI), {"skill": "No."}, {"person": ("ravi",)})
    assert [chosen for _, _, chosen in controls[3].choices] == [False, True]


def test_many_or_optional_choices_become_a_menu() -> None:
    form = Form(
        "a",
        "A",
        "Save",
        (ChoiceField("many", "Many", SIX), ChoiceField("maybe", "Maybe", TWO, optional=True)),
    )
    assert [one.kind for one in render.form_controls(form, KYIV, (), {}, {})] == ["menu", "menu"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("2026-12-24T15:00:00+00:00", "2026-12-24T17:00"),
        ("2026-12-24 15:00", "2026-12-24T15:00"),
        ("soon", ""),
        ("", ""),
    ],
)
def test_the_picker_shows_a_moment_in_local_time(typed: str, shown: str) -> None:
    assert render.local_input(typed, "Europe/Kyiv") == shown


@pytest.mark.parametrize(
    ("picked", "moment"), [("2026-12-24T15:00", "2026-12-24T15:00:00+02:00"), ("soon", "soon"), ("", "")]
)
def test_what_the_picker_sends_gets_the_zones_offset(picked: str, moment: str) -> None:
    assert render.from_input(picked, "Europe/Kyiv") == moment


def test_days_and_hours_follow_the_readers_zone() -> None:
    late = datetime(2026, 11, 26, 22, 30, tzinfo=ZoneInfo("UTC"))
    assert (render.day_text(late, KYIV), render.hour_text(late, KYIV)) == ("Friday 27 November 2026", "00:30")
