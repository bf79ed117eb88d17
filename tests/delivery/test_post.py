"""What becomes of a letter, by what its platform says: sent once, later, unknown, dead or dropped."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.typing import EventDict

from bot import privacy
from bot.errors import NotFound
from bot.model.community import Platform
from bot.ports import (
    CannotAsk,
    Envelope,
    LaneStopped,
    LetterKind,
    LetterState,
    Refused,
    SendError,
    TryLater,
    Unreachable,
    Unsure,
)
from scheduler.post import GIVE_UP_AFTER, Post
from tests.delivery.worlds import (
    MINUTE,
    NOW,
    SECOND,
    AnswerLost,
    Killed,
    Office,
    note,
    somebody_elsewhere,
    to_both,
)

HALF_MINUTE = 30 * SECOND


async def test_a_letter_leaves_once_however_often_the_post_is_pumped(office: Office) -> None:
    await office.queues(note("a", office.ana))
    handled = [await office.post.pump() for _ in range(3)]
    assert (handled, office.chat.shown) == ([1, 0, 0], {"a": 1})
    assert await office.state("a") is LetterState.SENT


async def test_a_busy_platform_gets_the_letter_again_no_sooner_than_it_said(office: Office) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles = [TryLater(after=90 * SECOND)]
    tried = [await office.pumps_after(by) for by in (0 * SECOND, 89 * SECOND, SECOND)]
    assert (tried, office.chat.keys()) == ([1, 0, 1], ["a", "a"])
    assert await office.state("a") is LetterState.SENT


async def test_a_busy_platform_slows_its_lane_for_every_letter_in_it(office: Office) -> None:
    await office.queues(note("a", office.ana), note("b", office.ben))
    office.chat.troubles = [TryLater(after=90 * SECOND)]
    await office.post.pump()
    [pace] = [one.pace for one in office.post.lanes.values()]
    assert (office.chat.keys(), pace.rate) == (["a"], 2.0)
    assert await office.state("b") is LetterState.READY


async def test_a_platform_that_is_busy_for_hours_does_not_use_up_the_tries(office: Office) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles = [*(TryLater(after=MINUTE) for _ in range(2 * GIVE_UP_AFTER)), Unsure()]
    for _ in range(2 * GIVE_UP_AFTER + 1):
        await office.pumps_after(MINUTE)
    await office.asks_after(HALF_MINUTE)
    await office.post.pump()
    assert (await office.state("a"), office.chat.shown["a"]) == (LetterState.SENT, 1)


async def test_a_letter_that_may_have_arrived_is_asked_about_after_half_a_minute(office: Office) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles = [AnswerLost()]
    await office.post.pump()
    assert await office.state("a") is LetterState.UNKNOWN
    asked = [await office.asks_after(by) for by in (29 * SECOND, SECOND)]
    assert (asked, office.chat.asked) == ([0, 1], ["a"])


@pytest.mark.parametrize("trouble", [AnswerLost(), Unsure()])
async def test_a_letter_of_unknown_fate_is_read_once_whether_it_had_arrived_or_not(
    office: Office, trouble: SendError
) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles = [trouble]
    await office.post.pump()
    await office.asks_after(HALF_MINUTE)
    await office.post.pump()
    assert (await office.state("a"), office.chat.shown["a"]) == (LetterState.SENT, 1)


@pytest.mark.parametrize("trouble", [Unsure(), CannotAsk(), SendError()])
async def test_nothing_is_sent_again_before_the_platform_was_asked(
    office: Office, trouble: SendError
) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles = [trouble]
    pumped = [await office.pumps_after(by) for by in (0 * SECOND, MINUTE, 60 * MINUTE)]
    assert (pumped, office.chat.keys()) == ([1, 0, 0], ["a"])


@pytest.mark.parametrize("kind", [LetterKind.INTRODUCTION, LetterKind.NOTICE])
async def test_what_matters_is_sent_again_where_nobody_can_be_asked(office: Office, kind: LetterKind) -> None:
    await office.queues(note("a", office.ana, kind))
    office.chat.troubles, office.chat.deaf = [Unsure()], [CannotAsk()]
    await office.post.pump()
    await office.asks_after(HALF_MINUTE)
    await office.post.pump()
    assert (await office.state("a"), office.chat.keys()) == (LetterState.SENT, ["a", "a"])


@pytest.mark.parametrize("kind", [LetterKind.CHECKIN, LetterKind.SIGNUP, LetterKind.ANNOUNCEMENT])
async def test_a_nudge_is_dropped_where_nobody_can_be_asked(
    office: Office, said: list[EventDict], kind: LetterKind
) -> None:
    await office.queues(note("a", office.ana, kind))
    office.chat.troubles, office.chat.deaf = [Unsure()], [CannotAsk()]
    await office.post.pump()
    await office.asks_after(HALF_MINUTE)
    assert (await office.state("a"), said[-1]["reason"]) == (LetterState.DROPPED, "fate_unknown")


@pytest.mark.parametrize("silence", [Unsure(), LaneStopped(), TryLater(after=SECOND)])
async def test_a_question_that_failed_is_asked_again(office: Office, silence: SendError) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles, office.chat.deaf = [AnswerLost()], [silence]
    await office.post.pump()
    asked = [await office.asks_after(by) for by in (HALF_MINUTE, 29 * SECOND, SECOND)]
    assert (asked, await office.state("a")) == ([1, 0, 1], LetterState.SENT)


async def test_a_platform_that_is_too_busy_to_answer_is_asked_no_sooner_than_it_said(office: Office) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles, office.chat.deaf = [AnswerLost()], [TryLater(after=5 * MINUTE)]
    await office.post.pump()
    asked = [await office.asks_after(by) for by in (HALF_MINUTE, 4 * MINUTE, MINUTE)]
    assert (asked, await office.state("a")) == ([1, 0, 1], LetterState.SENT)


async def test_a_letter_is_given_up_after_five_tries(office: Office, said: list[EventDict]) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles = [Unsure() for _ in range(2 * GIVE_UP_AFTER)]
    for _ in range(2 * GIVE_UP_AFTER):
        await office.post.pump()
        await office.asks_after(HALF_MINUTE)
    assert (await office.state("a"), len(office.chat.offered)) == (LetterState.DEAD, 5)
    assert said[-1]["reason"] == "tried_too_often"


async def test_somebody_who_cannot_be_written_to_is_marked(office: Office, said: list[EventDict]) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles = [Unreachable()]
    await office.post.pump()
    assert [(await office.member(one)).unreachable for one in (office.ana, office.ben)] == [True, False]
    assert (await office.state("a"), said[-1]["reason"]) == (LetterState.DEAD, "unreachable")


async def test_somebody_who_is_reached_again_is_no_longer_marked(office: Office) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles = [Unreachable()]
    await office.post.pump()
    await office.queues(note("b", office.ana))
    await office.post.pump()
    assert not (await office.member(office.ana)).unreachable


@pytest.mark.parametrize("trouble", [None, Unreachable()], ids=["arrives", "is refused"])
async def test_somebody_erased_while_their_letter_is_under_way_stays_erased(
    office: Office, trouble: SendError | None
) -> None:
    await office.queues(note("a", office.ana))
    await office.changes(replace(office.ana, unreachable=trouble is None))
    office.chat.troubles = [trouble]

    async def erased(_: Envelope) -> None:
        await privacy.forget(office.store, office.ana.id, NOW)

    office.chat.meanwhile = erased
    assert await office.post.pump() == 1
    with pytest.raises(NotFound):
        await office.member(office.ana)
    async with office.store.read() as work:
        assert await work.outbox.progress("a") == {}


async def test_a_space_that_cannot_be_written_to_marks_nobody(office: Office) -> None:
    await office.queues(to_both("a", await office.pairs()))
    office.chat.troubles = [Unreachable()]
    await office.post.pump()
    assert await office.state("a") is LetterState.DEAD
    assert not [one for one in (office.ana, office.ben) if (await office.member(one)).unreachable]


async def test_a_message_the_platform_refuses_is_dead_with_its_code(
    office: Office, said: list[EventDict]
) -> None:
    await office.queues(note("a", office.ana), note("b", office.ana))
    office.chat.troubles = [Refused("invalid_blocks" + "!" * 100)]
    await office.post.pump()
    [finished] = [one for one in said if one["event"] == "letter_finished"]
    assert (finished["reason"][:14], len(finished["reason"])) == ("invalid_blocks", 60)
    assert [await office.state(key) for key in "ab"] == [LetterState.DEAD, LetterState.SENT]


async def test_a_stopped_lane_stands_still_for_ten_minutes_and_loses_nothing(office: Office) -> None:
    await office.queues(*(note(key, office.ana) for key in "abc"))
    office.chat.troubles = [LaneStopped()]
    tried = []
    for by in (0 * SECOND, 9 * MINUTE, MINUTE):
        await office.pumps_after(by)
        tried.append(len(office.chat.offered))
    assert (tried, office.chat.shown) == ([1, 1, 4], {"a": 1, "b": 1, "c": 1})


async def test_letters_for_a_platform_that_is_switched_off_wait(office: Office) -> None:
    eve = await somebody_elsewhere(office, Platform.DISCORD)
    await office.queues(note("a", eve))
    await office.post.pump()
    office.post.senders = {Platform.DISCORD: office.chat}
    await office.pumps_after(10 * MINUTE)
    assert (await office.state("a"), office.chat.keys()) == (LetterState.SENT, ["a"])


async def test_a_question_for_a_platform_that_is_switched_off_waits(office: Office) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles = [AnswerLost()]
    await office.post.pump()
    office.post.senders = {}
    await office.asks_after(HALF_MINUTE)
    assert (await office.state("a"), office.chat.asked) == (LetterState.UNKNOWN, [])


async def test_a_letter_whose_process_died_is_asked_about_when_its_lease_ran_out(office: Office) -> None:
    await office.queues(note("a", office.ana))
    office.chat.troubles = [Killed()]
    with pytest.raises(Killed):
        await office.opens_post("died").pump()
    states = []
    for by in (59 * SECOND, 2 * SECOND):
        await office.asks_after(by)
        states.append(await office.state("a"))
    assert states == [LetterState.SENDING, LetterState.UNKNOWN]
    await office.asks_after(HALF_MINUTE)
    await office.post.pump()
    assert (office.chat.asked, office.chat.shown) == (["a"], {"a": 1})


async def test_a_restarted_process_asks_about_what_it_left_half_sent_after_ten_seconds(
    office: Office,
) -> None:
    await office.queues(note("a", office.ana), note("b", office.ben))
    await office.claims("died")
    found = await office.post.recover()
    asked = [await office.asks_after(by) for by in (9 * SECOND, SECOND)]
    assert (found, asked, office.chat.asked) == (2, [0, 2], ["a", "b"])


async def test_there_is_nothing_to_recover_after_a_clean_stop(office: Office) -> None:
    await office.queues(note("a", office.ana))
    await office.post.pump()
    assert (await office.post.recover(), await office.state("a")) == (0, LetterState.SENT)


async def test_the_result_of_a_worker_that_was_overtaken_changes_nothing(office: Office) -> None:
    overtaking = office.opens_post("faster")

    async def overtake(_: Envelope) -> None:
        office.chat.meanwhile = None
        office.clock.advance(2 * MINUTE)
        await overtaking.reconcile()
        office.clock.advance(HALF_MINUTE)
        await overtaking.reconcile()
        await overtaking.pump()

    await office.queues(note("a", office.ana))
    office.chat.meanwhile, office.chat.troubles = overtake, [None, Refused("too slow")]
    await office.post.pump()
    assert (office.chat.keys(), await office.state("a")) == (["a", "a"], LetterState.SENT)


async def test_a_batch_that_outlives_its_lease_leaves_the_rest_to_others(office: Office) -> None:
    async def crawl(_: Envelope) -> None:
        office.clock.advance(40 * SECOND)

    await office.queues(*(note(key, office.ana) for key in "abcd"))
    office.chat.meanwhile = crawl
    await office.post.pump()
    assert office.chat.keys() == ["a", "b"]
    assert [await office.state(key) for key in "cd"] == [LetterState.READY, LetterState.READY]


async def test_two_communities_do_not_wait_for_each_other(office: Office) -> None:
    eve_got_hers = asyncio.Event()

    async def hang(envelope: Envelope) -> None:
        if envelope.key == "eve":
            eve_got_hers.set()
        else:
            await eve_got_hers.wait()

    eve = await somebody_elsewhere(office)
    await office.queues(note("a", office.ana), note("b", office.ana), note("eve", eve))
    office.chat.meanwhile = hang
    async with asyncio.timeout(5):
        await office.post.pump()
    assert office.chat.shown == {"a": 1, "b": 1, "eve": 1}


async def test_a_busy_lane_does_not_slow_another_community(office: Office) -> None:
    eve = await somebody_elsewhere(office)
    await office.queues(note("a", office.ana))
    office.chat.troubles = [LaneStopped()]
    await office.post.pump()
    await office.queues(note("eve", eve))
    await office.post.pump()
    assert office.chat.shown == {"eve": 1}


async def test_a_lane_that_breaks_is_told_after_the_other_lanes_ended(office: Office) -> None:
    async def hang(envelope: Envelope) -> None:
        if envelope.key == "a":
            raise Killed
        for _ in range(100):
            await asyncio.sleep(0)

    eve = await somebody_elsewhere(office)
    await office.queues(note("a", office.ana), note("eve", eve))
    office.chat.meanwhile = hang
    with pytest.raises(Killed):
        await office.post.pump()
    assert await office.state("eve") is LetterState.SENT


async def test_a_post_that_stops_gives_back_what_it_had_claimed(office: Office) -> None:
    async def stop(_: Envelope) -> None:
        office.post.stopping = True

    await office.queues(*(note(key, office.ana) for key in "abc"))
    office.chat.meanwhile = stop
    await office.post.pump()
    states = [await office.state(key) for key in "abc"]
    assert (office.chat.keys(), states) == (["a"], [LetterState.SENT, LetterState.READY, LetterState.READY])


async def test_what_was_given_back_leaves_at_once_after_the_restart(office: Office) -> None:
    await office.queues(*(note(key, office.ana) for key in "ab"))
    office.post.stopping = True
    await office.post.pump()
    await office.opens_post("restarted").pump()
    assert office.chat.shown == {"a": 1, "b": 1}


@pytest.mark.parametrize(("speed", "waits"), [(1.0, 90 * SECOND), (10.0, 15 * MINUTE)])
async def test_pauses_that_platforms_need_stay_real_on_a_fast_clock(
    office: Office, speed: float, waits: timedelta
) -> None:
    post: Post = office.opens_post(speed=speed)
    await office.queues(note("a", office.ana))
    office.chat.troubles = [TryLater(after=90 * SECOND)]
    await post.pump()
    [pace] = [one.pace for one in post.lanes.values()]
    assert pace.blocked_until == NOW + waits
