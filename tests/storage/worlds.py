"""Small worlds to store things in."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.model.community import Community, Platform, Programme, Settings
from bot.model.ids import MemberId, PartnershipId
from bot.model.partnerships import Kind, Lesson, Partnership
from bot.model.people import Member
from bot.model.rounds import Round
from bot.ports import Letter, LetterKind, ToMember, Work
from bot.ui import Card

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class World:
    """A community with one programme and the members named."""

    community: Community
    programme: Programme
    members: tuple[Member, ...]

    @property
    def ana(self) -> Member:
        return self.members[0]

    @property
    def ben(self) -> Member:
        return self.members[1]


async def settle(
    work: Work, *names: str, workspace: str = "T1", joined: bool = True, zone: str | None = None
) -> World:
    """Store a community, its programme and members who consented."""
    community = await work.communities.add(Platform.SLACK, workspace, "Acme", "en")
    programme = await work.communities.add_programme(community.id, "C1", "mentors", Settings())
    members = []
    for number, name in enumerate(names or ("Ana Lee", "Ben Okafor")):
        member = await work.people.add(community.id, f"U{number + 1}", name, zone, "en")
        if joined:
            member = replace(member, joined_at=NOW)
            await work.people.put(member)
            await work.people.enter(programme.id, member.id)
        members.append(member)
    return World(community=community, programme=programme, members=tuple(members))


async def started_round(work: Work, world: World) -> Round:
    """Store a round of the world's programme."""
    return await work.rounds.add(world.programme.id, 6, NOW, NOW + timedelta(days=7))


def pair(world: World, of: Round, *members: Member, started_at: datetime = NOW) -> Partnership:
    """Return a partnership (not stored) in which each teaches the next."""
    ids = tuple(member.id for member in members or world.members)
    return Partnership(
        id=PartnershipId(0),
        programme=world.programme.id,
        round=of.id,
        kind=Kind.PAIR if len(ids) == 2 else Kind.CIRCLE,
        members=ids,
        lessons=lessons(ids),
        starter=ids[0],
        started_at=started_at,
        ends_at=started_at + timedelta(weeks=6),
        shared=((1, 540, 660), (3, 0, 1440)),
        languages=("en", "fr"),
    )


def lessons(ids: Sequence[MemberId]) -> tuple[Lesson, ...]:
    """Return a ring of lessons."""
    return tuple(
        Lesson(teacher=one, learner=ids[(at + 1) % len(ids)], skill=f"skill {at}", goal="ship it", via="rust")
        for at, one in enumerate(ids)
    )


def note(key: str, to: Member, kind: LetterKind = LetterKind.NOTICE, at: datetime = NOW) -> Letter:
    """Return a letter to a member."""
    return Letter(key=key, to=ToMember(to.id), kind=kind, card=Card(f"About {key}"), not_before=at)


def looked_up(file: Path, query: str) -> list[tuple[object, ...]]:
    """Return what a query finds in a SQLite file, past everything that is under test."""
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def contents(file: Path) -> bytes:
    """Return the bytes of a file."""
    return file.read_bytes()
