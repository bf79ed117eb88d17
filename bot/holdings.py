"""What one member teaches and wants: storing it, and putting back what was there before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from bot.errors import Conflict
from bot.model.ids import CommunityId, MemberId, SkillId
from bot.model.people import MAX_OFFERS, MAX_WANTS, Offer, OfferLevel, Skill, SkillCount, Want, WantLevel
from bot.ports import Work
from bot.skills import key_of

Verb = Literal["offer", "want"]
Held = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One skill to store: its name, what was typed for it, level and goal; `close` for a want a related one meets."""

    name: str
    typed: str
    level: int
    goal: str
    close: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """One skill that was understood and stored; `demand` and `supply` count who wants and who teaches it."""

    skill: Skill
    level: int
    goal: str
    typed: str
    close: bool
    demand: int
    supply: int


def verb_of(stored: object) -> Verb:
    """Return which of the two a draft is about."""
    return "offer" if stored == "offer" else "want"


def default_level(verb: Verb) -> int:
    """Return the level of a skill for which none was said."""
    return int(OfferLevel.WORKING if verb == "offer" else WantLevel.NEW)


async def save(
    work: Work, who: tuple[MemberId, CommunityId], verb: Verb, entries: Sequence[Entry]
) -> tuple[tuple[Saved, ...], list[Held], list[Held]]:
    """Store a member's skills; return them, and what was there before and after, to be put back by `restore`.

    Raises:
        Conflict: more than one may hold.
    """
    member, community = who
    before: list[Held] = []
    stored: list[tuple[Entry, Skill]] = []
    for entry in entries:
        skill = await work.skills.named(community, key_of(entry.name), entry.name)
        if all(one["skill"] != skill.id for one in before):
            before.append(await _held(work, member, verb, skill))
        await _store(work, member, verb, skill, entry)
        stored.append((entry, skill))
    await _check_room(work, member, verb)
    skills = {skill.id: skill for _, skill in stored}
    after = [await _held(work, member, verb, skill) for skill in skills.values()]
    counts = {one.skill.id: one for one in await work.skills.counts(community, list(skills))}
    return tuple(_saved(entry, skill, counts.get(skill.id)) for entry, skill in stored), before, after


async def restore(
    work: Work, member: MemberId, verb: Verb, before: Sequence[Held], after: Sequence[Held]
) -> None:
    """Put back what a member had; Conflict when any of it changed since, and then nothing is put back."""
    for one in after:
        if await _held(work, member, verb, await _skill(work, member, one)) != one:
            raise Conflict("skills.changed", skill=str(one["name"]))
    for one in before:
        await _put_back(work, member, verb, one)


async def _skill(work: Work, member: MemberId, held: Mapping[str, object]) -> Skill:
    person = await work.people.get(member)
    return Skill(
        id=SkillId(cast(int, held["skill"])),
        community=person.community,
        key=str(held["key"]),
        name=str(held["name"]),
    )


def _saved(entry: Entry, skill: Skill, count: SkillCount | None) -> Saved:
    return Saved(
        skill=skill,
        level=entry.level,
        goal=entry.goal,
        typed=entry.typed,
        close=entry.close,
        demand=count.wants if count else 0,
        supply=count.offers if count else 0,
    )


async def _store(work: Work, member: MemberId, verb: Verb, skill: Skill, entry: Entry) -> None:
    if verb == "offer":
        await work.skills.put_offer(Offer(member=member, skill=skill, level=OfferLevel(entry.level)))
        return
    wants = await work.skills.wants([member])
    old = next((want.priority for want in wants if want.skill.id == skill.id), None)
    priority = old or max((want.priority for want in wants), default=0) + 1
    level = WantLevel(entry.level)
    want = Want(
        member=member, skill=skill, level=level, goal=entry.goal, priority=priority, close=entry.close
    )
    await work.skills.put_want(want)


async def _held(work: Work, member: MemberId, verb: Verb, skill: Skill) -> Held:
    owned: Iterable[Offer | Want] = (
        await work.skills.offers([member]) if verb == "offer" else await work.skills.wants([member])
    )
    old = next((one for one in owned if one.skill.id == skill.id), None)
    found: Held = {"skill": skill.id, "key": skill.key, "name": skill.name, "level": None}
    if isinstance(old, Offer):
        found |= {"level": int(old.level)}
    elif isinstance(old, Want):
        found |= {"level": int(old.level), "goal": old.goal, "priority": old.priority, "close": old.close}
    return found


async def _put_back(work: Work, member: MemberId, verb: Verb, before: Held) -> None:
    skill, level = await _skill(work, member, before), before["level"]
    if not isinstance(level, int):
        drop = work.skills.drop_offer if verb == "offer" else work.skills.drop_want
        await drop(member, skill.id)
    elif verb == "offer":
        await work.skills.put_offer(Offer(member=member, skill=skill, level=OfferLevel(level)))
    else:
        want = Want(
            member=member,
            skill=skill,
            level=WantLevel(level),
            goal=str(before["goal"]),
            priority=cast(int, before["priority"]),
            close=bool(before.get("close")),
        )
        await work.skills.put_want(want)


async def _check_room(work: Work, member: MemberId, verb: Verb) -> None:
    most = MAX_OFFERS if verb == "offer" else MAX_WANTS
    held = len(await (work.skills.offers([member]) if verb == "offer" else work.skills.wants([member])))
    if held > most:
        raise Conflict("skills.full", most=most)
