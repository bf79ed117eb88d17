"""The outbox, on every engine: each key once, each letter with one worker, and the truth about its fate."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import NotFound
from bot.model.ids import LetterId, MemberId, PartnershipId, ProgrammeId
from bot.ports import (
    Lane,
    LanePace,
    LetterCounts,
    LetterKind,
    LetterState,
    RecipientKind,
    Sent,
    Store,
    ToChannel,
    ToMember,
    ToSpace,
    Troubled,
    Work,
)
from bot.ui import Card
from storage.database import SqlStore
from tests.storage.conftest import opened
from tests.storage.worlds import (
    LEASE,
    NOW,
    SOON,
    World,
    contents,
    looked_up,
    note,
    pair,
    settle,
    started_round,
)

DELIVERED = Sent(place="D1", message="1700.1")


async def test_a_letter_is_queued_once_for_each_key(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        first = note("hello:1", world.ana)
        assert (
            await work.outbox.post([first, note("hello:2", world.ana), replace(first, card=Card("Other"))])
            == 2
        )
        assert await work.outbox.post([first, note("hello:3", world.ana)]) == 1
        assert await work.outbox.post([]) == 0
    async with store.write() as work:
        claimed = await work.outbox.claim(NOW, "me", LEASE, 10)
    assert [one.letter.key for one in claimed] == ["hello:1", "hello:2", "hello:3"]
    assert claimed[0].letter == first


async def test_a_key_stays_taken_after_its_letter_was_sent(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([note("hello:1", world.ana)])
        [claimed] = await work.outbox.claim(NOW, "me", LEASE, 10)
        await work.outbox.sent(claimed, DELIVERED, NOW)
        assert await work.outbox.post([note("hello:1", world.ana)]) == 0
        assert await work.outbox.claim(NOW, "me", LEASE, 10) == []


async def test_letters_of_a_transaction_that_fails_are_never_seen(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)

    async def fail() -> None:
        async with store.write() as work:
            await work.outbox.post([note("hello:1", world.ana)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with store.write() as work:
        assert await work.outbox.claim(NOW, "me", LEASE, 10) == []


async def test_a_letter_to_nobody_is_refused(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        letter = note("hello:1", world.ana)
        with pytest.raises(NotFound, match=r"member\.gone"):
            await work.outbox.post([replace(letter, to=ToMember(MemberId(404)))])
        with pytest.raises(NotFound, match=r"programme\.gone"):
            await work.outbox.post([replace(letter, to=ToChannel(ProgrammeId(404)))])


async def test_letters_leave_by_priority_then_the_oldest_first_never_too_early(
    store: Store,
) -> None:
    early = NOW - timedelta(hours=1)
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post(
            [
                note("signup", world.ana, LetterKind.SIGNUP, early),
                note("young", world.ana, LetterKind.CHECKIN),
                note("old", world.ana, LetterKind.CHECKIN, early),
                note("introduction", world.ana, LetterKind.INTRODUCTION),
                note("not yet", world.ana, LetterKind.INTRODUCTION, SOON),
            ]
        )
        claimed = await work.outbox.claim(NOW, "me", LEASE, 10)
    assert [one.letter.key for one in claimed] == ["introduction", "old", "young", "signup"]


async def test_each_lane_gets_its_share_however_much_another_one_sends(store: Store) -> None:
    async with store.write() as work:
        big, small = await settle(work), await settle(work, workspace="T2")
        await work.outbox.post([note(f"a:{n}", big.ana, LetterKind.INTRODUCTION) for n in range(50)])
        await work.outbox.post([note(f"b:{n}", small.ana, LetterKind.SIGNUP) for n in range(3)])
        claimed = await work.outbox.claim(NOW, "me", LEASE, 6)
    assert Counter(one.envelope.community for one in claimed) == {"T1": 6, "T2": 3}


async def test_a_busy_lane_gets_nothing_more(store: Store) -> None:
    async with store.write() as work:
        big, small = await settle(work), await settle(work, workspace="T2")
        await work.outbox.post([note("a", big.ana), note("b", small.ana)])
        busy = [Lane(big.community.id, RecipientKind.MEMBER)]
        claimed = await work.outbox.claim(NOW, "me", LEASE, 6, busy=busy)
    assert [(one.letter.key, one.lane) for one in claimed] == [
        ("b", Lane(small.community.id, RecipientKind.MEMBER))
    ]


async def test_a_letter_that_waited_long_goes_first(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post(
            [
                note("old", world.ana, LetterKind.SIGNUP),
                note("new", world.ana, LetterKind.SIGNUP, SOON),
                note("introduction", world.ana, LetterKind.INTRODUCTION, SOON),
            ]
        )
        assert await work.outbox.promote(SOON) == 1
        claimed = await work.outbox.claim(SOON, "me", LEASE, 10)
    assert [one.letter.key for one in claimed] == ["old", "introduction", "new"]


async def test_what_was_learned_of_a_lane_is_kept(store: Store) -> None:
    learned = [LanePace(rate=4.0), LanePace(rate=2.5, refused_at=5.0, blocked_until=SOON)]
    async with store.write() as work:
        lane = Lane((await settle(work)).community.id, RecipientKind.SPACE)
        found = [await work.outbox.pace(lane)]
        for pace in learned:
            await work.outbox.keep_pace(lane, pace)
            found.append(await work.outbox.pace(lane))
    assert found == [None, *learned]


async def test_the_backlog_counts_what_waits_by_kind_of_place(store: Store) -> None:
    async with store.write() as work:
        world, other = await settle(work), await settle(work, workspace="T2")
        channel = replace(note("c", world.ana), to=ToChannel(world.programme.id))
        await work.outbox.post([note("a", world.ana), note("b", world.ben), channel, note("o", other.ana)])
        [mine] = await work.outbox.claim(
            NOW,
            "me",
            LEASE,
            1,
            busy=[
                Lane(world.community.id, RecipientKind.CHANNEL),
                Lane(other.community.id, RecipientKind.MEMBER),
            ],
        )
        await work.outbox.sent(mine, DELIVERED, NOW)
        found = await work.outbox.backlog(world.community.id)
    assert found == {RecipientKind.MEMBER: 1, RecipientKind.CHANNEL: 1}


async def in_trouble(work: Work) -> tuple[World, list[Troubled]]:
    """Return a dead letter and one of unknown fate, the newest first."""
    world = await settle(work)
    await work.outbox.post([note(key, world.ana) for key in ("dead", "unknown", "fine")])
    dead, unknown, fine = await work.outbox.claim(NOW, "me", LEASE, 3)
    await work.outbox.finish(dead, LetterState.DEAD, "unreachable")
    await work.outbox.unknown(unknown, SOON)
    await work.outbox.sent(fine, DELIVERED, NOW)
    return world, await work.outbox.troubled(10)


async def test_letters_in_trouble_are_listed_in_numbers_only(store: Store) -> None:
    async with store.write() as work:
        world, found = await in_trouble(work)
    assert [(one.state, one.reason, one.to, one.community) for one in found] == [
        (LetterState.UNKNOWN, "", ToMember(world.ana.id), world.community.id),
        (LetterState.DEAD, "unreachable", ToMember(world.ana.id), world.community.id),
    ]


async def test_a_dead_letter_that_is_requeued_leaves_as_if_never_tried(store: Store) -> None:
    async with store.write() as work:
        _, found = await in_trouble(work)
        assert await work.outbox.requeue([one.id for one in found], SOON) == 1
        [again] = await work.outbox.claim(SOON, "me", LEASE, 10)
    assert (again.letter.key, again.tries) == ("dead", 0)


async def test_letters_in_trouble_can_be_dropped_for_good_and_no_others(store: Store) -> None:
    async with store.write() as work:
        _, found = await in_trouble(work)
        ids = [one.id for one in found]
        assert await work.outbox.drop([*ids, LetterId(max(ids) + 1)]) == 2
        assert await work.outbox.troubled(10) == []
        assert (await work.outbox.counts()).by_state == {LetterState.DROPPED: 2, LetterState.SENT: 1}


async def test_settled_letters_are_forgotten_in_small_batches_and_others_never(store: Store) -> None:
    async with store.write() as work:
        await in_trouble(work)
        world = await settle(work, workspace="T2")
        await work.outbox.post([note(f"old:{n}", world.ana) for n in range(3)])
        await work.outbox.cancel(key_prefix="old:")
        forgotten = [await work.outbox.forget_before(moment, 3) for moment in (NOW, SOON, SOON, SOON)]
        left = (await work.outbox.counts()).by_state
    assert (forgotten, left) == ([0, 3, 1, 0], {LetterState.DEAD: 1, LetterState.UNKNOWN: 1})


async def test_a_claimed_letter_is_nobody_elses(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([note(f"hello:{n}", world.ana) for n in range(3)])
        mine = await work.outbox.claim(NOW, "me", LEASE, 2)
        theirs = await work.outbox.claim(NOW, "them", LEASE, 2)
    assert [one.letter.key for one in (*mine, *theirs)] == ["hello:0", "hello:1", "hello:2"]


async def test_two_replicas_that_claim_at_once_never_overlap(postgresql_url: str) -> None:
    async with opened(postgresql_url) as one, opened(postgresql_url) as other:
        async with one.write() as work:
            world = await settle(work)
            await work.outbox.post([note(f"hello:{n}", world.ana) for n in range(6)])
        async with one.write() as first, other.write() as second:
            mine = await first.outbox.claim(NOW, "me", LEASE, 4)
            theirs = await second.outbox.claim(NOW, "them", LEASE, 4)
    assert (len(mine), len(theirs)) == (4, 2)
    assert {letter.id for letter in mine}.isdisjoint(letter.id for letter in theirs)


async def test_a_delivered_letter_never_leaves_again(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([note("hello:1", world.ana)])
        [claimed] = await work.outbox.claim(NOW, "me", LEASE, 1)
        assert await work.outbox.sent(claimed, DELIVERED, SOON)
        assert await work.outbox.progress("hello:") == {LetterState.SENT: 1}
        assert await work.outbox.claim(SOON, "me", LEASE, 1) == []


async def test_nothing_in_the_file_still_holds_the_words_of_a_letter_that_is_done(
    file_store: SqlStore, file_path: Path
) -> None:
    async with file_store.write() as work:
        world = await settle(work)
        card = Card("Confidential " + "x" * 100)
        await work.outbox.post([replace(note(f"n:{at}", world.ana), card=card) for at in range(3)])
    async with file_store.write() as work:
        sent, dropped = await work.outbox.claim(NOW, "me", LEASE, 2)
        await work.outbox.sent(sent, DELIVERED, SOON)
        await work.outbox.finish(dropped, LetterState.DROPPED, "stale")
        await work.outbox.cancel(key_prefix="n:2")
    await file_store.close()
    assert looked_up(file_path, "SELECT key, card FROM letter") == [
        ("n:0", None),
        ("n:1", None),
        ("n:2", None),
    ]
    assert b"Confidential" not in contents(file_path)


async def test_a_dead_letter_keeps_its_words_so_that_it_can_be_tried_again(
    file_store: SqlStore, file_path: Path
) -> None:
    async with file_store.write() as work:
        world = await settle(work)
        await work.outbox.post([replace(note("n:1", world.ana), card=Card("Hello"))])
        [claimed] = await work.outbox.claim(NOW, "me", LEASE, 1)
        await work.outbox.finish(claimed, LetterState.DEAD, "unreachable")
    [(card, reason)] = looked_up(file_path, "SELECT card, reason FROM letter")
    assert '"Hello"' in str(card)
    assert reason == "unreachable"


async def test_the_place_of_a_delivered_letter_is_used_next_time(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post(
            [note("hello:1", world.ana), note("hello:2", world.ana), note("hi", world.ben)]
        )
        first, _, ben = await work.outbox.claim(NOW, "me", LEASE, 3)
        assert first.envelope.place is None
        await work.outbox.sent(first, DELIVERED, NOW)
        await work.outbox.sent(ben, replace(DELIVERED, place="D2"), NOW)
        await work.outbox.post([note("later", world.ana)])
        [next_one] = await work.outbox.claim(NOW, "me", LEASE, 1)
        assert next_one.envelope.place == "D1"
        await work.outbox.sent(next_one, replace(DELIVERED, place="D9"), NOW)
        await work.outbox.post([note("moved", world.ana)])
        [moved] = await work.outbox.claim(NOW, "me", LEASE, 1)
    assert moved.envelope.place == "D9"


async def test_a_letter_for_later_waits_and_only_what_counts_counts(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([note("hello:1", world.ana)])
        [first] = await work.outbox.claim(NOW, "me", LEASE, 1)
        assert await work.outbox.later(first, SOON, counts=False)
        assert await work.outbox.claim(NOW, "me", LEASE, 1) == []
        [second] = await work.outbox.claim(SOON, "me", LEASE, 1)
        assert await work.outbox.later(second, SOON, counts=True)
        [third] = await work.outbox.claim(SOON, "me", LEASE, 1)
    assert [(one.attempt, one.tries, one.envelope.attempt) for one in (first, second, third)] == [
        (1, 0, 1),
        (2, 0, 2),
        (3, 1, 3),
    ]
    assert {one.envelope.first_tried_at for one in (first, second, third)} == {NOW}
    assert third.letter.not_before == NOW


async def test_a_lease_that_ran_out_makes_the_letter_unknown_and_it_is_asked_about(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([note("hello:1", world.ana)])
        await work.outbox.claim(NOW, "crashed", LEASE, 1)
        over = NOW + LEASE + timedelta(seconds=1)
        assert await work.outbox.expire_leases(NOW + LEASE, over) == 0
        assert await work.outbox.expire_leases(over, over + LEASE) == 1
        assert await work.outbox.claim(over, "me", LEASE, 1) == []
        assert await work.outbox.claim_unknown(over, "me", LEASE, 1) == []
        [asked] = await work.outbox.claim_unknown(over + LEASE, "me", LEASE, 1)
        assert asked.attempt == 2
        assert asked.envelope.first_tried_at == NOW
        assert await work.outbox.later(asked, over, counts=True)
        [again] = await work.outbox.claim(over, "me", LEASE, 1)
    assert (again.attempt, again.tries) == (3, 1)


async def test_a_letter_of_unknown_fate_waits_to_be_asked_about(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([note("hello:1", world.ana)])
        [claimed] = await work.outbox.claim(NOW, "me", LEASE, 1)
        assert await work.outbox.unknown(claimed, SOON)
        assert await work.outbox.counts() == LetterCounts(by_state={LetterState.UNKNOWN: 1})
        [asked] = await work.outbox.claim_unknown(SOON, "me", LEASE, 5)
        assert await work.outbox.claim_unknown(SOON, "them", LEASE, 5) == []
        assert await work.outbox.sent(asked, DELIVERED, SOON)


async def test_the_word_of_a_worker_whose_letter_somebody_else_claimed_is_refused(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([note("hello:1", world.ana)])
        [slow] = await work.outbox.claim(NOW, "slow", LEASE, 1)
        await work.outbox.expire_leases(NOW + 2 * LEASE, NOW + 2 * LEASE)
        [fast] = await work.outbox.claim_unknown(NOW + 2 * LEASE, "fast", LEASE, 1)
        assert not await work.outbox.sent(slow, DELIVERED, NOW)
        assert not await work.outbox.later(slow, NOW, counts=True)
        assert not await work.outbox.unknown(slow, NOW)
        assert not await work.outbox.finish(slow, LetterState.DEAD, "refused")
        assert await work.outbox.sent(fast, DELIVERED, NOW)
        assert not await work.outbox.later(fast, NOW, counts=True)


async def test_a_worker_that_was_slow_but_alone_still_tells_the_truth(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([note("hello:1", world.ana)])
        [slow] = await work.outbox.claim(NOW, "slow", LEASE, 1)
        await work.outbox.expire_leases(NOW + 2 * LEASE, NOW + 2 * LEASE)
        assert await work.outbox.sent(slow, DELIVERED, NOW + 2 * LEASE)
        assert await work.outbox.progress("hello:1") == {LetterState.SENT: 1}


async def test_a_finished_letter_never_leaves_again(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([note("hello:1", world.ana), note("hello:2", world.ana)])
        dead, dropped = await work.outbox.claim(NOW, "me", LEASE, 2)
        assert await work.outbox.finish(dead, LetterState.DEAD, "unreachable")
        assert await work.outbox.finish(dropped, LetterState.DROPPED, "stale")
        assert await work.outbox.claim(SOON, "me", LEASE, 2) == []
        assert await work.outbox.progress("hello:") == {LetterState.DEAD: 1, LetterState.DROPPED: 1}


async def test_cancelling_drops_what_was_not_sent_by_partnership_or_by_key(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        await work.outbox.post(
            [
                note("round:1:a", world.ana),
                note("round:1:b", world.ben),
                note("round:10:a", world.ana),
                replace(note("about", world.ana), partnership=one.id),
            ]
        )
        assert await work.outbox.cancel() == 0
        assert await work.outbox.cancel(partnership=one.id) == 1
        assert await work.outbox.cancel(key_prefix="round:1:") == 2
        assert await work.outbox.cancel(key_prefix="round:1:") == 0
        assert [one.letter.key for one in await work.outbox.claim(NOW, "me", LEASE, 9)] == ["round:10:a"]


async def test_a_letter_cancelled_on_its_way_is_sent_if_it_arrived_and_dropped_if_not(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([note("round:1:a", world.ana), note("round:1:b", world.ben)])
        arrived, failed = await work.outbox.claim(NOW, "me", LEASE, 2)
        assert await work.outbox.cancel(key_prefix="round:1:") == 2
        assert await work.outbox.sent(arrived, DELIVERED, NOW)
        assert not await work.outbox.later(failed, NOW, counts=True)
        assert await work.outbox.progress("round:1:") == {LetterState.SENT: 1, LetterState.DROPPED: 1}


@pytest.mark.parametrize("key", ["round:1%", "round_1", "ROUND:1", "round:1ä"])
async def test_a_key_prefix_is_taken_literally(store: Store, key: str) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([note("round:10:a", world.ana), note("roundx1", world.ana)])
        assert await work.outbox.progress(key) == {}
        await work.outbox.post([note(f"{key}:x", world.ana)])
        assert await work.outbox.progress(key) == {LetterState.READY: 1}


async def test_counts_tell_where_letters_stand_and_how_long_the_oldest_waits(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        early = NOW - timedelta(hours=3)
        await work.outbox.post(
            [
                note("gone", world.ana, LetterKind.INTRODUCTION),
                note("a", world.ana),
                note("b", world.ana, at=early),
            ]
        )
        [claimed] = await work.outbox.claim(NOW, "me", LEASE, 1)
        await work.outbox.sent(claimed, DELIVERED, NOW)
        counts = await work.outbox.counts()
    assert counts.by_state == {LetterState.SENT: 1, LetterState.READY: 2}
    assert counts.oldest_ready == early


async def test_a_round_of_thousands_is_queued_at_once(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, *(f"Member {n}" for n in range(40)))
        letters = [note(f"hello:{n}", world.members[n % 40]) for n in range(3000)]
        assert await work.outbox.post(letters) == 3000
        assert await work.outbox.post([*letters, note("one more", world.ana)]) == 1
        assert len(await work.outbox.claim(NOW, "me", LEASE, 1200)) == 1200


async def test_the_check_before_sending_sees_members_and_partnerships_as_they_are_now(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        one = await _partnership(work, world)
        await work.outbox.post(
            [
                replace(note("a", world.ana), partnership=one),
                replace(note("b", world.ana), to=ToSpace(one)),
                note("c", world.ben),
            ]
        )
        left = replace(world.ana, left_at=NOW)
        await work.people.put(left)
        ended = await work.partnerships.put((await work.partnerships.get(one)).ended(NOW))
        to_ana, to_both, to_ben = await work.outbox.claim(NOW, "me", LEASE, 3)
    assert (to_ana.facts.member, to_ana.facts.partnership) == (left, ended)
    assert (to_both.facts.member, to_both.facts.partnership) == (None, None)
    assert (to_ben.facts.member, to_ben.facts.partnership) == (world.ben, None)


async def _partnership(work: Work, world: World) -> PartnershipId:
    [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
    return one.id
