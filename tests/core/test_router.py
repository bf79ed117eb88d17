"""The router: every answer is a clear card or form, once, whatever is typed and whatever breaks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
import structlog

from bot import commands
from bot.errors import Unavailable
from bot.ports import Store, Work
from bot.router.core import ROUTES, TRY_AGAIN, Core
from bot.router.request import Ask, Request, Show
from bot.screens import rounds as round_screens
from bot.wiring.solving import solve_here
from tests.core.worlds import CHANNEL, Club, labels, sentence


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/mentor ofer python", "/mentor offer"),
        ("/mentor profil", "/mentor profile"),
        ("/mentor-admin round opne", "/mentor-admin round open"),
        ("/mentor-admin organizer add @ana", "/mentor-admin organiser add"),
    ],
)
async def test_an_unknown_verb_suggests_the_nearest_one_and_changes_nothing(
    club: Club, typed: str, meant: str
) -> None:
    before = club.everything()
    card = await club.types("olga", typed)
    assert f"Did you mean {meant}?" in club.words(card)
    assert club.everything() == before


@pytest.mark.parametrize("typed", ["/mentor xyzzy", "/mentor " + "z" * 5000, "/mentor {0} %s \u202e <@U1>"])
async def test_an_unknown_verb_that_is_near_nothing_leads_to_help(club: Club, typed: str) -> None:
    card = await club.types("olga", typed)
    assert "Did you mean" not in club.words(card)
    assert labels(card) == ["What can I do here?"]


@pytest.mark.parametrize(
    "action", ["no.such.action", "no.such.action:1", "", "checkin.met:x", "meet.choose:1.999999999999999"]
)
async def test_an_action_nobody_can_press_gets_a_card_and_changes_nothing(paired: Club, action: str) -> None:
    before = paired.everything()
    assert isinstance(await paired.does("ana", action), Show)
    assert paired.everything() == before


async def test_a_second_delivery_of_the_same_event_is_ignored(paired: Club) -> None:
    first = await paired.asks("ana", "/mentor offer chess", key="event-1")
    before = paired.everything()
    again = await paired.asks("ana", "/mentor offer rust", key="event-1")
    assert isinstance(first, Show)
    assert again is None
    assert paired.everything() == before


async def test_a_form_that_was_refused_and_tried_again_elsewhere_is_only_its_writers(trio: Club) -> None:
    await trio.opens("ana", "/mentor want")
    await trio.misfills("ana", skills=" ", goal="my secret goal")
    again = trio.seats["ana"].cards[-1][0].buttons()[0].action
    assert again.startswith(TRY_AGAIN)
    answer = str(await trio.does("ben", again))
    assert sentence("draft.gone") in answer
    assert "my secret goal" not in answer


async def test_trying_again_asks_for_rights_again(club: Club) -> None:
    await club.joins("ana")
    await club.types("olga", "/mentor-admin organiser add @ana")
    await club.opens("ana", "/mentor-admin setup")
    await club.misfills("ana", weeks="1000")
    await club.types("olga", "/mentor-admin organiser remove @ana")
    assert sentence("organiser.only") in club.words(await club.presses("ana", "Try again"))


async def test_trying_again_without_a_number_says_that_it_is_gone(club: Club) -> None:
    assert sentence("draft.gone") in str(await club.does("olga", TRY_AGAIN))


# When things break -------------------------------------------------------------------------------------------


class Broken:
    """A store that cannot be reached: at all, or as soon as anybody wants to write."""

    def __init__(self, store: Store, error: Exception, *, reads: bool) -> None:
        self._store, self._error, self._reads = store, error, reads

    def write(self) -> AbstractAsyncContextManager[Work]:
        raise self._error

    def read(self) -> AbstractAsyncContextManager[Work]:
        if not self._reads:
            raise self._error
        return self._store.read()

    async def scrub(self) -> None:
        """Do nothing."""

    def when_stirred(self, call: Callable[[], None]) -> None:
        """Nothing is ever committed here."""

    async def close(self) -> None:
        """Close nothing."""


@pytest.mark.parametrize("reads", [False, True], ids=["gone", "locked"])
@pytest.mark.parametrize(
    "text", ["/mentor offer chess", "/mentor help", "hello there", "/mentor-admin round open"]
)
async def test_without_its_database_the_bot_says_so_and_nothing_is_changed(
    trio: Club, reads: bool, text: str
) -> None:
    before = trio.everything()
    trio.core = Core(Broken(trio.store, Unavailable("locked"), reads=reads), trio.clock, solve_here)
    trio.holds_letters = True
    answer = await trio.asks("olga", text, key="1" if not reads else "")
    assert isinstance(answer, Show)
    assert reads or sentence("unavailable") in trio.words(answer.card)
    assert trio.everything() == before


async def test_a_refused_form_that_cannot_be_kept_says_that_the_database_is_away(trio: Club) -> None:
    trio.core = Core(Broken(trio.store, Unavailable("locked"), reads=True), trio.clock, solve_here)
    answer = await trio.does("ana", "goals.save", values={"goal": ("x" * 999,)})
    assert sentence("unavailable") in str(answer)


async def test_completion_without_a_database_offers_nothing(trio: Club) -> None:
    core = Core(Broken(trio.store, Unavailable("gone"), reads=False), trio.clock, solve_here)
    seat = trio.seats["ana"]
    request = Request(member=seat.member, community=seat.community, action="offer", channel=CHANNEL)
    assert await core.complete(request, "py") == []


async def test_an_unexpected_error_is_answered_and_logged_without_words_of_members(
    trio: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ValueError("canary: a sentence that a member wrote")

    monkeypatch.setattr(round_screens, "opened", breaks)
    with structlog.testing.capture_logs() as logged:
        card = await trio.types("olga", "/mentor-admin round open")
    assert sentence("unexpected") in trio.words(card)
    [entry] = [one for one in logged if one["event"] == "request_failed"]
    assert entry["action"] == "round.open"
    assert "canary" not in str(entry)


# Before and after an answer ----------------------------------------------------------------------------------


async def test_completion_continues_the_last_entry_of_a_list(trio: Club) -> None:
    seat = trio.seats["ana"]
    request = Request(member=seat.member, community=seat.community, action="offer", channel=CHANNEL)
    found = await trio.core.complete(request, "guitar, pyth")
    assert "guitar, Python" in found
    assert len(found) <= 25
    assert all(len(one) <= 100 for one in found)


@pytest.mark.parametrize(
    ("action", "text", "opens"),
    [
        ("offer", "", True),
        ("offer", "python", False),
        ("goals:7", "", True),
        ("help", "", False),
        (f"{TRY_AGAIN}:3", "", True),
        ("nonsense", "", False),
    ],
)
def test_what_may_open_a_form_is_known_before_anything_is_asked(action: str, text: str, opens: bool) -> None:
    core = Core.__new__(Core)
    assert core.opens_form(action, text) is opens


async def test_everything_that_answers_with_a_form_says_so_beforehand(thursday: Club) -> None:
    partnership = (await thursday.partnership("ana")).id
    question = thursday.seats["ana"].cards[-1][0].buttons()[0].action.partition(":")[2]
    for name in ROUTES:
        number = question if name.startswith("checkin.") else partnership
        for action in (name, f"{name}:{number}"):
            answer = await thursday.does("ana" if not ROUTES[name].organiser else "olga", action)
            assert isinstance(answer, Ask) <= thursday.core.opens_form(action), action


async def test_the_names_in_a_card_are_those_of_the_platform(trio: Club) -> None:
    await trio.opens_round("ana", "ben")
    card = await trio.types("olga", "/mentor-admin round preview")
    names = await trio.core.handles(card)
    assert {one.external_id: one.name for one in names.values()} == {"ana": "Ana Duarte", "ben": "Ben Okafor"}


def test_commands_are_read_whatever_their_case_and_spaces() -> None:
    assert commands.parse("mentor", "  OFFER   python,  go ") == commands.Typed("offer", "python,  go")
    assert commands.parse("mentor-admin", "Round Open 2026-12-24").action == "round.open"
    assert commands.parse("mentor", "").action == "help"
    assert commands.parse("mentor-admin", " ").action == "admin.help"
