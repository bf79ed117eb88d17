"""Calendar files hold what is meant and nothing else, whatever people are called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar

from bot import calendars
from bot.ui import Event, File, Invitation

AT = datetime(2026, 12, 2, 18, 0, tzinfo=UTC)
NASTY = 'Ana\r\nATTENDEE:mailto:x@y.z\u202e;,"\\ 🦀' + "W" * 100


def event(title: str = "Mentorship", people: tuple[str, ...] = ("Ana", "Ben")) -> Event:
    """Return an hour in somebody's calendar."""
    return Event("7.1@bothways", 3, AT - timedelta(days=1), AT, AT + timedelta(hours=1), title, title, people)


def read(content: bytes) -> Any:
    """Return a calendar as its reader sees it."""
    return Calendar.from_ical(content.decode())


def test_what_people_type_stays_in_its_place() -> None:
    content = calendars.written(Invitation((event(NASTY, (NASTY, "Ben")),), "A meeting")).content
    [entry] = read(content).walk("VEVENT")
    assert len(entry["ATTENDEE"]) == 2
    assert "\u202e" not in content.decode()
    assert str(entry["UID"]) == "7.1@bothways"


def test_lines_are_folded_as_calendars_expect() -> None:
    content = calendars.written(Invitation((event(NASTY, (NASTY,)),), "A meeting")).content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


@pytest.mark.parametrize(("cancelled", "method"), [(False, "REQUEST"), (True, "CANCEL")])
def test_the_method_stands_in_the_file_and_in_its_media_type(cancelled: bool, method: str) -> None:
    file = calendars.written(Invitation((event(),), "A meeting", cancelled=cancelled))
    assert read(file.content)["METHOD"] == method
    assert file.media_type == f"text/calendar; charset=utf-8; method={method}"


def test_another_file_is_written_as_it_is() -> None:
    file = File.of("log.md", "text/markdown", b"\x00\xff", "Your log")
    assert calendars.written(file) is file
    assert file.content == b"\x00\xff"


def test_links_hold_the_moment_in_utc_and_at_most_sixty_characters_of_the_title() -> None:
    local = event("T&x=1#" + "W" * 100)
    google = parse_qs(urlsplit(calendars.google(local)).query)
    assert google["text"] == [("T&x=1#" + "W" * 100)[:60]]
    assert google["dates"] == ["20261202T180000Z/20261202T190000Z"]
    outlook = parse_qs(urlsplit(calendars.outlook(local)).query)
    assert outlook["startdt"] == ["2026-12-02T18:00:00Z"]
    assert outlook["enddt"] == ["2026-12-02T19:00:00Z"]


@pytest.mark.parametrize("name", ["../x.ics", "A.ics", "x", "x.ics\n", "w" * 60 + ".ics"])
def test_a_files_name_is_never_what_somebody_typed(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        File.of(name, "text/plain", b"", "A file")
