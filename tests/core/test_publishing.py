"""Publication: everybody who said yes gets exactly one letter, from a proposal that is still true."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bot.model.partnerships import Kind
from bot.ports import LetterKind
from tests.core.worlds import DAY, SIGNED_UP, WEEK, Club, action, labels, sentence


@pytest.fixture
async def signing_up(trio: Club) -> Club:
    """A club where Ana, Ben and Zoe said yes to an open round."""
    await trio.opens_round("ana", "ben", "zoe")
    trio.forgets_letters()
    return trio


def letters_at_publication(club: Club) -> dict[str, int]:
    """Return how many introductions and kind notes everybody got."""
    sent = [one for one in club.letters if one.kind is LetterKind.INTRODUCTION]
    return {
        handle: sum(handle in {person.external_id for person in one.people} for one in sent)
        for handle in club.seats
    }


async def test_everybody_enrolled_gets_exactly_one_letter_and_nobody_else_any(paired: Club) -> None:
    counted = letters_at_publication(paired)
    assert {handle: n for handle, n in counted.items() if n} == dict.fromkeys((*SIGNED_UP, "eve", "finn"), 1)


async def test_an_introduction_says_who_teaches_whom_what_and_who_writes_first(paired: Club) -> None:
    [introduction] = paired.letters_to("ana", "you are partners until")
    for said in (
        "Ana Duarte teaches Ben Okafor Python, for this goal: automate my reports",
        "Ben Okafor teaches Ana Duarte Guitar, for this goal: play at a wedding",
        "Ben Okafor, would you write first?",
        "share English",
        "[Set goals]  [Suggest times]  [Not a fit]",
    ):
        assert said in introduction


async def test_a_circle_says_that_it_is_one_and_why(paired: Club) -> None:
    [introduction] = paired.letters_to("mei", "you are partners until")
    assert "circle of three" in introduction
    assert introduction.count(", for this goal: ") == 3
    assert (await paired.partnership("mei")).kind is Kind.CIRCLE


async def test_who_is_left_out_gets_a_kind_note_with_what_would_help(paired: Club) -> None:
    [note] = paired.letters_to("zoe", "No partner this time")
    assert "Beekeeping" in note
    assert "You come first in the next round" in note


async def test_asking_to_publish_shows_what_would_happen_and_does_nothing(signing_up: Club) -> None:
    await signing_up.types("olga", "/mentor-admin round preview")
    before = signing_up.everything()
    said = signing_up.words(await signing_up.types("olga", "/mentor-admin round publish"))
    assert "I introduce 1 partnership." in said
    assert "1 person learns why not this time" in said
    assert "Mon 23 Nov, 09:00" in said
    assert signing_up.everything() == before


async def test_without_a_proposal_nothing_can_be_published(signing_up: Club) -> None:
    card = await signing_up.types("olga", "/mentor-admin round publish")
    assert sentence("round.not_proposed") in signing_up.words(card)
    assert labels(card) == ["Preview"]
    assert signing_up.letters == []


async def test_publishing_twice_makes_one_set_of_partnerships(signing_up: Club) -> None:
    await signing_up.types("olga", "/mentor-admin round preview")
    publish = action(await signing_up.types("olga", "/mentor-admin round publish"), "Publish")
    await signing_up.does("olga", publish)
    before = signing_up.everything()
    answer = await signing_up.does("olga", publish)
    assert sentence("round.not_proposed") in str(answer)
    assert signing_up.everything() == before
    assert letters_at_publication(signing_up)["ana"] == 1


async def test_an_older_proposal_cannot_be_published(signing_up: Club) -> None:
    await signing_up.types("olga", "/mentor-admin round preview")
    old = action(await signing_up.types("olga", "/mentor-admin round publish"), "Publish")
    await signing_up.types("olga", "/mentor-admin round preview")
    answer = await signing_up.does("olga", old)
    assert sentence("round.people_changed") in str(answer)
    assert signing_up.letters == []


async def somebody_joined(club: Club) -> None:
    """Let one more person say yes."""
    await club.settles_in("tom")
    await club.types("tom", "/mentor in")


async def somebody_skips(club: Club) -> None:
    """Let one person change their mind."""
    await club.types("zoe", "/mentor skip")


async def somebody_pauses(club: Club) -> None:
    """Let one person take a break."""
    await club.types("zoe", "/mentor pause 2 weeks")


async def somebody_leaves(club: Club) -> None:
    """Let one person leave."""
    await club.types("ben", "/mentor leave")
    await club.presses("ben", "Leave")


async def a_teacher_takes_the_skill_away(club: Club) -> None:
    """Let one person no longer teach what the proposal says."""
    card = await club.types("ana", "/mentor profile")
    assert card.select is not None
    await club.chooses("ana", next(one.value for one in card.select.options if "Python" in one.label))


async def a_learner_no_longer_wants_it(club: Club) -> None:
    """Let one person no longer want what the proposal says."""
    card = await club.types("ana", "/mentor profile")
    assert card.select is not None
    await club.chooses("ana", next(one.value for one in card.select.options if one.value.startswith("want-")))


@pytest.mark.parametrize(
    "changes",
    [
        somebody_joined,
        somebody_skips,
        somebody_pauses,
        somebody_leaves,
        a_teacher_takes_the_skill_away,
        a_learner_no_longer_wants_it,
    ],
)
async def test_a_proposal_that_is_no_longer_true_is_not_published(signing_up: Club, changes: object) -> None:
    await signing_up.types("olga", "/mentor-admin round preview")
    await signing_up.types("olga", "/mentor-admin round publish")
    assert callable(changes)
    await changes(signing_up)
    signing_up.forgets_letters()
    card = await signing_up.presses("olga", "Publish")
    assert sentence("round.people_changed") in signing_up.words(card)
    assert signing_up.letters == []
    await signing_up.presses("olga", "Compute again")


async def test_more_skills_than_the_proposal_needs_do_not_stop_it(signing_up: Club) -> None:
    await signing_up.types("olga", "/mentor-admin round preview")
    await signing_up.types("zoe", "/mentor offer guitar")
    await signing_up.types("olga", "/mentor-admin round publish")
    card = await signing_up.presses("olga", "Publish")
    assert sentence("round.people_changed") not in signing_up.words(card)
    assert letters_at_publication(signing_up)["ana"] == 1


async def test_a_question_that_did_not_go_out_before_publication_never_does(club: Club) -> None:
    await club.settles_in("ana", "ben", "zoe")
    club.holds_letters = True
    await club.types("olga", "/mentor-admin round open")
    for handle in ("ana", "ben"):
        await club.types(handle, "/mentor in")
    await club.publishes()
    club.holds_letters = False
    await club.waits(DAY / 2)
    assert club.letters_to("zoe") == []
    assert len(club.letters_to("ana")) == 1


async def test_who_was_left_out_comes_first_next_time(club: Club) -> None:
    await club.joins("ana", offers="python (expert)", wants="guitar")
    for handle in ("greg", "nina"):
        await club.joins(handle, offers="guitar (expert)", wants="python")
    await _a_round(club, ("ana", "greg", "nina"))
    alone = next(handle for handle in ("greg", "nina") if club.letters_to(handle, "No partner this time"))
    club.forgets_letters()
    await club.waits(13 * WEEK)
    await _a_round(club, ("ana", "greg", "nina"))
    [introduction] = club.letters_to(alone, "you are partners until")
    assert "waited for this since the last round" in introduction


async def test_earlier_partners_are_not_proposed_again_soon(club: Club) -> None:
    await club.settles_in("ana", "ben")
    await _a_round(club, ("ana", "ben"))
    club.forgets_letters()
    await _a_round(club, ("ana", "ben"))
    assert len(club.letters_to("ana", "No partner this time")) == 1


async def test_no_circles_and_no_one_way_pairs_unless_the_organiser_allows_them(club: Club) -> None:
    await club.opens("olga", "/mentor-admin settings")
    await club.fills("olga", ways=())
    await club.settles_in("ines", "kofi", "mei")
    await club.opens_round("ines", "kofi", "mei")
    said = club.words(await club.types("olga", "/mentor-admin round preview"))
    assert "0 of 3 placed" in said


async def test_a_one_way_pair_is_labelled_as_one(club: Club) -> None:
    await club.opens("olga", "/mentor-admin settings")
    await club.fills("olga", ways=("one_way",))
    await club.joins("ana", offers="python (expert)", wants="beekeeping")
    await club.joins("ben", offers="falconry", wants="python: automate my day")
    await club.opens_round("ana", "ben")
    said = club.words(await club.types("olga", "/mentor-admin round preview"))
    assert "One-way: Ana Duarte teaches Ben Okafor Python" in said
    assert "0 of 2 placed. 2 more in one-way pairs" in said
    await club.types("olga", "/mentor-admin round publish")
    await club.presses("olga", "Publish")
    [introduction] = club.letters_to("ben", "you are partners until")
    assert "one-way" in introduction.casefold()


async def _a_round(club: Club, people: Iterable[str]) -> None:
    await club.opens_round(*people)
    await club.publishes()
    await club.types("olga", "/mentor-admin round close")
    await club.presses("olga", "Close the round")
