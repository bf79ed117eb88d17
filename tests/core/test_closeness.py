"""Close is fine: related skills count for those who said so, at most half, and are never called the same."""

from __future__ import annotations

import pytest

from bot.closeness import closeness
from bot.relations import AT_MOST, LEAST, Nearness, nearness
from bot.skills.relations import Use
from tests.core.worlds import ELSEWHERE, Club

NOTHING_SAID = Nearness(said={}, use=Use())


async def close(club: Club, handle: str) -> dict[str, bool]:
    """Return what somebody wants, and for which of it close is fine."""
    async with club.store.read() as work:
        wants = await work.skills.wants([club.member(handle)])
    return {one.skill.name: one.close for one in wants}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rust", {"Rust": False}),
        ("rust (close is fine), go", {"Rust": True, "Go": False}),
        ("rust, golang (Something similar is OK)", {"Rust": False, "Go": True}),
        ("rust, go; related skills are welcome too", {"Rust": True, "Go": True}),
        ("rust (close is fine): ship my first CLI", {"Rust": True}),
        ("rust (Verwandtes ist auch gut)", {"Rust": True}),
    ],
)
async def test_a_line_says_for_which_wishes_close_is_fine(
    club: Club, line: str, expected: dict[str, bool]
) -> None:
    await club.joins("ana")
    await club.types("ana", f"/mentor want {line}")
    assert await close(club, "ana") == expected


async def test_the_form_ticks_it_for_all_its_wishes_and_the_answer_and_the_profile_say_so(club: Club) -> None:
    await club.joins("ana")
    await club.opens("ana", "/mentor want")
    said = club.words(await club.fills("ana", skills="rust, go", close=("yes",)))
    assert await close(club, "ana") == {"Rust": True, "Go": True}
    assert "a related skill is fine too" in said
    assert "Rust (close is fine)" in club.words(await club.types("ana", "/mentor profile"))


async def test_saying_a_wish_again_without_it_and_undoing_that_are_both_kept(club: Club) -> None:
    await club.joins("ana")
    await club.types("ana", "/mentor want rust (close is fine)")
    await club.types("ana", "/mentor want rust")
    assert await close(club, "ana") == {"Rust": False}
    await club.presses("ana", "Undo")
    assert await close(club, "ana") == {"Rust": True}


async def test_editing_a_line_shows_the_tick_as_it_was(club: Club) -> None:
    await club.joins("ana")
    await club.opens("ana", "/mentor want")
    await club.fills("ana", skills="rust", close=("yes",))
    await club.opens("ana", "Edit")
    await club.fills("ana", skills="rust, go")
    assert await close(club, "ana") == {"Rust": True, "Go": True}


async def test_a_doubtful_word_keeps_it_until_it_is_answered(club: Club) -> None:
    await club.joins("ana")
    await club.types("ana", "/mentor want cv (close is fine)")
    await club.presses("ana", "Computer vision")
    assert await close(club, "ana") == {"Computer vision": True}


def test_words_that_only_look_like_it_stay_in_the_line() -> None:
    line = "related work, close reading (for fun), fine art"
    assert closeness(line).text == line


# In a round ------------------------------------------------------------------------------------------------------


async def previewed(club: Club, want: str) -> str:
    """Let Ben want something near to what Ana teaches, and return what the preview says."""
    for handle, offer, wish in (("ana", "docker (expert)", "guitar"), ("ben", "guitar (strong)", want)):
        await club.joins(handle)
        await club.types(handle, f"/mentor offer {offer}")
        await club.types(handle, f"/mentor want {wish}")
    await club.opens_round("ana", "ben")
    return club.words(await club.types("olga", "/mentor-admin round preview"))


async def test_a_related_skill_makes_partners_and_is_called_related_not_the_same(club: Club) -> None:
    said = await previewed(club, "kubernetes (close is fine)")
    assert "teaches Ben Okafor Docker: related to Kubernetes, not the same" in said
    club.forgets_letters()
    await club.publishes()
    told = " ".join(club.words(one.card) for one in club.letters)
    assert "teaches Ben Okafor Docker: related to Kubernetes, not the same." in told


async def test_who_did_not_say_that_close_is_fine_is_never_taught_a_related_skill(club: Club) -> None:
    assert "0 of 2 placed" in await previewed(club, "kubernetes")


async def test_what_organisers_say_about_covering_counts_in_their_community_alone(club: Club) -> None:
    await club.joins("ana")
    await club.types("ana", "/mentor offer beekeeping")
    await club.types("olga", "/mentor-admin skills covers beekeeping covers public speaking 0.8")
    stranger = await club.enter("zoe", community=ELSEWHERE)
    async with club.store.read() as work:
        here = await nearness(work, club.seats["olga"].community)
        there = await nearness(work, stranger.community)
    assert here.strength("Public speaking", "Beekeeping") == 0.4
    assert there.strength("Public speaking", "Beekeeping") == 0


# How near ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "offered"), [("SQL", "PostgreSQL"), ("TypeScript", "JavaScript"), ("Docker", "Kubernetes")]
)
def test_a_related_skill_counts_at_most_half(wanted: str, offered: str) -> None:
    assert AT_MOST * LEAST <= NOTHING_SAID.strength(wanted, offered) <= AT_MOST


def test_what_has_nothing_to_do_with_it_does_not_count() -> None:
    assert NOTHING_SAID.strength("Python", "Public speaking") == 0


def test_an_organisers_word_beats_the_tables() -> None:
    known = Nearness(said={("kubernetes", "docker"): 0.1}, use=Use())
    assert known.strength("Docker", "Kubernetes") == 0.05


def test_skills_that_people_bring_together_come_near() -> None:
    learnt = Nearness(said={}, use=Use.of([["Juggling", "Unicycling"]] * 12))
    assert NOTHING_SAID.strength("Juggling", "Unicycling") == 0 < learnt.strength("Juggling", "Unicycling")
