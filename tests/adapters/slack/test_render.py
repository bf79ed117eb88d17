"""Cards and forms as Slack gets them: within its limits, readable by its own models, and nothing but text."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk.models.blocks import Block, RichTextBlock
from slack_sdk.models.views import View

from adapters.slack import render, spans
from bot.model.ids import MemberId
from bot.ports import Handle
from bot.ui import (
    MAX_ALT,
    MAX_BUTTON,
    MAX_CHOICES,
    MAX_FORM_TITLE,
    MAX_HINT,
    MAX_INPUT,
    MAX_LABEL,
    MAX_OPTION,
    MAX_OPTIONS,
    MAX_PLACEHOLDER,
    MAX_SUBMIT,
    MAX_TITLE,
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
    Line,
    Link,
    Mention,
    MomentField,
    Option,
    PersonField,
    Select,
    TextField,
    Tone,
    When,
    plain,
)
from tests.fakes.slack.blockkit import validate_blocks, validate_view

ANA, BEN = MemberId(1), MemberId(2)
NAMES = {ANA: Handle(external_id="U1", name="Ana"), BEN: Handle(external_id="U2", name="Ben")}
NOON = datetime(2026, 12, 24, 12, 0, tzinfo=UTC)
OPTIONS = tuple(
    Option(f"{n}".rjust(MAX_OPTION, "0"), f"{n}".rjust(MAX_OPTION, "x")) for n in range(MAX_OPTIONS)
)
NASTY = "*bold* _it_ ~no~ `code` <!channel> <@U2> <https://x.test|y> & &lt; :bomb: \u202egnp.exe\n> quote"

INTRODUCTION = Card(
    "Meet your partner",
    lines=(
        ("Say hello, ", Mention(ANA), " and ", Mention(BEN), "."),
        (),
        (Bold("Why you two: "), "Ana teaches ", Bold("Rust"), "; type ", Code("/mentor goals"), "."),
        ("Next: ", When(NOON), " or ", When(NOON, "date"), " - ", Link("guide", "https://x.test/a?b=1&c=2")),
    ),
    facts=(Fact("You learn", (Bold("Rust"), " from ", Mention(ANA))), Fact("You teach", ("Talks",))),
    rows=((Button("Set goals", "goals:1", Tone.MAIN), Button("Not a fit", "change:1", Tone.DANGER)),),
    image=Image("https://x.test/a.png", "A chart"),
)
FULL = Card(
    "T" * MAX_TITLE,
    lines=tuple(("&" * 239,) for _ in range(10)),
    facts=tuple(Fact("L" * 20, ("<" * 80,)) for _ in range(10)),
    rows=tuple(tuple(Button("B" * MAX_BUTTON, f"press:{row}.{n}") for n in range(5)) for row in range(4)),
    select=Select("pick", "P" * MAX_PLACEHOLDER, OPTIONS),
    image=Image("https://x.test/a.png", "A" * MAX_ALT),
)
HOSTILE = Card(
    NASTY.replace("\n", " "),
    lines=((NASTY,), (Bold(NASTY), Code(NASTY))),
    facts=(Fact(NASTY[:90], (NASTY,)),),
    rows=((Button(NASTY[:MAX_BUTTON], "press"),),),
    select=Select("pick", NASTY[:MAX_PLACEHOLDER], (Option("1", NASTY[:MAX_OPTION]),)),
    image=Image("https://x.test/a.png", NASTY),
)
CARDS = {
    "bare": Card("Hello"),
    "introduction": INTRODUCTION,
    "full": FULL,
    "hostile": HOSTILE,
    "strangers": Card("Who", lines=((Mention(MemberId(99)),),)),
}


def _form(*fields: Field) -> Form:
    return Form("save:1", "F" * MAX_FORM_TITLE, "S" * MAX_SUBMIT, fields)


FORMS = {
    "small": _form(TextField("goal", "Goal")),
    "full": _form(
        TextField("a", "L" * MAX_LABEL, "v" * MAX_INPUT, "h" * MAX_HINT, long=True, limit=MAX_INPUT),
        ChoiceField("b", "Level", OPTIONS, value=OPTIONS[-1].value, optional=True),
        ChoicesField(
            "c", "Days", OPTIONS[:MAX_CHOICES], values=tuple(o.value for o in OPTIONS[:MAX_CHOICES])
        ),
        PersonField("d", "Who", hint="h", optional=True),
        MomentField("e", "When", value="2026-12-24T15:00:00+01:00"),
    ),
    "hostile": _form(
        TextField("a", NASTY[:MAX_LABEL], NASTY, NASTY[:MAX_HINT]),
        ChoiceField("b", "Few", (Option("1", NASTY[:MAX_OPTION]), Option("2", "\u202e")), value="gone"),
        ChoicesField("c", "None chosen", OPTIONS[:2], values=("gone",)),
        MomentField("e", "When", value="next week"),
    ),
}


def _marked_up(found: Any) -> list[str]:
    """Every string that Slack might read as markup: not addresses, and not plain_text, which is literal."""
    if isinstance(found, dict):
        if found.get("type") == "plain_text":
            return []
        return [
            text
            for key, value in found.items()
            if key not in {"url", "alt_text"}
            for text in _marked_up(value)
        ]
    if isinstance(found, list):
        return [text for value in found for text in _marked_up(value)]
    return [found] if isinstance(found, str) else []


@pytest.mark.parametrize("name", CARDS)
def test_every_card_is_a_message_slack_would_take(name: str) -> None:
    drawn = render.message(CARDS[name], NAMES, block_id="letter-1")
    assert validate_blocks(list(drawn.blocks), "message") == []
    assert drawn.blocks[0]["block_id"] == "letter-1"
    assert 0 < len(drawn.text) < 4000
    json.dumps(drawn.blocks).encode()


@pytest.mark.parametrize("name", CARDS)
def test_every_card_is_read_and_checked_by_slacks_own_models(name: str) -> None:
    drawn = render.message(CARDS[name], NAMES)
    parsed = Block.parse_all(list(drawn.blocks))
    assert len(parsed) == len(drawn.blocks)
    for block, given in zip(parsed, drawn.blocks, strict=True):
        if not isinstance(block, RichTextBlock):
            assert block.to_dict()["type"] == given["type"]


@pytest.mark.parametrize("name", CARDS)
def test_rich_text_holds_only_documented_elements_and_no_empty_ones(name: str) -> None:
    drawn = render.message(CARDS[name], NAMES)
    required = {
        "text": {"text"},
        "user": {"user_id"},
        "link": {"url", "text"},
        "date": {"timestamp", "format", "fallback"},
    }
    for block in drawn.blocks:
        for section in block["elements"] if block["type"] == "rich_text" else ():
            assert section["type"] == "rich_text_section"
            assert section["elements"]
            for element in section["elements"]:
                needed = required[element["type"]]
                assert needed | {"type"} <= set(element) <= needed | {"type", "style"}
                assert element.get("text") != ""


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_a_modal_slack_would_take(name: str) -> None:
    drawn = render.modal(FORMS[name], kept="{}", zone="Europe/Paris")
    assert validate_view(drawn, "modal") == []
    assert View(**drawn).to_dict()["callback_id"] == "save:1"
    assert [block["block_id"] for block in drawn["blocks"]] == [field.name for field in FORMS[name].fields]


def test_nothing_a_member_typed_can_mention_link_or_format() -> None:
    drawn = render.message(HOSTILE, NAMES)
    for text in (*_marked_up(list(drawn.blocks)), drawn.text):
        assert "<!" not in text
        assert "<@" not in text
        assert "<http" not in text
    shown = json.dumps(drawn.blocks, ensure_ascii=False)
    assert not any(trap in shown for trap in ('"mrkdwn"', '"emoji": true', "\u202e"))


def test_what_a_member_typed_can_be_copied_as_it_was_typed() -> None:
    typed = "a *b* _c_ `d` <e> & f"
    [section] = render.message(Card("x", lines=((typed,),)), {}).blocks[1]["elements"]
    assert "".join(element["text"] for element in section["elements"]) == typed


def test_the_words_beside_the_blocks_hold_the_whole_card() -> None:
    text = render.message(INTRODUCTION, NAMES).text
    assert text.splitlines() == [
        "Meet your partner",
        "Say hello, <@U1> and <@U2>.",
        "",
        "Why you two: Ana teaches Rust; type /mentor goals.",
        "Next: <!date^1798113600^{date_long_pretty}, {time}|2026-12-24 12:00 UTC>"
        " or <!date^1798113600^{date_long_pretty}|2026-12-24> - guide",
        "You learn: Rust from <@U1>",
        "You teach: Talks",
    ]


def test_words_that_do_not_fit_end_between_two_words() -> None:
    lines: tuple[Line, ...] = (("&" * 900, " ", "<" * 100, " last"),)
    text = spans.fallback(Card("x", lines=lines), {})
    assert len(text) <= spans.MAX_FALLBACK + 1
    assert text.endswith("…")
    assert text.rstrip("…").rstrip().endswith(";") or text == "x\n…"
    assert len(plain(lines[0])) == 1006


def test_a_moment_is_shown_in_the_readers_zone_with_utc_for_old_clients() -> None:
    [section] = render.message(Card("x", lines=((When(NOON),),)), {}).blocks[1]["elements"]
    [date] = section["elements"]
    assert date["timestamp"] == 1798113600
    assert date["fallback"] == "2026-12-24 12:00 UTC"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2026-12-24 13:00", 1798113600),
        ("2026-12-24T12:00:00+00:00", 1798113600),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_a_moments_earlier_value_is_local_to_the_reader_unless_it_says_otherwise(
    value: str, seconds: int | None
) -> None:
    drawn = render.modal(_form(MomentField("e", "When", value=value)), kept="", zone="Europe/Paris")
    assert drawn["blocks"][0]["element"].get("initial_date_time") == seconds


def test_few_choices_are_seen_at_once_and_what_can_be_left_out_can_be_undone() -> None:
    few = OPTIONS[: render.FEW]
    kinds = [
        render.modal(_form(field), kept="", zone="UTC")["blocks"][0]["element"]["type"]
        for field in (
            ChoiceField("a", "Few", few),
            ChoiceField("a", "Many", OPTIONS),
            ChoiceField("a", "Few", few, optional=True),
        )
    ]
    assert kinds == ["radio_buttons", "static_select", "static_select"]


def test_a_buttons_tone_is_slacks_style() -> None:
    row = render.message(INTRODUCTION, NAMES).blocks[-1]["elements"]
    assert [button.get("style") for button in row] == ["primary", "danger"]
    assert [button["action_id"] for button in row] == ["goals:1", "change:1"]
