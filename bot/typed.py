"""What people type into fields: days, moments, time zones, languages. Each is read strictly or refused clearly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import format_date
from rapidfuzz import process

from bot.errors import InvalidInput
from bot.model.people import MAX_LANGUAGES
from bot.slots import local_moment

WEEKS = re.compile(r"(\d{1,2})\s*(?:weeks?|wks?|w)")
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}:\d{2})")
LANGUAGE_SPLIT = re.compile(r"[,;/]|\band\b")
STRENGTH = re.compile(r"(.*?)[\s:=](\d{1,2}(?:[.,]\d{1,4})?)", re.DOTALL)
LONGEST_PAIR = 300
SUGGESTED_DAYS, SUGGESTED_WEEKS = 90, 12
SUGGESTED_HOURS = (9, 12, 15, 18, 20)
_PAIRS = {
    "into": "words.pair_into",
    "from": "words.pair_from",
    "to": "words.pair_to",
    "covers": "words.pair_covers",
}
OWN_NAMES = ("de", "fr", "es", "pt", "it", "nl", "uk", "pl", "tr", "sv", "ja", "zh")


def read_day(text: str, field: str, now: datetime, zone: ZoneInfo, most: timedelta) -> datetime:
    """Return the end of the local day that was typed (`2026-12-24` or `3 weeks`), in UTC.

    Raises:
        InvalidInput: no day, one in the past, or one further away than `most`.
    """
    end = _day_end(text.strip().casefold(), field, now, zone)
    if end <= now:
        raise InvalidInput({field: "day.past"})
    if end > now + most:
        raise InvalidInput({field: "day.far"}, weeks=most.days // 7)
    return end


def read_moment(text: str, field: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment that was picked (ISO with an offset) or typed (`2026-12-24 15:00`, local), in UTC.

    Raises:
        InvalidInput: not a moment, or one in the past.
    """
    moment = _picked(text) or _typed_moment(text, zone)
    if moment is None:
        raise InvalidInput({field: "moment.unreadable"})
    if moment <= now:
        raise InvalidInput({field: "moment.past"})
    return moment


def days_like(typed: str, now: datetime, zone: ZoneInfo, language: str) -> list[str]:
    """Return days that begin as typed, or fall on the weekday whose name does, nearest first.

    They are written as `read_day` reads them, none of them past. Nothing typed: whole weeks from today.
    """
    today = now.astimezone(zone).date()
    if not typed.strip():
        return [(today + timedelta(weeks=weeks)).isoformat() for weeks in range(1, SUGGESTED_WEEKS + 1)]
    coming = (today + timedelta(days=number) for number in range(SUGGESTED_DAYS))
    return [day.isoformat() for day in coming if _begins(day, typed, language)]


def moments_like(typed: str, now: datetime, zone: ZoneInfo, language: str) -> list[str]:
    """Return local moments in waking hours that begin as typed, or on the weekday typed, nearest first.

    They are written as `read_moment` reads them, none of them past. Nothing typed: the coming days.
    """
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=number) for number in range(SUGGESTED_DAYS)]
    found = [(day, time(hour)) for day in days for hour in SUGGESTED_HOURS]
    return [
        f"{day} {at:%H:%M}"
        for day, at in found
        if local_moment(day, at, zone) > now
        and (_begins(day, typed, language) or f"{day} {at:%H:%M}".startswith(typed.strip()))
    ]


def known_zone(name: str | None) -> str | None:
    """Return a zone that a platform told us, or None when there is no such zone: never trust it further in."""
    return name if name and _cities().get(name.casefold()) == name else None


def read_zone(text: str, field: str) -> str:
    """Return the IANA name of a zone typed as such or as a city: `Europe/Paris`, `paris`, `new york`.

    Raises:
        InvalidInput: nothing near enough; the blank `nearest` suggests one.
    """
    typed = text.strip().casefold().replace(" ", "_")
    cities = _cities()
    if typed in cities:
        return cities[typed]
    found = process.extractOne(typed, list(cities), score_cutoff=75)
    raise InvalidInput(
        {field: "zone.near" if found else "zone.unknown"}, nearest=cities[found[0]] if found else ""
    )


def read_languages(text: str, field: str) -> tuple[str, ...]:
    """Return the ISO 639 codes of languages typed by name or code: `English, de`.

    Raises:
        InvalidInput: one of them is no language's English name, own name or code (the blank `word` is it), or
            there are more than six.
    """
    words = [word.strip().casefold() for word in LANGUAGE_SPLIT.split(text) if word.strip()]
    known = _languages()
    for word in words:
        if word not in known:
            raise InvalidInput({field: "language.unknown"}, word=word[:40])
    if not words:
        raise InvalidInput({field: "language.none"})
    codes = tuple(dict.fromkeys(known[word] for word in words))
    if len(codes) > MAX_LANGUAGES:
        raise InvalidInput({field: "language.many"}, most=MAX_LANGUAGES)
    return codes


def read_pair(text: str, joiner: str) -> tuple[str, str]:
    """Return the two names of "A into B", with `joiner` the word between; "A -> B", "A = B" and "A, B" also do.

    Raises:
        InvalidInput: there are not exactly two.
    """
    text = text[:LONGEST_PAIR]
    for between in (rf"\s{joiner}\s", r"->|→", "=", ",", r"\s/\s", r"\s"):
        names = [name.strip(" \"'") for name in re.split(between, text.strip(), flags=re.IGNORECASE)]
        if len(names) == 2 and all(names):
            return names[0], names[1]
    raise InvalidInput({"first": _PAIRS.get(joiner, "words.pair_same")})


def read_strength(text: str) -> tuple[str, float | None]:
    """Return a text without the number at its end, and that number; None when there is none."""
    found = STRENGTH.fullmatch(text.strip())
    return (found[1].strip(), float(found[2].replace(",", "."))) if found else (text.strip(), None)


def language_name(code: str, reader: str) -> str:
    """Return the name of a language in the reader's language."""
    return _names(reader).get(code, code)


def _day_end(text: str, field: str, now: datetime, zone: ZoneInfo) -> datetime:
    weeks = WEEKS.fullmatch(text)
    try:
        day = (
            now.astimezone(zone).date() + timedelta(weeks=int(weeks[1]))
            if weeks
            else date.fromisoformat(text)
        )
        return local_moment(day, time(23, 59), zone)
    except (ValueError, OverflowError):  # the calendar's first and last day lie outside it in some zones
        raise InvalidInput({field: "day.unreadable"}) from None


def _picked(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        return None if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _typed_moment(text: str, zone: ZoneInfo) -> datetime | None:
    found = MOMENT.fullmatch(text.strip())
    try:
        return found and local_moment(
            date.fromisoformat(found[1]), time.fromisoformat(found[2].zfill(5)), zone
        )
    except (ValueError, OverflowError):
        return None


def _begins(day: date, typed: str, language: str) -> bool:
    begun = typed.strip().casefold()
    name = format_date(day, "EEEE", locale=language).casefold()
    return day.isoformat().startswith(begun) or name.startswith(begun)


@cache
def _cities() -> Mapping[str, str]:
    names = sorted(
        available_timezones(), key=lambda name: (name.startswith(("Etc/", "posix", "right")), name)
    )
    cities: dict[str, str] = {}
    for name in names:
        if "/" in name or name == "UTC":
            cities.setdefault(name.rpartition("/")[2].casefold(), name)
    return cities | {name.casefold(): name for name in names}


@cache
def _names(reader: str) -> Mapping[str, str]:
    return {str(code): str(name) for code, name in Locale(reader).languages.items()}


@cache
def _languages() -> Mapping[str, str]:
    english = {name.casefold(): code for code, name in _names("en").items() if len(code) == 2}
    own = {_names(code).get(code, code).casefold(): code for code in OWN_NAMES}
    return {code: code for code in english.values()} | own | english
