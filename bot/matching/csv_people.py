"""People as CSV: one row each, a header with `id` and any of the other columns.

    id,offers,wants,hours,languages,capacity,waited,circles
    ana,rust:3; talks:2,go:0; chess:1,Mon 18:00-20:00; Tue 09:30-11:00,en; fr,1,0,yes

Several entries of one cell are separated by semicolons. Offers and wants are `skill:level` (no level: 2 for
an offer, 0 for a want), wants with the dearest first. Hours are UTC and never cross midnight.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from bot.matching.json_problem import DAY, MOST_SEATS
from bot.matching.model import Offered, Person, Problem, Wanted, Window
from bot.matching.reading import FileError, Place, distinct
from bot.matching.words import DAYS

COLUMNS = ("id", "offers", "wants", "hours", "languages", "capacity", "waited", "circles")
SPAN = re.compile(r"([A-Za-z]{3})[a-z]*\s+(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
WORDS = {"yes": True, "true": True, "1": True, "": True, "no": False, "false": False, "0": False}
USUAL_OFFER = 2


def read_csv(text: str) -> Problem:
    """The people of a CSV text, without further rules and with the usual options.

    Raises:
        FileError: a column or a cell is wrong; the message names line and column.
    """
    rows = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    try:
        lines = [(rows.line_num, [cell.strip() for cell in row]) for row in rows if any(map(str.strip, row))]
    except csv.Error as error:
        raise FileError(f"line {rows.line_num}: not valid CSV ({error}).") from error
    header = lines[0][1]
    _check_header(header)
    people = tuple(_person(header, line, cells) for line, cells in lines[1:])
    places = [Place(None, f"line {line}, column id") for line, _ in lines[1:]]
    distinct(places, [person.id for person in people], "the id")
    return Problem(people=people)


def _check_header(header: list[str]) -> None:
    for name in header:
        if name not in COLUMNS:
            raise FileError(f'line 1: unknown column "{name}"; known are {", ".join(COLUMNS)}.')
        if header.count(name) > 1:
            raise FileError(f'line 1: the column "{name}" appears twice.')
    if "id" not in header:
        raise FileError('line 1: the column "id" is missing.')


def _person(header: list[str], line: int, cells: list[str]) -> Person:
    if len(cells) != len(header):
        raise FileError(f"line {line}: {len(header)} cells are needed, found {len(cells)}.")
    row = {name: Place(cell, f"line {line}, column {name}") for name, cell in zip(header, cells, strict=True)}
    absent = {name: Place("", f"line {line}, column {name}") for name in COLUMNS if name not in row}
    row |= absent
    offers = [Offered(skill, level) for skill, level in _skills(row["offers"], 1, 4, USUAL_OFFER)]
    wants = [Wanted(s, level, k) for k, (s, level) in enumerate(_skills(row["wants"], 0, 3, 0), start=1)]
    return Person(
        id=row["id"].text(),
        offers=tuple(offers),
        wants=tuple(wants),
        hours=tuple(_window(row["hours"], entry) for entry in _entries(row["hours"])),
        languages=frozenset(_entries(row["languages"])),
        capacity=_count(row["capacity"], 1, MOST_SEATS),
        waited=_count(row["waited"], 0, None),
        circles=_yes_or_no(row["circles"]),
    )


def _entries(cell: Place) -> Iterator[str]:
    return (entry.strip() for entry in str(cell.value).split(";") if entry.strip())


def _skills(cell: Place, least: int, most: int, usual: int) -> list[tuple[str, int]]:
    found = []
    for entry in _entries(cell):
        skill, colon, level = entry.rpartition(":")
        if not colon:
            skill, level = entry, str(usual)
        if not skill.strip() or not level.strip().isdecimal():
            raise FileError(f"{cell.path}: skill:level is needed, found {entry!r}.")
        number = Place(int(level), cell.path).whole(least, most)
        found.append((skill.strip(), number))
    distinct([cell] * len(found), [skill for skill, _ in found], "the skill")
    return found


def _window(cell: Place, entry: str) -> Window:
    found = SPAN.fullmatch(entry)
    day = found[1].capitalize() if found else ""
    if not found or day not in DAYS:
        raise FileError(f"{cell.path}: hours like Mon 18:00-20:00 are needed, found {entry!r}.")
    hour, minute, last_hour, last_minute = map(int, found.groups()[1:])
    start, end = hour * 60 + minute, last_hour * 60 + last_minute
    if start >= end or end > DAY:
        raise FileError(f"{cell.path}: hours must end after they start and by 24:00, found {entry!r}.")
    return DAYS.index(day), start, end


def _count(cell: Place, usual: int, most: int | None) -> int:
    text = str(cell.value)
    if text and not text.isdecimal():
        raise cell.wrong("a whole number is needed")
    return Place(int(text), cell.path).whole(0, most) if text else usual


def _yes_or_no(cell: Place) -> bool:
    word = str(cell.value).lower()
    if word not in WORDS:
        raise cell.wrong("yes or no is needed")
    return WORDS[word]
