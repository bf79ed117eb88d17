"""Care for single cases: taking somebody out, letting them back in, ending one partnership."""

from __future__ import annotations

import pytest

from bot.router.request import Show
from tests.core.worlds import Club, labels, sentence


async def takes_out(club: Club, handle: str) -> str:
    """Let Olga take somebody out, and return what she sees."""
    await club.types("olga", f"/mentor-admin remove @{handle}")
    return club.words(await club.presses("olga", "Take out"))


async def test_taking_somebody_out_asks_first_and_changes_nothing_until_then(paired: Club) -> None:
    before = paired.everything()
    card = await paired.types("olga", "/mentor-admin remove @ben")
    assert labels(card) == ["Take out"]
    assert paired.everything() == before


async def test_who_is_taken_out_is_told_kindly_and_partners_neutrally(paired: Club) -> None:
    paired.forgets_letters()
    await takes_out(paired, "ben")
    [told] = paired.letters_to("ben", "do not take part")
    assert "write to Olga" in told
    [partner] = paired.letters_to("ana")
    assert "Ben" not in partner
    assert not (await paired.partnership("ana")).open


async def test_who_was_taken_out_comes_back_only_when_they_are_let_in(paired: Club) -> None:
    await takes_out(paired, "ben")
    await paired.types("ben", "/mentor leave")
    refused = await paired.does("ben", "join.agree")
    assert isinstance(refused, Show)
    assert sentence("member.removed") in paired.words(refused.card)
    assert "Ben" not in paired.words(await paired.types("olga", "/mentor-admin members"))
    await paired.types("olga", "/mentor-admin readmit @ben")
    assert len(paired.letters_to("ben", "welcome again")) == 1
    await paired.does("ben", "join.agree")
    assert "Ben" in paired.words(await paired.types("olga", "/mentor-admin members"))


async def test_who_was_taken_out_cannot_slip_into_an_open_round(club: Club) -> None:
    await club.settles_in("ana", "ben")
    await club.opens_round("ana", "ben")
    await takes_out(club, "ben")
    card = await club.types("ben", "/mentor in")
    assert sentence("member.removed") in club.words(card)
    status = club.words(await club.types("olga", "/mentor-admin round status"))
    assert "Ben" not in status


@pytest.mark.parametrize(
    ("handle", "key"), [("olga", "remove.self"), ("ana", "remove.organiser"), ("eve", "person.elsewhere")]
)
async def test_oneself_organisers_and_people_elsewhere_are_not_taken_out(
    paired: Club, handle: str, key: str
) -> None:
    await paired.types("olga", "/mentor-admin organiser add @ana")
    before = paired.everything()
    card = await paired.types("olga", f"/mentor-admin remove @{handle}")
    assert sentence(key) in paired.words(card)
    answer = await paired.does("olga", f"remove.confirm:{paired.member(handle)}")
    assert isinstance(answer, Show)
    assert sentence(key) in paired.words(answer.card)
    assert paired.everything() == before


async def test_taking_out_twice_and_letting_in_without_reason_say_so(paired: Club) -> None:
    await takes_out(paired, "ben")
    again = await paired.does("olga", f"remove.confirm:{paired.member('ben')}")
    assert isinstance(again, Show)
    assert sentence("remove.already") in paired.words(again.card)
    card = await paired.types("olga", "/mentor-admin readmit @zoe")
    assert sentence("remove.never") in paired.words(card)


async def test_a_split_tells_everybody_the_same_neutral_words(paired: Club) -> None:
    paired.forgets_letters()
    await paired.types("olga", "/mentor-admin split @ana")
    await paired.presses("olga", "End the partnership")
    assert paired.letters_to("ana") == paired.letters_to("ben")
    assert len(paired.letters_to("ana")) == 1
    assert not (await paired.partnership("ana")).open


async def test_a_split_of_two_who_share_nothing_says_so(paired: Club) -> None:
    card = await paired.types("olga", "/mentor-admin split @ana @kofi")
    assert sentence("split.none") in paired.words(card)


@pytest.mark.parametrize("action", ["split.confirm", "split.choose"])
async def test_a_partnership_of_another_community_is_not_found(paired: Club, action: str) -> None:
    theirs = (await paired.partnership("ana")).id
    before = paired.everything()
    answer = await paired.does("otto", f"{action}:{theirs}", values={"choice": (str(theirs),)})
    assert isinstance(answer, Show)
    assert sentence("partnership.gone") in paired.words(answer.card)
    assert paired.everything() == before


@pytest.mark.parametrize("verb", ["remove", "readmit", "split", "safety add", "safety remove"])
async def test_organisers_reach_nobody_of_another_community(paired: Club, verb: str) -> None:
    before = paired.everything()
    card = await paired.types("otto", f"/mentor-admin {verb} @ana")
    assert sentence("person.elsewhere") in paired.words(card)
    assert paired.everything() == before


async def test_the_last_organiser_stays(paired: Club) -> None:
    card = await paired.types("olga", "/mentor-admin organiser remove @olga")
    assert sentence("organiser.last") in paired.words(card)
    await paired.types("olga", "/mentor-admin organiser add @zoe")
    await paired.types("olga", "/mentor-admin organiser remove @olga")
    assert "Sign-up" not in paired.words(await paired.types("zoe", "/mentor-admin round status"))


async def test_every_act_of_care_is_on_record(paired: Club) -> None:
    await takes_out(paired, "ben")
    await paired.types("olga", "/mentor-admin readmit @ben")
    await paired.types("olga", "/mentor-admin split @kofi")
    await paired.presses("olga", "End the partnership")
    assert [row["action"] for row in paired.rows("audit")][-3:] == ["remove", "readmit", "split"]
    async with paired.store.read() as work:
        assert await work.audit.broken() == []
