"""A community's words as they stand: what to read with, and the votes by which its members teach it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from bot.model.ids import CommunityId, MemberId
from bot.model.vocabulary import Change, ChangeKind, Move, Rule, RuleKind, Source, Spelling, Step, Vote
from bot.ports import Work
from bot.skills import Vocabulary, key_of
from bot.skills.shipped import senses

ENOUGH_VOTES = 2
Actor = tuple[MemberId, CommunityId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The vocabulary to read with, and the decisions in it: `meanings` and `own` are by key, `own` names only."""

    vocabulary: Vocabulary
    rules: tuple[Rule, ...] = ()
    meanings: Mapping[str, Rule] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)

    def settled(self, name: str) -> str:
        """Return the name that a name leads to here, following merges and renames as far as they go."""
        return _settled(name, self.meanings, self.own)

    def rule(self, kind: RuleKind, first: str, second: str = "") -> Rule | None:
        """Return the decision about a word, or about a pair in this order."""
        place = (kind, key_of(first), key_of(second))
        return next((rule for rule in self.rules if rule.place == place), None)

    def never(self, first: str, second: str) -> Rule | None:
        """Return the decision that two words are never the same, in whichever order."""
        return self.rule(RuleKind.NEVER, first, second) or self.rule(RuleKind.NEVER, second, first)


async def words_of(work: Work, community: CommunityId, member: MemberId | None = None) -> Words:
    """Return a community's words; with a `member`, what that member chose before counts for them too.

    Reads all names and decisions of the community; the vocabulary is made anew only when one of them changed.
    """
    names, rules = await work.skills.names(community), await work.vocabulary.rules(community)
    votes = await work.vocabulary.votes_of(member) if member is not None else []
    return words(names, rules, votes)


def words(names: Iterable[str], rules: Sequence[Rule], votes: Iterable[Vote] = ()) -> Words:
    """Return the words that these names, decisions and votes of one member make."""
    meanings = {rule.key: rule for rule in rules if rule.kind is RuleKind.MEANS}
    spelled = {key_of(name): name for name in names}
    shown = [name for key, name in spelled.items() if _stands(key, meanings)]
    vocabulary = Vocabulary.of(
        shown,
        {rule.typed: _settled(rule.name, meanings, spelled) for rule in meanings.values()},
        never=[(rule.typed, rule.name) for rule in rules if rule.kind is RuleKind.NEVER],
    )
    chosen = tuple(
        (vote.typed, _settled(vote.name, meanings, spelled))
        for vote in votes
        if vote.choice and vote.key not in meanings and not vocabulary.forbidden(vote.typed, vote.name)
    )
    return Words(vocabulary=_personal(vocabulary, chosen), rules=tuple(rules), meanings=meanings, own=spelled)


async def vote(work: Work, who: Actor, word: tuple[str, str], now: datetime) -> None:
    """Count a member's choice: what they `typed`, and the `name` they chose for it (itself = keep as typed).

    It holds for that member at once, and for the whole community when two chose the same and nobody otherwise. What two
    people taught is forgotten when somebody chooses otherwise; what an organiser decided is not touched.
    """
    typed, name = word
    key = key_of(typed)
    said = Vote(member=who[0], key=key, choice=key_of(name), typed=typed, name=name)
    await work.vocabulary.vote(said)
    votes = await work.vocabulary.votes(who[1], key)
    agreed = {one.choice for one in votes} == {said.choice}
    taught = await _taught(work, who[1], key)
    if agreed and taught is None and len(votes) >= ENOUGH_VOTES:
        await _learn(work, who, said, now)
    elif not agreed and taught is not None and taught.source is Source.VOTES:
        await _unlearn(work, who, taught, now)


async def take_back(work: Work, who: Actor, word: tuple[str, str], now: datetime) -> None:
    """Count that a member took back a meaning: theirs is withdrawn, one that others taught is voted against."""
    typed, name = word
    key = key_of(typed)
    taught = await _taught(work, who[1], key)
    learnt = taught is not None and taught.source is Source.VOTES and taught.other == key_of(name)
    withdrawn = await work.vocabulary.withdraw(who[0], key)
    if learnt and not withdrawn:
        against = Vote(member=who[0], key=key, choice="", typed=typed, name=name)
        await work.vocabulary.vote(against)
    votes = await work.vocabulary.votes(who[1], key)
    holds = len(votes) >= ENOUGH_VOTES and {one.choice for one in votes} == {key_of(name)}
    if learnt and taught is not None and not holds:
        await _unlearn(work, who, taught, now)


async def record(
    work: Work,
    who: Actor,
    what: tuple[ChangeKind, str, str],
    how: tuple[Sequence[Step], Sequence[Spelling], Sequence[Move]],
    now: datetime,
) -> Change:
    """Keep a change with its way back, and enter it in the audit under the change's number."""
    change = await work.vocabulary.record(who, what, how, now)
    await work.audit.add(now, who[0], f"skills.{what[0]}", who[1], change.id)
    return change


async def _taught(work: Work, community: CommunityId, key: str) -> Rule | None:
    rules = await work.vocabulary.rules(community)
    return next((rule for rule in rules if rule.place == (RuleKind.MEANS, key, "")), None)


async def _learn(work: Work, who: Actor, said: Vote, now: datetime) -> None:
    rules = await work.vocabulary.rules(who[1])
    known = await work.skills.find(who[1], said.key)
    if words([], rules).never(said.typed, said.name) or (
        # Somebody has it as a skill of its own: whether that is the same is for an organiser to say.
        known and said.key != said.choice and await work.skills.held(known.id)
    ):
        return
    rule = Rule(
        kind=RuleKind.MEANS,
        key=said.key,
        other=said.choice,
        typed=said.typed,
        name=said.name,
        source=Source.VOTES,
    )
    await work.vocabulary.put(who[1], rule)
    steps = (Step(before=None, after=rule),)
    await record(work, who, (ChangeKind.LEARN, said.typed, said.name), (steps, (), ()), now)


async def _unlearn(work: Work, who: Actor, rule: Rule, now: datetime) -> None:
    await work.vocabulary.drop(who[1], rule)
    steps = (Step(before=rule, after=None),)
    await record(work, who, (ChangeKind.UNLEARN, rule.typed, rule.name), (steps, (), ()), now)


@lru_cache(maxsize=256)
def _personal(vocabulary: Vocabulary, chosen: tuple[tuple[str, str], ...]) -> Vocabulary:
    """Return a vocabulary in which one member's choices count too; its indexes are the community's own."""
    return replace(vocabulary, overrides={**dict(chosen), **vocabulary.overrides}) if chosen else vocabulary


def _stands(key: str, meanings: Mapping[str, Rule]) -> bool:
    """Whether a name that people here use can be meant: one that leads elsewhere cannot.

    An ambiguous word that one person kept as typed is still asked about, until it is decided for everybody.
    """
    return meanings[key].other == key if key in meanings else key not in senses()


def _settled(name: str, meanings: Mapping[str, Rule], own: Mapping[str, str]) -> str:
    for _ in meanings:
        rule = meanings.get(key_of(name))
        if rule is None or rule.other == rule.key:
            break
        name = own.get(rule.other, rule.name)
    return name
