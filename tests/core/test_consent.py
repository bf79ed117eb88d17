"""Consent: nobody is matched or asked without an explicit yes, and everybody can stop, rest and come back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import pytest

from bot.errors import Unavailable
from bot.model.ids import MemberId
from bot.model.people import Standing
from bot.ports import Store, Work
from bot.router.core import Core
from bot.ui import ChoiceField
from bot.wiring.solving import solve_here
from tests.core.worlds import DAY, MONDAY, WEEK, Club, action, at, labels, sentence


async def standing(club: Club, handle: str) -> Standing:
    """Return where somebody stands now."""
    async with club.store.read() as work:
        return (await work.people.get(club.member(handle))).standing(club.clock.now())


async def test_a_stranger_is_told_that_nothing_happens_before_they_agree(club: Club) -> None:
    await club.enter("rex")
    card = await club.types("rex", "/mentor")
    assert "Nothing happens before you agree" in club.words(card)
    assert labels(card) == ["Join"]


async def test_joining_shows_the_code_of_conduct_and_changes_nothing_before_i_agree(club: Club) -> None:
    await club.enter("ana")
    card = await club.types("ana", "/mentor join")
    assert [line.split(".")[0] for line in club.words(card).splitlines()[2:7]] == ["1", "2", "3", "4", "5"]
    assert await standing(club, "ana") is Standing.STRANGER


async def test_i_agree_makes_somebody_take_part(club: Club) -> None:
    await club.enter("ana")
    await club.types("ana", "/mentor join")
    card = await club.presses("ana", "I agree")
    assert "You take part from now on" in club.words(card)
    assert await standing(club, "ana") is Standing.ACTIVE


async def test_agreeing_twice_is_harmless(club: Club) -> None:
    await club.joins("ana")
    before = club.everything()
    await club.waits(DAY)
    await club.does("ana", "join.agree")
    assert club.everything() == before


async def test_somebody_whose_zone_is_unknown_is_asked_for_it_when_they_join(club: Club) -> None:
    await club.enter("ana", zone=None)
    await club.types("ana", "/mentor join")
    card = await club.presses("ana", "I agree")
    assert "I do not know your time zone yet" in club.words(card)
    assert "My hours" in labels(card)


async def test_an_offer_before_joining_is_kept_and_stored_only_after_i_agree(club: Club) -> None:
    await club.enter("ana")
    before = club.everything()
    asked = await club.types("ana", "/mentor offer python (expert), giving talks")
    assert "I keep this ready for you: Python" in club.words(asked)
    assert club.everything() == before
    stored = await club.presses("ana", "I agree")
    assert "You teach Python: expert" in club.words(stored)
    assert await standing(club, "ana") is Standing.ACTIVE


class DiskFull:
    """A store whose disk is full just when somebody's offer would be stored."""

    def __init__(self, store: Store, member: MemberId) -> None:
        self._store, self._member = store, member

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Work]:
        async with self._store.write() as work:
            yield work
            if await work.skills.offers([self._member]):
                raise Unavailable("the disk is full")

    def read(self) -> AbstractAsyncContextManager[Work]:
        return self._store.read()

    def when_stirred(self, call: Callable[[], None]) -> None:
        """Tell nobody."""

    async def scrub(self) -> None:
        """Free nothing."""

    async def close(self) -> None:
        """Close nothing."""


async def test_what_waited_for_consent_is_still_there_when_it_could_not_be_stored(club: Club) -> None:
    await club.enter("ana")
    await club.types("ana", "/mentor offer python (expert)")
    whole, club.core = club.core, Core(DiskFull(club.store, club.member("ana")), club.clock, solve_here)
    await club.presses("ana", "I agree")
    club.core = whole
    stored = await club.presses("ana", "I agree")
    assert "You teach Python: expert" in club.words(stored)


async def test_a_want_sent_by_form_before_joining_keeps_its_level_and_goal(club: Club) -> None:
    await club.enter("ana")
    await club.opens("ana", "/mentor want")
    await club.fills("ana", skills="rust", level="1", goal="ship a tool")
    await club.presses("ana", "I agree")
    async with club.store.read() as work:
        [want] = await work.skills.wants([club.member("ana")])
    assert (want.skill.name, int(want.level), want.goal) == ("Rust", 1, "ship a tool")


async def test_pressing_i_agree_again_for_a_kept_line_says_that_it_is_done(club: Club) -> None:
    await club.enter("ana")
    agree = action(await club.types("ana", "/mentor offer python"), "I agree")
    await club.does("ana", agree)
    before = club.everything()
    card = await club.types("ana", "/mentor help")
    await club.does("ana", agree)
    assert club.everything() == before
    assert "You teach" in club.words(card)


async def test_who_did_not_agree_is_neither_asked_nor_can_say_yes_to_a_round(club: Club) -> None:
    await club.enter("rex")
    await club.joins("ana")
    await club.types("olga", "/mentor-admin round open")
    assert club.letters_to("rex") == []
    card = await club.types("rex", "/mentor in")
    assert sentence("member.not_joined") in club.words(card)
    assert labels(card) == ["Join"]


async def test_a_stranger_who_says_no_to_a_round_does_not_become_a_member_by_it(club: Club) -> None:
    await club.enter("rex")
    await club.types("olga", "/mentor-admin round open")
    await club.types("rex", "/mentor skip")
    assert await standing(club, "rex") is Standing.STRANGER
    assert "1 member" not in club.words(await club.types("olga", "/mentor-admin members"))


async def test_who_agreed_before_there_was_a_programme_is_in_the_first_one(empty: Club) -> None:
    await empty.enter("olga", organiser=True)
    await empty.joins("ana")
    await empty.opens("olga", "/mentor-admin setup")
    await empty.fills("olga")
    await empty.types("olga", "/mentor-admin round open")
    assert len(empty.letters_to("ana", "Are you in this time?")) == 1


async def test_who_joins_while_a_round_is_open_can_say_yes_at_once(club: Club) -> None:
    await club.types("olga", "/mentor-admin round open")
    await club.enter("ana")
    await club.types("ana", "/mentor join")
    await club.presses("ana", "I agree")
    assert "You are in." in club.words(await club.presses("ana", "I'm in"))


# Leaving -----------------------------------------------------------------------------------------------------


async def test_leaving_is_asked_before_it_is_done(paired: Club) -> None:
    before = paired.everything()
    card = await paired.types("ana", "/mentor leave")
    assert "your partner is told neutrally" in paired.words(card)
    assert labels(card) == ["Take a break", "Leave"]
    assert paired.everything() == before


async def test_leaving_ends_the_partnership_and_tells_the_partner_neutrally(paired: Club) -> None:
    paired.forgets_letters()
    await paired.types("ana", "/mentor leave")
    card = await paired.presses("ana", "Leave")
    assert "Your partner was told, without a reason" in paired.words(card)
    [told] = paired.letters_to("ben")
    assert "ended early. It says nothing about you" in told
    assert "Ana" not in told
    assert paired.letters_to("ana") == []
    assert not (await paired.partnership("ben")).open


async def test_who_left_gets_no_more_letters(paired: Club) -> None:
    await paired.types("ana", "/mentor leave")
    await paired.presses("ana", "Leave")
    paired.forgets_letters()
    await paired.waits(4 * DAY)
    await paired.types("olga", "/mentor-admin round close")
    await paired.presses("olga", "Close the round")
    await paired.types("olga", "/mentor-admin round open")
    assert paired.letters_to("ana") == []
    assert paired.letters_to("zoe", "Are you in this time?")


async def test_a_circle_of_three_ends_for_all_when_one_leaves_and_both_others_are_told(paired: Club) -> None:
    paired.forgets_letters()
    await paired.types("kofi", "/mentor leave")
    await paired.presses("kofi", "Leave")
    assert [len(paired.letters_to(handle, "has ended")) for handle in ("ines", "kofi", "mei")] == [1, 0, 1]


async def test_leaving_withdraws_a_yes_to_the_open_round(club: Club) -> None:
    await club.settles_in("ana", "ben", "zoe")
    await club.opens_round("ana", "ben", "zoe")
    await club.types("ana", "/mentor leave")
    await club.presses("ana", "Leave")
    card = await club.types("olga", "/mentor-admin round preview")
    assert "Ana" not in club.words(card)


async def test_leaving_without_taking_part_says_so(club: Club) -> None:
    await club.enter("rex")
    await club.types("rex", "/mentor leave")
    card = await club.presses("rex", "Leave")
    assert sentence("member.not_joined") in club.words(card)


async def test_who_comes_back_finds_everything_as_it_was(club: Club) -> None:
    await club.settles_in("ana")
    await club.types("ana", "/mentor leave")
    await club.presses("ana", "Leave")
    await club.types("ana", "/mentor join")
    card = await club.presses("ana", "I agree")
    assert "What you told me before is still here" in club.words(card)
    assert "Chess" in club.words(await club.types("ana", "/mentor profile"))
    await club.types("olga", "/mentor-admin round open")
    assert len(club.letters_to("ana", "Are you in this time?")) == 1


async def test_an_offer_after_leaving_asks_for_consent_again(club: Club) -> None:
    await club.joins("ana")
    await club.types("ana", "/mentor leave")
    await club.presses("ana", "Leave")
    card = await club.types("ana", "/mentor offer python")
    assert labels(card) == ["I agree"]


# Pausing -----------------------------------------------------------------------------------------------------


async def test_a_pause_ends_by_itself_at_the_end_of_its_last_local_day(club: Club) -> None:
    await club.joins("ana", zone="America/New_York")
    card = await club.types("ana", "/mentor pause 2026-12-24")
    assert "in peace until Thu 24 Dec" in club.words(card, "America/New_York")
    end = at("2026-12-24", "23:59", "America/New_York")
    club.clock.set(end - timedelta(minutes=1))
    assert await standing(club, "ana") is Standing.PAUSED
    club.clock.set(end)
    assert await standing(club, "ana") is Standing.ACTIVE


async def test_who_is_on_a_break_is_not_asked_and_cannot_say_yes(club: Club) -> None:
    await club.joins("ana")
    await club.types("ana", "/mentor pause 3 weeks")
    await club.types("olga", "/mentor-admin round open")
    assert club.letters_to("ana") == []
    assert labels(await club.types("ana", "/mentor in")) == ["Come back now"]


async def test_the_pause_form_offers_lengths_and_takes_them(club: Club) -> None:
    await club.joins("ana")
    [until] = (await club.opens("ana", "/mentor pause")).fields
    assert isinstance(until, ChoiceField)
    assert [option.value for option in until.options] == ["1 weeks", "2 weeks", "4 weeks", "8 weeks"]
    await club.fills("ana", until="4 weeks")
    async with club.store.read() as work:
        paused_until = (await work.people.get(club.member("ana"))).paused_until
    assert paused_until == MONDAY.replace(hour=23, minute=59) + 4 * WEEK


async def test_a_pause_withdraws_a_yes_to_the_open_round(club: Club) -> None:
    await club.settles_in("ana", "ben")
    await club.opens_round("ana", "ben")
    await club.types("ana", "/mentor pause 1 week")
    await club.waits(2 * WEEK)
    card = await club.types("olga", "/mentor-admin round preview")
    assert await standing(club, "ana") is Standing.ACTIVE
    assert sentence("round.too_few", n=1) in club.words(card)


async def test_coming_back_early_ends_the_pause(club: Club) -> None:
    await club.joins("ana")
    await club.types("ana", "/mentor pause 8 weeks")
    card = await club.presses("ana", "Come back now")
    assert "You are asked again when a round opens" in club.words(card)
    assert await standing(club, "ana") is Standing.ACTIVE


async def test_resuming_without_a_pause_says_so(club: Club) -> None:
    await club.joins("ana")
    assert sentence("member.not_paused") in club.words(await club.types("ana", "/mentor resume"))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2026-11-22", "day.past"),
        ("99 weeks", "day.far"),
        ("9999-12-31", "day.unreadable"),
        ("'; DROP TABLE members; -- " + "9" * 5000, "day.unreadable"),
    ],
    ids=["past", "far", "end of the calendar", "long"],
)
async def test_a_pause_that_cannot_be_gets_one_clear_sentence_and_changes_nothing(
    club: Club, typed: str, key: str
) -> None:
    await club.joins("ana", zone="America/New_York")
    before = club.everything()
    card = await club.types("ana", f"/mentor pause {typed}")
    assert sentence(key, weeks=26) in club.words(card)
    assert club.everything() == before


async def test_a_pause_without_taking_part_says_so(club: Club) -> None:
    await club.enter("rex")
    assert sentence("member.not_joined") in club.words(await club.types("rex", "/mentor pause 1 week"))


async def test_a_pause_keeps_the_partnership_but_asks_nothing_meanwhile(paired: Club) -> None:
    await paired.types("ana", "/mentor pause 1 week")
    paired.forgets_letters()
    await paired.waits(4 * DAY)
    assert paired.letters_to("ana", "check-in") == []
    assert paired.member("ana") not in {row["member_id"] for row in paired.rows("checkin")}
    assert len(paired.letters_to("ben", "Weekly check-in")) == 1
    assert (await paired.partnership("ana")).open
    await paired.waits(WEEK)
    assert len(paired.letters_to("ana", "Weekly check-in")) == 1
