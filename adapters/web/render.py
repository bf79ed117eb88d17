"""Draws cards and forms as HTML. Whatever people typed arrives as text and leaves escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, assert_never
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from adapters.web.world import Persona
from bot import calendars
from bot.model.ids import MemberId
from bot.ports import Handle
from bot.router.request import Reader
from bot.ui import (
    Bold,
    Card,
    ChoiceField,
    ChoicesField,
    Code,
    Field,
    File,
    Form,
    Image,
    Line,
    Link,
    Mention,
    MomentField,
    PersonField,
    Select,
    Span,
    TextField,
    Values,
    When,
)
from bot.ui import Button as CardButton

TEMPLATES = Path(__file__).parent / "templates"
FEW = 5
PATTERNS = {"date": "EEE d MMM", "moment": "EEE d MMM, HH:mm", "day": "EEE d MMM yyyy", "hour": "HH:mm"}
EXACT = "EEEE d MMMM yyyy, HH:mm"
Names = Mapping[MemberId, Handle]


def environment() -> Environment:
    """Return the playground's templates, with escaping on and a slip in a name an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A card as the template draws it: its typed spans have become markup."""

    title: str
    lines: tuple[Markup, ...]
    facts: tuple[tuple[str, Markup], ...]
    rows: tuple[tuple[CardButton, ...], ...]
    select: Select | None
    image: Image | None
    image_is_ours: bool
    file: File | None
    file_address: str


def card_view(card: Card, reader: Reader, names: Names) -> CardView:
    """Return the card as one reader sees it: moments in the reader's zone, members by name.

    A file stands in its own address, so that the playground need not keep it anywhere.
    """
    file = calendars.written(card.file) if card.file is not None else None
    return CardView(
        title=card.title,
        lines=tuple(line_markup(line, reader, names) for line in card.lines),
        facts=tuple((fact.label, line_markup(fact.value, reader, names)) for fact in card.facts),
        rows=card.rows,
        select=card.select,
        image=card.image,
        image_is_ours=card.image is not None and _is_ours(card.image.url),
        file=file,
        file_address=f"data:{file.media_type.replace(' ', '')};base64,{file.packed}" if file else "",
    )


def line_markup(line: Line, reader: Reader, names: Names) -> Markup:
    """Return a line as markup; only the spans make tags, never what stands in them."""
    return Markup().join(_span(span, reader, names) for span in line)


def clock_text(at: datetime, reader: Reader, style: str = "moment") -> str:
    """Return a moment in the reader's zone and language: "Thu 26 Nov, 14:05"; other styles say less."""
    return format_datetime(at.astimezone(ZoneInfo(reader.zone)), PATTERNS[style], locale=reader.language)


def hour_text(at: datetime, reader: Reader) -> str:
    """Return the time of day of a moment in the reader's zone: "14:05"."""
    return clock_text(at, reader, "hour")


def local_day(at: datetime, reader: Reader) -> str:
    """Return the reader's day of a moment as ISO 8601, for comparing."""
    return at.astimezone(ZoneInfo(reader.zone)).date().isoformat()


def day_text(at: datetime, reader: Reader) -> str:
    """Return the reader's day of a moment: "Thursday 26 November 2026"."""
    return format_datetime(at.astimezone(ZoneInfo(reader.zone)), "EEEE d MMMM yyyy", locale=reader.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One field of a form as the template draws it: `kind` is how, `error` the sentence below it.

    `choices` are (value, label, chosen); `focus` tells whether typing begins here.
    """

    kind: str
    field: Field
    id: str
    error: str = ""
    value: str = ""
    choices: tuple[tuple[str, str, bool], ...] = ()
    limit: int = 0
    focus: bool = False

    @property
    def starts_at(self) -> int:
        """Return at which choice the keyboard begins: the chosen one of several, or the first."""
        chosen = [place for place, choice in enumerate(self.choices) if choice[2]]
        return chosen[0] if chosen and self.kind == "one" else 0


def form_controls(
    form: Form, reader: Reader, people: Iterable[Persona], errors: Mapping[str, str], sent: Values
) -> tuple[Control, ...]:
    """Return the controls of a form: with what was `sent` before, and what is wrong with it by field name."""
    everybody = tuple(people)
    controls = [
        _control(field, reader, everybody, errors.get(field.name, ""), sent.get(field.name, ()))
        for field in form.fields
    ]
    first = next((control for control in controls if control.error), controls[0])
    return tuple(replace(control, focus=control is first) for control in controls)


def local_input(value: str, zone: str) -> str:
    """Return a moment (ISO 8601, with or without an offset) as the browser's picker wants it: local."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ""
    local = moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment
    return local.strftime("%Y-%m-%dT%H:%M")


def from_input(value: str, zone: str) -> str:
    """Return what the browser's picker sent as ISO 8601 with the zone's offset; anything else as it is."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).isoformat()


def _span(span: Span, reader: Reader, names: Names) -> Markup:
    match span:
        case str():
            return escape(span)
        case Mention(member):
            return Markup('<span class="mention">@{}</span>').format(_name(member, names))
        case When(at, style):
            return _when(at, style, reader)
        case Bold(text):
            return Markup("<strong>{}</strong>").format(text)
        case Code(text):
            return _code(text)
        case Link(text, url):
            return Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(_safe(url), text)
        case _:
            assert_never(span)


def _when(at: datetime, style: str, reader: Reader) -> Markup:
    local = at.astimezone(ZoneInfo(reader.zone))
    exact = f"{format_datetime(local, EXACT, locale=reader.language)} ({reader.zone})"
    shown = clock_text(at, reader, style)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(local.isoformat(), exact, shown)


def _code(text: str) -> Markup:
    if text.startswith("/"):
        return Markup('<button type="button" class="code" data-type="{0}">{0}</button>').format(text)
    return Markup("<code>{}</code>").format(text)


def _name(member: MemberId, names: Names) -> str:
    handle = names.get(member)
    return "somebody" if handle is None else handle.name


def _safe(url: str) -> str:
    # Addresses are our own, yet a `javascript:` one would be the single way past the escaping.
    return url if urlsplit(url).scheme in {"", "http", "https", "mailto"} else "#"


def _is_ours(url: str) -> bool:
    """Tell whether the page's policy lets a picture load: our own paths and inline ones do."""
    parts = urlsplit(url)
    return parts.scheme == "data" or (not parts.scheme and not parts.netloc)


def _control(
    field: Field, reader: Reader, people: tuple[Persona, ...], error: str, sent: tuple[str, ...]
) -> Control:
    same: dict[str, Any] = {"field": field, "id": f"field-{field.name}", "error": error}
    match field:
        case TextField():
            return Control(
                kind="long" if field.long else "text", value=field.value, limit=field.limit, **same
            )
        case ChoiceField():
            few = len(field.options) <= FEW and not field.optional
            chosen = tuple((o.value, o.label, o.value == field.value) for o in field.options)
            return Control(kind="one" if few else "menu", choices=chosen, **same)
        case ChoicesField():
            ticked = tuple((o.value, o.label, o.value in field.values) for o in field.options)
            return Control(kind="some", choices=ticked, **same)
        case PersonField():
            picked = tuple((one.external_id, one.name, one.external_id in sent) for one in people)
            return Control(kind="menu", choices=picked, **same)
        case MomentField():
            return Control(kind="moment", value=local_input(field.value, reader.zone), **same)
        case _:
            assert_never(field)
