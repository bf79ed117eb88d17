"""Meetings: moved, called off, put into calendars, and a page for each kind of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bot import calendars
from bot.model.meetings import Guide, guide_for
from bot.router.request import Show
from bot.ui import Card, Invitation, Link
from tests.core.worlds import DAY, MONDAY, WEEK, Club, action, at, labels, sentence

EVENING = at("2026-12-02", "18:00", "Europe/Lisbon")


def calendar(card: Card) -> Any:
    """Return the calendar file of a card."""
    assert isinstance(card.file, Invitation)
    return Calendar.from_ical(calendars.written(card.file).content.decode())


def newest(club: Club, words: str) -> Card:
    """Return the newest letter with these words as a card."""
    return next(one.card for one in reversed(club.letters) if words in club.words(one.card))


async def test_a_time_comes_with_a_calendar_file_for_everybody(paired: Club) -> None:
    await paired.types("ana", "/mentor meet 2026-12-02 18:00")
    file = calendar(newest(paired, "proposes to meet"))
    [event] = file.walk("VEVENT")
    assert (file["METHOD"], event["SEQUENCE"], event["STATUS"]) == ("REQUEST", 0, "CONFIRMED")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (EVENING, EVENING + timedelta(hours=1))
    assert event["DTSTAMP"].dt == MONDAY
    assert {one.params["CN"] for one in event["ATTENDEE"]} == {"Ana Duarte", "Ben Okafor"}
    assert "Ana Duarte teaches Ben Okafor Python." in event["DESCRIPTION"]


async def test_the_one_who_chose_gets_the_same_entry_and_links_to_online_calendars(paired: Club) -> None:
    card = await paired.types("ana", "/mentor meet 2026-12-02 18:00")
    [mine] = calendar(card).walk("VEVENT")
    [theirs] = calendar(newest(paired, "proposes to meet")).walk("VEVENT")
    assert mine["UID"] == theirs["UID"]
    links = [span.url for line in card.lines for span in line if isinstance(span, Link)]
    assert [link.partition("?")[0] for link in links] == [calendars.GOOGLE, calendars.OUTLOOK]
    assert "dates=20261202T180000Z%2F20261202T190000Z" in links[0]
    assert "startdt=2026-12-02T18%3A00%3A00Z" in links[1]


async def test_a_moved_meeting_updates_the_same_entry_and_its_reminders(paired: Club) -> None:
    await paired.types("ana", "/mentor meet 2026-12-02 18:00")
    [before] = calendar(newest(paired, "proposes to meet")).walk("VEVENT")
    await paired.opens("ben", "Move it")
    await paired.fills("ben", when="2026-12-03 19:00")
    file = calendar(newest(paired, "moved your meeting"))
    [after] = file.walk("VEVENT")
    assert (file["METHOD"], after["UID"], after["SEQUENCE"]) == ("REQUEST", before["UID"], 1)
    assert after["DTSTART"].dt == EVENING + DAY + timedelta(hours=1)
    paired.forgets_letters()
    await paired.waits(EVENING - MONDAY)
    assert paired.letters_to("ana", "Your next meeting") == []
    await paired.waits(DAY + timedelta(hours=1))
    assert len(paired.letters_to("ana", "Your next meeting")) == 2


async def test_a_cancelled_meeting_leaves_calendars_and_reminds_nobody(paired: Club) -> None:
    await paired.types("ana", "/mentor meet 2026-12-02 18:00")
    card = await paired.presses("ben", "Cannot make it")
    assert labels(card) == ["Move it", "Call it off"]
    await paired.presses("ben", "Call it off")
    file = calendar(newest(paired, "cannot meet on"))
    [event] = file.walk("VEVENT")
    assert (file["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    paired.forgets_letters()
    await paired.waits(10 * DAY)
    assert paired.letters_to("ana", "Your next meeting") == []
    assert "you meet on" not in paired.words(await paired.types("ana", "/mentor guide"))


async def test_a_time_that_was_called_off_can_be_chosen_again_as_a_new_meeting(paired: Club) -> None:
    first = await paired.types("ana", "/mentor meet 2026-12-02 18:00")
    await paired.presses("ana", "Cannot make it")
    await paired.presses("ana", "Call it off")
    again = await paired.types("ben", "/mentor meet 2026-12-02 18:00")
    uids = {calendar(card).walk("VEVENT")[0]["UID"] for card in (first, again)}
    assert len(uids) == 2
    assert len(paired.rows("meeting")) == 2


async def test_a_press_on_a_meeting_that_is_gone_changes_nothing(paired: Club) -> None:
    await paired.types("ana", "/mentor meet 2026-12-02 18:00")
    card = await paired.presses("ana", "Cannot make it")
    await paired.presses("ana", "Call it off")
    before = paired.everything()
    answer = await paired.does("ana", action(card, "Call it off"))
    assert isinstance(answer, Show)
    assert sentence("meeting.gone") in paired.words(answer.card)
    assert paired.everything() == before


async def test_a_meeting_cannot_move_onto_another_one(paired: Club) -> None:
    await paired.types("ana", "/mentor meet 2026-12-03 18:00")
    await paired.types("ana", "/mentor meet 2026-12-02 18:00")
    await paired.opens("ana", "Move it")
    card = await paired.fills("ana", when="2026-12-03 18:00")
    assert sentence("meeting.there") in paired.words(card)


async def test_somebody_elses_meeting_cannot_be_touched(paired: Club) -> None:
    card = await paired.types("ana", "/mentor meet 2026-12-02 18:00")
    before = paired.everything()
    for label in ("Move it", "Cannot make it"):
        answer = await paired.does("mei", action(card, label))
        assert isinstance(answer, Show)
        assert sentence("partnership.not_yours") in paired.words(answer.card)
    assert paired.everything() == before


async def test_the_agreed_length_holds_for_suggestions_and_calendars(paired: Club) -> None:
    await paired.types("ana", "/mentor agreement")
    await paired.opens("ana", "Propose a change")
    await paired.fills("ana", minutes="90")
    [event] = calendar(await paired.types("ana", "/mentor meet 2026-12-02 18:00")).walk("VEVENT")
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)


async def test_a_reminder_says_how_to_use_the_hour_and_leads_to_the_page(paired: Club) -> None:
    await paired.types("ana", "/mentor meet 2026-12-02 18:00")
    await paired.waits(EVENING - MONDAY - DAY)
    [reminder] = paired.letters_to("ben", "Your next meeting")
    assert "Get to know each other" in reminder
    page = paired.words(await paired.presses("ben", "Session guide"))
    assert "The first meeting" in page
    assert "Next: I ask you how it goes on" in page or "Next: you meet on" in page


async def test_every_other_page_can_be_chosen(paired: Club) -> None:
    await paired.types("ana", "/mentor guide")
    assert "Giving feedback" in paired.words(await paired.chooses("ana", Guide.FEEDBACK))


@pytest.mark.parametrize(
    ("after", "before", "guide"),
    [
        (WEEK, 0, Guide.FIRST),
        (5 * WEEK, 0, Guide.FIRST),
        (WEEK, 1, Guide.GOALS),
        (2 * WEEK, 2, Guide.TEACHING),
        (3 * WEEK + 3 * DAY, 3, Guide.FEEDBACK),
        (4 * WEEK, 3, Guide.TEACHING),
        (5 * WEEK, 4, Guide.LAST),
    ],
)
async def test_what_a_meeting_is_for_follows_from_its_place_in_the_round(
    paired: Club, after: timedelta, before: int, guide: Guide
) -> None:
    one = await paired.partnership("ana")
    assert guide_for(one, one.started_at + after, before) is guide
