"""People who go without a word to the bot: from the community, or from the channel."""

from __future__ import annotations

from bot.model.community import Platform
from tests.core.worlds import CHANNEL, CLUB, Club


async def test_whose_account_is_gone_leaves_and_the_partner_is_told_once(paired: Club) -> None:
    paired.letters.clear()
    assert await paired.core.gone(Platform.CONSOLE, CLUB, "ana")
    assert not await paired.core.gone(Platform.CONSOLE, CLUB, "ana")
    await paired.driver.settle()
    assert len([one for one in paired.letters if "ben" in {who.external_id for who in one.people}]) == 1


async def test_nobody_and_nowhere_is_gone_without_a_trace(club: Club) -> None:
    before = club.everything()
    assert not await club.core.gone(Platform.CONSOLE, "elsewhere", "ana")
    assert not await club.core.left_channel(Platform.CONSOLE, CLUB, "nobody", CHANNEL)
    assert club.everything() == before


async def test_who_leaves_the_channel_keeps_the_partner_and_is_in_no_round(paired: Club) -> None:
    assert await paired.core.left_channel(Platform.CONSOLE, CLUB, "ana", CHANNEL)
    assert not await paired.core.left_channel(Platform.CONSOLE, CLUB, "ana", CHANNEL)
    card = await paired.types("ana", "/mentor partner", channel="")
    assert "You have no partner" not in paired.words(card)
