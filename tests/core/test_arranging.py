"""The organiser's hand in a proposal: lock, veto, swap, free; each computes the round again and is audited."""

from __future__ import annotations

import pytest

from bot.model.partnerships import Kind
from bot.ui import ChoiceField
from tests.core.worlds import CHANNEL, WEEK, Club, labels, sentence

CAST = ("ana", "ben", "ines", "kofi", "mei", "zoe")


@pytest.fixture
async def proposed(club: Club) -> Club:
    """A club of six with a proposal: a pair (Ana, Ben), a circle (Ines, Kofi, Mei), and Zoe alone."""
    await club.settles_in(*CAST)
    await club.opens_round(*CAST)
    await club.types("olga", "/mentor-admin round preview")
    return club


async def looks_again(club: Club) -> str:
    return club.words(await club.types("olga", "/mentor-admin round preview"))


async def test_a_vetoed_pair_is_kept_apart_and_stays_so_when_computed_again(proposed: Club) -> None:
    said = proposed.words(await proposed.types("olga", "/mentor-admin round veto @ana @ben"))
    assert "Ana Duarte teaches Ben Okafor" not in said
    assert "Kept apart by you: Ana Duarte and Ben Okafor." in said
    assert "Kept apart by you: Ana Duarte and Ben Okafor." in await looks_again(proposed)


async def test_what_was_freed_is_as_if_it_had_never_been_laid_down(proposed: Club) -> None:
    before = await looks_again(proposed)
    await proposed.types("olga", "/mentor-admin round veto @ana @ben")
    assert proposed.words(await proposed.types("olga", "/mentor-admin round free @ana @ben")) == before


async def test_a_locked_pair_is_said_to_be_locked(proposed: Club) -> None:
    said = proposed.words(await proposed.types("olga", "/mentor-admin round lock @ben @ana"))
    assert "locked by you" in said


async def test_a_lock_that_cannot_be_kept_is_refused_and_the_proposal_stays(proposed: Club) -> None:
    before = await looks_again(proposed)
    card = await proposed.types("olga", "/mentor-admin round lock @ana @zoe")
    assert sentence("round.locks") in proposed.words(card)
    assert await looks_again(proposed) == before


async def test_an_avoidance_behind_a_refused_lock_is_not_told(proposed: Club) -> None:
    await proposed.types("ana", "/mentor avoid @ben")
    said = proposed.words(await proposed.types("olga", "/mentor-admin round lock @ana @ben"))
    assert sentence("round.locks") in said


async def test_the_newest_word_about_two_people_counts(proposed: Club) -> None:
    await proposed.types("olga", "/mentor-admin round veto @ana @ben")
    said = proposed.words(await proposed.types("olga", "/mentor-admin round lock @ana @ben"))
    assert "locked by you" in said
    assert "Kept apart" not in said


async def test_two_who_are_partners_cannot_change_places(proposed: Club) -> None:
    card = await proposed.types("olga", "/mentor-admin round swap @ana @ben")
    assert sentence("round.no_swap") in proposed.words(card)


async def test_two_people_with_the_same_skills_change_places(club: Club) -> None:
    for handle, offers, wants in (
        ("ana", "python", "guitar"),
        ("ben", "guitar", "python"),
        ("kofi", "python", "guitar"),
        ("mei", "guitar", "python"),
    ):
        await club.joins(handle, offers=offers, wants=wants)
    await club.opens_round("ana", "ben", "kofi", "mei")
    before = club.words(await club.types("olga", "/mentor-admin round preview"))
    said = club.words(await club.types("olga", "/mentor-admin round swap @ana @kofi"))
    with_ben = "Ana Duarte teaches Ben Okafor"
    assert (with_ben in before) != (with_ben in said)
    assert "4 of 4 placed" in said


async def test_the_button_opens_a_form_that_does_the_same(proposed: Club) -> None:
    assert "Change …" in labels(await proposed.types("olga", "/mentor-admin round preview"))
    await proposed.opens("olga", "Change …")
    seats = proposed.seats
    card = await proposed.fills(
        "olga", move="veto", person=str(seats["ana"].member), other=str(seats["ben"].member)
    )
    assert "Kept apart by you: Ana Duarte and Ben Okafor." in proposed.words(card)


async def test_a_command_without_names_opens_the_form(proposed: Club) -> None:
    form = await proposed.opens("olga", "/mentor-admin round swap")
    assert form.action == "round.arranged"
    move = form.fields[0]
    assert isinstance(move, ChoiceField)
    assert move.value == "swap"


async def test_a_preview_says_why_a_partnership_is_one_way_and_what_each_is_worth(club: Club) -> None:
    await club.settles_in(*CAST, "tom")
    await club.types("tom", "/mentor want greek")
    await club.opens("olga", "/mentor-admin settings")
    await club.fills("olga", ways=("circles", "one_way"), weeks="6", weekday="3", at="10:00", language="en")
    await club.opens_round(*CAST, "tom")
    said = await looks_again(club)
    assert (
        "One-way: Zoe Papadaki teaches Tom Becker Greek; no exchange was possible for them this time" in said
    )
    assert "2136 points in all" in said


async def test_one_name_is_not_enough(proposed: Club) -> None:
    card = await proposed.types("olga", "/mentor-admin round lock @ana")
    assert sentence("person.two") in proposed.words(card)


async def test_somebody_who_is_not_in_the_round_cannot_be_moved(proposed: Club) -> None:
    await proposed.enter("rex")
    card = await proposed.types("olga", "/mentor-admin round lock @ana @rex")
    assert sentence("round.not_in") in proposed.words(card)


async def test_members_cannot_lay_hands_on_a_proposal(proposed: Club) -> None:
    card = await proposed.types("ana", "/mentor-admin round lock @ana @kofi")
    assert sentence("organiser.only") in proposed.words(card)


async def test_a_published_round_keeps_what_was_laid_down(proposed: Club) -> None:
    await proposed.types("olga", "/mentor-admin round veto @ana @ben")
    await proposed.types("olga", "/mentor-admin round publish")
    await proposed.presses("olga", "Publish")
    async with proposed.store.read() as work:
        [programme] = await work.communities.programmes(proposed.seats["olga"].community)
        newest = await work.rounds.latest(programme.id)
        assert newest is not None
        made = await work.partnerships.of_round(newest.id)
    ana, ben = proposed.seats["ana"].member, proposed.seats["ben"].member
    assert not any({ana, ben} <= set(one.members) for one in made if one.kind is not Kind.ONE_WAY)


async def test_who_were_partners_before_is_said(paired: Club) -> None:
    await paired.types("olga", "/mentor-admin round close")
    await paired.presses("olga", "Close the round")
    await paired.waits(20 * WEEK)
    await paired.opens_round("ana", "ben")
    said = paired.words(await paired.types("olga", "/mentor-admin round preview", channel=CHANNEL))
    assert "partners 1 time before" in said


async def test_what_would_place_somebody_is_shown(club: Club) -> None:
    await club.joins("ana", offers="python", wants="guitar")
    await club.joins("ben", offers="guitar", wants="chess")
    await club.opens_round("ana", "ben")
    said = await looks_again(club)
    assert "0 of 2 placed" in said
    assert "Also teaching Chess would place them." in said
