"""Everything about me: told to me on request, and erased on request."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import people
from bot.model.community import Platform
from bot.model.ids import MemberId
from bot.model.promises import Promises
from bot.ports import Store

LATE_EVENTS = timedelta(days=3)
"""So long somebody erased is recognised, when an event of theirs comes late: as long as the inbox knows events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything about a member: by table for reading, and as JSON for keeping."""

    tables: dict[str, list[dict[str, object]]]
    document: bytes


async def told(store: Store, member: MemberId) -> Told:
    """Return everything stored about a member; NotFound when there is no such member."""
    async with store.read() as work:
        await work.people.get(member)
        tables = await work.privacy.everything(member)
    return Told(tables=tables, document=json.dumps(tables, ensure_ascii=False, indent=1).encode())


async def forget(store: Store, member: MemberId, now: datetime) -> None:
    """Erase a member: partners are told neutrally, and nothing is left in any table or file of the database.

    All in one transaction; then the database's files are freed of what was deleted. NotFound when there is no such
    member.
    """
    async with store.write() as work:
        await people.depart(work, await work.people.get(member), now)
        await work.privacy.erase(member, now)
    await store.scrub()


async def find(store: Store, platform: Platform, user: str, community: str = "") -> list[MemberId]:
    """Return the members a platform knows under a user id: in one community (its id there), or in all ("")."""
    async with store.read() as work:
        found = [
            await work.people.find(home.id, user)
            for home in await work.communities.on(platform)
            if community in {"", home.external_id}
        ]
    return [member.id for member in found if member is not None]


async def erase_again(store: Store, keys: list[str], now: datetime) -> int:
    """Erase everybody who has one of these random keys: they asked for it after a backup was made. Return how many."""
    async with store.read() as work:
        back = await work.privacy.known_by(keys)
    for member in back:
        await forget(store, member, now)
    return len(back)


async def tidy(store: Store, promises: Promises, now: datetime) -> None:
    """Delete what was only kept for a while: by what the erased could be known, and old reports."""
    async with store.write() as work:
        await work.privacy.forget_fingerprints(now - LATE_EVENTS)
        await work.privacy.forget_erasures(now - promises.backups)
        await work.safety.forget_reports(now - promises.reports)
    await store.scrub()
