"""Sign-up: who is asked, who is in, and what happens until partners are introduced."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.router.request import Show
from tests.core.worlds import DAY, MONDAY, NAMES, WEEK, Club, action, at, labels, sentence

CAST = ("ana", "ben", "ines", "kofi", "mei", "zoe")


async def taking_part(club: Club) -> set[str]:
    """Return who is in the newest round."""
    async with club.store.read() as work:
        [programme] = await work.communities.programmes(club.seats["olga"].community)
        newest = await work.rounds.latest(programme.id)
        assert newest is not None
        yes = {one.member for one in await work.rounds.enrolments(newest.id) if one.taking_part}
    return {handle for handle, seat in club.seats.items() if seat.member in yes}


# Opening -----------------------------------------------------------------------------------------------------


async def test_opening_asks_every_active_member_once_and_announces_it_once_in_the_channel(trio: Club) -> None:
    await trio.types("ben", "/mentor pause 4 weeks")
    await trio.types("zoe", "/mentor leave")
    await trio.presses("zoe", "Leave")
    await trio.enter("rex")
    trio.forgets_letters()
    card = await trio.types("olga", "/mentor-admin round open")
    assert "1 member" in trio.words(card)
    assert [len(trio.letters_to(handle)) for handle in ("ana", "ben", "zoe", "rex")] == [1, 0, 0, 0]
    assert [one.channel for one in trio.letters if not one.people] == ["mentorship"]


async def test_sign_up_lasts_the_programmes_usual_week_or_until_the_end_of_a_local_day(club: Club) -> None:
    await club.types("olga", "/mentor-admin round open 2026-11-29")
    async with club.store.read() as work:
        [programme] = await work.communities.programmes(club.seats["olga"].community)
        current = await work.rounds.current(programme.id)
        assert current is not None
    assert current.signup_until == at("2026-11-29", "23:59", "Europe/Kyiv")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2026-11-01", "day.past"),
        ("2027-06-01", "day.far"),
        ("soon", "day.unreadable"),
        ("2026-13-45", "day.unreadable"),
    ],
)
async def test_a_round_until_a_wrong_day_is_not_opened(club: Club, typed: str, key: str) -> None:
    before = club.everything()
    card = await club.types("olga", f"/mentor-admin round open {typed}")
    assert sentence(key, weeks=8) in club.words(card)
    assert club.everything() == before


async def test_only_one_round_at_a_time(club: Club) -> None:
    await club.joins("ana")
    await club.types("olga", "/mentor-admin round open")
    before = club.everything()
    card = await club.types("olga", "/mentor-admin round open")
    assert sentence("round.another") in club.words(card)
    assert club.everything() == before


async def test_a_running_round_also_stands_in_the_way_of_another(paired: Club) -> None:
    card = await paired.types("olga", "/mentor-admin round open")
    assert sentence("round.another") in paired.words(card)


# Answering ---------------------------------------------------------------------------------------------------


async def test_a_yes_by_button_by_command_or_from_the_channel_is_the_same(trio: Club) -> None:
    await trio.types("olga", "/mentor-admin round open")
    await trio.presses("ana", "I'm in")
    await trio.types("ben", "/mentor in")
    [announcement] = [one.card for one in trio.letters if not one.people]
    await trio.does("zoe", action(announcement, "I'm in"))
    assert await taking_part(trio) == {"ana", "ben", "zoe"}


async def test_a_changed_mind_is_fine_in_both_directions(trio: Club) -> None:
    await trio.opens_round("ana")
    await trio.presses("ana", "Not this time")
    assert await taking_part(trio) == set()
    await trio.presses("ana", "I'm in")
    assert await taking_part(trio) == {"ana"}


async def test_a_yes_without_skills_says_what_is_missing(club: Club) -> None:
    await club.joins("ana", offers="python")
    await club.types("olga", "/mentor-admin round open")
    card = await club.presses("ana", "I'm in")
    assert "Learn something" in labels(card)
    assert await taking_part(club) == {"ana"}


async def test_without_an_open_round_a_yes_says_so(club: Club) -> None:
    await club.joins("ana")
    assert sentence("round.none_open") in club.words(await club.types("ana", "/mentor in"))


async def test_a_yes_to_a_round_that_started_comes_too_late(paired: Club) -> None:
    started = (await paired.partnership("ana")).round
    before = paired.everything()
    late = await paired.does("rex", f"round.in:{started}")
    later = await paired.does("zoe", f"round.skip:{started}")
    assert sentence("round.none_open") in str(late)
    assert sentence("round.none_open") in str(later)
    assert paired.everything() == before


async def test_the_end_of_sign_up_is_told_to_organisers_once(trio: Club) -> None:
    await trio.opens_round("ana", "ben")
    trio.forgets_letters()
    await trio.waits(2 * WEEK)
    [told] = trio.letters_to("olga")
    assert "2 people are in round 1" in told
    assert trio.letters_to("ana") == []


async def test_the_end_of_sign_up_is_not_told_of_a_round_called_off(trio: Club) -> None:
    await trio.opens_round("ana")
    await trio.types("olga", "/mentor-admin round cancel")
    await trio.presses("olga", "Call it off")
    trio.forgets_letters()
    await trio.waits(2 * WEEK)
    assert trio.letters == []


# Calling off -------------------------------------------------------------------------------------------------


async def test_calling_off_tells_those_who_said_yes_and_nobody_else(trio: Club) -> None:
    await trio.opens_round("ana")
    await trio.presses("ben", "Not this time")
    trio.forgets_letters()
    await trio.types("olga", "/mentor-admin round cancel")
    await trio.presses("olga", "Call it off")
    assert [len(trio.letters_to(handle, "called off")) for handle in ("ana", "ben", "zoe")] == [1, 0, 0]


async def test_calling_off_stops_questions_that_did_not_go_out_yet(trio: Club) -> None:
    trio.holds_letters = True
    await trio.types("olga", "/mentor-admin round open")
    await trio.types("olga", "/mentor-admin round cancel")
    await trio.presses("olga", "Call it off")
    trio.holds_letters = False
    await trio.waits(DAY)
    assert trio.letters_to("ana") == []


async def test_calling_off_twice_or_after_the_start_says_so(paired: Club) -> None:
    before = paired.everything()
    card = await paired.types("olga", "/mentor-admin round cancel")
    assert sentence("round.not_open") in paired.words(card)
    await paired.does("olga", f"round.drop:{(await paired.partnership('ana')).round}")
    assert paired.everything() == before


async def test_after_calling_off_another_round_can_be_opened(trio: Club) -> None:
    await trio.opens_round()
    await trio.types("olga", "/mentor-admin round cancel")
    await trio.presses("olga", "Call it off")
    await trio.presses("olga", "Open a round")
    assert len(trio.letters_to("ana", "Are you in")) == 2


# Looking -----------------------------------------------------------------------------------------------------


async def test_a_preview_shows_everybody_with_reasons_and_tells_nobody(club: Club) -> None:
    await club.settles_in(*CAST)
    await club.opens_round(*CAST)
    club.forgets_letters()
    said = club.words(await club.types("olga", "/mentor-admin round preview"))
    assert "5 of 6 placed" in said
    assert "Pair: " in said
    assert "Circle: " in said
    assert "Ana Duarte teaches Ben Okafor Python" in said
    assert "Not placed: Zoe Papadaki" in said
    assert club.letters == []


async def test_a_preview_with_too_few_people_says_how_many_there_are(trio: Club) -> None:
    await trio.opens_round("ana")
    card = await trio.types("olga", "/mentor-admin round preview")
    assert sentence("round.too_few", n=1) in trio.words(card)


async def test_looking_again_after_somebody_joined_shows_them(trio: Club) -> None:
    await trio.opens_round("ana", "zoe")
    assert "Ben" not in trio.words(await trio.types("olga", "/mentor-admin round preview"))
    await trio.presses("ben", "I'm in")
    assert "Ben" in trio.words(await trio.presses("olga", "Compute again"))


async def test_a_long_proposal_is_turned_page_by_page(club: Club) -> None:
    people = [f"person{n}" for n in range(16)]
    for one in people:
        await club.joins(one)
    await club.opens_round(*people)
    first = await club.types("olga", "/mentor-admin round preview")
    assert "page 1 of 3" in first.title
    second = await club.presses("olga", "More")
    assert "page 2 of 3" in second.title
    assert {"Back", "More"} <= set(labels(second))
    last = await club.presses("olga", "More")
    assert "More" not in labels(last)
    names = club.words(first) + club.words(second) + club.words(last)
    assert all(f"{one.title()}." in names for one in people)


async def test_pages_that_do_not_exist_show_the_nearest_one(trio: Club) -> None:
    await trio.opens_round("ana", "ben")
    shown = await trio.types("olga", "/mentor-admin round preview")
    answer = await trio.does("olga", "round.page:1.99")
    assert isinstance(answer, Show)
    assert answer.card.lines == shown.lines


# Status ------------------------------------------------------------------------------------------------------


async def test_the_status_tells_numbers_and_never_names(paired: Club) -> None:
    await paired.waits(4 * DAY)
    await paired.presses("ana", "We met")
    said = paired.words(await paired.types("olga", "/mentor-admin round status"))
    assert "1 met, 4 open" in said
    assert "3 sent" in said
    assert not any(name.split()[0] in said for name in NAMES.values())


async def test_before_any_round_the_status_says_so(club: Club) -> None:
    assert sentence("round.never") in club.words(await club.types("olga", "/mentor-admin round status"))


@pytest.mark.parametrize("verb", ["preview", "publish", "close", "cancel"])
async def test_without_a_round_every_verb_says_so(club: Club, verb: str) -> None:
    assert sentence("round.none") in club.words(await club.types("olga", f"/mentor-admin round {verb}"))


async def test_the_help_card_leads_from_step_to_step(club: Club) -> None:
    await club.enter("ana")
    steps = []
    for text in ("/mentor join", "/mentor offer python", "/mentor want guitar"):
        steps.append(labels(await club.types("ana", "/mentor"))[0])
        await club.types("ana", text)
        if text == "/mentor join":
            await club.presses("ana", "I agree")
    await club.types("olga", "/mentor-admin round open")
    steps.append(labels(await club.types("ana", "/mentor"))[0])
    assert steps == ["Join", "Teach something", "Learn something", "I'm in"]


async def test_sign_up_letters_go_stale_rather_than_come_late(trio: Club) -> None:
    trio.holds_letters = True
    await trio.types("olga", "/mentor-admin round open")
    trio.clock.set(MONDAY + WEEK + timedelta(minutes=1))
    await trio.driver.settle()
    assert trio.letters_to("ana") == []
