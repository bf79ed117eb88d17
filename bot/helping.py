"""Asking the organisers for help, in private."""

from __future__ import annotations

from datetime import datetime

from bot import letters, partnerships
from bot.errors import InvalidInput
from bot.model.confided import ForOrganisers
from bot.model.feedback import CheckIn
from bot.model.ids import MemberId, PartnershipId
from bot.model.partnerships import Partnership
from bot.model.people import MAX_NOTE
from bot.ports import Store, Work
from bot.screens import partnership as screen


async def ask_organisers(
    store: Store, member: MemberId, partnership: PartnershipId, note: str, now: datetime
) -> None:
    """Give a member's own words (1-1,000 characters) to the programme's organisers; the partner is not told.

    Raises:
        InvalidInput: nothing typed, too much, or no organiser to tell.
        NotAllowed, Conflict: as in `partnerships.mine`.
    """
    if not 0 < len(note) <= MAX_NOTE:
        raise InvalidInput({"note": "text.long" if note else "text.empty"}, most=MAX_NOTE)
    async with store.write() as work:
        one = await partnerships.mine(work, member, partnership)
        told = await organisers_of(work, one, "note")
        asked = ForOrganisers(member, note)
        key = f"help:{one.id}:{member}:{int(now.timestamp())}"
        await letters.tell(work, told, key, lambda t: screen.help_told(t, asked), now)


async def is_wanted(work: Work, one: Partnership, checkin: CheckIn, now: datetime) -> bool:
    """Tell the organisers that a member's word would be welcome, and nothing else; False when there is none to tell.

    Once a week: neither the score nor a note goes along, those are the member's to share.
    """
    told = await _others(work, one)
    key = f"help-wanted:{checkin.id}"
    await letters.tell(work, told, key, lambda t: screen.help_wanted(t, one, checkin.member), now)
    return bool(told)


async def organisers_of(work: Work, one: Partnership, field: str) -> tuple[MemberId, ...]:
    """Return the organisers who may read what is kept from a partner: none of the partnership itself.

    Raises:
        InvalidInput: there is none; `field` is where to say so.
    """
    told = await _others(work, one)
    if not told:
        raise InvalidInput({field: "organiser.nobody"})
    return told


async def _others(work: Work, one: Partnership) -> tuple[MemberId, ...]:
    organisers = await work.communities.organisers(one.programme)
    return tuple(organiser for organiser in organisers if organiser not in one.members)
