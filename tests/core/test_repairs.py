"""Silence, a fresh start, and a circle that somebody leaves: kindly, privately, always with a next step."""

from __future__ import annotations

import pytest

from bot.model.ids import PartnershipId
from bot.model.partnerships import Kind
from bot.ports import LetterKind
from bot.router.request import Show
from tests.core.worlds import WEEK, Club, labels, sentence

ASKED, OFFERED = "A quiet question", "Would a fresh start help?"


async def open_ones(club: Club, handle: str) -> list[PartnershipId]:
    """Return the numbers of somebody's open partnerships."""
    async with club.store.read() as work:
        return [one.id for one in await work.partnerships.of_member(club.member(handle))]


async def left_out(club: Club) -> set[str]:
    """Return who comes first in the next round."""
    waiting = {row["member_id"] for row in club.rows("enrolment") if row["placed"] == 0}
    return {handle for handle in club.seats if club.member(handle) in waiting}


async def answers_weekly(club: Club, handle: str, label: str, weeks: int) -> None:
    """Let weeks pass, in which somebody answers and their partner does not."""
    for _ in range(weeks):
        await club.waits(WEEK)
        await club.presses(handle, label)


# Silence -----------------------------------------------------------------------------------------------------


async def test_after_two_silent_weeks_the_partner_is_asked_and_after_three_offered_a_way_on(
    paired: Club,
) -> None:
    await answers_weekly(paired, "ana", "Not yet", 2)
    assert paired.letters_to("ana", ASKED) == []
    await answers_weekly(paired, "ana", "Not yet", 1)
    assert len(paired.letters_to("ana", ASKED)) == 1
    assert paired.letters_to("ana", OFFERED) == []
    await answers_weekly(paired, "ana", "Not yet", 1)
    assert len(paired.letters_to("ana", OFFERED)) == 1


async def test_nobody_learns_who_was_silent(paired: Club) -> None:
    await answers_weekly(paired, "ana", "Not yet", 4)
    asked, offered = paired.letters_to("ana", ASKED)[0], paired.letters_to("ana", OFFERED)[0]
    assert "How is it between you and Ben Okafor?" in asked
    assert [word for word in ("silent", "answer me", "not answered") if word in asked + offered] == []
    assert paired.letters_to("ben", ASKED) == []


async def test_partners_who_meet_are_left_alone_whoever_does_not_answer(paired: Club) -> None:
    await answers_weekly(paired, "ana", "It's planned", 4)
    assert paired.letters_to("ana", ASKED) == []
    assert paired.letters_to("ana", OFFERED) == []


async def test_one_answer_breaks_the_silence(paired: Club) -> None:
    await answers_weekly(paired, "ana", "Not yet", 1)
    await paired.presses("ben", "Not yet")
    await answers_weekly(paired, "ana", "Not yet", 2)
    assert paired.letters_to("ana", ASKED) == []


async def test_all_is_well_is_an_answer_and_lost_touch_shows_the_ways_on(paired: Club) -> None:
    await answers_weekly(paired, "ana", "Not yet", 3)
    card = await paired.presses("ana", "We lost touch")
    assert labels(card)[:3] == ["A new partner now", "A circle is fine, too", "First place next round"]
    assert "Then I leave you to it." in paired.words(await paired.presses("ana", "All is well"))


# A fresh start -----------------------------------------------------------------------------------------------


async def begins(club: Club) -> None:
    """Let Ana, Ben, and Tom (who fits Ana as well as Ben does) sign up; Tom is left out."""
    await club.joins("tom", offers="guitar (strong)", wants="python")
    await club.opens_round("ana", "ben", "tom")
    await club.publishes()
    club.forgets_letters()


async def test_a_new_partner_is_found_among_those_who_were_left_out(trio: Club) -> None:
    await begins(trio)
    first = await trio.partnership("ana")
    [left] = {trio.member("ben"), trio.member("tom")} - set(first.members)
    handle = "tom" if left == trio.member("tom") else "ben"
    await trio.types("ana", "/mentor change")
    card = await trio.presses("ana", "A new partner now")
    assert "I introduced you just now" in trio.words(card)
    fresh = await trio.partnership("ana")
    assert set(fresh.members) == {trio.member("ana"), left}
    assert fresh.ends_at == first.ends_at
    assert len(trio.letters_to(handle, "you are partners until")) == 1
    assert await left_out(trio) == {"ben" if handle == "tom" else "tom"}


async def test_the_one_who_is_left_is_told_neutrally_and_may_look_on(trio: Club) -> None:
    await begins(trio)
    first = await trio.partnership("ana")
    other = next(name for name in ("ben", "tom") if trio.member(name) in first.members)
    await trio.types("ana", "/mentor change")
    await trio.presses("ana", "A new partner now")
    [told] = trio.letters_to(other, "has ended early")
    assert "It says nothing about you." in told
    card = await trio.presses(other, "A new partner now")
    assert "Nobody who fits you is free right now." in trio.words(card)
    assert "You come first in the next round." in trio.words(card)


async def test_a_fresh_partnership_is_asked_weekly_as_every_other(trio: Club) -> None:
    await begins(trio)
    await trio.types("ana", "/mentor change")
    await trio.presses("ana", "A new partner now")
    await trio.waits(WEEK)
    assert len(trio.arrivals("ana", LetterKind.CHECKIN)) >= 1
    assert len(trio.letters_to("ana", "meet this week?")) == 1


async def test_first_place_next_round_ends_it_and_is_kept(paired: Club) -> None:
    await paired.types("ana", "/mentor change")
    card = await paired.presses("ana", "First place next round")
    assert "You come first in the next round." in paired.words(card)
    assert await open_ones(paired, "ana") == []
    assert await left_out(paired) == {"ana", "ben", "zoe"}


async def test_pressing_again_later_does_not_end_the_new_partnership(trio: Club) -> None:
    await begins(trio)
    first = await trio.partnership("ana")
    await trio.types("ana", "/mentor change")
    await trio.presses("ana", "A new partner now")
    before = await open_ones(trio, "ana")
    answer = await trio.does("ana", f"repair.pair:{first.id}")
    assert isinstance(answer, Show)
    assert sentence("repair.late") in trio.words(answer.card)
    assert await open_ones(trio, "ana") == before


async def test_nobody_repairs_what_is_not_theirs(paired: Club) -> None:
    one = await paired.partnership("ana")
    for action in ("repair", "repair.well", "repair.pair", "repair.circle", "repair.first"):
        answer = await paired.does("mei", f"{action}:{one.id}")
        assert isinstance(answer, Show)
        assert sentence("partnership.not_yours") in paired.words(answer.card)
    assert await open_ones(paired, "ana") == [one.id]


# Circles -----------------------------------------------------------------------------------------------------


async def test_a_circle_without_lessons_for_two_leaves_both_with_a_way_on(paired: Club) -> None:
    paired.forgets_letters()
    await paired.types("mei", "/mentor change")
    await paired.presses("mei", "End the partnership")
    for handle in ("ines", "kofi"):
        [told] = paired.letters_to(handle, "has ended early")
        assert "Mei" not in told
        assert "[A new partner now]" in told
    assert {"ines", "kofi"} <= await left_out(paired)


async def test_a_circle_whose_two_can_teach_each_other_goes_on_as_a_pair(paired: Club) -> None:
    await paired.types("ines", "/mentor want chess")
    await paired.types("kofi", "/mentor offer chess (expert)")
    await paired.types("kofi", "/mentor want drawing: draw our shop")
    paired.forgets_letters()
    circle = await paired.partnership("ines")
    await paired.types("mei", "/mentor change")
    await paired.presses("mei", "End the partnership")
    pair = await paired.partnership("ines")
    assert (pair.kind, pair.ends_at, pair.id != circle.id) == (Kind.PAIR, circle.ends_at, True)
    [told] = paired.letters_to("kofi")
    assert "your circle became a pair" in told
    assert "Ines Moreau teaches Kofi Mensah Drawing, for this goal: draw our shop" in told
    assert "Mei" not in told
    await paired.waits(WEEK)
    assert len(paired.letters_to("kofi", "meet this week?")) == 1
    assert await left_out(paired) == {"zoe"}


async def test_two_of_whom_one_avoids_the_other_do_not_go_on(paired: Club) -> None:
    await paired.types("kofi", "/mentor want drawing")
    await paired.types("ines", "/mentor avoid @kofi")
    await paired.types("mei", "/mentor change")
    await paired.presses("mei", "End the partnership")
    assert await open_ones(paired, "ines") == []


# Help --------------------------------------------------------------------------------------------------------


async def test_who_needs_help_reaches_the_organisers_without_a_word_of_theirs(thursday: Club) -> None:
    thursday.forgets_letters()
    card = await thursday.presses("ana", "Need help")
    assert "The organisers know that help is welcome." in thursday.words(card)
    [told] = thursday.letters_to("olga")
    assert "A word from you would help Ana Duarte" in told
    assert thursday.letters_to("ben") == []


@pytest.mark.parametrize(("score", "letters"), [("1", 1), ("2", 1), ("3", 0), ("5", 0)])
async def test_a_low_score_asks_for_a_word_and_is_never_told_itself(
    thursday: Club, score: str, letters: int
) -> None:
    thursday.forgets_letters()
    await thursday.presses("ana", "We met")
    await thursday.presses("ana", "Both")
    card = await thursday.presses("ana", score)
    told = thursday.letters_to("olga")
    assert len(told) == letters
    assert [one for one in told if f"{score} of 5" in one or "Usefulness" in one] == []
    assert ("I told the organisers" in thursday.words(card)) is bool(letters)
    assert thursday.letters_to("ben") == []


async def test_the_organisers_hear_of_it_once_a_week(thursday: Club) -> None:
    thursday.forgets_letters()
    await thursday.presses("ana", "Need help")
    checkin = thursday.rows("checkin")[0]["id"]
    await thursday.does("ana", f"checkin.rate:{checkin}.1")
    await thursday.does("ana", f"checkin.help:{checkin}")
    assert len(thursday.letters_to("olga")) == 1


# Balance -----------------------------------------------------------------------------------------------------


async def test_only_the_second_lopsided_week_in_a_row_suggests_the_other_direction(paired: Club) -> None:
    said = []
    for direction in ("I taught", "I taught", "Both", "I learned", "I learned"):
        await paired.waits(WEEK)
        await paired.presses("ana", "We met")
        said.append(paired.words(await paired.presses("ana", direction)))
    assert ["Next time, begin with" in one for one in said] == [False, True, False, False, True]
    assert "begin with what you want to learn" in said[1]
    assert "begin with what you can teach" in said[4]
