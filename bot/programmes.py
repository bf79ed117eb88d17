"""Programmes: setting one up in a channel, its organisers, and which one a member means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from bot import partnerships
from bot.errors import Conflict, InvalidInput, NotFound
from bot.model.community import Programme, Settings
from bot.model.ids import CommunityId, MemberId, ProgrammeId
from bot.model.people import Member
from bot.ports import Store, Work
from bot.texts import languages

WEEKS = (4, 6, 8, 10, 12)
TIMES = tuple(f"{hour:02}:00" for hour in range(8, 19))
CIRCLES, ONE_WAY = "circles", "one_way"


async def near(work: Work, member: Member, channel: str) -> Programme | None:
    """Return the programme a member means: the channel's, else the only one they are in, else the only one there is."""
    here = await work.communities.programme_in(member.community, channel) if channel else None
    if here is not None:
        return here
    there = await work.communities.programmes(member.community)
    mine = set(await work.people.programmes_of(member.id))
    chosen = [programme for programme in there if programme.id in mine] or there
    return chosen[0] if len(chosen) == 1 else None


async def expected(work: Work, community: CommunityId, channel: str) -> Programme:
    """Return the programme an organiser means: the channel's, or the only one there is.

    Raises:
        NotFound: there is none yet, or several and the channel has none.
    """
    there = await work.communities.programmes(community)
    meant = [programme for programme in there if programme.channel == channel] or there
    if len(meant) != 1:
        raise NotFound("programme.several" if there else "programme.none")
    return meant[0]


async def admit(work: Work, programme: ProgrammeId, member: MemberId) -> None:
    """Let a member take part, within a transaction; Conflict when organisers took them out."""
    if programme in await work.safety.removed_from(member):
        raise Conflict("member.removed")
    await work.people.enter(programme, member)


async def neighbour(work: Work, community: CommunityId, other: MemberId) -> Member:
    """Return somebody of a community, within a transaction.

    Raises:
        NotFound: no such person.
        InvalidInput: they live in another community.
    """
    person = await work.people.get(other)
    if person.community != community:
        raise InvalidInput({"person": "person.elsewhere"})
    return person


async def setup(
    store: Store,
    organiser: tuple[MemberId, CommunityId],
    channel: tuple[str, str],
    settings: Settings,
    now: datetime,
) -> tuple[Programme, bool]:
    """Make a channel (id, name) a programme, or change its settings; the second value tells whether it is new.

    Whoever sets it up becomes an organiser. Members who consented before there was any programme enter it.

    Raises:
        InvalidInput: there is no channel (a DM).
    """
    member, community = organiser
    if not channel[0]:
        raise InvalidInput({"weeks": "setup.no_channel"})
    async with store.write() as work:
        known = await work.communities.programme_in(community, channel[0])
        if known is not None:
            await work.communities.change_settings(known.id, settings)
            programme = replace(known, settings=settings)
            if (settings.weekday, settings.at) != (known.settings.weekday, known.settings.at):
                await partnerships.reschedule(work, programme, now)
        else:
            programme = await work.communities.add_programme(community, channel[0], channel[1], settings)
            for waiting in await work.people.without_programme(community):
                await work.people.enter(programme.id, waiting)
        await work.communities.appoint(programme.id, member)
        await work.audit.add(now, member, "setup", community, programme.id)
        return programme, known is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The setup form's answers as they came."""

    weeks: str
    weekday: str
    at: str
    ways: Sequence[str]
    language: str


def read_settings(old: Settings, sent: Sent) -> Settings:
    """Return the settings of a sent form on top of the old ones; InvalidInput names fields out of range."""
    checks = {
        "weeks": sent.weeks in {str(n) for n in {*WEEKS, old.weeks}},
        "weekday": sent.weekday in {str(n) for n in range(7)},
        "at": sent.at in {*TIMES, f"{old.at:%H:%M}"},
        "language": sent.language in languages(),
    }
    wrong = {name: "choice.unknown" for name, known in checks.items() if not known}
    if wrong:
        raise InvalidInput(wrong)
    return replace(
        old,
        weeks=int(sent.weeks),
        weekday=int(sent.weekday),
        at=time.fromisoformat(sent.at),
        circles=CIRCLES in sent.ways,
        one_way=ONE_WAY in sent.ways,
        language=sent.language,
    )


async def settings_in(store: Store, actor: tuple[MemberId, CommunityId], channel: str) -> Settings:
    """Return the settings of the programme in a channel; a new one starts in the language of who sets it up."""
    async with store.read() as work:
        known = await work.communities.programme_in(actor[1], channel) if channel else None
        return known.settings if known else Settings(language=(await work.people.get(actor[0])).language)


async def members(store: Store, community: CommunityId, channel: str) -> list[Member]:
    """Return everybody who takes part in the programme an organiser means; NotFound as in `expected`."""
    async with store.read() as work:
        return await work.people.of_programme((await expected(work, community, channel)).id)


async def is_organiser(store: Store, member: MemberId, community: CommunityId, channel: str) -> bool:
    """Return whether the member was appointed for the programme that the channel means."""
    async with store.read() as work:
        try:
            programme = await expected(work, community, channel)
        except NotFound:
            return False
        return member in await work.communities.organisers(programme.id)


async def appoint(
    store: Store,
    actor: tuple[MemberId, CommunityId],
    channel: str,
    other: MemberId,
    now: datetime,
    *,
    add: bool,
) -> tuple[str, bool]:
    """Make a member an organiser or no longer one; return their name, and whether that changed anything.

    Raises:
        NotFound: no programme here, or no such person.
        InvalidInput: the person lives in another community.
        Conflict: they are the last organiser: nobody could run the programme any more.
    """
    async with store.write() as work:
        programme = await expected(work, actor[1], channel)
        person = await neighbour(work, actor[1], other)
        appointed = await work.communities.organisers(programme.id)
        if not add and appointed == [other]:
            raise Conflict("organiser.last")
        change = work.communities.appoint if add else work.communities.dismiss
        changed = await change(programme.id, other)
        if changed:
            deed = "organiser.add" if add else "organiser.remove"
            await work.audit.add(now, actor[0], deed, actor[1], person=other)
        return person.name, changed
