"""A member's own page: where they stand, made of cards that commands show as well."""

from __future__ import annotations

from bot.model.community import Platform
from bot.router.request import Request
from tests.core.worlds import CLUB, Club


async def page(club: Club, handle: str) -> list[str]:
    """Return the titles of the cards on somebody's page."""
    seat = club.seats[handle]

    async def organises() -> bool:
        return seat.organiser

    request = Request(member=seat.member, community=seat.community, action="home", organises=organises)
    return [card.title for card in await club.core.home(request)]


async def test_a_stranger_sees_what_this_is_and_no_more(club: Club) -> None:
    await club.enter("ana")
    assert await page(club, "ana") == ["Two-way mentorship"]


async def test_a_member_sees_partnership_profile_and_board(paired: Club) -> None:
    before = paired.everything()
    titles = await page(paired, "ana")
    assert titles[:2] == ["Two-way mentorship", "Your partnership"]
    assert len(titles) == 4
    assert paired.everything() == before


async def test_an_organiser_sees_the_round_as_well(paired: Club) -> None:
    titles = await page(paired, "olga")
    assert titles[0] == "Two-way mentorship"
    assert titles[-1].startswith("Round 1")


async def test_an_erased_member_sees_that_and_nothing_is_stored_anew(paired: Club) -> None:
    await paired.types("ana", "/mentor forget", channel="")
    await paired.presses("ana", "Erase everything")
    met = await paired.core.meet(
        platform=Platform.CONSOLE,
        community=CLUB,
        community_name=CLUB,
        language="en",
        user="ana",
        name="Ana",
        zone="UTC",
    )
    before = paired.everything()
    [card] = await paired.core.home(Request(member=met[1], community=met[0], action="home"))
    assert "Ana" not in paired.words(card)
    assert paired.everything() == before
