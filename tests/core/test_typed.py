"""What people type into fields is read strictly, or refused clearly; never an error of ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.typed import days_like, language_name, moments_like, read_day, read_languages, read_moment, read_zone
from tests.core.worlds import MONDAY, at

ZONES = ("UTC", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu", "Australia/Lord_Howe")
HALF_A_YEAR = timedelta(weeks=26)


def day(text: str, zone: str = "UTC") -> datetime | str:
    """Return what a day reads as, or the key of the sentence that refuses it."""
    try:
        return read_day(text, "until", MONDAY, ZoneInfo(zone), HALF_A_YEAR)
    except InvalidInput as error:
        return error.fields["until"]


def moment(text: str, zone: str = "UTC") -> datetime | str:
    """Return what a moment reads as, or the key of the sentence that refuses it."""
    try:
        return read_moment(text, "when", MONDAY, ZoneInfo(zone))
    except InvalidInput as error:
        return error.fields["when"]


@pytest.mark.parametrize(
    ("typed", "zone", "read"),
    [
        ("2026-12-24", "Asia/Kathmandu", at("2026-12-24", "23:59", "Asia/Kathmandu")),
        (" 3 Weeks ", "UTC", at("2026-12-14", "23:59", "UTC")),
        ("2w", "UTC", at("2026-12-07", "23:59", "UTC")),
        ("2026-11-23", "UTC", at("2026-11-23", "23:59", "UTC")),
    ],
)
def test_a_day_lasts_until_its_local_end(typed: str, zone: str, read: datetime) -> None:
    assert day(typed, zone) == read


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2026-11-22", "day.past"),
        ("1999-01-01", "day.past"),
        ("2027-06-01", "day.far"),
        ("99 weeks", "day.far"),
        ("2026-02-30", "day.unreadable"),
        ("next thursday", "day.unreadable"),
        ("", "day.unreadable"),
        ("9" * 5000, "day.unreadable"),
    ],
)
@pytest.mark.parametrize("zone", ZONES)
def test_a_day_that_cannot_be_is_refused_with_its_reason_in_every_zone(
    typed: str, key: str, zone: str
) -> None:
    assert day(typed, zone) == key


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("zone", ZONES)
def test_the_ends_of_the_calendar_are_refused_like_any_other_wrong_day(typed: str, zone: str) -> None:
    assert str(day(typed, zone)).startswith("day.")
    assert str(moment(f"{typed} 12:00", zone)).startswith("moment.") or typed > "2026"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-12-24 15:00", at("2026-12-24", "15:00", "Asia/Kathmandu")),
        ("2026-12-24T9:05", at("2026-12-24", "09:05", "Asia/Kathmandu")),
        ("2026-12-24T15:00:00+01:00", datetime(2026, 12, 24, 14, tzinfo=UTC)),
        ("2026-12-24T15:00:00Z", datetime(2026, 12, 24, 15, tzinfo=UTC)),
    ],
)
def test_a_moment_is_local_unless_it_names_its_offset(typed: str, read: datetime) -> None:
    assert moment(typed, "Asia/Kathmandu") == read


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2026-11-23 08:59", "moment.past"),
        ("2026-11-23T09:00+00:00", "moment.past"),
        ("0001-01-01T00:00+14:00", "moment.unreadable"),
        ("2026-12-24", "moment.unreadable"),
        ("2026-12-24 25:00", "moment.unreadable"),
        ("tomorrow at 5", "moment.unreadable"),
        ("", "moment.unreadable"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_with_its_reason(typed: str, key: str) -> None:
    assert moment(typed) == key


@given(st.text(max_size=40), st.sampled_from(ZONES))
def test_no_text_breaks_the_reading_of_days_and_moments(typed: str, zone: str) -> None:
    for read in (day(typed, zone), moment(typed, zone)):
        assert isinstance(read, datetime) or read.startswith(("day.", "moment."))


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        ("paris", "Europe/Paris"),
        ("New York", "America/New_York"),
        ("  lisbon ", "Europe/Lisbon"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_found_by_its_name_or_a_city(typed: str, zone: str) -> None:
    assert read_zone(typed, "zone") == zone


@pytest.mark.parametrize(
    ("typed", "key", "nearest"),
    [
        ("Lisbonn", "zone.near", "Europe/Lisbon"),
        ("qqqqwwww", "zone.unknown", ""),
        ("", "zone.unknown", ""),
        ("x" * 5000, "zone.unknown", ""),
    ],
)
def test_a_place_nobody_knows_is_refused_with_the_nearest_one_if_there_is_any(
    typed: str, key: str, nearest: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_zone(typed, "zone")
    assert (refused.value.fields["zone"], refused.value.blanks["nearest"]) == (key, nearest)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("English, German", ("en", "de")),
        ("en; DE/fr", ("en", "de", "fr")),
        ("Deutsch and español", ("de", "es")),
        ("English, english, en", ("en",)),
    ],
)
def test_languages_are_read_by_name_own_name_or_code_each_once(typed: str, codes: tuple[str, ...]) -> None:
    assert read_languages(typed, "languages") == codes


@pytest.mark.parametrize(("typed", "key"), [("Klingon", "language.unknown"), (" , ;", "language.none")])
def test_a_language_nobody_knows_is_named(typed: str, key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_languages(typed, "languages")
    assert refused.value.fields == {"languages": key}


def test_more_than_six_languages_are_too_many() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_languages("en, de, fr, es, pt, it, nl", "languages")
    assert refused.value.fields == {"languages": "language.many"}


@pytest.mark.parametrize("code", ["en", "de", "fr", "pt", "uk", "zh", "nb", "nn", "fa", "he", "sw", "gd"])
def test_every_language_the_form_shows_can_be_sent_back(code: str) -> None:
    assert read_languages(language_name(code, "en"), "languages") == (code,)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("typed", ["", "2026-12", "mon", "Fri", "2026"])
def test_every_suggested_day_and_moment_is_read_and_none_is_past(zone: str, typed: str) -> None:
    for told in days_like(typed, MONDAY, ZoneInfo(zone), "en"):
        assert isinstance(day(told, zone), datetime)
    for told in moments_like(typed, MONDAY, ZoneInfo(zone), "en"):
        assert isinstance(moment(told, zone), datetime)


def test_days_are_suggested_by_weekday_in_the_readers_language_and_by_what_was_typed() -> None:
    assert days_like("freitag", MONDAY, ZoneInfo("UTC"), "de") == days_like(
        "fri", MONDAY, ZoneInfo("UTC"), "en"
    )
    near = MONDAY.date().isoformat()[:7]
    assert all(one.startswith(near) for one in days_like(near, MONDAY, ZoneInfo("UTC"), "en"))
    assert days_like("when pigs fly", MONDAY, ZoneInfo("UTC"), "en") == []
    assert all(one.endswith(":00") for one in moments_like("", MONDAY, ZoneInfo("UTC"), "en"))
