"""Skill intake: a typed line becomes offers or wants; doubtful words become questions, and everything can be undone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from bot import holdings, questions, vocabularies
from bot.closeness import Closeness, closeness
from bot.errors import InvalidInput
from bot.holdings import Entry, Held, Saved, Verb, default_level, verb_of
from bot.model.ids import CommunityId, DraftId, MemberId, SkillId
from bot.model.people import MAX_GOAL, SkillCount, Standing
from bot.ports import Store, Work
from bot.questions import KEPT_FOR, Answer, Question
from bot.skills import Ask, Found, How, Problem, Reading, Vocabulary, complete, key_of, read_line
from bot.vocabularies import Words, words_of

UNDO, CONSENT = "skill_undo", "skill_consent"
EDITABLE = 3000
"""Longest line that fits into a form again, in characters."""

_LAST = re.compile(r"(.*(?:,|:|=|->|\b(?:into|to|from|and|covers)\b)\s*)?(.*)", re.IGNORECASE | re.DOTALL)
Who = tuple[MemberId, CommunityId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a line: stored skills, questions, and what was left out of it.

    Everything is undone under `undo`, which also keeps the line to edit where `editable`. `waiting` counts older
    questions that are still open.
    """

    verb: Verb
    saved: tuple[Saved, ...] = ()
    asks: tuple[Question, ...] = ()
    left_out: tuple[str, ...] = ()
    undo: DraftId | None = None
    editable: bool = False
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class NeedsConsent:
    """Nothing stored yet: the member has not consented; the line waits in a draft."""

    verb: Verb
    understood: tuple[str, ...]
    draft: DraftId


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A typed line: `level` and `goal` hold for the skills that name none themselves.

    `close`: a related skill is fine for all of it; the text may say so too.
    """

    verb: Verb
    text: str
    level: int | None = None
    goal: str = ""
    close: bool = False

    @property
    def kept(self) -> dict[str, object]:
        """What is kept of the line, to be read, shown or edited again."""
        return {
            "verb": self.verb,
            "text": self.text,
            "level": self.level,
            "goal": self.goal,
            "close": self.close,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What was taken back: the skills touched, and questions that are open again."""

    verb: Verb
    names: tuple[str, ...]
    asks: tuple[Question, ...]


def warm_up() -> None:
    """Build the indexes of the shipped skills, which takes about half a second, before the first member needs them."""
    complete("a", Vocabulary.of(), 1)
    read_line("offer", "python, giving talks", Vocabulary.of())


async def take(
    store: Store,
    who: Who,
    line: Line,
    now: datetime,
    *,
    answers: Sequence[Answer] = (),
    instead_of: DraftId | None = None,
    waited: DraftId | None = None,
) -> Taken | NeedsConsent:
    """Store what a line says that the member offers or wants, and what they answered to open questions.

    With `instead_of` an earlier line is taken back first, in the same transaction: this one was it, edited. `waited`
    is the draft in which the line waited for consent, used up with it.

    Raises:
        InvalidInput: nothing readable in it, too long, or more skills than one may hold.
        NotFound: an answer is to no open question of theirs, or the earlier line was taken back already.
        Conflict: more skills than one may have, or the earlier line's skills changed since.
    """
    member, community = who
    async with store.read() as work:
        words = await words_of(work, community, member)
    reading = read(words, line) if line.text.strip() or not answers else Reading()
    async with store.write() as work:
        await work.vocabulary.hold(community)  # a merge under way waits, or is over and counts
        person = await work.people.get(member)
        if person.standing(now) in {Standing.STRANGER, Standing.GONE}:
            draft = await work.drafts.keep(member, CONSENT, line.kept, now + KEPT_FOR)
            return NeedsConsent(line.verb, tuple(found.name for found in reading.found), draft)
        if waited is not None:
            await work.drafts.drop(waited)
        if instead_of is not None:
            await _undo(work, who, instead_of, now)
        answered = [await questions.answered(work, member, one) for one in answers]
        deed = _Deed(line=line, reading=reading, answered=answered)
        return await _take(work, who, deed, now)


async def pick(store: Store, who: Who, answer: Answer, now: datetime) -> Taken:
    """Store the meaning chosen for a doubtful word, which also counts as a vote; `take` tells what it raises."""
    async with store.write() as work:
        await work.vocabulary.hold(who[1])
        verb, one, entry = await questions.answered(work, who[0], answer)
        text = entry.name if entry else ""
        line = Line(
            verb=verb,
            text=text,
            level=cast(int, one["level"]),
            goal=str(one["goal"]),
            close=bool(one.get("close")),
        )
        deed = _Deed(line=line, reading=Reading(), answered=[(verb, one, entry)])
        taken = await _take(work, who, deed, now)
        rest = await questions.waiting(work, who[0], verb, now)
        same = tuple(one for one in rest if one.draft == answer.draft)
        return replace(taken, asks=same, waiting=len(rest) - len(same))


async def undo(store: Store, who: Who, draft: DraftId, now: datetime) -> Undone:
    """Put the member's skills and questions back as they were before a line.

    Raises:
        NotFound: it was undone already, or is not this member's.
        Conflict: one of its skills changed since; then nothing is put back.
    """
    async with store.write() as work:
        await work.vocabulary.hold(who[1])
        return await _undo(work, who, draft, now)


async def line_of(store: Store, member: MemberId, draft: DraftId) -> Line:
    """Return the line behind an Undo, to be edited; NotFound when it was undone already, or is not this member's."""
    async with store.read() as work:
        return _line((await work.drafts.get(draft, member, UNDO)).data)


async def waiting_line(store: Store, member: MemberId, draft: DraftId) -> Line:
    """Return the line that waits for the member's consent; NotFound when it was stored already, or too long ago."""
    async with store.read() as work:
        kept = (await work.drafts.get(draft, member, CONSENT)).data
    return _line(kept)


async def waiting(store: Store, member: MemberId, verb: Verb, now: datetime) -> list[Question]:
    """Return a member's open questions about what they offer or want, oldest first."""
    async with store.read() as work:
        return await questions.waiting(work, member, verb, now)


async def remove(store: Store, member: MemberId, verb: Verb, skill: SkillId) -> None:
    """Take one offer or want away; one that is gone already is fine."""
    async with store.write() as work:
        drop = work.skills.drop_offer if verb == "offer" else work.skills.drop_want
        await drop(member, skill)


async def board(store: Store, who: Who, text: str) -> tuple[list[SkillCount], str]:
    """Return the community's skills by use, or the one that the text means (with its name; "" for all)."""
    async with store.read() as work:
        everything = await work.skills.counts(who[1])
        if not text.strip():
            return everything, ""
        words = await words_of(work, who[1], who[0])
    found = read_line("offer", text, words.vocabulary).found
    name = words.settled(found[0].name) if found else text.strip()[:60]
    return [count for count in everything if count.skill.key == key_of(name)], name


async def completions(store: Store, community: CommunityId, typed: str) -> list[str]:
    """Return at most 25 skill names for what was typed so far; what is in front of the last name stays there."""
    async with store.read() as work:
        words = await words_of(work, community)
    found = _LAST.fullmatch(typed)
    before, last = (found[1] or "", found[2]) if found else ("", typed)
    names = dict.fromkeys(words.settled(name) for name in complete(last.strip(), words.vocabulary, 25))
    return [f"{before.rstrip()} {name}".strip()[:100] for name in names]


def read(words: Words, line: Line) -> Reading:
    """Return what a line says in a community's words.

    Raises:
        InvalidInput: nothing readable in it, too long, or more skills than one line may hold.
    """
    text = closeness(line.text).text if line.verb == "want" else line.text
    reading = read_line(line.verb, text, words.vocabulary)
    if reading.problem is not None:
        raise InvalidInput({"skills": _PROBLEMS[reading.problem]})
    found = tuple(replace(one, name=words.settled(one.name)) for one in reading.found)
    asks = (
        replace(one, choices=tuple(dict.fromkeys(map(words.settled, one.choices)))) for one in reading.asks
    )
    return replace(reading, found=found, asks=tuple(asks))


_PROBLEMS: Mapping[Problem, str] = {
    Problem.EMPTY: "skills.empty",
    Problem.TOO_LONG: "skills.long",
    Problem.TOO_MANY: "skills.many",
    Problem.NOTHING_READABLE: "skills.unreadable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deed:
    """A line as it was read, and the questions that were answered with it."""

    line: Line
    reading: Reading
    answered: Sequence[tuple[Verb, Held, Entry | None]]

    @property
    def chosen(self) -> list[Entry]:
        """What was chosen for doubtful words."""
        return [entry for _, _, entry in self.answered if entry is not None]

    @property
    def taught(self) -> list[list[str]]:
        """Words with the meanings that members taught them, which taking the line back speaks against."""
        read = [[one.text, one.name] for one in self.reading.found if one.how is How.OVERRIDE]
        return [[one.typed, one.name] for one in self.chosen] + read


async def _take(work: Work, who: Who, deed: _Deed, now: datetime) -> Taken:
    line, reading = deed.line, deed.reading
    words = await words_of(work, who[1])
    near = closeness(line.text)
    entries = [*deed.chosen, *(_entry(line, found, near) for found in reading.found)]
    live = [replace(entry, name=words.settled(entry.name)) for entry in entries]
    saved, before, after = await holdings.save(work, who, line.verb, live)
    for entry in deed.chosen:
        await vocabularies.vote(work, who, (entry.typed, entry.name), now)
    asked = await questions.ask(
        work, who[0], line.verb, [_question(line, one, near) for one in reading.asks], now
    )
    rest = await questions.waiting(work, who[0], line.verb, now)
    mine = tuple(one for one in rest if one.draft == asked)
    kept = {
        **line.kept,
        "before": before,
        "after": after,
        "asked": asked,
        "answered": [one for _, one, _ in deed.answered],
        "taught": deed.taught,
    }
    return Taken(
        verb=line.verb,
        saved=saved,
        asks=mine,
        left_out=reading.left_out,
        undo=await work.drafts.keep(who[0], UNDO, kept, now + KEPT_FOR),
        editable=0 < len(line.text) <= EDITABLE,
        waiting=len(rest) - len(mine),
    )


async def _undo(work: Work, who: Who, draft: DraftId, now: datetime) -> Undone:
    kept = (await work.drafts.get(draft, who[0], UNDO)).data
    verb = verb_of(kept["verb"])
    before, after = cast(list[Held], kept["before"]), cast(list[Held], kept["after"])
    await holdings.restore(work, who[0], verb, before, after)
    await work.drafts.drop(draft)
    if isinstance(kept["asked"], int):
        await questions.drop(work, who[0], DraftId(kept["asked"]))
    for typed, name in cast(list[list[str]], kept["taught"]):
        await vocabularies.take_back(work, who, (typed, name), now)
    reopened = cast(list[Held], kept["answered"])
    await questions.reopen(work, who[0], verb, reopened, now)
    again = {str(one["text"]) for one in reopened}
    asks = [one for one in await questions.waiting(work, who[0], verb, now) if one.typed in again]
    return Undone(verb=verb, names=tuple(str(one["name"]) for one in before), asks=tuple(asks))


def _line(kept: Mapping[str, object]) -> Line:
    level = kept["level"]
    return Line(
        verb=verb_of(kept["verb"]),
        text=str(kept["text"]),
        level=level if isinstance(level, int) else None,
        goal=str(kept["goal"]),
        close=bool(kept.get("close")),
    )


def _entry(line: Line, found: Found, near: Closeness) -> Entry:
    level = next(
        (level for level in (found.level, line.level) if level is not None), default_level(line.verb)
    )
    goal = (found.goal or line.goal)[:MAX_GOAL] if line.verb == "want" else ""
    close = line.verb == "want" and (line.close or near.holds(found.text))
    return Entry(name=found.name, typed=found.text, level=level, goal=goal, close=close)


def _question(line: Line, ask: Ask, near: Closeness) -> Held:
    level = next((level for level in (ask.level, line.level) if level is not None), default_level(line.verb))
    goal = (ask.goal or line.goal)[:MAX_GOAL] if line.verb == "want" else ""
    close = line.verb == "want" and (line.close or near.holds(ask.text))
    return {"text": ask.text, "choices": list(ask.choices), "level": level, "goal": goal, "close": close}
