"""What a platform tells about people who go: from the whole community, or from a programme's channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import people
from bot.model.community import Platform
from bot.model.people import Member, Standing
from bot.model.rounds import SIGNUP, Enrolment
from bot.ports import Store, Work

Address = tuple[Platform, str, str]
"""A platform, its id of a community, and its id of a person there."""


async def left_community(store: Store, who: Address, now: datetime) -> bool:
    """End the part of somebody whose account is gone; partners are told neutrally. True when they had taken part.

    What they offered and wanted stays for their return, as after `/mentor leave`. Twice is once.
    """
    async with store.write() as work:
        person = await _known(work, who)
        if person is None or person.standing(now) in {Standing.STRANGER, Standing.GONE}:
            return False
        await work.people.put(replace(person, left_at=now, paused_until=None))
        await people.depart(work, person, now)
        return True


async def left_channel(store: Store, who: Address, channel: str, now: datetime) -> bool:
    """Ask somebody who left a programme's channel for no more rounds there; True when they were in it.

    Partnerships go on: they live in a space of their own. Joining again there brings the person back.
    """
    async with store.write() as work:
        person = await _known(work, who)
        if person is None:
            return False
        programme = await work.communities.programme_in(person.community, channel)
        if programme is None or not await work.people.withdraw(programme.id, person.id):
            return False
        current = await work.rounds.current(programme.id)
        if current is not None and current.state in SIGNUP:
            no = Enrolment(round=current.id, member=person.id, taking_part=False, answered_at=now)
            await work.rounds.enrol(no)
        return True


async def _known(work: Work, who: Address) -> Member | None:
    platform, community, user = who
    home = await work.communities.find(platform, community)
    return None if home is None else await work.people.find(home.id, user)
