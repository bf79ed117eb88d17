"""How fast letters leave: a little faster with every one that is taken, half as fast when told so."""

from __future__ import annotations

import pytest

from bot.ports import TryLater
from scheduler.pace import GROWTH, LEAST, MOST, START, Pace
from tests.delivery.worlds import NOW, SECOND, Office, note


def test_a_lane_gains_a_tenth_with_every_letter_that_is_taken() -> None:
    pace = Pace()
    pace.clean()
    assert pace.rate == pytest.approx(START * 1.1)


def test_a_lane_never_goes_faster_than_ten_a_second() -> None:
    pace = Pace()
    for _ in range(100):
        pace.clean()
    assert pace.rate == MOST == 10


def test_a_lane_that_is_too_fast_halves() -> None:
    pace = Pace()
    pace.slowed(NOW)
    assert pace.rate == START / 2


def test_a_lane_never_goes_slower_than_one_in_two_seconds() -> None:
    pace = Pace()
    for _ in range(100):
        pace.slowed(NOW)
    assert pace.rate == LEAST == 0.5


def test_a_slowed_lane_stands_still_until_its_moment_and_not_longer() -> None:
    pace = Pace()
    pace.slowed(NOW)
    assert [pace.blocked(NOW - SECOND), pace.blocked(NOW)] == [NOW, None]


def test_a_fresh_lane_may_go_at_once() -> None:
    assert Pace().blocked(NOW) is None


async def test_letters_of_a_lane_leave_at_its_pace(office: Office) -> None:
    await office.queues(*(note(key, office.ana) for key in "abcd"))
    await office.post.pump()
    assert office.pauses == pytest.approx([1 / (START * GROWTH**n) for n in (1, 2, 3)])


async def test_a_lane_that_was_slowed_goes_on_at_half_its_pace(office: Office) -> None:
    await office.queues(*(note(key, office.ana) for key in "ab"))
    office.chat.troubles = [TryLater(after=SECOND)]
    await office.post.pump()
    await office.pumps_after(SECOND)
    assert office.pauses == pytest.approx([1 / (START / 2 * GROWTH)])
    assert office.chat.keys() == ["a", "a", "b"]
