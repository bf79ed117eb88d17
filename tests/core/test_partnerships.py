"""A partnership's life: goals, times that suit everybody, change without blame, help in private."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.ui import When
from tests.core.worlds import DAY, MONDAY, NAMES, WEEK, Club, action, at, labels, sentence

# Goals -------------------------------------------------------------------------------------------------------


async def test_a_goal_is_told_to_every_partner_and_to_nobody_else(paired: Club) -> None:
    paired.forgets_letters()
    await paired.opens("ines", "Set goals")
    card = await paired.fills("ines", goal="send my first own invoice")
    assert "send my first own invoice" in paired.words(card)
    told = [handle for handle in paired.seats if paired.letters_to(handle, "send my first own invoice")]
    assert set(told) == {"kofi", "mei"}


async def test_goals_stand_on_the_partners_card(paired: Club) -> None:
    await paired.opens("ana", "/mentor goals")
    await paired.fills("ana", goal="try three new tools")
    assert "Goal: Ana Duarte: try three new tools" in paired.words(
        await paired.types("ben", "/mentor partner")
    )


async def test_the_goal_form_shows_the_goal_of_before(paired: Club) -> None:
    await paired.opens("ana", "/mentor goals")
    await paired.fills("ana", goal="try three new tools")
    form = await paired.opens("ana", "/mentor goals")
    assert getattr(form.fields[0], "value", "") == "try three new tools"


@pytest.mark.parametrize(
    ("typed", "key"), [("  ", "text.empty"), ("g" * 201, "text.long"), ("g" * 5000, "text.long")]
)
async def test_a_goal_that_does_not_fit_is_refused_at_its_field_and_told_to_nobody(
    paired: Club, typed: str, key: str
) -> None:
    paired.forgets_letters()
    await paired.opens("ana", "/mentor goals")
    errors = await paired.misfills("ana", goal=typed)
    assert errors == {"goal": sentence(key, most=200)}
    assert paired.letters == []
    assert (await paired.partnership("ana")).goals == {}
    form = await paired.opens("ana", "Try again")
    assert form.action == f"goals.save:{(await paired.partnership('ana')).id}"


async def test_without_a_partner_one_is_told_what_to_do(paired: Club) -> None:
    assert "no partner at the moment" in paired.words(await paired.types("zoe", "/mentor partner"))
    for verb in ("goals", "meet", "checkin", "change"):
        assert sentence("partnership.none") in paired.words(await paired.types("zoe", f"/mentor {verb}"))


async def test_the_partners_card_says_who_what_until_when_and_what_comes_next(paired: Club) -> None:
    card = await paired.types("ana", "/mentor partner")
    said = paired.words(card)
    assert "Ben Okafor" in said
    assert "Next check-in: Thu 26 Nov" in said
    assert labels(card)[:3] == ["Set goals", "Suggest times", "How it goes"]
    assert labels(card)[3:] == ["Our agreement", "Session guide", "Not a fit"]


async def test_who_has_two_partnerships_can_turn_to_the_other_one(club: Club) -> None:
    await club.settles_in("ana", "ben")
    await club.joins("cy", offers="guitar (expert)", wants="chess")
    await club.types("ana", "/mentor profile")
    await club.opens("ana", "Hours and languages")
    await club.fills("ana", capacity="2")
    await club.opens_round("ana", "ben", "cy")
    await club.publishes()
    first = await club.types("ana", "/mentor partner")
    assert first.select is not None
    [other] = first.select.options
    second = await club.chooses("ana", other.value)
    assert other.label in club.words(second)
    assert club.words(first).splitlines()[1] != club.words(second).splitlines()[1]


# Meeting -----------------------------------------------------------------------------------------------------


async def test_suggested_times_lie_on_three_days_in_everybodys_usual_hours(paired: Club) -> None:
    card = await paired.types("ana", "/mentor meet")
    times = [span.at for line in card.lines for span in line if isinstance(span, When)]
    assert len({moment.date() for moment in times}) == 3
    for moment in times:
        for zone in ("Europe/Lisbon", "Europe/London"):
            local = moment.astimezone(ZoneInfo(zone))
            assert local.weekday() < 5
            assert 8 <= local.hour < 18


async def test_where_usual_hours_never_meet_one_is_asked_to_propose_a_time(paired: Club) -> None:
    await paired.types("ana", "/mentor profile")
    await paired.opens("ana", "Hours and languages")
    await paired.fills("ana", hours=("sundays",))
    card = await paired.types("ana", "/mentor meet")
    assert "usual hours do not meet" in paired.words(card)
    assert labels(card) == ["Another time"]


async def test_a_chosen_time_is_told_in_the_shared_space_and_reminded_of_a_day_before(paired: Club) -> None:
    await paired.types("ana", "/mentor meet 2026-12-02 18:00")
    paired.forgets_letters()
    await paired.waits(at("2026-12-01", "17:59", "Europe/Lisbon") - MONDAY)
    assert paired.letters_to("ben", "Your next meeting") == []
    await paired.waits(timedelta(minutes=1))
    assert [len(paired.letters_to(handle, "Your next meeting")) for handle in ("ana", "ben", "mei")] == [
        1,
        1,
        0,
    ]


async def test_a_suggested_time_is_agreed_with_one_press_and_a_second_one_is_harmless(paired: Club) -> None:
    paired.forgets_letters()
    card = await paired.types("ana", "/mentor meet")
    pick = card.buttons()[0].action
    await paired.does("ana", pick)
    before = paired.everything()
    await paired.does("ben", pick)
    assert paired.everything() == before
    assert len(paired.letters_to("ben", "proposes to meet")) == 1


async def test_every_meeting_is_reminded_of_also_when_a_nearer_one_was_agreed_later(paired: Club) -> None:
    for day in ("2026-11-27", "2026-11-24", "2026-11-26"):
        await paired.types("ana", f"/mentor meet {day} 18:00")
    paired.forgets_letters()
    await paired.waits(4 * DAY)
    reminders = "".join(paired.letters_to("ben", "Your next meeting"))
    assert re.findall(r"(\d+) Nov, 18:00", reminders) == ["24", "24", "26", "26", "27"]


async def test_a_time_agreed_for_the_same_day_is_reminded_of_an_hour_before_or_not_at_all(
    paired: Club,
) -> None:
    await paired.types("ana", "/mentor meet 2026-11-23 14:00")
    paired.forgets_letters()
    await paired.waits(timedelta(hours=3))
    assert paired.letters_to("ben", "Your next meeting") == []
    await paired.waits(timedelta(hours=1))
    assert len(paired.letters_to("ben", "Your next meeting")) == 1
    await paired.types("ana", "/mentor meet 2026-11-23 13:30")
    paired.forgets_letters()
    await paired.waits(timedelta(hours=1))
    assert paired.letters_to("ben", "Your next meeting") == []


async def test_a_typed_time_is_in_ones_own_zone(paired: Club) -> None:
    card = await paired.types("mei", "/mentor meet 2026-12-02 18:00")
    assert "Wed 2 Dec, 17:00" in paired.words(card, "UTC")
    assert "Wed 2 Dec, 18:00" in paired.words(card, "Europe/Amsterdam")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2026-11-20 10:00", "moment.past"),
        ("2026-11-23T08:59:00Z", "moment.past"),
        ("2029-01-01 10:00", "day.far"),
        ("tomorrow", "moment.unreadable"),
        ("9999-12-31 23:59", "day.far"),
    ],
)
async def test_a_time_that_cannot_be_is_refused_and_told_to_nobody(
    paired: Club, typed: str, key: str
) -> None:
    before = paired.everything()
    said = paired.words(await paired.types("ana", f"/mentor meet {typed}"))
    assert sentence(key, weeks=26) in said
    await paired.types("ana", "/mentor meet")
    await paired.opens("ana", "Another time")
    assert await paired.misfills("ana", when=typed) == {"when": sentence(key, weeks=26)}
    assert paired.everything() == before


async def test_a_suggestion_that_has_passed_is_refused(paired: Club) -> None:
    pick = (await paired.types("ana", "/mentor meet")).buttons()[0].action
    paired.clock.set(MONDAY + 2 * WEEK)
    assert sentence("moment.past") in str(await paired.does("ana", pick))


async def test_a_moment_from_a_picker_is_taken_as_it_is(paired: Club) -> None:
    await paired.types("ana", "/mentor meet")
    await paired.opens("ana", "Another time")
    card = await paired.fills("ana", when="2026-12-02T18:00:00+05:30")
    assert "Wed 2 Dec, 12:30" in paired.words(card)


async def test_suggestions_keep_everybodys_hours_when_the_clocks_change_meanwhile(trio: Club) -> None:
    trio.clock.restart(at("2026-10-22", "09:00", "UTC"))
    await trio.opens_round("ana", "ben")
    await trio.publishes()
    await trio.types("ana", "/mentor profile")
    await trio.opens("ana", "Hours and languages")
    await trio.fills("ana", hours=("middays",))
    card = await trio.types("ana", "/mentor meet")
    times = [
        span.at.astimezone(ZoneInfo("Europe/Lisbon"))
        for line in card.lines
        for span in line
        if isinstance(span, When)
    ]
    assert [f"{moment:%a}" for moment in times] == ["Fri", "Mon", "Tue"]
    assert all(12 <= moment.hour < 14 for moment in times)


# Breaking the ice --------------------------------------------------------------------------------------------


async def test_after_a_quiet_day_one_question_breaks_the_ice_and_the_other_one_answers_first(
    paired: Club,
) -> None:
    paired.forgets_letters()
    await paired.waits(DAY)
    [ice] = paired.letters_to("ana")
    assert "Ana Duarte, you first" in ice
    assert "Ben Okafor, would you write first" in "".join(
        str(paired.words(card)) for card, _ in paired.seats["ana"].cards
    )


@pytest.mark.parametrize("by", ["a goal", "a meeting"])
async def test_no_ice_needs_breaking_where_something_happened(paired: Club, by: str) -> None:
    if by == "a goal":
        await paired.opens("ben", "/mentor goals")
        await paired.fills("ben", goal="design a service")
    else:
        await paired.types("ben", "/mentor meet 2026-12-02 18:00")
    paired.forgets_letters()
    await paired.waits(DAY)
    assert paired.letters_to("ana", "you first") == []
    assert paired.letters_to("mei", "you first") != []


# Change and help ---------------------------------------------------------------------------------------------


async def test_not_a_fit_is_asked_first_and_names_the_ways(paired: Club) -> None:
    before = paired.everything()
    card = await paired.types("ana", "/mentor change")
    assert labels(card) == [
        "A new partner now",
        "A circle is fine, too",
        "First place next round",
        "Our agreement",
        "Ask the organisers",
        "End the partnership",
    ]
    assert paired.everything() == before


async def test_ending_early_tells_the_partner_neutrally_and_stops_everything(paired: Club) -> None:
    await paired.types("ana", "/mentor meet 2026-12-02 18:00")
    await paired.types("ana", "/mentor change")
    paired.forgets_letters()
    ended = (await paired.partnership("ana")).id
    await paired.presses("ana", "End the partnership")
    assert [
        row for row in paired.rows("due") if row["subject"] == ended and row["kind"] != "round_ends"
    ] == []
    await paired.waits(2 * WEEK)
    [told] = paired.letters_to("ben")
    assert "It says nothing about you" in told
    assert NAMES["ana"] not in told
    assert paired.letters_to("ana") == []


async def test_ending_twice_or_by_an_old_button_says_that_it_ended(paired: Club) -> None:
    end = action(await paired.types("ana", "/mentor change"), "End the partnership")
    await paired.does("ana", end)
    before = paired.everything()
    assert sentence("partnership.ended") in str(await paired.does("ana", end))
    assert sentence("partnership.ended") in str(await paired.does("ben", end))
    assert sentence("partnership.ended") in paired.words(await paired.presses("ben", "Suggest times"))
    assert paired.everything() == before


async def test_asking_for_help_reaches_the_organisers_only(paired: Club) -> None:
    paired.forgets_letters()
    await paired.types("ana", "/mentor change")
    await paired.opens("ana", "Ask the organisers")
    card = await paired.fills("ana", note="we do not get along")
    assert "organisers have your note" in paired.words(card)
    reached = [handle for handle in paired.seats if paired.letters_to(handle, "we do not get along")]
    assert reached == ["olga"]


async def test_help_does_not_reach_an_organiser_who_is_the_partner(paired: Club) -> None:
    await paired.types("olga", "/mentor-admin organiser add @ben")
    paired.forgets_letters()
    await paired.types("ana", "/mentor change")
    await paired.opens("ana", "Ask the organisers")
    await paired.fills("ana", note="we do not get along")
    assert paired.letters_to("ben") == []
    assert len(paired.letters_to("olga")) == 1


async def test_where_only_the_partner_runs_rounds_asking_for_help_says_that_nobody_can_be_told(
    paired: Club,
) -> None:
    await paired.types("olga", "/mentor-admin organiser add @ben")
    await paired.types("olga", "/mentor-admin organiser remove @olga")
    paired.forgets_letters()
    await paired.types("ana", "/mentor change")
    await paired.opens("ana", "Ask the organisers")
    assert await paired.misfills("ana", note="hello") == {"note": sentence("organiser.nobody")}
    assert paired.letters == []


@pytest.mark.parametrize(("typed", "key"), [(" ", "text.empty"), ("n" * 5000, "text.long")])
async def test_help_without_words_or_with_too_many_is_refused(paired: Club, typed: str, key: str) -> None:
    await paired.types("ana", "/mentor change")
    await paired.opens("ana", "Ask the organisers")
    assert await paired.misfills("ana", note=typed) == {"note": sentence(key, most=1000)}
