"""What organisers decide about their community's words: each decision is one change that can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.edits import FIRST, SECOND, Decided, Edit, means, pair_of, take_back
from bot.errors import Conflict, InvalidInput
from bot.model.ids import ChangeId, CommunityId
from bot.model.people import Skill, SkillCount, Standing
from bot.model.vocabulary import Change, ChangeKind, RuleKind
from bot.ports import Store, Work
from bot.skills import Vocabulary, key_of, resolve
from bot.vocabularies import Actor, Words, words_of

MOST_CHANGES = 300
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Occupied:
    """A rename that would make two skills one: nothing was changed, merging them is what may be meant."""

    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A skill that only this community knows, by how many use it, and the known ones it may be."""

    skill: Skill
    people: int
    choices: tuple[str, ...]


async def merge(store: Store, actor: Actor, pair: Pair, now: datetime) -> Decided:
    """Make a word mean a known skill: whoever has it as a skill of its own has the other one from now on.

    Raises:
        InvalidInput: a name is missing, unknown or too long, or both are the same.
        Conflict: they are one already, or declared never the same.
    """
    async with store.write() as work:
        edit = await Edit.begin(work, actor)
        first, second = edit.word(pair[0], FIRST), edit.target(pair[1], SECOND)
        await edit.point(first, second)
        return await edit.done((ChangeKind.MERGE, first, second), now)


async def split(store: Store, actor: Actor, pair: Pair, now: datetime) -> Decided:
    """Make a word a skill of its own again; "" for the second is whatever it means now.

    A merge or rename is taken back, with everybody's offers and wants. A shipped or learnt meaning ends here from now
    on, and what people already have stays.

    Raises:
        InvalidInput: a name is missing or unknown.
        Conflict: the word does not mean the other skill here, or later changes stand on the merge.
    """
    async with store.write() as work:
        edit = await Edit.begin(work, actor)
        first = edit.word(pair[0], FIRST)
        meant = edit.words.settled(edit.words.vocabulary.present(first) or first)
        second = edit.target(pair[1], SECOND) if pair[1].strip() else meant
        if key_of(meant) != key_of(second) or key_of(meant) == key_of(first):
            raise Conflict("words.apart", word=first, name=second)
        for change in await work.vocabulary.changes(actor[1]):
            if change.kind in {ChangeKind.MERGE, ChangeKind.RENAME} and key_of(change.first) == key_of(first):
                people = await take_back(work, actor, change, now)
                return Decided(change=replace(change, kind=ChangeKind.SPLIT, undone_at=now), people=people)
        await edit.put(means(first, first))
        return await edit.done((ChangeKind.SPLIT, first, second), now)


async def rename(store: Store, actor: Actor, pair: Pair, now: datetime) -> Decided | Occupied:
    """Write a skill otherwise; the old name is still understood. `Occupied` when the new name is another skill.

    Raises:
        InvalidInput: a name is missing, unknown or too long, or nothing would change.
    """
    async with store.write() as work:
        edit = await Edit.begin(work, actor)
        first, second = edit.target(pair[0], FIRST), edit.written(pair[1], SECOND)
        if first == second:
            raise InvalidInput({SECOND: "words.same"})
        if key_of(first) == key_of(second):
            await edit.spell(first, second)
        elif edit.known(second):
            other = edit.words.settled(edit.words.vocabulary.present(second) or second)
            if key_of(other) == key_of(first):
                raise Conflict("words.already", word=second, name=first)
            return Occupied(first, other)
        else:
            await edit.put(means(second, second))
            await edit.point(first, second)
        return await edit.done((ChangeKind.RENAME, first, second), now)


async def forbid(store: Store, actor: Actor, pair: Pair, now: datetime) -> Decided:
    """Declare that two words are never the same: no rule, question or vote takes one for the other.

    Raises:
        InvalidInput: a name is missing or too long, both are the same, or the second is unknown.
        Conflict: they are one skill now, or it was said before.
    """
    async with store.write() as work:
        edit = await Edit.begin(work, actor)
        first, second = edit.plain(pair[0], FIRST), edit.target(pair[1], SECOND)
        if key_of(first) == key_of(second):
            raise InvalidInput({SECOND: "words.same"})
        if edit.words.never(first, second):
            raise Conflict("words.never", first=first, second=second)
        if key_of(edit.words.settled(first)) == key_of(second):
            raise Conflict("words.one_now", first=first, second=second)
        await edit.put(pair_of(RuleKind.NEVER, first, second))
        return await edit.done((ChangeKind.FORBID, first, second), now)


async def allow(store: Store, actor: Actor, pair: Pair, now: datetime) -> Decided:
    """End what `forbid` declared; Conflict when it was not."""
    async with store.write() as work:
        edit = await Edit.begin(work, actor)
        first, second = edit.plain(pair[0], FIRST), edit.plain(pair[1], SECOND)
        rule = edit.words.never(first, second)
        if rule is None:
            raise Conflict("words.not_forbidden", first=first, second=second)
        await edit.drop(rule)
        return await edit.done((ChangeKind.ALLOW, rule.typed, rule.name), now)


async def add(store: Store, actor: Actor, name: str, spellings: tuple[str, ...], now: datetime) -> Decided:
    """Make a name a skill of this community's own, with further spellings that mean it.

    Raises:
        InvalidInput: a name is missing or too long.
        Conflict: nothing is new in it.
    """
    async with store.write() as work:
        edit = await Edit.begin(work, actor)
        first = edit.plain(name, FIRST)
        await edit.own(first)
        for spelling in spellings:
            word = edit.plain(spelling, SECOND)
            if key_of(edit.words.settled(word)) != key_of(first):
                await edit.point(word, first)
        if not edit.changed:
            raise Conflict("words.known", word=first)
        return await edit.done((ChangeKind.ADD, first, ", ".join(spellings)), now)


async def cover(store: Store, actor: Actor, pair: Pair, strength: float, now: datetime) -> Decided:
    """Say how well whoever masters the first skill can help with the second: 0.1 to 0.9, or 0 to say it no more.

    Raises:
        InvalidInput: a name is missing or unknown, both are the same, the strength is out of range, or the second
            covers the first already, straight or through others.
        Conflict: nothing would change.
    """
    async with store.write() as work:
        edit = await Edit.begin(work, actor)
        first, second = edit.target(pair[0], FIRST), edit.target(pair[1], SECOND)
        await edit.cover(first, second, strength)
        if not edit.changed:
            raise Conflict("words.covered", first=first, second=second)
        return await edit.done((ChangeKind.COVER, first, second), now)


async def undo(store: Store, actor: Actor, number: ChangeId | None, now: datetime) -> Decided:
    """Take a change back, the newest when no number is given: words and everybody's offers and wants as before.

    Who changed their offer or want since keeps what they said last.

    Raises:
        NotFound: no such change in this community.
        Conflict: taken back already, or a later change stands on it.
    """
    async with store.write() as work:
        await work.vocabulary.hold(actor[1])
        if number is None:
            held = await work.vocabulary.changes(actor[1])
            if not held:
                raise Conflict("words.nothing_to_undo")
            number = held[0].id
        change = await work.vocabulary.change(actor[1], number)
        return Decided(change=change, people=await take_back(work, actor, change, now))


async def changes(store: Store, community: CommunityId) -> list[Change]:
    """Return the changes of a community's words that hold, newest first."""
    async with store.read() as work:
        return (await work.vocabulary.changes(community))[:MOST_CHANGES]


async def newcomers(store: Store, community: CommunityId, most: int) -> tuple[list[Newcomer], int]:
    """Return the most used skills known only here of which nobody decided what they are, and how many there are."""
    async with store.read() as work:
        words = await words_of(work, community)
        counts = [one for one in await work.skills.counts(community) if _undecided(words, one)]
        found = [
            Newcomer(
                skill=one.skill,
                people=await _users(work, one.skill),
                choices=resolve(one.skill.name, Vocabulary.of()).choices[:2],
            )
            for one in counts[:most]
        ]
        return sorted(found, key=lambda one: (-one.people, one.skill.name)), len(counts)


def _undecided(words: Words, count: SkillCount) -> bool:
    shipped = words.vocabulary.shipped
    known = shipped is not None and count.skill.key in shipped.by_key
    return not known and count.skill.key not in words.meanings


async def _users(work: Work, skill: Skill) -> int:
    """Return how many people who take part have a skill, as an offer or a want."""
    members = {one.member for one in await work.skills.held(skill.id)}
    gone = {Standing.GONE, Standing.STRANGER}
    people = (await work.people.many(members)).values()
    return sum(person.standing(person.joined_at) not in gone for person in people if person.joined_at)
