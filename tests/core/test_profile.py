"""What somebody says about themselves: zone, hours, languages, own words, and with whom never."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.model.people import MAX_BIO, Hours, Member
from bot.ports import LetterKind
from tests.core.worlds import ELSEWHERE, WEEK, Club, sentence


async def profile(club: Club, handle: str) -> Member:
    """Return what is stored about somebody."""
    async with club.store.read() as work:
        return await work.people.get(club.member(handle))


@pytest.fixture
async def ana(club: Club) -> Club:
    """A club that Ana joined, whose zone is not known."""
    await club.enter("ana", zone=None)
    await club.joins("ana")
    return club


async def test_hours_and_languages_are_stored_and_shown(ana: Club) -> None:
    await ana.types("ana", "/mentor profile")
    await ana.opens("ana", "Hours and languages")
    card = await ana.fills(
        "ana",
        zone="new york",
        hours=("evenings", "saturdays"),
        languages="German, Português",
        capacity="2",
        circles="no",
    )
    mine = await profile(ana, "ana")
    assert (mine.zone, mine.zone_known, mine.capacity, mine.circles) == ("America/New_York", True, 2, False)
    assert mine.hours == (Hours.EVENINGS, Hours.SATURDAYS)
    assert mine.languages == ("de", "pt")
    said = ana.words(card)
    assert "Usual hours: Workdays 18-21 and Saturdays 9-18" in said
    assert "You speak: German and Portuguese" in said
    assert "pairs only, please" in said


async def test_every_wrong_field_gets_its_sentence_and_nothing_is_stored(ana: Club) -> None:
    before = ana.everything()
    await ana.types("ana", "/mentor profile")
    await ana.opens("ana", "Hours and languages")
    errors = await ana.misfills("ana", zone="Lisbonn", hours=(), languages="Klingon", capacity="9")
    assert errors == {
        "zone": sentence("zone.near", nearest="Europe/Lisbon"),
        "languages": sentence("language.unknown", word="klingon"),
        "hours": sentence("hours.none"),
        "capacity": sentence("capacity.range"),
    }
    assert ana.everything() == before


async def test_try_again_opens_the_form_as_it_was_filled_in(ana: Club) -> None:
    await ana.types("ana", "/mentor profile")
    await ana.opens("ana", "Hours and languages")
    await ana.misfills("ana", zone="Lisbonn", languages="Dutch", capacity="3")
    form = await ana.opens("ana", "Try again")
    typed = {one.name: getattr(one, "value", None) for one in form.fields}
    assert (typed["zone"], typed["languages"], typed["capacity"]) == ("Lisbonn", "Dutch", "3")
    await ana.fills("ana", zone="Lisbon")
    assert (await profile(ana, "ana")).zone == "Europe/Lisbon"


async def test_the_hours_form_opens_again_for_somebody_who_named_many_languages(ana: Club) -> None:
    await ana.types("ana", "/mentor profile")
    await ana.opens("ana", "Hours and languages")
    many = "en,de,fr,es,pt,it,nl,uk,pl,tr,sv,ja,zh,ar,fa,hi,bn,ta,te,ml,kn,gu,pa,ur,si,my,th,lo,km,vi"
    await ana.misfills("ana", zone="Lisbon", languages=many)
    await ana.opens("ana", "Try again")
    await ana.fills("ana", languages="nb, nn, gd, fy, st, sh")
    form = await ana.opens("ana", "Hours and languages")
    assert "Norwegian Nynorsk" in str(form)


async def test_the_platforms_zone_counts_until_somebody_names_their_own(ana: Club) -> None:
    await ana.enter("ana", zone="Europe/Lisbon")
    assert (await profile(ana, "ana")).zone == "Europe/Lisbon"
    await ana.types("ana", "/mentor profile")
    await ana.opens("ana", "Hours and languages")
    await ana.fills("ana", zone="Tokyo")
    await ana.enter("ana", zone="Europe/Lisbon")
    assert (await profile(ana, "ana")).zone == "Asia/Tokyo"


async def test_own_words_are_stored_and_partners_read_them(club: Club) -> None:
    await club.settles_in("ana", "ben")
    await club.types("ana", "/mentor profile")
    await club.opens("ana", "About me")
    await club.fills("ana", bio="  Fifteen years of websites.  ")
    await club.opens_round("ana", "ben")
    await club.publishes()
    [introduction] = club.letters_to("ben", "you are partners until")
    assert "Ana Duarte about themselves: Fifteen years of websites." in introduction


async def test_own_words_that_are_too_long_are_refused(ana: Club) -> None:
    await ana.types("ana", "/mentor profile")
    await ana.opens("ana", "About me")
    errors = await ana.misfills("ana", bio="x" * (MAX_BIO + 1))
    assert errors == {"bio": sentence("text.long", most=MAX_BIO)}
    assert (await profile(ana, "ana")).bio == ""


async def test_a_language_the_bot_does_not_write_changes_nothing(ana: Club) -> None:
    await ana.does("ana", "profile.about-save", values={"bio": ("Hello",), "language": ("tlh",)})
    mine = await profile(ana, "ana")
    assert (mine.bio, mine.language) == ("Hello", "en")


async def test_a_new_zone_moves_the_weekly_question_and_keeps_its_local_hour(paired: Club) -> None:
    await paired.types("ana", "/mentor profile")
    await paired.opens("ana", "Hours and languages")
    await paired.fills("ana", zone="Los Angeles")
    paired.forgets_letters()
    await paired.waits(WEEK)
    [moment, *_] = paired.arrivals("ana", LetterKind.CHECKIN)
    assert f"{moment.astimezone(ZoneInfo('America/Los_Angeles')):%a %H}" == "Thu 10"


# Not with ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who_asks", ["ana", "ben"])
async def test_not_with_counts_in_both_directions_and_nobody_learns_of_it(club: Club, who_asks: str) -> None:
    await club.settles_in("ana", "ben")
    other = "ben" if who_asks == "ana" else "ana"
    card = await club.types(who_asks, f"/mentor avoid @{other}")
    assert "Nobody is told" in club.words(card)
    await club.opens_round("ana", "ben")
    proposal = club.words(await club.types("olga", "/mentor-admin round preview"))
    assert "0 of 2 placed" in proposal
    assert "Pair" not in proposal
    await club.types("olga", "/mentor-admin round publish")
    await club.presses("olga", "Publish")
    everybody_reads = "\n".join(club.letters_to("ana") + club.letters_to("ben")) + proposal
    assert not any(
        word in everybody_reads.casefold() for word in ("avoid", "not with", "never pair", "between us")
    )


async def test_not_with_opens_a_form_where_nobody_is_named_and_takes_the_person_chosen(club: Club) -> None:
    await club.joins("ana")
    await club.joins("ben")
    await club.opens("ana", "/mentor avoid")
    await club.fills("ana", person=str(club.member("ben")))
    async with club.store.read() as work:
        assert await work.people.avoided_by(club.member("ana")) == [club.member("ben")]


async def test_not_with_oneself_or_somebody_elsewhere_is_refused(club: Club) -> None:
    await club.joins("ana")
    await club.enter("eve", community=ELSEWHERE)
    for other in ("ana", "eve"):
        await club.opens("ana", "/mentor avoid")
        errors = await club.misfills("ana", person=str(club.member(other)))
        assert errors == {"person": sentence("avoid.self")}
    async with club.store.read() as work:
        assert await work.people.avoided_by(club.member("ana")) == []


async def test_not_with_nobody_asks_who(club: Club) -> None:
    await club.joins("ana")
    await club.opens("ana", "/mentor avoid")
    assert await club.misfills("ana") == {"person": sentence("person.missing")}


async def test_a_new_not_with_after_the_proposal_stops_its_publication(club: Club) -> None:
    await club.settles_in("ana", "ben")
    await club.opens_round("ana", "ben")
    await club.types("olga", "/mentor-admin round preview")
    await club.types("ben", "/mentor avoid @ana")
    await club.types("olga", "/mentor-admin round publish")
    card = await club.presses("olga", "Publish")
    assert sentence("round.people_changed") in club.words(card)
    assert club.letters_to("ana", "partners until") == []


async def test_a_zone_that_does_not_exist_counts_as_not_known(club: Club) -> None:
    await club.enter("ana", zone="Mars/Olympus")
    async with club.store.read() as work:
        ana = await work.people.get(club.member("ana"))
    assert (ana.zone, ana.zone_known) == ("UTC", False)
