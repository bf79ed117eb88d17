"""The weekly check-in: asked at everybody's own hour, once a week, answered with a press, never exposed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.model.feedback import Answer, CheckIn, Direction
from bot.ports import LetterKind
from scheduler.due import tick
from tests.core.worlds import (
    DAY,
    WEEK,
    ZONES,
    Club,
    Saved,
    a_club,
    action,
    at,
    kept,
    labels,
    sentence,
)

PARTNERS = ("ana", "ben", "ines", "kofi", "mei")
OCTOBER = at("2026-10-19", "09:00", "UTC")


async def checkins(club: Club, handle: str) -> list[CheckIn]:
    """Return what somebody was asked and answered, by day."""
    one = await club.partnership(handle)
    async with club.store.read() as work:
        return [
            each
            for each in await work.checkins.of_partnerships([one.id])
            if each.member == club.member(handle)
        ]


# When --------------------------------------------------------------------------------------------------------


async def test_everybody_is_asked_at_ten_on_thursday_in_their_own_zone(thursday: Club) -> None:
    for handle in PARTNERS:
        [moment] = thursday.arrivals(handle, LetterKind.CHECKIN)
        local = moment.astimezone(ZoneInfo(ZONES[handle]))
        assert f"{local:%a %d %H}" == "Thu 26 10"
        assert local.minute < 20


@pytest.fixture(scope="session")
def two_autumn_weeks(joined_club: Saved) -> Saved:
    """A round that began on 19 October, lived through until after the clocks went back in Europe."""

    async def live(club: Club) -> None:
        club.clock.restart(OCTOBER)
        await club.opens_round("ana", "ben")
        await club.publishes()
        await club.waits(11 * DAY)

    return kept(live, since=joined_club)


@pytest.fixture
async def autumn(two_autumn_weeks: Saved) -> AsyncIterator[Club]:
    """That club on 30 October."""
    async with a_club(two_autumn_weeks) as club:
        yield club


async def test_the_local_hour_and_everybodys_own_minute_stay_over_a_clock_change(autumn: Club) -> None:
    for handle in ("ana", "ben"):
        asked = [moment for moment in autumn.arrivals(handle, LetterKind.CHECKIN) if f"{moment:%a}" == "Thu"]
        local = [moment.astimezone(ZoneInfo(ZONES[handle])) for moment in asked]
        assert [f"{moment:%d %H}" for moment in local] == ["22 10", "29 10"]
        assert asked[1] - asked[0] == timedelta(days=7, hours=1)


async def test_a_week_has_one_question_also_for_who_moves_to_another_zone_on_the_day(thursday: Club) -> None:
    await thursday.types("ana", "/mentor profile")
    await thursday.opens("ana", "Hours and languages")
    await thursday.fills("ana", zone="Honolulu")
    thursday.forgets_letters()
    await thursday.waits(DAY)
    assert thursday.letters_to("ana", "meet this week?") == []
    assert len(await checkins(thursday, "ana")) == 1


async def test_a_round_that_starts_on_the_day_itself_asks_only_the_week_after(club: Club) -> None:
    await club.settles_in("ana", "ben")
    club.clock.set(at("2026-11-25", "12:00", "UTC"))
    await club.opens_round("ana", "ben")
    await club.publishes()
    await club.waits(5 * DAY)
    assert club.letters_to("ana", "meet this week?") == []


async def test_new_settings_hold_for_the_questions_to_come_and_the_card_tells_the_truth(paired: Club) -> None:
    await paired.opens("olga", "/mentor-admin settings")
    await paired.fills("olga", weekday="2", at="16:00")
    said = paired.words(await paired.types("ana", "/mentor partner"))
    assert "Next check-in: Wed 25 Nov" in said
    paired.forgets_letters()
    await paired.waits(4 * DAY)
    [first, *_] = paired.arrivals("ana", LetterKind.CHECKIN)
    local = first.astimezone(ZoneInfo("Europe/Lisbon"))
    assert f"{local:%a %H}" == "Wed 16"


async def test_nobody_is_asked_twice_in_a_week_because_the_day_was_changed(thursday: Club) -> None:
    thursday.forgets_letters()
    await thursday.opens("olga", "/mentor-admin settings")
    await thursday.fills("olga", weekday="4", at="12:00")
    await thursday.presses("ana", "It's planned")
    await thursday.waits(9 * DAY)
    [asked] = thursday.arrivals("ana", LetterKind.CHECKIN)
    assert f"{asked:%a %d %H}" == "Fri 04 12"


# Late --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "words"),
    [(23, ["meet this week?"]), (30, ["later than usual"]), (71, ["later than usual"]), (73, [])],
)
async def test_a_question_up_to_a_day_late_comes_as_it_is_then_softer_then_not_at_all(
    paired: Club, hours: int, words: list[str]
) -> None:
    paired.forgets_letters()
    await paired.sleeps_until(at("2026-11-26", "10:20", "Europe/Lisbon") + timedelta(hours=hours))
    await paired.waits(timedelta(minutes=1))
    came = [said for said in paired.letters_to("ana") if "check-in" in said or "One press" in said]
    assert [next((word for word in words if word in said), said) for said in came] == words


async def test_a_week_of_downtime_sends_no_backlog(paired: Club) -> None:
    paired.forgets_letters()
    await paired.sleeps_until(at("2026-12-15", "12:00", "UTC"))
    assert [one.kind for one in paired.letters if one.kind is LetterKind.CHECKIN] == []
    assert paired.rows("checkin") == []
    await paired.waits(3 * DAY)
    assert len(paired.letters_to("ana", "meet this week?")) == 1


async def test_a_question_that_waited_too_long_for_delivery_is_dropped(paired: Club) -> None:
    paired.clock.set(at("2026-11-26", "12:00", "UTC"))
    await tick(paired.store, paired.clock)
    paired.forgets_letters()
    await paired.sleeps_until(at("2026-11-30", "12:00", "UTC"))
    assert paired.letters_to("ana", "check-in") == []


# Reminding ---------------------------------------------------------------------------------------------------


async def test_one_reminder_comes_after_two_days_and_only_to_who_did_not_answer(thursday: Club) -> None:
    await thursday.presses("ana", "It's planned")
    thursday.forgets_letters()
    await thursday.waits(4 * DAY)
    assert thursday.letters_to("ana", "One press is enough") == []
    [reminder] = thursday.letters_to("ben", "One press is enough")
    assert "did you and Ana Duarte meet?" in reminder


async def test_a_reminder_comes_for_each_of_two_partnerships(club: Club) -> None:
    await club.settles_in("ana", "ben")
    await club.joins("cy", offers="guitar (expert)", wants="chess")
    await club.types("ana", "/mentor profile")
    await club.opens("ana", "Hours and languages")
    await club.fills("ana", capacity="2")
    await club.opens_round("ana", "ben", "cy")
    await club.publishes()
    club.forgets_letters()
    await club.waits(6 * DAY)
    reminders = club.letters_to("ana", "In case it slipped by")
    assert {name for name in ("Ben", "Cy") if any(name in said for said in reminders)} == {"Ben", "Cy"}


async def test_by_hand_each_partnership_has_its_own_question_of_the_week(club: Club) -> None:
    await club.settles_in("ana", "ben")
    await club.joins("cy", offers="guitar (expert)", wants="chess")
    await club.types("ana", "/mentor profile")
    await club.opens("ana", "Hours and languages")
    await club.fills("ana", capacity="2")
    await club.opens_round("ana", "ben", "cy")
    await club.publishes()
    await club.waits(4 * DAY)
    before = club.everything()["checkin"]
    async with club.store.read() as work:
        mine = await work.partnerships.of_member(club.member("ana"))
    for one in mine:
        await club.does("ana", f"checkin:{one.id}")
    assert club.everything()["checkin"] == before


# Answering ---------------------------------------------------------------------------------------------------


async def test_we_met_asks_which_directions_and_how_useful_and_ends(thursday: Club) -> None:
    assert labels(await thursday.presses("ana", "We met")) == ["I taught", "I learned", "Both"]
    assert labels(await thursday.presses("ana", "Both")) == ["1", "2", "3", "4", "5"]
    assert "That is all for this week" in thursday.words(await thursday.presses("ana", "5"))
    [mine] = await checkins(thursday, "ana")
    assert (mine.answer, mine.direction, mine.usefulness) == (Answer.MET, Direction.BOTH, 5)


@pytest.mark.parametrize(
    ("label", "answer", "next_step"),
    [
        ("It's planned", Answer.PLANNED, "Write a note"),
        ("Not yet", Answer.NOT_YET, "Suggest times"),
        ("Need help", Answer.HELP, "Tell the organisers"),
    ],
)
async def test_every_other_answer_has_its_one_next_step(
    thursday: Club, label: str, answer: Answer, next_step: str
) -> None:
    thursday.forgets_letters()
    card = await thursday.presses("ana", label)
    assert next_step in labels(card)
    [mine] = await checkins(thursday, "ana")
    assert mine.answer is answer
    assert thursday.letters_to("ben") == []


async def test_an_answer_is_changed_by_pressing_again_on_an_older_card(thursday: Club) -> None:
    question = thursday.seats["ana"].cards[-1][0]
    await thursday.does("ana", action(question, "Not yet"))
    await thursday.does("ana", action(question, "We met"))
    [mine] = await checkins(thursday, "ana")
    assert mine.answer is Answer.MET


async def test_a_low_score_offers_to_tell_the_organisers_more(thursday: Club) -> None:
    await thursday.presses("ana", "We met")
    await thursday.presses("ana", "Both")
    assert "Tell the organisers" in labels(await thursday.presses("ana", "2"))


async def test_a_score_that_is_none_is_refused(thursday: Club) -> None:
    await thursday.presses("ana", "We met")
    rate = action(await thursday.presses("ana", "Both"), "5").replace(".5", ".6")
    assert sentence("choice.unknown") in str(await thursday.does("ana", rate))
    [mine] = await checkins(thursday, "ana")
    assert mine.usefulness is None


async def test_by_hand_the_same_question_of_the_week_comes_back(thursday: Club) -> None:
    await thursday.presses("ana", "It's planned")
    await thursday.waits(DAY)
    await thursday.types("ana", "/mentor checkin")
    await thursday.presses("ana", "We met")
    assert [each.answer for each in await checkins(thursday, "ana")] == [Answer.MET]


async def test_by_hand_a_question_is_made_before_the_first_one_is_due(paired: Club) -> None:
    await paired.types("ana", "/mentor checkin")
    await paired.presses("ana", "We met")
    [mine] = await checkins(paired, "ana")
    assert mine.day.isoformat() == "2026-11-23"


async def test_nobody_learns_of_anothers_answer(thursday: Club) -> None:
    thursday.forgets_letters()
    await thursday.presses("ana", "Need help")
    await thursday.waits(WEEK)
    shown = "\n".join(thursday.letters_to("ben")) + thursday.words(
        await thursday.types("ben", "/mentor partner")
    )
    assert "help" not in shown.replace("[Need help]", "")
    status = thursday.words(await thursday.types("olga", "/mentor-admin round status"))
    assert "Ana" not in status
