"""Somebody who cannot be written to is told by other means, and questions to a platform come to an end."""

from __future__ import annotations

import asyncio

import pytest

from bot.model.partnerships import Partnership
from bot.ports import Envelope, LetterKind, LetterState, ToSpace, Unreachable, Unsure
from tests.delivery.worlds import DAY, HOUR, MINUTE, SECOND, Office, note


async def closes_her_messages(office: Office, key: str) -> None:
    """Let a letter to Ana find her private messages closed, and deliver what follows from it."""
    await office.queues(note(key, office.ana))
    office.chat.troubles = [Unreachable()]
    await office.post.pump()
    await office.post.pump()


async def in_a_pair_with_an_organiser(office: Office) -> Partnership:
    """Make Ana and Ben partners, and Ben an organiser."""
    async with office.store.write() as work:
        await work.communities.appoint(office.programme.id, office.ben.id)
    return await office.pairs()


async def test_the_shared_space_and_the_organisers_hear_of_it_and_the_channel_does_not(
    office: Office,
) -> None:
    one = await in_a_pair_with_an_organiser(office)
    await closes_her_messages(office, "a")
    told = {envelope.key: envelope.to for envelope in office.chat.offered[1:]}
    assert len(told) == 2
    assert ToSpace(one.id) in told.values()
    assert {len(envelope.people) for envelope in office.chat.offered[1:]} == {1, 2}


async def test_a_second_letter_on_the_same_day_tells_nobody_again(office: Office) -> None:
    await in_a_pair_with_an_organiser(office)
    await closes_her_messages(office, "a")
    await office.queues(note("fine", office.ana))
    await office.post.pump()
    before = len(office.chat.offered)
    await closes_her_messages(office, "b")
    assert len(office.chat.offered) == before + 1


async def test_on_another_day_it_is_told_again(office: Office) -> None:
    await in_a_pair_with_an_organiser(office)
    await closes_her_messages(office, "a")
    await office.queues(note("fine", office.ana))
    await office.post.pump()
    before = len(office.chat.offered)
    office.clock.advance(DAY)
    await closes_her_messages(office, "b")
    assert len(office.chat.offered) == before + 3


@pytest.mark.parametrize(
    ("kind", "ends"),
    [(LetterKind.INTRODUCTION, LetterState.READY), (LetterKind.CHECKIN, LetterState.DROPPED)],
)
async def test_after_an_hour_of_asking_in_vain_the_kind_of_letter_decides(
    office: Office, kind: LetterKind, ends: LetterState
) -> None:
    await office.queues(note("a", office.ana, kind))
    office.chat.troubles = [Unsure()]
    await office.post.pump()
    office.chat.deaf = [Unsure() for _ in range(3)]
    states = []
    for by in (MINUTE, HOUR - 2 * MINUTE, 2 * MINUTE):
        await office.asks_after(by)
        states.append(await office.state("a"))
    assert states == [LetterState.UNKNOWN, LetterState.UNKNOWN, ends]


async def test_letters_to_different_people_may_be_under_way_together_and_to_one_person_never(
    office: Office,
) -> None:
    office.post.abreast = 4
    under_way: list[str] = []
    most: list[int] = []
    together: list[set[str]] = []

    async def takes_a_while(envelope: Envelope) -> None:
        under_way.append(envelope.people[0].external_id)
        for _ in range(50):
            await asyncio.sleep(0)
        together.append(set(under_way))
        most.append(max(under_way.count(one) for one in under_way))
        under_way.remove(envelope.people[0].external_id)

    people = (office.ana, office.ben, office.ana, office.ben)
    await office.queues(*(note(f"n{at}", one) for at, one in enumerate(people)))
    office.chat.meanwhile = takes_a_while
    await office.post.pump()
    assert (max(most), max(map(len, together)), len(office.chat.shown)) == (1, 2, 4)


async def test_an_old_lease_has_no_word_in_any_order(office: Office) -> None:
    await office.queues(note("a", office.ana))
    [late] = await office.claims("slow", 30 * SECOND)
    await office.asks_after(MINUTE)
    office.chat.arrived = {}
    await office.asks_after(MINUTE)
    [new] = await office.claims("quick")
    async with office.store.write() as work:
        said = [
            await work.outbox.later(late, office.clock.now(), counts=True),
            await work.outbox.unknown(late, office.clock.now()),
            await work.outbox.finish(late, LetterState.DEAD, "late"),
            await work.outbox.later(new, office.clock.now(), counts=False),
        ]
    assert said == [False, False, False, True]
