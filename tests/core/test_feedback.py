"""Half time, feedback that both read at once, self-ratings, warm introductions, and the log of it all."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot import calendars
from bot.model.feedback import Stage
from bot.router.request import Show
from tests.core.worlds import DAY, WEEK, Club, Saved, a_club, kept, labels, sentence

KEEP, TRY = "ask as many questions", "start on time"


@pytest.fixture(scope="session")
def until_half_time(lived_in: Saved) -> Saved:
    """A club in which half of the round is over, and nobody has answered."""

    async def live(club: Club) -> None:
        await club.waits(3 * WEEK + DAY)

    return kept(live, since=lived_in)


@pytest.fixture
async def middle(until_half_time: Saved) -> AsyncIterator[Club]:
    """That club, on the day after half time."""
    async with a_club(until_half_time) as club:
        yield club


async def writes(club: Club, handle: str, keep: str = KEEP, attempt: str = TRY) -> str:
    """Let somebody write feedback; return the answer."""
    await club.opens(handle, "/mentor feedback")
    return club.words(await club.fills(handle, keep=keep, attempt=attempt))


async def closes_round(club: Club) -> None:
    """Let Olga close the round."""
    await club.types("olga", "/mentor-admin round status")
    await club.presses("olga", "Close the round …")
    await club.presses("olga", "Close the round")


# Half time ---------------------------------------------------------------------------------------------------


async def test_everybody_is_asked_once_at_half_time_and_told_the_rule_before_writing(middle: Club) -> None:
    for handle in ("ana", "ben", "ines", "kofi", "mei"):
        [asked] = middle.letters_to(handle, "Half time")
        assert "Nobody reads anything before both have written, or before" in asked
        assert "[Keep as it is]  [Change the rhythm]  [Change my goal]  [Change partner]" in asked


async def test_each_way_of_half_time_leads_where_it_says(middle: Club) -> None:
    assert "second half" in middle.words(await middle.presses("ana", "Keep as it is"))
    assert (await middle.opens("ana", "Change the rhythm")).action.startswith("agreement.save")
    assert (await middle.opens("ana", "Change my goal")).action.startswith("goals.save")
    assert "Not a fit?" in middle.words(await middle.presses("ana", "Change partner"))


async def test_a_bot_that_slept_over_half_time_does_not_ask_late(paired: Club) -> None:
    paired.forgets_letters()
    await paired.sleeps_until(paired.clock.now() + 3 * WEEK + 5 * DAY)
    assert paired.letters_to("ana", "Half time") == []


# Feedback ----------------------------------------------------------------------------------------------------


async def test_nobody_reads_feedback_before_both_have_written(middle: Club) -> None:
    middle.forgets_letters()
    said = await writes(middle, "ana")
    assert "It waits for the other side" in said
    assert middle.letters_to("ben", KEEP) == []
    assert "each of you reads the other's words now" in await writes(middle, "ben", "your patience", "louder")
    [to_ben], [to_ana] = (
        middle.letters_to("ben", "Feedback for you"),
        middle.letters_to("ana", "Feedback for you"),
    )
    assert f"From Ana Duarte, to keep: {KEEP}\nTo try: {TRY}" in to_ben
    assert "From Ben Okafor, to keep: your patience\nTo try: louder" in to_ana


async def test_after_seven_days_what_was_written_is_handed_over(middle: Club) -> None:
    await writes(middle, "ana")
    middle.forgets_letters()
    await middle.waits(7 * DAY)
    assert len(middle.letters_to("ben", KEEP)) == 1
    assert middle.letters_to("ana", "Feedback for you") == []
    card = await middle.types("ben", "/mentor feedback")
    assert sentence("feedback.closed") in middle.words(card)


async def test_a_round_that_is_closed_early_does_not_keep_the_feedback_of_half_time_back(
    middle: Club,
) -> None:
    await writes(middle, "ana", "said at half time")
    await middle.waits(3 * DAY)
    await closes_round(middle)
    middle.forgets_letters()
    await middle.waits(4 * DAY)
    assert len(middle.letters_to("ben", "said at half time")) == 1


async def test_feedback_can_be_changed_until_it_is_read_and_not_after(middle: Club) -> None:
    await writes(middle, "ana", "first thought")
    form = await middle.opens("ana", "/mentor feedback")
    assert getattr(form.fields[0], "value", "") == "first thought"
    await middle.fills("ana", keep="second thought")
    await writes(middle, "ben")
    assert middle.letters_to("ben", "first thought") == []
    assert len(middle.letters_to("ben", "second thought")) == 1
    assert sentence("feedback.closed") in middle.words(await middle.types("ana", "/mentor feedback"))


async def test_in_a_circle_all_three_have_to_write(middle: Club) -> None:
    for handle in ("ines", "kofi"):
        await writes(middle, handle)
    assert middle.letters_to("mei", "Feedback for you") == []
    await writes(middle, "mei")
    assert len(middle.letters_to("mei", "Feedback for you")) == 2


async def test_half_a_feedback_is_refused_at_its_field(middle: Club) -> None:
    await middle.opens("ana", "/mentor feedback")
    assert set(await middle.misfills("ana", keep="x", attempt=" ")) == {"attempt"}


async def test_at_the_end_both_are_asked_again(middle: Club) -> None:
    await middle.waits(8 * DAY)
    await closes_round(middle)
    await writes(middle, "ana", "the last word")
    middle.forgets_letters()
    await writes(middle, "ben")
    assert len(middle.letters_to("ben", "the last word")) == 1


# Self-ratings ------------------------------------------------------------------------------------------------


async def test_the_way_from_the_start_to_the_end_is_shown_to_its_owner_only(paired: Club) -> None:
    await paired.types("ana", "/mentor agreement")
    card = await paired.presses("ana", "Agree")
    assert "Where do you stand with Guitar today" in paired.words(card)
    assert "I ask again on" in paired.words(await paired.presses("ana", "2"))
    await closes_round(paired)
    await paired.opens("ana", "Look back")
    await paired.fills("ana", learned="Three songs")
    paired.forgets_letters()
    assert "From 2 to 4 in Guitar." in paired.words(await paired.presses("ana", "4"))
    assert paired.letters == []


@pytest.mark.parametrize("level", [0, 6])
async def test_a_level_that_is_none_is_refused(paired: Club, level: int) -> None:
    one = await paired.partnership("ana")
    answer = await paired.does("ana", f"rating.start:{one.id}.{level}")
    assert isinstance(answer, Show)
    assert paired.rows("self_rating") == []


# Going on ----------------------------------------------------------------------------------------------------


async def test_only_when_both_want_the_same_partner_again_both_are_told(paired: Club) -> None:
    await closes_round(paired)
    paired.forgets_letters()
    for handle, told in (("ana", 0), ("ben", 1)):
        await paired.opens(handle, "Look back")
        await paired.fills(handle, next_step="same")
        assert len(paired.letters_to("ana", "wish to go on together")) == told
    assert len(paired.letters_to("ben", "wish to go on together")) == 1


async def test_partners_who_both_wish_it_are_partners_again_in_the_next_round(paired: Club) -> None:
    await closes_round(paired)
    for handle in ("ana", "ben"):
        await paired.opens(handle, "Look back")
        await paired.fills(handle, next_step="same")
    await paired.opens_round("ana", "ben")
    await paired.publishes()
    assert set((await paired.partnership("ana")).members) == {paired.member("ana"), paired.member("ben")}


async def test_partners_of_whom_one_wishes_for_another_one_pause_first(paired: Club) -> None:
    await closes_round(paired)
    for handle, step in (("ana", "same"), ("ben", "new")):
        await paired.opens(handle, "Look back")
        await paired.fills(handle, next_step=step)
    first = (await paired.partnership("ana")).id
    await paired.opens_round("ana", "ben")
    await paired.types("olga", "/mentor-admin round preview")
    assert (await paired.partnership("ana")).id == first
    assert "0 of 2 placed" in paired.words(paired.seats["olga"].cards[-1][0])


async def test_who_wants_another_partner_stays_between_them_and_the_bot(paired: Club) -> None:
    await closes_round(paired)
    paired.forgets_letters()
    for handle, step in (("ana", "same"), ("ben", "new")):
        await paired.opens(handle, "Look back")
        await paired.fills(handle, next_step=step)
    assert paired.letters_to("ana") == paired.letters_to("ben") == []


# Warm introductions ------------------------------------------------------------------------------------------


async def test_two_people_are_introduced_once_both_said_yes_and_not_before(paired: Club) -> None:
    paired.forgets_letters()
    await paired.types("ana", "/mentor introduce @zoe")
    [to_ben], [to_zoe] = paired.letters_to("ben"), paired.letters_to("zoe")
    assert "who teaches Greek" in to_ben
    assert "Zoe" not in to_ben
    assert "who teaches Guitar and Rust" in to_zoe
    assert "Ben" not in to_zoe
    await paired.presses("zoe", "Yes, please")
    assert paired.letters_to("ben", "A warm introduction") == []
    await paired.presses("ben", "Yes, please")
    assert "meet Zoe Papadaki" in paired.letters_to("ben", "A warm introduction")[0]
    assert "meet Ben Okafor" in paired.letters_to("zoe", "A warm introduction")[0]


async def test_a_no_is_told_to_nobody(paired: Club) -> None:
    await paired.types("ana", "/mentor introduce @zoe")
    paired.forgets_letters()
    assert "Nobody is told." in paired.words(await paired.presses("zoe", "Not now"))
    await paired.presses("ben", "Yes, please")
    assert paired.letters == []


async def test_people_who_avoid_each_other_are_not_asked_and_nobody_learns_it(paired: Club) -> None:
    await paired.types("zoe", "/mentor avoid @ben")
    paired.forgets_letters()
    card = await paired.types("ana", "/mentor introduce @zoe")
    assert "I ask both in private" in paired.words(card)
    assert paired.letters == []


async def test_offering_the_same_twice_asks_once(paired: Club) -> None:
    paired.forgets_letters()
    for _ in range(2):
        await paired.types("ana", "/mentor introduce @zoe")
    assert len(paired.letters_to("zoe")) == 1


@pytest.mark.parametrize("whom", ["ana", "ben"])
async def test_oneself_and_ones_partner_cannot_be_the_other(paired: Club, whom: str) -> None:
    card = await paired.types("ana", f"/mentor introduce @{whom}")
    assert sentence("warm.whom") in paired.words(card)


async def test_somebody_elses_offer_cannot_be_answered(paired: Club) -> None:
    await paired.types("ana", "/mentor introduce @zoe")
    number = paired.rows("warm_introduction")[0]["id"]
    answer = await paired.does("mei", f"introduce.yes:{number}")
    assert isinstance(answer, Show)
    assert sentence("warm.not_yours") in paired.words(answer.card)


# The log -----------------------------------------------------------------------------------------------------


async def test_the_log_holds_what_was_taught_learned_and_said_and_can_be_kept(middle: Club) -> None:
    for handle in ("ana", "ben"):
        await writes(middle, handle, f"keep of {handle}")
    card = await middle.types("ana", "/mentor log")
    assert "Taught: 1. Learned: 1. Only you see this." in middle.words(card)
    assert card.file is not None
    text = calendars.written(card.file).content.decode()
    for part in ("- taught: Python", "- learned: Guitar", "> goal: play at a wedding", "> keep: keep of ben"):
        assert part in text
    assert "keep of ana" not in text


async def test_feedback_that_nobody_may_read_yet_is_not_in_the_log(middle: Club) -> None:
    await writes(middle, "ben", "not yet to be read")
    card = await middle.types("ana", "/mentor log")
    assert card.file is not None
    assert "not yet to be read" not in calendars.written(card.file).content.decode()


async def test_an_empty_log_says_so(trio: Club) -> None:
    card = await trio.types("ana", "/mentor log")
    assert "Your log is empty yet." in trio.words(card)
    assert (card.file, labels(card)) == (None, ["My profile"])


async def test_stages_of_the_log_are_told_apart(paired: Club) -> None:
    one = await paired.partnership("ana")
    for action in ("rating.start", "rating.end"):
        await paired.does("ana", f"{action}:{one.id}.3")
    assert {row["stage"] for row in paired.rows("self_rating")} == {Stage.START, Stage.END}
