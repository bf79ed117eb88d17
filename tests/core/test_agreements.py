"""The agreement: proposed in the first week, changed by anybody, and standing once everybody said yes."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.model.agreements import Agreement
from bot.router.request import Show
from tests.core.worlds import DAY, ZONES, Club, action, at, labels, sentence

ASKED = "Shall we agree on this?"


async def agreement(club: Club, handle: str) -> Agreement | None:
    """Return what is stored of somebody's agreement."""
    one = await club.partnership(handle)
    async with club.store.read() as work:
        return await work.agreements.get(one.id)


async def test_everybody_is_asked_on_the_third_day_at_the_programmes_hour_in_their_own_zone(
    paired: Club,
) -> None:
    paired.forgets_letters()
    await paired.waits(2.9 * DAY)
    for handle in ("ana", "ben", "ines", "kofi", "mei"):
        [moment] = [
            paired.arrived[one.letter]
            for one in paired.letters
            if one.key.startswith("agreement:") and handle in {person.external_id for person in one.people}
        ]
        assert f"{moment.astimezone(ZoneInfo(ZONES[handle])):%a %d %H}" == "Wed 25 10"


async def test_the_question_shows_both_goals_and_every_term_and_says_the_next_date(paired: Club) -> None:
    await paired.waits(2.9 * DAY)
    [asked] = paired.letters_to("ana", ASKED)
    for part in (
        "play at a wedding",
        "automate my reports",
        "once a week, 60 minutes",
        "a word the day before",
        "everything we say to each other",
        "Next: I ask you how it goes on Thu 26 Nov.",
        "[Agree]  [Propose a change]",
    ):
        assert part in asked


async def test_once_both_agreed_their_shared_space_hears_it_once(paired: Club) -> None:
    await paired.types("ana", "/mentor agreement")
    assert "Your yes is noted" in paired.words(await paired.presses("ana", "Agree"))
    assert paired.letters_to("ben", "You have an agreement") == []
    await paired.types("ben", "/mentor agreement")
    press = paired.seats["ben"].cards[-1][0]
    await paired.presses("ben", "Agree")
    await paired.does("ben", action(press, "Agree"))
    assert len(paired.letters_to("ana", "You have an agreement")) == 1
    stored = await agreement(paired, "ana")
    assert stored is not None
    assert stored.agreed == {paired.member("ana"), paired.member("ben")}


async def test_a_change_is_told_to_the_partner_and_needs_both_again(paired: Club) -> None:
    for handle in ("ana", "ben"):
        await paired.types(handle, "/mentor agreement")
        await paired.presses(handle, "Agree")
    paired.forgets_letters()
    await paired.types("ben", "/mentor agreement")
    await paired.opens("ben", "Propose a change")
    await paired.fills("ben", rhythm="fortnightly", minutes="90")
    [told] = paired.letters_to("ana")
    assert "Ben Okafor proposes this." in told
    assert "every two weeks, 90 minutes" in told
    stored = await agreement(paired, "ana")
    assert stored is not None
    assert stored.agreed == {paired.member("ben")}
    await paired.presses("ana", "Agree")
    assert "every two weeks, 90 minutes" in paired.letters_to("ben", "You have an agreement")[0]


async def test_a_new_goal_in_the_form_counts_as_a_change(paired: Club) -> None:
    await paired.types("ana", "/mentor agreement")
    await paired.opens("ana", "Propose a change")
    await paired.fills("ana", goal="three songs by heart")
    [told] = paired.letters_to("ben", "proposes this")
    assert "three songs by heart" in told


async def test_proposing_what_stands_is_a_yes_and_tells_nobody(paired: Club) -> None:
    paired.forgets_letters()
    await paired.types("ana", "/mentor agreement")
    await paired.opens("ana", "Propose a change")
    await paired.fills("ana")
    stored = await agreement(paired, "ana")
    assert stored is not None
    assert (stored.version, stored.agreed) == (1, frozenset({paired.member("ana")}))
    assert paired.letters == []


async def test_a_yes_to_what_was_changed_meanwhile_is_not_taken(paired: Club) -> None:
    seen = await paired.types("ana", "/mentor agreement")
    await paired.types("ben", "/mentor agreement")
    await paired.opens("ben", "Propose a change")
    await paired.fills("ben", minutes="30")
    answer = await paired.does("ana", action(seen, "Agree"))
    assert isinstance(answer, Show)
    assert sentence("agreement.changed") in paired.words(answer.card)
    stored = await agreement(paired, "ana")
    assert stored is not None
    assert stored.agreed == {paired.member("ben")}


async def test_who_has_not_agreed_is_reminded_once_before_the_week_ends(paired: Club) -> None:
    await paired.waits(2.9 * DAY)
    await paired.presses("ana", "Agree")
    paired.forgets_letters()
    await paired.waits(5 * DAY)
    assert paired.letters_to("ana", ASKED) == []
    [reminder] = paired.letters_to("ben", ASKED)
    assert "In case it slipped by" in reminder
    [moment] = [
        paired.arrived[one.letter]
        for one in paired.letters
        if one.key.startswith("agreement-reminder") and "ben" in {person.external_id for person in one.people}
    ]
    assert f"{moment.astimezone(ZoneInfo(ZONES['ben'])):%a %d %H}" == "Sat 28 10"


async def test_a_bot_that_comes_back_a_week_later_does_not_ask_any_more(paired: Club) -> None:
    paired.forgets_letters()
    await paired.sleeps_until(at("2026-12-04", "12:00", "UTC"))
    assert paired.letters_to("ana", ASKED) == []


async def test_nobody_asks_or_answers_for_a_partnership_that_ended(paired: Club) -> None:
    seen = await paired.types("ana", "/mentor agreement")
    await paired.types("ben", "/mentor change")
    await paired.presses("ben", "End the partnership")
    paired.forgets_letters()
    answer = await paired.does("ana", action(seen, "Agree"))
    assert isinstance(answer, Show)
    assert sentence("partnership.ended") in paired.words(answer.card)
    await paired.waits(8 * DAY)
    assert paired.letters_to("ana", ASKED) == []


async def test_three_of_a_circle_have_to_agree(paired: Club) -> None:
    for handle in ("ines", "kofi"):
        await paired.types(handle, "/mentor agreement")
        await paired.presses(handle, "Agree")
    assert paired.letters_to("mei", "You have an agreement") == []
    await paired.types("mei", "/mentor agreement")
    said = paired.words(await paired.presses("mei", "Agree"))
    assert "All of you agreed" in said
    assert len(paired.letters_to("mei", "You have an agreement")) == 1


@pytest.mark.parametrize(
    "given", [{"rhythm": "hourly"}, {"minutes": "7"}, {"notice": "never"}, {"confidence": "none"}]
)
async def test_a_choice_that_is_none_is_refused_at_its_field(paired: Club, given: dict[str, str]) -> None:
    await paired.types("ana", "/mentor agreement")
    await paired.opens("ana", "Propose a change")
    errors = await paired.misfills("ana", **given)
    assert errors == dict.fromkeys(given, sentence("choice.unknown"))
    assert await agreement(paired, "ana") is None


async def test_somebody_else_can_neither_see_nor_sign_it(paired: Club) -> None:
    press = action(await paired.types("ana", "/mentor agreement"), "Agree")
    answer = await paired.does("mei", press)
    assert isinstance(answer, Show)
    assert sentence("partnership.not_yours") in paired.words(answer.card)
    assert "Agree" not in labels(answer.card)
