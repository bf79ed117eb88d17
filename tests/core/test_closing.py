"""The end of a round: by itself or by hand, with thanks, four private answers and a thank-you handed over once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.feedback import Answer
from tests.core.worlds import MONDAY, WEEK, Club, action, labels, sentence

END = MONDAY + 6 * WEEK
PARTNERS = ("ana", "ben", "ines", "kofi", "mei")


@pytest.fixture
async def over(thursday: Club) -> Club:
    """A club whose organiser just closed the round by hand."""
    thursday.forgets_letters()
    await thursday.types("olga", "/mentor-admin round close")
    await thursday.presses("olga", "Close the round")
    return thursday


async def test_a_round_ends_by_itself_on_its_last_day_and_everybody_is_thanked_once(paired: Club) -> None:
    await paired.sleeps_until(END - timedelta(seconds=1))
    paired.forgets_letters()
    await paired.waits(timedelta(seconds=1))
    assert [len(paired.letters_to(handle, "Your round is over")) for handle in (*PARTNERS, "zoe")] == [
        1
    ] * 5 + [0]
    [told] = paired.letters_to("olga")
    assert "2 partnerships" in told
    paired.forgets_letters()
    await paired.waits(2 * WEEK)
    assert paired.letters == []


async def test_a_round_that_ended_while_the_bot_was_down_is_closed_without_a_backlog(paired: Club) -> None:
    paired.forgets_letters()
    await paired.sleeps_until(END + WEEK)
    mine = paired.letters_to("ana")
    assert [said.splitlines()[0] for said in mine] == ["Your round is over"]


async def test_closing_by_hand_is_asked_first(thursday: Club) -> None:
    before = thursday.everything()
    card = await thursday.types("olga", "/mentor-admin round close")
    assert labels(card) == ["Close the round"]
    assert thursday.everything() == before


async def test_closing_by_hand_thanks_everybody_and_stops_the_questions(over: Club) -> None:
    assert [len(over.letters_to(handle, "Your round is over")) for handle in PARTNERS] == [1] * 5
    over.forgets_letters()
    await over.waits(WEEK)
    assert [said for handle in PARTNERS for said in over.letters_to(handle)] == []
    await over.types("olga", "/mentor-admin round open")
    assert len(over.letters_to("ana", "Are you in")) == 1


async def test_closing_twice_says_that_it_is_over(thursday: Club) -> None:
    close = action(await thursday.types("olga", "/mentor-admin round close"), "Close the round")
    await thursday.does("olga", close)
    before = thursday.everything()
    assert sentence("round.not_running") in str(await thursday.does("olga", close))
    assert thursday.everything() == before


async def test_a_partnership_that_ended_early_is_not_thanked_again(thursday: Club) -> None:
    await thursday.types("ana", "/mentor change")
    await thursday.presses("ana", "End the partnership")
    thursday.forgets_letters()
    await thursday.types("olga", "/mentor-admin round close")
    await thursday.presses("olga", "Close the round")
    assert [len(thursday.letters_to(handle, "Your round is over")) for handle in PARTNERS] == [0, 0, 1, 1, 1]


async def test_only_what_deserves_it_is_celebrated(paired: Club) -> None:
    ana = await paired.partnership("ana")
    async with paired.store.write() as work:
        for member in ana.members:
            for week in range(3):
                day = (MONDAY + week * WEEK).date()
                checkin = await work.checkins.add(ana.id, member, day)
                await work.checkins.put(replace(checkin, answer=Answer.MET))
    await paired.types("olga", "/mentor-admin round close")
    await paired.presses("olga", "Close the round")
    assert "nearly every week" in paired.letters_to("ben", "Your round is over")[0]
    assert "nearly every week" not in paired.letters_to("mei", "Your round is over")[0]


async def test_the_look_back_keeps_its_answers_private_and_hands_the_thank_you_over(over: Club) -> None:
    over.forgets_letters()
    await over.opens("ana", "Look back")
    card = await over.fills(
        "ana",
        learned="canary learned",
        taught="canary taught",
        change="canary change",
        thanks="Ben, you made me curious.",
    )
    assert "Your answers stay with you" in over.words(card)
    everybody = "\n".join(said for handle in over.seats for said in over.letters_to(handle))
    assert "canary" not in everybody
    assert [handle for handle in over.seats if over.letters_to(handle, "you made me curious")] == ["ben"]


async def test_the_thank_you_is_handed_over_once(over: Club) -> None:
    over.forgets_letters()
    for thanks in ("Thank you, Ben.", "Thank you, Ben.", "And again."):
        await over.opens("ana", "Look back")
        await over.fills("ana", thanks=thanks)
    assert len(over.letters_to("ben")) == 1


async def test_without_a_thank_you_nobody_gets_anything(over: Club) -> None:
    over.forgets_letters()
    await over.opens("ana", "Look back")
    await over.fills("ana", learned="a lot")
    assert over.letters == []


async def test_the_look_back_form_shows_what_was_answered_before(over: Club) -> None:
    await over.opens("ana", "Look back")
    await over.fills("ana", learned="a lot", next_step="same")
    form = await over.opens("ana", "Look back")
    shown = {one.name: getattr(one, "value", "") for one in form.fields}
    assert (shown["learned"], shown["next_step"]) == ("a lot", "same")


async def test_who_wants_a_break_is_led_to_it(over: Club) -> None:
    await over.opens("ana", "Look back")
    card = await over.fills("ana", next_step="pause")
    assert labels(card)[0] == "Take a break"


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"learned": "x" * 1001}, {"learned": "text.long"}),
        ({"next_step": "never"}, {"next_step": "choice.unknown"}),
        ({"taught": "x" * 5000, "thanks": "x" * 5000}, {"taught": "text.long", "thanks": "text.long"}),
    ],
)
async def test_a_look_back_that_does_not_fit_is_refused_at_its_fields_and_handed_to_nobody(
    over: Club, given: dict[str, str], errors: dict[str, str]
) -> None:
    over.forgets_letters()
    await over.opens("ana", "Look back")
    refused = await over.misfills("ana", **given)
    assert refused == {name: sentence(key, most=1000) for name, key in errors.items()}
    assert over.letters == []
