"""Who may run rounds: rights are asked anew for every single action, and setting up needs a channel."""

from __future__ import annotations

import pytest

from bot.commands import COMMANDS, ORGANISER_ROOT
from bot.model.ids import MemberId
from bot.router.core import ROUTES
from bot.router.request import Reject, Show
from tests.core.worlds import CHANNEL, ELSEWHERE, SIGNED_UP, Club, Saved, labels, sentence

ORGANISERS_ONLY = sorted(name for name, route in ROUTES.items() if route.organiser)
SETUP = {"weeks": ("4",), "weekday": ("0",), "at": ("08:00",), "ways": (), "language": ("en",)}


async def organisers(club: Club) -> list[MemberId]:
    """Return who is appointed in the club's channel."""
    async with club.store.read() as work:
        programme = await work.communities.programme_in(club.seats["olga"].community, CHANNEL)
        assert programme is not None
        return await work.communities.organisers(programme.id)


def test_everything_an_organiser_can_type_is_for_organisers_only() -> None:
    typed = {one.action for one in COMMANDS if one.root == ORGANISER_ROOT} - {"admin.help"}
    assert typed <= set(ORGANISERS_ONLY)


@pytest.mark.parametrize("action", ORGANISERS_ONLY)
async def test_who_is_no_organiser_changes_nothing(paired: Club, action: str) -> None:
    before = paired.everything()
    running = (await paired.partnership("ana")).round
    for handle, numbers in (
        ("ana", ""),
        ("ana", f":{running}.3"),
        ("rex", f":{running}.3"),
        ("eve", f":{running}.3"),
    ):
        values = {**SETUP, "person": (str(paired.member(handle)),)}
        answer = await paired.does(handle, f"{action}{numbers}", values=values)
        assert isinstance(answer, Show)
        assert paired.words(answer.card).splitlines()[1] == sentence("organiser.only")
    assert paired.everything() == before


async def test_who_sets_a_channel_up_becomes_its_organiser(club: Club) -> None:
    assert await organisers(club) == [club.member("olga")]
    club.seats["olga"].organiser = False
    card = await club.types("olga", "/mentor-admin round open")
    assert "Sign-up is open" in club.words(card)


async def test_an_appointed_organiser_may_run_rounds_until_dismissed(club: Club) -> None:
    await club.joins("ana")
    await club.types("olga", "/mentor-admin organiser add @ana")
    card = await club.types("ana", "/mentor-admin round open")
    assert "Sign-up is open" in club.words(card)
    await club.types("olga", "/mentor-admin organiser remove @ana")
    refused = await club.presses("ana", "Preview")
    assert sentence("organiser.only") in club.words(refused)


async def test_appointing_twice_says_that_nothing_changed(club: Club) -> None:
    await club.joins("ana")
    first = await club.types("olga", "/mentor-admin organiser add @ana")
    again = await club.types("olga", "/mentor-admin organiser add @ana")
    assert club.words(first) != club.words(again)
    assert "Nothing to do" in club.words(again)
    assert await organisers(club) == [club.member("olga"), club.member("ana")]


async def test_appointing_nobody_or_somebody_elsewhere_is_refused(club: Club) -> None:
    await club.enter("eve", community=ELSEWHERE)
    nobody = await club.types("olga", "/mentor-admin organiser add")
    stranger = await club.types("olga", "/mentor-admin organiser add @eve")
    assert sentence("person.missing") in club.words(nobody)
    assert sentence("person.elsewhere") in club.words(stranger)
    assert await organisers(club) == [club.member("olga")]


async def test_an_appointment_in_one_channel_gives_no_rights_in_another(club: Club) -> None:
    await club.does("olga", "setup.save", values=SETUP, channel="second")
    await club.joins("ana")
    await club.types("olga", "/mentor-admin organiser add @ana")
    assert "open" in club.words(await club.types("ana", "/mentor-admin round open"))
    refused = await club.types("ana", "/mentor-admin round open", channel="second")
    assert sentence("organiser.only") in club.words(refused)


# Setting up --------------------------------------------------------------------------------------------------


async def test_nothing_happens_in_a_channel_before_it_is_set_up(empty: Club) -> None:
    await empty.enter("olga", organiser=True)
    for verb in ("round open", "round preview", "round publish", "round status", "round close", "members"):
        card = await empty.types("olga", f"/mentor-admin {verb}")
        assert sentence("programme.none") in empty.words(card)


async def test_a_direct_message_cannot_be_set_up(empty: Club) -> None:
    await empty.enter("olga", organiser=True)
    answer = await empty.does("olga", "setup.save", values=SETUP, channel="")
    assert isinstance(answer, Reject)
    assert answer.errors == {"weeks": sentence("setup.no_channel")}


async def test_settings_are_changed_and_shown_as_they_are_now(club: Club) -> None:
    await club.opens("olga", "/mentor-admin settings")
    card = await club.fills("olga", weeks="8", weekday="0", at="18:00", ways=("one_way",))
    said = club.words(card)
    assert "8 weeks" in said
    assert "Monday at 18:00" in said
    form = await club.opens("olga", "/mentor-admin setup")
    shown = {one.name: getattr(one, "value", None) or getattr(one, "values", None) for one in form.fields}
    assert shown == {"weeks": "8", "weekday": "0", "at": "18:00", "ways": ("one_way",), "language": "en"}


async def test_setting_up_again_keeps_the_programme_and_its_members(club: Club) -> None:
    await club.settles_in("ana")
    await club.does("olga", "setup.save", values=SETUP)
    await club.types("olga", "/mentor-admin round open")
    assert len(club.letters_to("ana", "4 weeks")) == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("weeks", "1000"),
        ("weekday", "7"),
        ("weekday", "-1"),
        ("at", "25:00"),
        ("at", "03:00"),
        ("language", "tlh"),
    ],
)
async def test_a_setting_out_of_range_is_refused_at_its_field_and_changes_nothing(
    club: Club, field: str, wrong: str
) -> None:
    before = club.everything()
    answer = await club.does("olga", "setup.save", values={**SETUP, field: (wrong,)})
    assert isinstance(answer, Reject)
    assert answer.errors == {field: sentence("choice.unknown")}
    assert club.everything() == before


async def test_with_two_programmes_a_command_elsewhere_asks_for_the_channel(club: Club) -> None:
    await club.does("olga", "setup.save", values=SETUP, channel="second")
    card = await club.types("olga", "/mentor-admin round open", channel="random")
    assert sentence("programme.several") in club.words(card)


async def test_who_joins_where_several_channels_run_mentorship_chooses_one(club: Club) -> None:
    await club.does("olga", "setup.save", values=SETUP, channel="second")
    await club.enter("ana")
    await club.types("ana", "/mentor join", channel="")
    card = await club.presses("ana", "I agree")
    assert card.select is not None
    await club.chooses("ana", next(one.value for one in card.select.options if one.label == "second"))
    await club.types("olga", "/mentor-admin round open")
    assert club.letters_to("ana") == []
    await club.types("olga", "/mentor-admin round open", channel="second")
    assert len(club.letters_to("ana", "Are you in")) == 1


async def test_nobody_enters_a_programme_of_another_community_or_without_consent(paired: Club) -> None:
    async with paired.store.read() as work:
        [theirs] = await work.communities.programmes(paired.seats["eve"].community)
        [ours] = await work.communities.programmes(paired.seats["ana"].community)
    before = paired.everything()
    for handle, programme in (("zoe", theirs.id), ("rex", ours.id), ("zoe", 999_999)):
        await paired.does(handle, "join.enter", values={"choice": (str(programme),)})
    assert paired.everything() == before


async def test_the_list_of_members_names_who_takes_part_and_who_is_on_a_break(club: Club) -> None:
    await club.settles_in("ana", "ben")
    await club.types("ben", "/mentor pause 1 week")
    said = club.words(await club.types("olga", "/mentor-admin members"))
    assert "1 member is active:\nAna Duarte" in said
    assert "1 is on a break:\nBen Okafor" in said


async def test_help_for_organisers_says_what_there_is_and_changes_nothing(club: Club) -> None:
    await club.enter("rex")
    card = await club.types("rex", "/mentor-admin")
    assert "/mentor-admin round publish" in club.words(card)
    assert "Set up this channel" in labels(card)


async def test_what_organisers_do_is_on_record(paired: Club) -> None:
    await paired.types("olga", "/mentor-admin organiser add @ana")
    await paired.types("olga", "/mentor-admin round close")
    await paired.presses("olga", "Close the round")
    [key] = [row["key"] for row in paired.rows("member") if row["id"] == paired.member("olga")]
    hers = [row["action"] for row in paired.rows("audit") if row["actor"] == key]
    assert hers == ["setup", "round.open", "round.preview", "round.publish", "organiser.add", "round.close"]


def test_the_club_of_these_tests_has_everybody_in_it(lived_in: Saved) -> None:
    assert {"olga", "rex", "eve", "finn", "otto", *SIGNED_UP} == set(lived_in.seats)
