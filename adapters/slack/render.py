"""Draws cards as messages and forms as modals (Block Kit).

Limits: docs.slack.dev/reference/block-kit. `bot.ui` keeps every part below them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from adapters.slack import spans, words
from adapters.slack.spans import Json, Names
from bot.ui import (
    MAX_BUTTON,
    MAX_FORM_TITLE,
    MAX_HINT,
    MAX_LABEL,
    MAX_OPTION,
    MAX_PLACEHOLDER,
    MAX_SUBMIT,
    MAX_TITLE,
    Button,
    Card,
    ChoiceField,
    ChoicesField,
    Field,
    Form,
    MomentField,
    Option,
    PersonField,
    Select,
    TextField,
    Tone,
)

FEW = 5
"""Up to so many choices are shown at once, as radio buttons; more go into a menu."""

NAME = "Bothways"

_STYLE: Mapping[Tone, Json] = {
    Tone.PLAIN: {},
    Tone.MAIN: {"style": "primary"},
    Tone.DANGER: {"style": "danger"},
}


@dataclass(frozen=True, slots=True)
class Message:
    """A card as Slack takes it: blocks, and the same in words."""

    text: str
    blocks: Sequence[Json]


def message(card: Card, names: Names, block_id: str = "") -> Message:
    """Return a card as a message; `block_id` marks its first block."""
    header: Json = {"type": "header", "text": _plain(card.title, MAX_TITLE)}
    if block_id:
        header["block_id"] = block_id
    parts = (header, *_body(card, names), *_controls(card))
    return Message(text=spans.fallback(card, names), blocks=[part for part in parts if part is not None])


def modal(form: Form, *, kept: str, zone: str) -> Json:
    """Return a form as a modal; `kept` (at most 3,000) comes back with its answer, `zone` is the reader's."""
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": kept,
        "title": _plain(form.title, MAX_FORM_TITLE),
        "submit": _plain(form.submit, MAX_SUBMIT),
        "blocks": [_input(field, zone) for field in form.fields],
    }


def window(card: Card, names: Names, *, kept: str) -> Json:
    """Return a card as a modal to read and to press buttons in; `kept` as in `modal`."""
    blocks = message(card, names).blocks
    fits = len(card.title) <= MAX_FORM_TITLE
    return {
        "type": "modal",
        "private_metadata": kept,
        "title": _plain(card.title if fits else NAME, MAX_FORM_TITLE),
        "blocks": [*blocks[1 if fits and len(blocks) > 1 else 0 :]],
    }


def home(cards: Iterable[Card], names: Names) -> Json:
    """Return cards as a Home tab, one below the other; a card makes at most 9 blocks of the 100 Slack takes."""
    blocks: list[Json] = []
    for card in cards:
        blocks.extend([{"type": "divider"}] if blocks else [])
        blocks.extend(message(card, names).blocks)
    return {"type": "home", "blocks": blocks}


def _body(card: Card, names: Names) -> Iterable[Json | None]:
    yield spans.rich(card.lines, names)
    yield spans.rich(spans.facts(card), names)
    if card.image is not None:
        yield {"type": "image", "image_url": card.image.url, "alt_text": words.clean(card.image.alt) or "–"}


def _controls(card: Card) -> Iterable[Json]:
    if card.select is not None:
        yield {"type": "actions", "elements": [_select(card.select)]}
    for row in card.rows:
        yield {"type": "actions", "elements": [_button(button) for button in row]}


def _button(button: Button) -> Json:
    text = _plain(button.label, MAX_BUTTON)
    return {"type": "button", "action_id": button.action, "text": text, **_STYLE[button.tone]}


def _select(select: Select) -> Json:
    return {
        "type": "static_select",
        "action_id": select.action,
        "placeholder": _plain(select.placeholder, MAX_PLACEHOLDER),
        "options": _options(select.options),
    }


def _input(field: Field, zone: str) -> Json:
    """Return one input; its block is named like the field, which is where Slack shows the field's error."""
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label, MAX_LABEL),
        "element": {"action_id": field.name, **_element(field, zone)},
    }
    if field.hint:
        block["hint"] = _plain(field.hint, MAX_HINT)
    if field.optional:
        block["optional"] = True
    return block


def _element(field: Field, zone: str) -> Json:
    match field:
        case TextField():
            return _text_input(field)
        case ChoiceField():
            return _choice(field)
        case ChoicesField(options=options, values=values):
            chosen = [option for option in options if option.value in values]
            initial = {"initial_options": _options(chosen)} if chosen else {}
            return {"type": "checkboxes", "options": _options(options), **initial}
        case PersonField():
            return {"type": "users_select"}
        case MomentField(value=value):
            at = _moment(value, zone)
            return {"type": "datetimepicker", **({} if at is None else {"initial_date_time": at})}
        case _:
            assert_never(field)


def _text_input(field: TextField) -> Json:
    value = words.clean(field.value) if field.long else " ".join(words.clean(field.value).split())
    initial = {"initial_value": value} if value else {}
    return {"type": "plain_text_input", "multiline": field.long, "max_length": field.limit, **initial}


def _choice(field: ChoiceField) -> Json:
    chosen = [option for option in field.options if option.value == field.value]
    initial = {"initial_option": _options(chosen)[0]} if chosen else {}
    # A radio button cannot be taken back, so a choice one may leave out is a menu.
    kind = "radio_buttons" if len(field.options) <= FEW and not field.optional else "static_select"
    return {"type": kind, "options": _options(field.options), **initial}


def _options(options: Iterable[Option]) -> list[Json]:
    return [{"value": option.value, "text": _plain(option.label, MAX_OPTION)} for option in options]


def _moment(value: str, zone: str) -> int | None:
    """Return an ISO 8601 moment (in `zone`, unless it says which) in Unix seconds; None for other text."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return int((at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).timestamp())


def _plain(text: str, most: int) -> Json:
    # emoji off: a member's ":bomb:" stays what was typed.
    return {"type": "plain_text", "text": words.label(text, most), "emoji": False}
