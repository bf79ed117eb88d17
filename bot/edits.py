"""A decision about words in the making: every step kept with what was before, and the way back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from rapidfuzz.distance import JaroWinkler

from bot.errors import Conflict, InvalidInput
from bot.model.people import Offer, OfferLevel, Skill, Want, WantLevel
from bot.model.vocabulary import STRONGEST, Change, ChangeKind, Move, Rule, RuleKind, Spelling, Step
from bot.ports import Work
from bot.skills import key_of, suggest
from bot.skills.spelling import clean
from bot.skills.values import MAX_NAME
from bot.vocabularies import Actor, Words, record, words_of

NEAR_ENOUGH = 0.8
FIRST, SECOND, STRENGTH = "first", "second", "strength"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision as it was carried out, and how many people's offers and wants followed it."""

    change: Change
    people: int


def means(word: str, name: str) -> Rule:
    """Return the decision that a word means a skill; itself = a skill of its own."""
    return Rule(kind=RuleKind.MEANS, key=key_of(word), other=key_of(name), typed=word, name=name)


def pair_of(kind: RuleKind, first: str, second: str, strength: float = 0.0) -> Rule:
    """Return a decision about two skills, in this order."""
    return Rule(
        kind=kind, key=key_of(first), other=key_of(second), typed=first, name=second, strength=strength
    )


@dataclass(slots=True)
class Edit:
    """A decision in the making: what it changed so far, with what was before; kept as one change by `done`."""

    work: Work
    actor: Actor
    words: Words
    steps: list[Step] = field(default_factory=list)
    spellings: list[Spelling] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    @staticmethod
    async def begin(work: Work, actor: Actor) -> Edit:
        """Begin a decision on a community's words as they stand in this transaction."""
        await work.vocabulary.hold(actor[1])
        return Edit(work, actor, await words_of(work, actor[1]))

    @property
    def changed(self) -> bool:
        """Whether anything is different from before."""
        return bool(self.steps or self.spellings or self.moves)

    # What names stand for ------------------------------------------------------------------------------------

    def plain(self, text: str, where: str) -> str:
        """Return a name as it may be stored, in this community's spelling where it has one; known or not."""
        name = self.written(text, where)
        return self.words.own.get(key_of(name), name)

    def written(self, text: str, where: str) -> str:
        """Return a name as it may be stored, just as it is written; InvalidInput when it is empty or too long."""
        name = clean(text)
        if not key_of(name):
            raise InvalidInput({where: "words.missing"})
        if len(name) > MAX_NAME:
            raise InvalidInput({where: "words.long"}, most=MAX_NAME)
        return name

    def known(self, name: str) -> bool:
        """Return whether a word is a skill here, or is understood as one or several."""
        key, vocabulary = key_of(name), self.words.vocabulary
        used = key in self.words.own or key in self.words.meanings
        return bool(used or vocabulary.exact(key) or vocabulary.aliased(key) or vocabulary.meanings(key))

    def word(self, text: str, where: str) -> str:
        """Return a word that people here use or that is understood; InvalidInput suggests the nearest."""
        name = self.plain(text, where)
        if not self.known(name):
            raise self._unknown(name, where)
        return self.words.vocabulary.exact(key_of(name)) or name

    def target(self, text: str, where: str) -> str:
        """Return the skill that a text means without doubt; InvalidInput suggests the nearest."""
        name = self.plain(text, where)
        found = self.words.vocabulary.present(name) or self.words.own.get(key_of(name))
        if found is None:
            raise self._unknown(name, where)
        return self.words.settled(found)

    def _unknown(self, name: str, where: str) -> InvalidInput:
        near = suggest(name, self.words.vocabulary, 1)
        if near and JaroWinkler.similarity(key_of(name), key_of(near[0])) >= NEAR_ENOUGH:
            return InvalidInput({where: "words.unknown_near"}, word=name, nearest=near[0])
        return InvalidInput({where: "words.unknown"}, word=name)

    # What can be changed -------------------------------------------------------------------------------------

    async def put(self, rule: Rule) -> None:
        """Make a decision, in place of the one there was."""
        before = next((one for one in self.words.rules if one.place == rule.place), None)
        if before != rule:
            await self.work.vocabulary.put(self.actor[1], rule)
            await self._changed(Step(before=before, after=rule))

    async def drop(self, rule: Rule) -> None:
        """End a decision."""
        await self.work.vocabulary.drop(self.actor[1], rule)
        await self._changed(Step(before=rule, after=None))

    async def own(self, name: str) -> None:
        """Make a name a skill of its own, unless it is one already without anybody's saying so."""
        key = key_of(name)
        shipped = self.words.vocabulary.shipped
        if key in self.words.meanings:
            if self.words.meanings[key].other != key:
                raise Conflict("words.means", word=name, name=self.words.settled(name))
        elif shipped is None or key not in shipped.by_key:
            await self.put(means(name, name))

    async def point(self, word: str, name: str) -> None:
        """Make a word mean a skill, and let everybody who has it as a skill of its own follow.

        Raises:
            InvalidInput: they are the same word.
            Conflict: the word means it already, or they are declared never the same.
        """
        if key_of(word) == key_of(name):
            raise InvalidInput({SECOND: "words.same"})
        if self.words.never(word, name):
            raise Conflict("words.never", first=word, second=name)
        if key_of(self.words.settled(self.words.vocabulary.present(word) or word)) == key_of(name):
            raise Conflict("words.already", word=word, name=name)
        await self.put(means(word, name))
        source = await self.work.skills.find(self.actor[1], key_of(word))
        held = await self.work.skills.held(source.id) if source else []
        target = await self.work.skills.named(self.actor[1], key_of(name), name)
        for one in held:
            await self._move(one, target)

    async def spell(self, name: str, written: str) -> None:
        """Write a skill otherwise without changing the key it is compared by."""
        skill = await self.work.skills.named(self.actor[1], key_of(name), name)
        await self.work.skills.rename(skill.id, written)
        self.spellings.append(Spelling(skill=skill.id, before=skill.name, after=written))

    async def cover(self, first: str, second: str, strength: float) -> None:
        """Say how well one skill covers another; 0 takes it back.

        Raises:
            InvalidInput: they are the same skill, the strength is out of range, or the pairs would go in a circle.
        """
        if key_of(first) == key_of(second):
            raise InvalidInput({SECOND: "words.same"})
        if not 0 <= strength <= STRONGEST:
            raise InvalidInput({STRENGTH: "words.strength"})
        before = self.words.rule(RuleKind.COVERS, first, second)
        if not strength:
            if before is not None:
                await self.drop(before)
            return
        if key_of(first) in self._covered_by(key_of(second)):
            raise InvalidInput({SECOND: "words.circle"}, first=first, second=second)
        await self.put(pair_of(RuleKind.COVERS, first, second, round(strength, 2)))

    async def done(self, what: tuple[ChangeKind, str, str], now: datetime) -> Decided:
        """Keep what was changed as one change."""
        how = (self.steps, self.spellings, self.moves)
        change = await record(self.work, self.actor, what, how, now)
        return Decided(change=change, people=len({move.source.member for move in self.moves}))

    def _covered_by(self, key: str) -> set[str]:
        """Return the keys of everything that a skill covers, straight or through others, and its own."""
        reached, ahead = {key}, [key]
        while ahead:
            here = ahead.pop()
            pairs = (one for one in self.words.rules if one.kind is RuleKind.COVERS and one.key == here)
            ahead += [one.other for one in pairs if one.other not in reached]
            reached.update(ahead)
        return reached

    async def _move(self, one: Offer | Want, target: Skill) -> None:
        theirs = [held for held in await _of(self.work, one) if held.skill.id == target.id]
        before = theirs[0] if theirs else None
        after = _joined(replace(one, skill=target), before)
        await _drop(self.work, one)
        await _put(self.work, after)
        self.moves.append(Move(source=one, target=before, after=after))

    async def _changed(self, step: Step) -> None:
        self.steps.append(step)
        self.words = await words_of(self.work, self.actor[1])


# People's offers and wants -----------------------------------------------------------------------------------


def _joined(one: Offer | Want, other: Offer | Want | None) -> Offer | Want:
    """Return what somebody has who had both: the higher level, the goal there is, the dearer wish."""
    match one, other:
        case Offer(), Offer():
            return replace(one, level=OfferLevel(max(one.level, other.level)))
        case Want(), Want():
            return replace(
                one,
                level=WantLevel(max(one.level, other.level)),
                goal=other.goal or one.goal,
                priority=min(one.priority, other.priority),
                close=one.close or other.close,
            )
        case _:
            return one


async def _of(work: Work, one: Offer | Want) -> list[Offer] | list[Want]:
    """Return all offers of somebody who has this offer, or all wants."""
    return await (
        work.skills.offers([one.member]) if isinstance(one, Offer) else work.skills.wants([one.member])
    )


async def _put(work: Work, one: Offer | Want) -> None:
    if isinstance(one, Offer):
        await work.skills.put_offer(one)
    else:
        await work.skills.put_want(one)


async def _drop(work: Work, one: Offer | Want) -> None:
    drop = work.skills.drop_offer if isinstance(one, Offer) else work.skills.drop_want
    await drop(one.member, one.skill.id)


async def _return(work: Work, move: Move) -> None:
    """Give somebody back what they had; what they said since stays as they said it."""
    now = next((held for held in await _of(work, move.after) if held.skill.id == move.after.skill.id), None)
    if now is None:
        return
    untouched = now == move.after
    await _put(
        work, move.source if untouched or move.target is not None else replace(now, skill=move.source.skill)
    )
    if move.target is None:
        await _drop(work, now)
    elif untouched:
        await _put(work, move.target)


# The way back ------------------------------------------------------------------------------------------------


async def take_back(work: Work, actor: Actor, change: Change, now: datetime) -> int:
    """Put back what a change changed; return how many people's offers and wants came back."""
    if change.undone_at is not None:
        raise Conflict("words.undone", n=change.id)
    moves = await work.vocabulary.moves(change.id)
    await _check_newest(work, change, moves)
    rules = {rule.place: rule for rule in await work.vocabulary.rules(change.community)}
    for step in reversed(change.steps):
        rule = step.after or step.before
        if rule is None:
            continue
        if rules.get(rule.place) != step.after:
            raise Conflict("words.changed_since", word=rule.typed)
        if step.before is None:
            await work.vocabulary.drop(change.community, rule)
            rules.pop(rule.place)
        else:
            await work.vocabulary.put(change.community, step.before)
            rules[rule.place] = step.before
    for spelling in change.spellings:
        await work.skills.rename(spelling.skill, spelling.before)
    for move in reversed(moves):
        await _return(work, move)
    if change.kind is ChangeKind.LEARN:
        await _forget_votes(work, change)
    await work.vocabulary.undone(change.id, now)
    await work.audit.add(now, actor[0], "skills.undo", actor[1], change.id)
    return len({move.source.member for move in moves})


async def _check_newest(work: Work, change: Change, moves: list[Move]) -> None:
    """Refuse while a later change stands on this one: people's skills moved on, or a name was written anew."""
    touched = {skill.id for move in moves for skill in move.skills}
    touched |= {spelling.skill for spelling in change.spellings}
    for later in await work.vocabulary.changes(change.community):
        if later.id <= change.id:
            return
        moved = {skill.id for move in await work.vocabulary.moves(later.id) for skill in move.skills}
        if touched & (moved | {spelling.skill for spelling in later.spellings}):
            raise Conflict("words.later", n=later.id)


async def _forget_votes(work: Work, change: Change) -> None:
    """Forget the votes that taught a word: otherwise the next one would teach it again."""
    for step in change.steps:
        rule = step.after
        votes = await work.vocabulary.votes(change.community, rule.key) if rule else []
        for vote in votes:
            await work.vocabulary.withdraw(vote.member, vote.key)
