"""Filling a community with people who offer, want and say when they can meet, through the same doors as everybody."""

from __future__ import annotations

from collections.abc import Iterable

from bot.demo.neighbours import Neighbour
from bot.model.community import Platform
from bot.model.ids import CommunityId, MemberId
from bot.router.core import Core
from bot.router.request import Reject, Request

CLUB = "maker-club"
CLUB_NAME = "The Maker Club"
CHANNEL = "mentorship"


async def meet(core: Core, platform: Platform, one: Neighbour) -> tuple[CommunityId, MemberId]:
    """Return the core's ids of a neighbour, stored when new."""
    return await core.meet(
        platform=platform,
        community=CLUB,
        community_name=CLUB_NAME,
        language="en",
        user=one.handle,
        name=one.name,
        zone=one.zone,
    )


async def settle_in(core: Core, platform: Platform, neighbours: Iterable[Neighbour]) -> None:
    """Let these people join, say what they teach and want, and when they can meet.

    Raises:
        RuntimeError: the core refused something; the demo's data would be wrong.
    """
    for one in neighbours:
        community, member = await meet(core, platform, one)
        for action, text, values in _deeds(one):
            request = Request(
                member=member, community=community, action=action, text=text, values=values, channel=CHANNEL
            )
            answer = await core.answer(request)
            if isinstance(answer, Reject):
                raise RuntimeError(f"{one.handle} could not {action}: {answer.errors}")


def _deeds(one: Neighbour) -> list[tuple[str, str, dict[str, tuple[str, ...]]]]:
    habits = {
        "zone": (one.zone,),
        "hours": tuple(hours.value for hours in one.hours),
        "languages": (one.languages,),
        "capacity": ("1",),
        "circles": ("yes",),
    }
    deeds: list[tuple[str, str, dict[str, tuple[str, ...]]]] = [
        ("join.agree", "", {}),
        ("offer", one.offers, {}),
        ("want", one.wants, {}),
        ("profile.hours-save", "", habits),
    ]
    if one.bio:
        deeds.append(("profile.about-save", "", {"bio": (one.bio,), "language": ("en",)}))
    return deeds
