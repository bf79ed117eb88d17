"""How fast letters leave: a little faster with every one that is taken, half as fast when told so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model.community import Platform
from bot.ports import LanePace, RecipientKind, TryLater
from scheduler.pace import FAST, LEAST, MOST, NEARLY, OPENING, SLOW, START, Pace, recalled
from tests.delivery.worlds import MINUTE, NOW, SECOND, Office, note


def test_a_lane_gains_fifteen_percent_with_every_letter_that_is_taken() -> None:
    pace = Pace()
    pace.clean()
    assert pace.rate == pytest.approx(START * 1.15)


def test_a_lane_never_goes_faster_than_ten_a_second() -> None:
    pace = Pace()
    for _ in range(100):
        pace.clean()
    assert pace.rate == MOST == 10


def test_a_lane_that_is_too_fast_halves() -> None:
    pace = Pace()
    pace.slowed(NOW, NOW)
    assert pace.rate == START / 2


def test_letters_refused_side_by_side_halve_the_pace_once_and_wait_for_the_longest() -> None:
    pace = Pace()
    for until in (NOW + 2 * SECOND, NOW + SECOND):
        pace.slowed(NOW, until)
    assert (pace.rate, pace.blocked_until) == (START / 2, NOW + 2 * SECOND)


def test_a_lane_never_goes_slower_than_one_in_two_seconds() -> None:
    pace = Pace()
    for _ in range(100):
        pace.slowed(NOW, NOW)
    assert pace.rate == LEAST == 0.5


def test_a_slowed_lane_comes_back_to_nearly_the_refused_rate_and_then_goes_on_with_care() -> None:
    pace = Pace(8.0)
    pace.slowed(NOW, NOW)
    for _ in range(5):
        pace.clean()
    nearly = pace.rate
    pace.clean()
    assert (nearly, pace.rate) == pytest.approx((8.0 * NEARLY, 8.0 * NEARLY * SLOW))


def test_a_slowed_lane_stands_still_until_its_moment_and_not_longer() -> None:
    pace = Pace()
    pace.slowed(NOW, NOW)
    assert [pace.blocked(NOW - SECOND), pace.blocked(NOW)] == [NOW, None]


def test_a_fresh_lane_may_go_at_once() -> None:
    assert Pace().blocked(NOW) is None


def test_turns_keep_the_rate_whatever_happens_between_them() -> None:
    pace = Pace(2.0)
    waits = [pace.take_turn(NOW + timedelta(milliseconds=at)) for at in (0, 100, 1000, 9000)]
    assert waits == pytest.approx([0, 0.4, 0, 0])


def test_on_a_fast_clock_turns_are_as_far_apart_as_in_real_time() -> None:
    pace = Pace(2.0)
    assert [pace.take_turn(NOW, 100.0) for _ in range(2)] == pytest.approx([0, 0.5])


@pytest.mark.parametrize(
    ("platform", "to", "rate"),
    [
        (Platform.SLACK, RecipientKind.SPACE, OPENING),
        (Platform.SLACK, RecipientKind.MEMBER, START),
        (Platform.DISCORD, RecipientKind.SPACE, START),
    ],
)
def test_a_lane_of_which_nothing_is_known_begins_as_its_platform_allows(
    platform: Platform, to: RecipientKind, rate: float
) -> None:
    assert recalled(None, platform, to).rate == rate


async def test_what_was_learned_of_a_lane_outlives_the_process(office: Office) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles = [TryLater(after=MINUTE)]
    await office.post.pump()
    again = office.opens_post("next")
    await office.queues(note("b", office.ben))
    await again.pump()
    [running] = again.lanes.values()
    assert running.pace.learned() == LanePace(rate=START / 2, refused_at=START, blocked_until=NOW + MINUTE)
    assert office.chat.keys() == ["a"]


async def test_letters_of_a_lane_leave_at_its_pace(office: Office) -> None:
    await office.queues(*(note(key, office.ana) for key in "abcd"))
    await office.post.pump()
    assert office.pauses == pytest.approx([1 / (START * FAST**n) for n in (1, 2, 3)], rel=1e-5)


async def test_a_lane_that_was_slowed_goes_on_at_half_its_pace(office: Office) -> None:
    await office.queues(*(note(key, office.ana) for key in "ab"))
    office.chat.troubles = [TryLater(after=MINUTE)]
    await office.post.pump()
    await office.pumps_after(MINUTE)
    assert office.pauses == pytest.approx([1 / (START / 2 * FAST)], rel=1e-5)
    assert office.chat.keys() == ["a", "a", "b"]


async def test_a_short_stop_is_waited_for_without_giving_letters_back(office: Office) -> None:
    await office.queues(*(note(key, office.ana) for key in "ab"))
    office.chat.troubles = [TryLater(after=SECOND)]
    office.time_passes = True
    await office.post.pump()
    assert (office.pauses[0], office.chat.keys()) == (1.0, ["a", "b"])
