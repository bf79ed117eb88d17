"""No table is forgotten: everything about a member is told to them, and gone when they are erased."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Integer, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import NotFound
from bot.model.agreements import Agreement
from bot.model.community import Platform
from bot.model.confided import ForPartners, OnlyMe
from bot.model.feedback import Answer, Feedback, LookBack, SelfRating, Stage, Window
from bot.model.ids import MemberId, PartnershipId
from bot.model.partnerships import Partnership
from bot.model.people import Offer, Want
from bot.model.rounds import Enrolment
from bot.model.vocabulary import Vote
from bot.ports import Due, DueKind, Letter, LetterKind, Report, Sent, Store, ToMember, ToSpace, Work
from bot.ui import Card, Mention
from storage.tables import metadata
from storage.traces import FATES, NOBODYS, NUMBERS, Fate, mine, references
from tests.storage.conftest import opened
from tests.storage.worlds import LEASE, NOW, SOON, World, note, pair, settle, started_round

CANARY = "canary"
UNLIVED = {"skill_move", "warm_introduction"}  # nothing of it happens in the life below
HELP = "say in storage/traces.py what becomes of it when somebody is erased, and whose it is to see"


def test_every_table_says_whose_its_rows_are() -> None:
    for name in metadata.tables:
        assert (name in NOBODYS) is not _has_owner(name), f"{name}: {HELP}"
    assert set(NOBODYS) <= set(metadata.tables)


def test_every_reference_to_a_member_has_its_fate() -> None:
    assert {str(column) for column in references("member")} == set(FATES), HELP


def test_every_number_that_looks_like_a_members_is_known() -> None:
    loose = {
        str(column)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name in {"actor", "member", "person", "writer", "reader", "organiser"}
        and not column.foreign_keys
        and isinstance(column.type, Integer)
    }
    assert loose == set(NUMBERS), HELP


def test_a_reference_that_may_not_be_empty_is_never_emptied() -> None:
    emptied = [one for one in references("member") if FATES[str(one)] is Fate.EMPTIED]
    assert [str(one) for one in emptied if not one.nullable] == []


def _has_owner(table: str) -> bool:
    try:
        mine(table, MemberId(1))
    except KeyError:
        return False
    return True


async def a_whole_life(work: Work, workspace: str = "T1") -> tuple[World, Partnership]:
    """Store something of Ana in every table there is, each with a canary where she typed."""
    world = await settle(work, f"{CANARY} Ana", "Ben", workspace=workspace)
    ana, ben = world.ana.id, world.ben.id
    await _what_they_bring(work, world)
    one = await _a_partnership(work, world)
    vote = Vote(member=ana, key=f"{CANARY} k", choice="rust", typed=CANARY, name=CANARY)
    await work.vocabulary.vote(vote)
    await work.people.avoid(ana, ben)
    await work.people.avoid(ben, ana)
    await work.communities.appoint(world.programme.id, ana)
    await work.safety.appoint(world.programme.id, ana)
    await work.safety.remove(world.programme.id, ana)
    await work.safety.report(_report(ana, ben, f"{CANARY} report"))
    await work.safety.report(_report(ben, ana, "what Ben wrote"))
    await work.drafts.keep(ana, "want", {"goal": f"{CANARY} draft"}, SOON)
    await work.schedule.put([Due(kind=DueKind.CHECKIN, subject=one.id, member=ana, next_at=SOON)])
    await work.audit.add(NOW, ana, "round.open", world.community.id, 7)
    await work.audit.add(NOW, ben, "remove", world.community.id, person=ana)
    await _letters(work, world, one)
    return world, one


async def _what_they_bring(work: Work, world: World) -> None:
    for key in (f"{CANARY} knots", "rust"):
        skill = await work.skills.named(world.community.id, key, key.title())
        await work.skills.put_offer(Offer(member=world.ana.id, skill=skill))
        await work.skills.put_want(Want(member=world.ana.id, skill=skill, goal=f"{CANARY} goal"))
    rust = await work.skills.named(world.community.id, "rust", "Rust")
    await work.skills.put_want(Want(member=world.ben.id, skill=rust, goal="Ben's goal"))
    await work.skills.named(world.community.id, f"{CANARY} dropped", f"{CANARY} dropped")


async def _a_partnership(work: Work, world: World) -> Partnership:
    ana = world.ana.id
    opened_round = await started_round(work, world)
    for member in (ana, world.ben.id):
        await work.rounds.enrol(
            Enrolment(round=opened_round.id, member=member, taking_part=True, answered_at=NOW)
        )
    await work.rounds.keep_proposal(opened_round.id, f'{{"{CANARY}": 1}}', "{}")
    draft = pair(world, opened_round)
    lessons = [
        replace(lesson, skill=f"{CANARY} knots", goal=f"{CANARY} goal") if lesson.learner == ana else lesson
        for lesson in draft.lessons
    ]
    goals = {ana: f"{CANARY} goal", world.ben.id: "Ben's goal"}
    [one] = await work.partnerships.add([replace(draft, lessons=tuple(lessons), goals=goals)])
    await work.partnerships.add_meeting(one.id, SOON, ana, 60)
    for member in (ana, world.ben.id):
        words = f"{CANARY} note" if member == ana else "Ben's note"
        asked = await work.checkins.add(one.id, member, NOW.date())
        await work.checkins.put(replace(asked, answer=Answer.MET, note=OnlyMe(member, words)))
        await work.partnerships.keep_look_back(_look_back(one.id, member, words))
        written = ForPartners(member, words)
        await work.feedback.write(
            Feedback(
                partnership=one.id,
                member=member,
                stage=Stage.MIDDLE,
                keep=written,
                attempt=written,
                written_at=NOW,
            )
        )
        await work.feedback.rate(SelfRating(partnership=one.id, member=member, stage=Stage.START, level=2))
    await work.feedback.open_window(Window(partnership=one.id, stage=Stage.MIDDLE, closes_at=SOON))
    both = frozenset({ana, world.ben.id})
    await work.agreements.put(Agreement(partnership=one.id, proposed_by=ana, proposed_at=NOW, agreed=both))
    return one


async def _letters(work: Work, world: World, one: Partnership) -> None:
    about = Card("About somebody", lines=((Mention(world.ana.id), f" {CANARY}"),))
    await work.outbox.post(
        [
            note("to Ana", world.ana),
            note("to Ben", world.ben),
            Letter(
                key="of Ana", to=ToMember(world.ben.id), kind=LetterKind.NOTICE, card=about, not_before=NOW
            ),
            Letter(key="space", to=ToSpace(one.id), kind=LetterKind.NOTICE, card=Card("Hi"), not_before=NOW),
        ]
    )
    for claimed in await work.outbox.claim(NOW, "w", LEASE, 9):
        if claimed.letter.key != "of Ana":
            hers = claimed.letter.key in {"to Ana", "space"}
            place = f"{CANARY} place" if hers else "Ben's"
            await work.outbox.sent(claimed, Sent(place=place, message="m"), NOW)


async def test_what_is_told_to_a_member_names_every_table_that_has_something_of_them(store: Store) -> None:
    async with store.write() as work:
        world, _ = await a_whole_life(work)
        found = await work.privacy.everything(world.ana.id)
    assert set(found) == {*metadata.tables} - set(NOBODYS) - UNLIVED | {"audit"}
    assert found["offer"][0]["skill_id"] == f"{CANARY.title()} Knots"
    assert found["avoidance"] == [{"member_id": f"{CANARY} Ana", "other_id": "Ben"}]
    assert [row["words"] for row in found["report"]] == [f"{CANARY} report"]


async def test_what_is_told_to_a_member_holds_nothing_that_others_confided(store: Store) -> None:
    async with store.write() as work:
        world, _ = await a_whole_life(work)
        found = str(await work.privacy.everything(world.ana.id))
    assert "Ben's note" not in found
    assert "what Ben wrote" not in found


async def test_nothing_of_an_erased_member_is_left_in_any_column(migrated_url: str) -> None:
    async with opened(migrated_url) as store:
        async with store.write() as work:
            world, _ = await a_whole_life(work)
            await work.privacy.erase(world.ana.id, NOW)
        left = [row for row in await every_value(migrated_url) if CANARY in row.casefold() or "U1" in row]
        assert left == []
        async with store.read() as work:
            with pytest.raises(NotFound, match=r"member\.gone"):
                await work.people.get(world.ana.id)
            assert await work.people.find(world.community.id, "U1") is None
            assert await work.audit.broken() == []


async def test_erasing_somebody_touches_nobody_of_another_community(store: Store) -> None:
    async with store.write() as work:
        world, _ = await a_whole_life(work)
        untouched, _ = await a_whole_life(work, "T2")
        before = await work.privacy.everything(untouched.ana.id)
        await work.privacy.erase(world.ana.id, NOW)
        assert await work.privacy.everything(untouched.ana.id) == before


async def test_partners_keep_their_own_words_and_nobody_stands_in_for_the_erased(store: Store) -> None:
    async with store.write() as work:
        world, one = await a_whole_life(work)
        await work.privacy.erase(world.ana.id, NOW)
        kept = await work.partnerships.get(one.id)
        [look_back] = await work.partnerships.look_backs(one.id)
        [checkin] = await work.checkins.of_partnerships([one.id])
        [nobody] = [member for member in kept.members if member != world.ben.id]
        assert kept.goals == {world.ben.id: "Ben's goal"}
        assert (look_back.member, checkin.words) == (world.ben.id, "Ben's note")
        assert (await work.people.get(nobody)).name == ""
        assert nobody != world.ana.id
        assert [want.skill.name for want in await work.skills.wants([world.ben.id])] == ["Rust"]


async def test_a_letter_under_way_when_its_reader_is_erased_leaves_no_place_behind(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([note("to Ana", world.ana)])
        [claimed] = await work.outbox.claim(NOW, "w", LEASE, 9)
    async with store.write() as work:
        await work.privacy.erase(world.ana.id, NOW)
    async with store.write() as work:
        assert not await work.outbox.sent(claimed, Sent(place="D1", message="m"), SOON)
        await work.outbox.post([note("to Ben", world.ben)])
        [other] = await work.outbox.claim(NOW, "w", LEASE, 9)
        assert other.letter.key == "to Ben"


async def test_a_letter_about_the_erased_that_is_under_way_counts_as_dropped(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        about = Card("About", lines=((Mention(world.ana.id),),))
        letter = Letter(
            key="k", to=ToMember(world.ben.id), kind=LetterKind.NOTICE, card=about, not_before=NOW
        )
        await work.outbox.post([letter])
        [claimed] = await work.outbox.claim(NOW, "w", LEASE, 9)
        await work.privacy.erase(world.ana.id, NOW)
        assert not await work.outbox.sent(claimed, Sent(place="D1", message="m"), SOON)
        assert await work.outbox.claim(SOON, "w", LEASE, 9) == []


async def test_an_erased_person_is_recognised_for_a_while_only(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        other = await work.communities.add(Platform.SLACK, "T2", "Other", "en")
        await work.privacy.erase(world.ana.id, NOW)
        found = await work.privacy.erased_lately(world.community.id, "U1")
        assert found is not None
        assert await work.privacy.erased_lately(world.community.id, "U2") is None
        assert await work.privacy.erased_lately(other.id, "U1") is None
        await work.privacy.forget_fingerprints(SOON)
        assert await work.privacy.erased_lately(world.community.id, "U1") is None
        assert await work.privacy.erased_since(NOW) == [found]
        await work.privacy.forget_erasures(SOON)
        assert await work.privacy.erased_since(NOW) == []


async def test_who_comes_back_is_not_recognised_any_more(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.privacy.erase(world.ana.id, NOW)
        found = await work.privacy.erased_lately(world.community.id, "U1")
        assert found is not None
        await work.privacy.begin_anew(found.number)
        assert await work.privacy.erased_lately(world.community.id, "U1") is None


async def test_a_member_of_a_restored_copy_is_known_by_their_key(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [row] = (await work.privacy.everything(world.ana.id))["member"]
        assert await work.privacy.known_by([str(row["key"]), "never"]) == [world.ana.id]


async def test_the_same_report_twice_in_a_day_is_one(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        first = _report(world.ana.id, world.ben.id, "words")
        assert await work.safety.report(first) is not None
        assert await work.safety.report(first) is None
        assert await work.safety.report(_report(world.ana.id, None, "words")) is not None
        assert await work.safety.report(_report(world.ana.id, None, "words")) is None
        assert await work.safety.forget_reports(SOON) == 2


async def test_contacts_and_removals_come_and_go(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        here, ana = world.programme.id, world.ana.id
        assert [await work.safety.appoint(here, ana) for _ in range(2)] == [True, False]
        assert await work.safety.contacts([here]) == [ana]
        assert [await work.safety.dismiss(here, ana) for _ in range(2)] == [True, False]
        assert [await work.safety.remove(here, ana) for _ in range(2)] == [True, False]
        assert await work.safety.removed_from(ana) == [here]
        assert [await work.safety.readmit(here, ana) for _ in range(2)] == [True, False]
        assert [await work.people.withdraw(here, ana) for _ in range(2)] == [True, False]
        await work.people.avoid(ana, world.ben.id)
        assert [await work.people.meet_again(ana, world.ben.id) for _ in range(2)] == [True, False]


def _report(writer: MemberId, about: MemberId | None, words: str) -> Report:
    return Report(member=writer, about=about, named=True, words=words, written_at=NOW)


def _look_back(partnership: PartnershipId, member: MemberId, words: str) -> LookBack:
    return LookBack(
        partnership=partnership,
        member=member,
        learned=OnlyMe(member, words),
        taught=OnlyMe(member, words),
        change=OnlyMe(member, words),
        thanks=ForPartners(member, words),
        next_step="new",
        written_at=NOW,
    )


async def every_value(url: str) -> list[str]:
    """Return every row of every table as one string, read past everything that is under test."""
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        rows = [
            f"{table.name}: {tuple(row)}"
            for table in metadata.sorted_tables
            for row in await connection.execute(select(table))
        ]
    await engine.dispose()
    return rows
