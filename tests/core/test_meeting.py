"""Meeting people: whoever does something is known from then on, as their platform tells it."""

from __future__ import annotations

import asyncio

import pytest

from bot.model.community import Platform
from bot.model.ids import CommunityId, MemberId
from bot.model.people import MAX_NAME, Member
from tests.core.worlds import Club


async def meet(
    club: Club,
    user: str = "U1",
    *,
    name: str = "Ana",
    zone: str | None = "UTC",
    community: str = "T1",
    language: str = "en",
    platform: Platform = Platform.SLACK,
) -> tuple[CommunityId, MemberId]:
    """Let the bot meet somebody, as an adapter would."""
    return await club.core.meet(
        platform=platform,
        community=community,
        community_name="Acme",
        language=language,
        user=user,
        name=name,
        zone=zone,
    )


async def known(club: Club, member: MemberId) -> Member:
    """Return what is stored about somebody."""
    async with club.store.read() as work:
        return await work.people.get(member)


async def test_somebody_who_is_met_again_is_the_same_and_nothing_is_written(empty: Club) -> None:
    first = await meet(empty)
    before = empty.everything()
    assert await meet(empty) == first
    assert empty.everything() == before


async def test_a_new_name_is_taken_over_and_an_empty_one_is_not(empty: Club) -> None:
    _, ana = await meet(empty)
    await meet(empty, name="Ana Duarte")
    await meet(empty, name="")
    assert (await known(empty, ana)).name == "Ana Duarte"


async def test_a_name_longer_than_fits_is_cut(empty: Club) -> None:
    _, ana = await meet(empty, name="n" * 500)
    assert (await known(empty, ana)).name == "n" * MAX_NAME


async def test_people_of_two_communities_and_platforms_are_never_the_same(empty: Club) -> None:
    met = [
        await meet(empty),
        await meet(empty, user="U2"),
        await meet(empty, community="T2"),
        await meet(empty, platform=Platform.DISCORD),
    ]
    assert len({member for _, member in met}) == 4
    assert len({community for community, _ in met}) == 3


async def test_somebody_met_by_many_at_once_is_stored_once(empty: Club) -> None:
    met = await asyncio.gather(*(meet(empty) for _ in range(8)))
    assert len(set(met)) == 1
    assert len(empty.rows("member")) == 1


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../../etc/passwd", None])
async def test_a_zone_that_does_not_exist_is_not_known(empty: Club, zone: str | None) -> None:
    _, ana = await meet(empty, zone=zone)
    mine = await known(empty, ana)
    assert (mine.zone, mine.zone_known) == ("UTC", False)


async def test_a_zone_that_comes_later_is_taken_over(empty: Club) -> None:
    _, ana = await meet(empty, zone=None)
    await meet(empty, zone="Asia/Tokyo")
    assert (await known(empty, ana)).zone == "Asia/Tokyo"


@pytest.mark.parametrize(("language", "spoken"), [("de", "de"), ("tlh", "en")])
async def test_everybody_is_written_to_in_their_own_language_where_the_bot_knows_it(
    empty: Club, language: str, spoken: str
) -> None:
    _, ana = await meet(empty, language=language)
    assert (await empty.core.reader(ana)).language == spoken
