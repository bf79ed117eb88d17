"""Partnerships, meetings, check-ins and closing answers, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.errors import Conflict, NotFound
from bot.model.agreements import Agreement, Confidence, Notice, Rhythm
from bot.model.confided import Audience, ForPartners, OnlyMe, confided
from bot.model.feedback import (
    SAME,
    Answer,
    CheckIn,
    Direction,
    Feedback,
    LookBack,
    SelfRating,
    Stage,
    Window,
)
from bot.model.ids import CheckInId, IntroductionId, MeetingId, MemberId, PartnershipId
from bot.ports import Store
from tests.storage.worlds import NOW, SOON, pair, settle, started_round


async def test_everything_of_a_partnership_comes_back(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, "Ana", "Ben", "Cy")
        ana, ben, cy = world.members
        opened = await started_round(work, world)
        goals = {ben.id: "ship a tool", ana.id: ""}
        [circle] = await work.partnerships.add([replace(pair(world, opened, cy, ana, ben), goals=goals)])
    async with store.read() as work:
        stored = await work.partnerships.get(circle.id)
    assert stored == circle
    assert stored == replace(pair(world, opened, cy, ana, ben), id=circle.id, goals=goals)


async def test_partnerships_added_together_get_ids_in_their_order(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, "Ana", "Ben", "Cy", "Dee")
        ana, ben, cy, dee = world.members
        opened = await started_round(work, world)
        added = await work.partnerships.add([pair(world, opened, ana, dee), pair(world, opened, ben, cy)])
        assert await work.partnerships.of_round(opened.id) == added
        assert await work.partnerships.add([]) == []
    assert [one.members for one in added] == [(ana.id, dee.id), (ben.id, cy.id)]
    assert added[0].id < added[1].id


async def test_goals_and_the_end_are_stored_with_the_next_version(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        with_goal = await work.partnerships.put(replace(one, goals={world.ana.id: "speak up"}))
        ended = await work.partnerships.put(with_goal.ended(SOON))
        assert await work.partnerships.get(one.id) == ended
    assert (ended.version, ended.goals, ended.open) == (3, {world.ana.id: "speak up"}, False)


async def test_a_partnership_somebody_else_changed_meanwhile_is_not_overwritten(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [read] = await work.partnerships.add([pair(world, await started_round(work, world))])
        stored = await work.partnerships.put(replace(read, goals={world.ana.id: "mine"}))
        with pytest.raises(Conflict, match=r"partnership\.changed"):
            await work.partnerships.put(replace(read, goals={world.ben.id: "mine too"}))
        assert await work.partnerships.get(read.id) == stored


async def test_a_member_sees_open_partnerships_newest_first_and_old_ones_when_asked(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, "Ana", "Ben", "Cy")
        ana, ben, cy = world.members
        opened = await started_round(work, world)
        old, new, others = await work.partnerships.add(
            [
                pair(world, opened, ana, ben),
                pair(world, opened, cy, ana, started_at=SOON),
                pair(world, opened, ben, cy),
            ]
        )
        assert await work.partnerships.of_member(ana.id) == [new, old]
        old = await work.partnerships.put(old.ended(SOON))
        assert await work.partnerships.of_member(ana.id) == [new]
        assert await work.partnerships.of_member(ana.id, open_only=False) == [new, old]
        assert others in await work.partnerships.of_member(ben.id)


async def test_a_missing_partnership_is_told_by_name(store: Store) -> None:
    async with store.read() as work:
        with pytest.raises(NotFound, match=r"partnership\.gone"):
            await work.partnerships.get(PartnershipId(404))


async def test_who_met_whom_since_lists_each_two_of_a_circle_once(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, "Ana", "Ben", "Cy")
        ana, ben, cy = world.members
        opened = await started_round(work, world)
        await work.partnerships.add(
            [pair(world, opened, ana, ben), pair(world, opened, cy, ana, ben, started_at=SOON)]
        )
        assert await work.partnerships.met(world.programme.id, NOW) == [
            (ana.id, ben.id, SOON),
            (ana.id, cy.id, SOON),
            (ben.id, cy.id, SOON),
        ]
        assert await work.partnerships.met(world.programme.id, SOON) == []


async def test_the_same_time_twice_is_one_meeting(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        later = await work.partnerships.add_meeting(one.id, NOW + timedelta(days=2), world.ana.id, 60)
        first = await work.partnerships.add_meeting(one.id, NOW + timedelta(days=1), world.ana.id, 60)
        again = await work.partnerships.add_meeting(one.id, NOW + timedelta(days=1), world.ben.id, 30)
        assert again == first
        assert await work.partnerships.meetings(one.id, NOW) == [first, later]
        assert await work.partnerships.meetings(one.id, first.at) == [later]


async def test_a_meeting_moves_and_is_called_off_and_its_time_is_free_again(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        tomorrow, later = NOW + timedelta(days=1), NOW + timedelta(days=2)
        first = await work.partnerships.add_meeting(one.id, tomorrow, world.ana.id, 45)
        moved = first.moved(later, world.ben.id)
        await work.partnerships.put_meeting(moved)
        assert await work.partnerships.meeting(first.id) == moved
        gone = moved.cancelled(SOON)
        await work.partnerships.put_meeting(gone)
        assert await work.partnerships.meeting(first.id) == gone
        assert await work.partnerships.meetings(one.id, NOW) == []
        again = await work.partnerships.add_meeting(one.id, later, world.ana.id, 60)
        assert again.id != first.id
    assert (moved.sequence, gone.sequence, first.minutes) == (1, 2, 45)


async def test_a_meeting_cannot_move_to_a_time_that_is_taken(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        taken = await work.partnerships.add_meeting(one.id, NOW, world.ana.id, 60)
        other = await work.partnerships.add_meeting(one.id, SOON, world.ana.id, 60)
        with pytest.raises(Conflict, match=r"meeting\.there"):
            await work.partnerships.put_meeting(other.moved(taken.at, world.ana.id))
        assert await work.partnerships.meeting(other.id) == other
        with pytest.raises(NotFound, match=r"meeting\.gone"):
            await work.partnerships.meeting(MeetingId(404))


async def test_an_agreement_comes_back_with_everybody_who_agreed(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        assert await work.agreements.get(one.id) is None
        ana, ben = world.ana.id, world.ben.id
        signed = Agreement(partnership=one.id).signed(ana, 1).signed(ben, 1)
        await work.agreements.put(signed)
        assert await work.agreements.get(one.id) == signed
        terms = (Rhythm.FORTNIGHTLY, 90, Notice.A_WORD, Confidence.ASK_FIRST)
        proposed = signed.changed(ben, terms, NOW)
        await work.agreements.put(proposed)
        assert await work.agreements.get(one.id) == proposed
    assert (proposed.version, proposed.agreed, proposed.holds(one)) == (2, frozenset({ben}), False)


async def test_feedback_and_its_window_come_back_and_replace_what_was_there(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        window = Window(partnership=one.id, stage=Stage.MIDDLE, closes_at=SOON)
        opened = [await work.feedback.open_window(window) for _ in range(2)]
        released = replace(window, released_at=NOW)
        await work.feedback.put_window(released)
        assert (opened, await work.feedback.windows(one.id)) == ([True, False], [released])
        draft = Feedback(
            partnership=one.id,
            member=world.ana.id,
            stage=Stage.MIDDLE,
            keep=ForPartners(world.ana.id, "keep"),
            attempt=ForPartners(world.ana.id, "try"),
            written_at=NOW,
        )
        final = replace(draft, attempt=ForPartners(world.ana.id, "try again"))
        for written in (draft, final):
            await work.feedback.write(written)
        assert await work.feedback.of(one.id, Stage.MIDDLE) == [final]
        assert await work.feedback.of(one.id, Stage.END) == []


async def test_a_self_rating_is_one_for_each_stage(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        for stage, level in ((Stage.START, 1), (Stage.START, 2), (Stage.END, 4)):
            rating = SelfRating(partnership=one.id, member=world.ana.id, stage=stage, level=level)
            await work.feedback.rate(rating)
        assert await work.feedback.ratings(one.id, world.ana.id) == {Stage.START: 2, Stage.END: 4}
        assert await work.feedback.ratings(one.id, world.ben.id) == {}


async def test_an_introduction_is_offered_once_and_remembers_both_answers(store: Store) -> None:
    async with store.write() as work:
        ana, ben, cy = (await settle(work, "Ana", "Ben", "Cy")).members
        made = await work.feedback.introduce(ana.id, ben.id, cy.id)
        assert made is not None
        assert await work.feedback.introduce(ana.id, ben.id, cy.id) is None
        changed = made.answered(cy.id, yes=True)
        await work.feedback.put_introduction(changed)
        assert await work.feedback.introduction(made.id) == changed
        with pytest.raises(NotFound, match=r"warm\.gone"):
            await work.feedback.introduction(IntroductionId(404))


async def test_closing_answers_replace_earlier_ones_of_the_same_member(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        draft = _look_back(one.id, world.ben.id, "less talk")
        final = replace(draft, change=OnlyMe(world.ben.id, "more talk"), written_at=SOON)
        hers = _look_back(one.id, world.ana.id, "less talk")
        for answers in (draft, final, hers):
            await work.partnerships.keep_look_back(answers)
        assert await work.partnerships.look_backs(one.id) == [hers, final]


async def test_only_partners_who_all_wish_it_wish_each_other_again(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, "Ana", "Ben", "Cy")
        ana, ben, cy = world.members
        opened = await started_round(work, world)
        both, half = await work.partnerships.add(
            [pair(world, opened, ana, ben), pair(world, opened, ana, cy)]
        )
        for one, member, step in ((both, ana, SAME), (both, ben, SAME), (half, ana, SAME), (half, cy, "new")):
            nothing = OnlyMe(member.id, "")
            await work.partnerships.keep_look_back(
                LookBack(
                    partnership=one.id,
                    member=member.id,
                    learned=nothing,
                    taught=nothing,
                    change=nothing,
                    thanks=ForPartners(member.id, ""),
                    next_step=step,
                    written_at=NOW,
                )
            )
        before = NOW - timedelta(days=1)
        assert await work.partnerships.wish_again(world.programme.id, before) == [(ana.id, ben.id)]
        assert await work.partnerships.wish_again(world.programme.id, NOW + timedelta(days=1)) == []


async def test_a_question_is_asked_once_a_day_to_each_member(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        asked = await work.checkins.add(one.id, world.ana.id, date(2026, 11, 5))
        assert await work.checkins.add(one.id, world.ana.id, date(2026, 11, 5)) == asked
        other = await work.checkins.add(one.id, world.ben.id, date(2026, 11, 5))
        assert await work.checkins.of_partnerships([one.id]) == [asked, other]
    assert asked == CheckIn(id=asked.id, partnership=one.id, member=world.ana.id, day=date(2026, 11, 5))


@pytest.mark.parametrize("audience", Audience)
async def test_an_answer_to_a_question_is_stored_whole(store: Store, audience: Audience) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        asked = await work.checkins.add(one.id, world.ana.id, date(2026, 11, 5))
        answered = replace(
            asked,
            answer=Answer.MET,
            direction=Direction.BOTH,
            usefulness=5,
            note=confided(audience, world.ana.id, "a good hour"),
        )
        await work.checkins.put(answered)
        assert await work.checkins.get(asked.id) == answered


async def test_the_newest_question_since_a_day_is_found(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        monday, thursday = date(2026, 11, 2), date(2026, 11, 5)
        newest = await work.checkins.add(one.id, world.ana.id, thursday)
        await work.checkins.add(one.id, world.ana.id, monday)
        assert await work.checkins.latest(world.ana.id, monday) == newest
        assert await work.checkins.latest(world.ana.id, thursday) == newest
        assert await work.checkins.latest(world.ana.id, thursday + timedelta(days=1)) is None


async def test_a_missing_question_is_told_by_name(store: Store) -> None:
    async with store.write() as work:
        with pytest.raises(NotFound, match=r"checkin\.gone"):
            await work.checkins.get(CheckInId(404))
        nothing = CheckIn(
            id=CheckInId(404),
            partnership=PartnershipId(1),
            member=(await settle(work)).ana.id,
            day=NOW.date(),
        )
        with pytest.raises(NotFound, match=r"checkin\.gone"):
            await work.checkins.put(nothing)


def _look_back(partnership: PartnershipId, member: MemberId, change: str) -> LookBack:
    return LookBack(
        partnership=partnership,
        member=member,
        learned=OnlyMe(member, "Rust"),
        taught=OnlyMe(member, "Go"),
        change=OnlyMe(member, change),
        thanks=ForPartners(member, "you!"),
        next_step="a release",
        written_at=NOW,
    )
