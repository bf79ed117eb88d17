"""Not with, and reports: who reads them, and above all who never does."""

from __future__ import annotations

import pytest

from bot.router.request import Show
from bot.screens.safety import NAMED, UNNAMED
from tests.core.worlds import DAY, ELSEWHERE, Club, labels, sentence

CANARY = "canary: it got too close"


async def names(club: Club, *contacts: str) -> None:
    """Let Olga name safety contacts."""
    for handle in contacts:
        if handle not in club.seats:
            await club.enter(handle)
        await club.types("olga", f"/mentor-admin safety add @{handle}")
    club.forgets_letters()


async def reports(club: Club, writer: str, about: str = "", named: str = NAMED) -> str:
    """Let somebody report, and return what they see."""
    await club.opens(writer, "/mentor report")
    person = {"person": str(club.member(about))} if about else {}
    return club.words(await club.fills(writer, words=CANARY, named=named, **person))


def readers(club: Club) -> set[str]:
    """Return everybody who got a letter with the canary."""
    return {handle for handle in club.seats if club.letters_to(handle, CANARY)}


async def test_a_report_reaches_every_contact_once_and_nobody_else(paired: Club) -> None:
    await names(paired, "zoe", "kofi")
    said = await reports(paired, "ana", "ben")
    assert "Zoe" in said
    assert "Your partner is not told" in said
    await paired.waits(DAY)
    assert readers(paired) == {"zoe", "kofi"}
    assert [len(paired.letters_to(one, CANARY)) for one in ("zoe", "kofi")] == [1, 1]


async def test_the_same_report_twice_is_delivered_once(paired: Club) -> None:
    await names(paired, "zoe")
    assert await reports(paired, "ana", "ben") == await reports(paired, "ana", "ben")
    assert len(paired.letters_to("zoe", CANARY)) == 1


@pytest.mark.parametrize("role", ["safety contact", "organiser and safety contact"])
async def test_a_report_never_reaches_whom_it_is_about_whatever_their_role(paired: Club, role: str) -> None:
    if role.startswith("organiser"):
        await paired.types("olga", "/mentor-admin organiser add @kofi")
    await names(paired, "zoe", "kofi")
    await reports(paired, "ana", "kofi")
    assert readers(paired) == {"zoe"}


async def test_a_report_about_nobody_never_reaches_a_partner(paired: Club) -> None:
    await names(paired, "zoe", "ben")
    await reports(paired, "ana")
    assert readers(paired) == {"zoe"}


async def test_an_organiser_who_is_no_contact_reads_nothing(paired: Club) -> None:
    await names(paired, "zoe")
    await reports(paired, "ana", "ben")
    for verb in ("members", "round status", "help"):
        assert CANARY not in paired.words(await paired.types("olga", f"/mentor-admin {verb}"))
    assert CANARY not in paired.words(await paired.types("olga", "/mentor data"))
    assert readers(paired) == {"zoe"}


async def test_who_would_rather_not_be_named_is_not(paired: Club) -> None:
    await names(paired, "zoe")
    await reports(paired, "ana", "ben", UNNAMED)
    [told] = paired.letters_to("zoe", CANARY)
    assert "Ana" not in told
    assert "would rather not be named" in told


async def test_a_named_report_says_whom_to_write_to(paired: Club) -> None:
    await names(paired, "zoe")
    await reports(paired, "ana", "ben")
    [told] = paired.letters_to("zoe", CANARY)
    assert "Please write to Ana Duarte in private" in told


async def test_where_no_other_contact_is_left_the_writer_is_told_and_keeps_their_words(paired: Club) -> None:
    await names(paired, "kofi")
    await paired.opens("ana", "/mentor report")
    errors = await paired.misfills("ana", words=CANARY, person=str(paired.member("kofi")))
    assert errors == {"words": sentence("report.nobody_at_all")}
    form = await paired.opens("ana", "Try again")
    assert getattr(form.fields[0], "value", "") == CANARY
    assert readers(paired) == set()


@pytest.mark.parametrize(("about", "key"), [("ana", "report.self"), ("eve", "person.elsewhere")])
async def test_a_report_about_oneself_or_somebody_elsewhere_is_refused(
    paired: Club, about: str, key: str
) -> None:
    await names(paired, "zoe")
    await paired.opens("ana", "/mentor report")
    errors = await paired.misfills("ana", words=CANARY, person=str(paired.member(about)))
    assert errors == {"person": sentence(key)}
    assert readers(paired) == set()


async def test_a_contact_on_a_break_gets_it_all_the_same(paired: Club) -> None:
    await names(paired, "zoe")
    await paired.types("zoe", "/mentor pause 2 weeks")
    await reports(paired, "ana", "ben")
    assert readers(paired) == {"zoe"}


async def test_contacts_of_another_community_read_nothing(paired: Club) -> None:
    await paired.types("otto", "/mentor-admin safety add @finn")
    await names(paired, "zoe")
    await reports(paired, "ana", "ben")
    assert readers(paired) == {"zoe"}
    card = await paired.types("otto", "/mentor-admin safety add @ana")
    assert sentence("person.elsewhere") in paired.words(card)


async def test_a_new_contact_is_told_and_a_dismissed_one_reads_nothing_more(paired: Club) -> None:
    await names(paired, "kofi")
    await paired.types("olga", "/mentor-admin safety add @zoe")
    assert len(paired.letters_to("zoe", "You are a safety contact")) == 1
    await paired.types("olga", "/mentor-admin safety remove @zoe")
    await reports(paired, "ana", "ben")
    assert readers(paired) == {"kofi"}


async def test_naming_contacts_is_on_record(paired: Club) -> None:
    await names(paired, "zoe")
    await paired.types("olga", "/mentor-admin safety remove @zoe")
    assert [row["action"] for row in paired.rows("audit")][-2:] == ["safety.add", "safety.remove"]


# Not with ----------------------------------------------------------------------------------------------------


async def test_the_list_shows_whom_i_avoid_and_lets_me_take_one_back(paired: Club) -> None:
    for other in ("ben", "zoe"):
        await paired.types("ana", f"/mentor avoid @{other}")
    card = await paired.types("ana", "/mentor avoid")
    assert "Ben Okafor" in paired.words(card)
    await paired.chooses("ana", str(paired.member("ben")))
    left = paired.words(await paired.types("ana", "/mentor avoid"))
    assert "Ben" not in left
    assert "Zoe" in left


async def test_an_empty_list_asks_whom_to_add(paired: Club) -> None:
    await paired.types("ana", "/mentor avoid @ben")
    await paired.types("ana", "/mentor avoid")
    card = await paired.chooses("ana", str(paired.member("ben")))
    assert labels(card) == ["Add somebody"]
    await paired.opens("ana", "Add somebody")
    await paired.fills("ana", person=str(paired.member("zoe")))
    async with paired.store.read() as work:
        assert await work.people.avoided_by(paired.member("ana")) == [paired.member("zoe")]


async def test_nobody_takes_back_what_somebody_else_asked_for(paired: Club) -> None:
    await paired.enter("nora", community=ELSEWHERE)
    await paired.types("ana", "/mentor avoid @ben")
    for handle in ("ben", "nora", "zoe"):
        answer = await paired.does(handle, "avoid.drop", values={"choice": (str(paired.member("ben")),)})
        assert isinstance(answer, Show)
        assert "Ana" not in paired.words(answer.card)
    async with paired.store.read() as work:
        assert await work.people.avoided_by(paired.member("ana")) == [paired.member("ben")]
