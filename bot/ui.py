"""What the bot can show: cards and forms, the part that Slack, Discord and the playground have in common.

Meaning, not looks: who, when and what stands out are typed spans, and a button says what it means. Every
limit is the smaller one of Slack's and Discord's and is checked when the object is made, so a screen that exists
can be drawn everywhere. Action names are registered in `bot.router`; behind a colon they carry numbers only.
A new word here needs an ADR (docs/adr/0002).
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.model.ids import MemberId

MAX_TITLE, MAX_TEXT, MAX_FACTS, MAX_FACT_LABEL, MAX_FACT, MAX_CARD = 150, 2800, 10, 100, 900, 3600
MAX_ROWS, MAX_ROW, MAX_BUTTON, MAX_ACTION = 4, 5, 75, 100
MAX_OPTIONS, MAX_OPTION, MAX_PLACEHOLDER, MAX_ALT = 25, 75, 100, 1000
MAX_FORM_TITLE, MAX_SUBMIT, MAX_FIELDS, MAX_LABEL, MAX_HINT, MAX_INPUT = 24, 24, 5, 45, 100, 3000
MAX_CHOICES = 10
MAX_FILE, MAX_FILE_NAME = 256 * 1024, 60
FILE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z]{2,4}")
ACTION = re.compile(r"[a-z]+(?:[._-][a-z]+)*(?::\d+(?:\.\d+)*)?")


@dataclass(frozen=True, slots=True)
class Mention:
    """A member, drawn as the platform's own mention."""

    member: MemberId
    kind: Literal["mention"] = "mention"


@dataclass(frozen=True, slots=True)
class When:
    """A moment (aware), drawn in the reader's own zone; `style` says how much of it."""

    at: datetime
    style: Literal["date", "moment"] = "moment"
    kind: Literal["when"] = "when"


@dataclass(frozen=True, slots=True)
class Bold:
    """Words that stand out."""

    text: str
    kind: Literal["bold"] = "bold"


@dataclass(frozen=True, slots=True)
class Code:
    """Words to type exactly so, such as a command."""

    text: str
    kind: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class Link:
    """An address that we made (never one a member typed) with its words."""

    text: str
    url: str
    kind: Literal["link"] = "link"


Span = str | Mention | When | Bold | Code | Link
Line = tuple[Span, ...]


class Tone(StrEnum):
    """What a button means, not its colour."""

    PLAIN = "plain"
    MAIN = "main"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """One click: `action` is what comes back, e.g. `checkin.met:42`."""

    label: str
    action: str
    tone: Tone = Tone.PLAIN

    def __post_init__(self) -> None:
        """Refuse what one of the platforms would refuse later."""
        _between(1, MAX_BUTTON, label=self.label)
        _check_action(self.action)


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a select or a choice: `value` is what comes back, a number or a short word."""

    value: str
    label: str

    def __post_init__(self) -> None:
        """Refuse what one of the platforms would refuse later."""
        _between(1, MAX_OPTION, value=self.value, label=self.label)


@dataclass(frozen=True, slots=True)
class Select:
    """One menu on a card; the chosen value comes back as the values' `choice`."""

    action: str
    placeholder: str
    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        """Refuse what one of the platforms would refuse later."""
        _check_action(self.action)
        _at_most(MAX_PLACEHOLDER, placeholder=self.placeholder)
        _check_options(self.options, MAX_OPTIONS)


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value, e.g. "You learn": "Rust"."""

    label: str
    value: Line

    def __post_init__(self) -> None:
        """Refuse what one of the platforms would refuse later."""
        _at_most(MAX_FACT_LABEL, label=self.label)
        _at_most(MAX_FACT, value=plain(self.value))


@dataclass(frozen=True, slots=True)
class Image:
    """A picture at an https address of our own, with words for those who do not see it."""

    url: str
    alt: str

    def __post_init__(self) -> None:
        """Refuse a picture without words."""
        _between(1, MAX_ALT, alt=self.alt)


@dataclass(frozen=True, slots=True)
class File:
    """Something to keep, of up to 256 KiB: `packed` is its content in base 64, `alt` says in a sentence what it is."""

    name: str
    media_type: str
    packed: str
    alt: str
    kind: Literal["file"] = "file"

    def __post_init__(self) -> None:
        """Refuse names that somebody may have typed, files without words, and large ones."""
        _check_file(self.name, self.alt)
        _at_most(MAX_FILE * 4 // 3, packed=self.packed)

    @classmethod
    def of(cls, name: str, media_type: str, content: bytes, alt: str) -> File:
        """Return a file with this content."""
        return cls(name, media_type, b64encode(content).decode(), alt)

    @property
    def content(self) -> bytes:
        """What is in it."""
        return b64decode(self.packed)


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of people's calendars, known again by `uid`; `sequence` grows whenever it changes, at `changed_at`."""

    uid: str
    sequence: int
    changed_at: datetime
    start: datetime
    end: datetime
    title: str
    text: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """Events for the calendars of those who read the card, put in or, when `cancelled`, taken out.

    `bot.calendars` writes it as a file, where the platform carries files.
    """

    events: tuple[Event, ...]
    alt: str
    cancelled: bool = False
    name: str = "meeting.ics"
    kind: Literal["invitation"] = "invitation"

    def __post_init__(self) -> None:
        """Refuse one without events or words."""
        _check_file(self.name, self.alt)
        _between(1, MAX_FACTS, events=self.events)


@dataclass(frozen=True, slots=True)
class Card:
    """A message: title, lines of text, facts, a picture, a file, rows of buttons and at most one select."""

    title: str
    lines: tuple[Line, ...] = ()
    facts: tuple[Fact, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    select: Select | None = None
    image: Image | None = None
    file: File | Invitation | None = None

    def __post_init__(self) -> None:
        """Refuse what one of the platforms would refuse later."""
        _between(1, MAX_TITLE, title=self.title)
        _at_most(MAX_TEXT, lines="\n".join(plain(line) for line in self.lines))
        _at_most(MAX_FACTS, facts=self.facts)
        _at_most(MAX_CARD, words="\n".join(self.words()))
        _at_most(MAX_ROWS, rows=self.rows)
        for row in self.rows:
            _between(1, MAX_ROW, row=row)
        actions = [button.action for button in self.buttons()]
        if len(set(actions)) != len(actions):
            raise ValueError(f"two buttons of one card share an action: {actions}")

    def words(self) -> Iterator[str]:
        """Yield title, lines and facts as plain words."""
        yield self.title
        yield from (plain(line) for line in self.lines)
        yield from (f"{fact.label}\n{plain(fact.value)}" for fact in self.facts)

    def buttons(self) -> tuple[Button, ...]:
        """Return every button, row by row."""
        return tuple(button for row in self.rows for button in row)


@dataclass(frozen=True, slots=True)
class TextField:
    """A line, or with `long` a paragraph, to type; `limit` counts characters."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    long: bool = False
    optional: bool = False
    limit: int = 300
    kind: Literal["text"] = "text"

    def __post_init__(self) -> None:
        """Refuse what one of the platforms would refuse later."""
        _check_field(self)
        _between(1, MAX_INPUT, limit=range(self.limit))
        _at_most(self.limit, value=self.value)


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of a few."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str = ""
    hint: str = ""
    optional: bool = False
    kind: Literal["choice"] = "choice"

    def __post_init__(self) -> None:
        """Refuse what one of the platforms would refuse later."""
        _check_field(self)
        _check_options(self.options, MAX_OPTIONS)


@dataclass(frozen=True, slots=True)
class ChoicesField:
    """Any of a few (at most 10, Slack's and Discord's limit for boxes to tick)."""

    name: str
    label: str
    options: tuple[Option, ...]
    values: tuple[str, ...] = ()
    hint: str = ""
    optional: bool = False
    kind: Literal["choices"] = "choices"

    def __post_init__(self) -> None:
        """Refuse what one of the platforms would refuse later."""
        _check_field(self)
        _check_options(self.options, MAX_CHOICES)


@dataclass(frozen=True, slots=True)
class PersonField:
    """Somebody of the community; the value that comes back is the core's member id."""

    name: str
    label: str
    hint: str = ""
    optional: bool = False
    kind: Literal["person"] = "person"

    def __post_init__(self) -> None:
        """Refuse what one of the platforms would refuse later."""
        _check_field(self)


@dataclass(frozen=True, slots=True)
class MomentField:
    """A day and a time in the member's own zone.

    What comes back is ISO 8601: with an offset where the platform has a picker, or as typed, `2026-12-24 15:00`,
    which then is local to the member.
    """

    name: str
    label: str
    value: str = ""
    hint: str = ""
    optional: bool = False
    kind: Literal["moment"] = "moment"

    def __post_init__(self) -> None:
        """Refuse what one of the platforms would refuse later."""
        _check_field(self)


Field = TextField | ChoiceField | ChoicesField | PersonField | MomentField
Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Form:
    """A modal: what it asks, and the action its answer comes back under (values by field name)."""

    action: str
    title: str
    submit: str
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        """Refuse what one of the platforms would refuse later."""
        _check_action(self.action)
        _between(1, MAX_FORM_TITLE, title=self.title)
        _between(1, MAX_SUBMIT, submit=self.submit)
        _between(1, MAX_FIELDS, fields=self.fields)
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"two fields of one form share a name: {names}")


def plain(line: Line) -> str:
    """Return the words of a line without any markup; people and moments in a neutral, short form."""
    return "".join(_plain_span(span) for span in line)


def spoken(card: Card) -> str:
    """Return all the words of a card without any markup, line by line, but for those on its buttons."""
    return "\n".join(card.words())


def refilled(form: Form, values: Values) -> Form:
    """Return the form with what was typed before put back into its fields."""
    return replace(form, fields=tuple(_refilled(field, values.get(field.name, ())) for field in form.fields))


def mentioned(screen: Card | Form) -> frozenset[MemberId]:
    """Return the members whom a screen mentions, whose names a renderer therefore needs."""
    if isinstance(screen, Form):
        return frozenset()
    return frozenset(span.member for line in _lines(screen) for span in line if isinstance(span, Mention))


def _lines(card: Card) -> Iterator[Line]:
    yield from card.lines
    yield from (fact.value for fact in card.facts)


def _plain_span(span: Span) -> str:
    match span:
        case str():
            return span
        case Mention(member):
            return f"@{member}"
        case When(at):
            return f"{at:%Y-%m-%d %H:%M}"
        case Bold(text) | Code(text) | Link(text):
            return text


def _refilled(field: Field, typed: tuple[str, ...]) -> Field:
    first = typed[0] if typed else ""
    match field:
        case TextField():
            return replace(field, value=first[: field.limit])
        case ChoiceField():
            return replace(field, value=first if first in {o.value for o in field.options} else "")
        case ChoicesField():
            return replace(field, values=tuple(v for v in typed if v in {o.value for o in field.options}))
        case MomentField():
            return replace(field, value=first)
        case PersonField():
            return field


def _check_field(field: Field) -> None:
    if not re.fullmatch(r"[a-z_]{1,40}", field.name):
        raise ValueError(f"a field's name is lower case letters: {field.name!r}")
    _between(1, MAX_LABEL, label=field.label)
    _at_most(MAX_HINT, hint=field.hint)


def _check_file(name: str, alt: str) -> None:
    if len(name) > MAX_FILE_NAME or not FILE_NAME.fullmatch(name):
        raise ValueError(f"a file's name is our own, lower case, with an ending: {name!r}")
    _between(1, MAX_ALT, alt=alt)


def _check_action(action: str) -> None:
    _at_most(MAX_ACTION, action=action)
    if not ACTION.fullmatch(action):
        raise ValueError(f"an action is a name with numbers behind a colon: {action!r}")


def _check_options(options: tuple[Option, ...], most: int) -> None:
    _between(1, most, options=options)
    values = [option.value for option in options]
    if len(set(values)) != len(values):
        raise ValueError(f"two options share a value: {values}")


def _at_most(most: int, **parts: str | tuple[object, ...] | range) -> None:
    _between(0, most, **parts)


def _between(least: int, most: int, **parts: str | tuple[object, ...] | range) -> None:
    for name, part in parts.items():
        if not least <= len(part) <= most:
            raise ValueError(f"{name} has {len(part)}, between {least} and {most} fit: {part!r}")
