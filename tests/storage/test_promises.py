"""What the database itself refuses, whatever the code above it does."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.model.people import Offer, Want
from bot.model.rounds import Enrolment
from bot.ports import Due, DueKind, Store
from tests.storage.worlds import NOW, note, pair, settle, started_round

REFUSED = {
    "two communities with one platform id": (
        "INSERT INTO community SELECT NULL, platform, external_id, 'x', 'en' FROM community"
    ),
    "two accounts with one user id": (
        "INSERT INTO address SELECT NULL, community_id, external_id, member_id FROM address"
    ),
    "two skills with one key": "INSERT INTO skill SELECT NULL, community_id, key, 'x' FROM skill",
    "two programmes in one channel": (
        "INSERT INTO programme SELECT NULL, community_id, channel, 'x', '{}' FROM programme"
    ),
    "a second round that is not over": (
        "INSERT INTO round SELECT NULL, programme_id, 2, 'running', 6, opened_at, signup_until, NULL, NULL, 1 "
        "FROM round"
    ),
    "a round in no known state": "UPDATE round SET state = 'bogus'",
    "two answers of one member to a round": "INSERT INTO enrolment SELECT * FROM enrolment",
    "two letters with one key": (
        "INSERT INTO letter (key, community_id, kind, priority, to_kind, to_id, card, not_before, even_if_away, "
        "state, next_at, attempt, tries) SELECT key, community_id, kind, 1, to_kind, to_id, card, not_before, "
        "0, 'ready', next_at, 0, 0 FROM letter"
    ),
    "a ready letter without words": "UPDATE letter SET card = NULL",
    "a letter on its way without a lease": "UPDATE letter SET state = 'sending'",
    "two questions to one member on one day": (
        "INSERT INTO checkin SELECT NULL, partnership_id, member_id, day, answer, direction, usefulness, note, "
        "audience FROM checkin"
    ),
    "a usefulness beyond five": "UPDATE checkin SET usefulness = 6",
    "two due rows for one thing": (
        "INSERT INTO due SELECT NULL, kind, subject, member, next_at, weekday, at, zone FROM due"
    ),
    "a member twice in a partnership": "INSERT INTO partner SELECT * FROM partner",
    "a lesson to oneself": "UPDATE lesson SET learner_id = teacher_id",
    "an offer beyond expert": "UPDATE offer SET level = 5",
    "a want of a stranger skill": "UPDATE want SET skill_id = 404",
    "a partner who is nobody": "UPDATE partner SET member_id = 404 WHERE position = 0",
    "a member avoiding themselves": "INSERT INTO avoidance SELECT id, id FROM member",
}


@pytest.mark.parametrize("what", REFUSED)
async def test_the_database_refuses(what: str, file_store: Store, file_path: Path) -> None:
    async with file_store.write() as work:
        world = await settle(work)
        opened = await started_round(work, world)
        skill = await work.skills.named(world.community.id, "go", "Go")
        await work.skills.put_offer(Offer(member=world.ana.id, skill=skill))
        await work.skills.put_want(Want(member=world.ben.id, skill=skill))
        await work.rounds.enrol(
            Enrolment(round=opened.id, member=world.ana.id, taking_part=True, answered_at=NOW)
        )
        [one] = await work.partnerships.add([pair(world, opened)])
        await work.checkins.add(one.id, world.ana.id, NOW.date())
        await work.schedule.put([Due(kind=DueKind.ROUND_ENDS, subject=opened.id, next_at=NOW)])
        await work.outbox.post([note("hello:1", world.ana)])
    connection = sqlite3.connect(file_path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(REFUSED[what])
    connection.close()


async def test_forgetting_a_member_takes_along_what_is_only_theirs(
    file_store: Store, file_path: Path
) -> None:
    async with file_store.write() as work:
        world = await settle(work)
        skill = await work.skills.named(world.community.id, "go", "Go")
        await work.skills.put_offer(Offer(member=world.ana.id, skill=skill))
        await work.people.avoid(world.ben.id, world.ana.id)
        await work.drafts.keep(world.ana.id, "want", {}, NOW)
    connection = sqlite3.connect(file_path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("DELETE FROM member WHERE id = ?", (world.ana.id,))
    tables = ("address", "membership", "offer", "avoidance", "draft")
    left = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}  # noqa: S608
    connection.close()
    assert left == {"address": 1, "membership": 1, "offer": 0, "avoidance": 0, "draft": 0}
