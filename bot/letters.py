"""Letters: what the bot writes to people who did not just ask it something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.ids import MemberId, PartnershipId
from bot.model.people import Member
from bot.ports import Letter, LetterKind, ToMember, ToSpace, Work
from bot.slots import daytime
from bot.texts import Texts, texts
from bot.ui import Card

NOTICE_STALE = timedelta(days=7)
Drawing = Callable[[Texts], Card]


def to_member(
    member: Member,
    key: str,
    draw: Drawing,
    now: datetime,
    *,
    kind: LetterKind = LetterKind.NOTICE,
    partnership: PartnershipId | None = None,
    even_if_away: bool = False,
    by_day: bool = False,
) -> Letter:
    """Return a private letter in the member's language, dropped when it could not go out within a week.

    `by_day`: at night in the member's zone it waits for the morning, as whatever nobody just did should.
    """
    return Letter(
        key=key,
        to=ToMember(member.id),
        kind=kind,
        card=draw(texts(member.language)),
        not_before=daytime(now, ZoneInfo(member.zone)) if by_day else now,
        stale_after=now + NOTICE_STALE,
        partnership=partnership,
        even_if_away=even_if_away,
    )


def to_space(
    partnership: PartnershipId, key: str, card: Card, now: datetime, kind: LetterKind = LetterKind.NOTICE
) -> Letter:
    """Return a letter to a partnership's shared space."""
    stale = None if kind is LetterKind.INTRODUCTION else now + NOTICE_STALE
    return Letter(
        key=key,
        to=ToSpace(partnership),
        kind=kind,
        card=card,
        not_before=now,
        stale_after=stale,
        partnership=partnership,
    )


async def tell(
    work: Work, members: tuple[MemberId, ...], key: str, draw: Drawing, now: datetime, *, by_day: bool = False
) -> None:
    """Queue the same private notice to several members, each in their own language, once per `key` and member.

    `by_day`: it waits for everybody's morning.
    """
    known = await work.people.many(members)
    await work.outbox.post(
        to_member(known[member], f"{key}:{member}", draw, now, by_day=by_day)
        for member in members
        if member in known
    )
