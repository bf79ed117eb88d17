"""Before every letter leaves it is checked once more: its reader, its partnership and its age."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from structlog.typing import EventDict

from bot.ports import Claimed, Letter, LetterKind, LetterState, ToChannel
from scheduler.post import why_not
from tests.delivery.worlds import HOUR, NOW, SECOND, WEEK, Office, note, to_both

EVERY = tuple(LetterKind)


async def handed(office: Office, letter: Letter) -> Claimed:
    """Return a letter as the post is handed it."""
    await office.queues(letter)
    [claimed] = await office.claims()
    return claimed


@pytest.mark.parametrize("kind", EVERY)
async def test_a_letter_to_somebody_who_takes_part_may_go(office: Office, kind: LetterKind) -> None:
    claimed = await handed(office, note("a", office.ana, kind))
    assert why_not(claimed, NOW) == ""


@pytest.mark.parametrize("kind", EVERY)
async def test_nothing_goes_to_somebody_who_left(office: Office, kind: LetterKind) -> None:
    await office.changes(replace(office.ana, left_at=NOW - HOUR))
    claimed = await handed(office, note("a", office.ana, kind))
    assert why_not(claimed, NOW) == "left"


@pytest.mark.parametrize("kind", EVERY)
async def test_somebody_who_pauses_gets_all_but_check_ins_and_sign_ups(
    office: Office, kind: LetterKind
) -> None:
    await office.changes(replace(office.ana, paused_until=NOW + HOUR))
    claimed = await handed(office, note("a", office.ana, kind))
    held_back = kind in {LetterKind.CHECKIN, LetterKind.SIGNUP}
    assert why_not(claimed, NOW) == ("paused" if held_back else "")


async def test_a_pause_ends_by_itself(office: Office) -> None:
    await office.changes(replace(office.ana, paused_until=NOW + HOUR))
    claimed = await handed(office, note("a", office.ana, LetterKind.CHECKIN))
    assert [why_not(claimed, NOW + HOUR - SECOND), why_not(claimed, NOW + HOUR)] == ["paused", ""]


@pytest.mark.parametrize(("left_at", "paused_until"), [(NOW - HOUR, None), (None, NOW + HOUR)])
async def test_a_letter_that_is_for_those_away_too_goes_all_the_same(
    office: Office, left_at: datetime | None, paused_until: datetime | None
) -> None:
    await office.changes(replace(office.ana, left_at=left_at, paused_until=paused_until))
    letter = replace(note("a", office.ana, LetterKind.CHECKIN), even_if_away=True)
    assert why_not(await handed(office, letter), NOW) == ""


async def test_nothing_goes_to_somebody_who_is_not_stored_any_more(office: Office) -> None:
    claimed = await handed(office, note("a", office.ana))
    erased = replace(claimed, facts=replace(claimed.facts, member=None))
    assert why_not(erased, NOW) == "gone"


async def test_a_letter_leaves_until_it_is_stale_and_not_later(office: Office) -> None:
    claimed = await handed(office, replace(note("a", office.ana), stale_after=NOW + HOUR))
    assert [why_not(claimed, NOW + HOUR), why_not(claimed, NOW + HOUR + SECOND)] == ["", "stale"]


async def test_an_old_letter_is_stale_even_for_those_away(office: Office) -> None:
    letter = replace(note("a", office.ana), stale_after=NOW + HOUR, even_if_away=True)
    assert why_not(await handed(office, letter), NOW + WEEK) == "stale"


async def test_a_letter_about_a_partnership_leaves_while_that_is_open(office: Office) -> None:
    one = await office.pairs()
    letter = replace(to_both("a", one), partnership=one.id)
    assert why_not(await handed(office, letter), NOW) == ""


async def test_a_letter_about_a_partnership_that_ended_stays_here(office: Office) -> None:
    one = await office.pairs()
    await office.ends(one)
    letter = replace(note("a", office.ana), partnership=one.id, even_if_away=True)
    assert why_not(await handed(office, letter), NOW) == "partnership_ended"


async def test_a_letter_about_a_partnership_that_is_not_there_any_more_stays_here(office: Office) -> None:
    one = await office.pairs()
    claimed = await handed(office, replace(note("a", office.ana), partnership=one.id))
    erased = replace(claimed, facts=replace(claimed.facts, partnership=None))
    assert why_not(erased, NOW) == "partnership_ended"


async def test_a_letter_to_a_channel_does_not_depend_on_anybody(office: Office) -> None:
    letter = replace(note("a", office.ana), to=ToChannel(office.programme.id))
    assert why_not(await handed(office, letter), NOW) == ""


async def test_what_may_not_go_is_dropped_with_its_reason_and_never_offered(
    office: Office, said: list[EventDict]
) -> None:
    await office.queues(note("a", office.ana), note("b", office.ben))
    await office.changes(replace(office.ana, left_at=NOW))
    await office.post.pump()
    assert (office.chat.keys(), await office.state("a")) == (["b"], LetterState.DROPPED)
    assert [one["reason"] for one in said if one["event"] == "letter_finished"] == ["left"]


async def test_a_letter_that_is_retried_is_checked_again(office: Office) -> None:
    await office.queues(replace(note("a", office.ana), stale_after=NOW + HOUR))
    await office.claims("died")
    await office.post.recover()
    await office.asks_after(2 * HOUR)
    await office.post.pump()
    assert (office.chat.keys(), await office.state("a")) == ([], LetterState.DROPPED)
