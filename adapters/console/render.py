"""Draws cards and forms as plain text lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from bot.model.ids import MemberId
from bot.ports import Handle
from bot.router.request import Reader
from bot.ui import Bold, Card, Code, Form, Line, Link, Mention, Span, When


def dated(card: Card) -> bool:
    """Return whether a card shows a moment, which is drawn in its reader's zone and language."""
    lines = [*card.lines, *(fact.value for fact in card.facts)]
    return any(isinstance(span, When) for line in lines for span in line)


@dataclass(frozen=True, slots=True)
class Pen:
    """What drawing needs to know: the names of people, and in which zone and language the reader reads."""

    names: Mapping[MemberId, Handle] = field(default_factory=dict)
    reader: Reader = field(default_factory=lambda: Reader("UTC", "en"))

    def line(self, line: Line) -> str:
        """Return a line of text; line breaks and control characters of members become spaces."""
        return "".join(self._span(span) for span in line)

    def card(self, card: Card) -> list[str]:
        """Return a card as lines: title, text, facts, a file's name, a menu and buttons in brackets."""
        lines = [card.title, *(self.line(line) for line in card.lines)]
        lines += [f"{fact.label}: {self.line(fact.value)}" for fact in card.facts]
        if card.image is not None:
            lines.append(f"(picture: {card.image.alt})")
        if card.file is not None:
            lines.append(f"(file {card.file.name}: {card.file.alt})")
        if card.select is not None:
            lines.append(f"({card.select.placeholder}: {' / '.join(o.label for o in card.select.options)})")
        lines += ["  ".join(f"[{button.label}]" for button in row) for row in card.rows]
        return [_printable(line) for line in lines]

    def form(self, form: Form) -> list[str]:
        """Return a form as lines: its title and a line for every field."""
        lines = [form.title, *(f"{field.label} ____" for field in form.fields), f"[{form.submit}]"]
        return [_printable(line) for line in lines]

    def _span(self, span: Span) -> str:
        match span:
            case str():
                return _printable(span)
            case Mention(member):
                return _printable(self.names[member].name) if member in self.names else "somebody"
            case When(at, style):
                zone, language = ZoneInfo(self.reader.zone), self.reader.language
                if style == "date":
                    return format_date(at.astimezone(zone), "EEE d MMM", locale=language)
                return format_datetime(at, "EEE d MMM, HH:mm", tzinfo=zone, locale=language)
            case Bold(text) | Code(text):
                return _printable(text)
            case Link(text, url):
                return f"{_printable(text)} <{url}>"
            case _:
                assert_never(span)


def _printable(text: str) -> str:
    return "".join(_characters(text))


def _characters(text: str) -> Iterator[str]:
    for character in text:
        yield character if character.isprintable() else " "
