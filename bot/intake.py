"""Skill intake: a typed line becomes offers or wants; doubtful words become questions, and everything can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, cast

from bot.errors import Conflict, InvalidInput, NotFound
from bot.model.ids import CommunityId, DraftId, MemberId, SkillId
from bot.model.people import (
    MAX_GOAL,
    MAX_OFFERS,
    MAX_WANTS,
    Offer,
    OfferLevel,
    Skill,
    SkillCount,
    Standing,
    Want,
    WantLevel,
)
from bot.ports import Store, Work
from bot.skills import Found, Problem, Reading, Vocabulary, complete, key_of, read_line

Verb = Literal["offer", "want"]
KEPT_FOR = timedelta(days=7)
KEEP_AS_TYPED = 9
QUESTIONS, UNDO, CONSENT = "skill_questions", "skill_undo", "skill_consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """One skill that was understood and stored."""

    skill: Skill
    level: int
    goal: str
    typed: str
    demand: int
    supply: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A word that could mean several skills; `draft` and `index` name it in a button."""

    typed: str
    choices: tuple[str, ...]
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a line: stored skills (undone under `undo`) and questions (answered under `questions`)."""

    verb: Verb
    saved: tuple[Saved, ...]
    asks: tuple[Question, ...] = ()
    undo: DraftId | None = None
    questions: DraftId | None = None


@dataclass(frozen=True, slots=True)
class NeedsConsent:
    """Nothing stored yet: the member has not consented; the line waits in a draft."""

    verb: Verb
    understood: tuple[str, ...]
    draft: DraftId


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A typed line: `level` and `goal` hold for the skills that name none themselves."""

    verb: Verb
    text: str
    level: int | None = None
    goal: str = ""


def warm_up() -> None:
    """Build the indexes of the shipped skills, which takes about half a second, before the first member needs them."""
    complete("a", Vocabulary.of(), 1)
    read_line("offer", "python, giving talks", Vocabulary.of())


async def take(
    store: Store, member: MemberId, community: CommunityId, line: Line, now: datetime
) -> Taken | NeedsConsent:
    """Store what the line says that the member offers or wants.

    Raises:
        InvalidInput: nothing readable in it, too long, or more skills than one may hold.
    """
    reading = await _read(store, community, line)
    async with store.write() as work:
        person = await work.people.get(member)
        if person.standing(now) in {Standing.STRANGER, Standing.GONE}:
            data = {"verb": line.verb, "text": line.text, "level": line.level, "goal": line.goal}
            draft = await work.drafts.keep(member, CONSENT, data, now + KEPT_FOR)
            return NeedsConsent(line.verb, tuple(found.name for found in reading.found), draft)
        entries = [_entry(line, found) for found in reading.found]
        saved, undo = await _save(work, (member, community, line.verb), entries, now)
        questions = await _ask(work, member, line, reading, now)
        return Taken(
            verb=line.verb,
            saved=saved,
            asks=tuple(
                Question(typed=ask.text, choices=ask.choices, index=index)
                for index, ask in enumerate(reading.asks)
            ),
            undo=undo,
            questions=questions,
        )


async def waiting_line(store: Store, member: MemberId, draft: DraftId) -> Line:
    """Return the line that waited for the member's consent, and forget the draft."""
    async with store.write() as work:
        kept = (await work.drafts.get(draft, member, CONSENT)).data
        await work.drafts.drop(draft)
    level = kept["level"]
    return Line(
        verb="offer" if kept["verb"] == "offer" else "want",
        text=str(kept["text"]),
        level=level if isinstance(level, int) else None,
        goal=str(kept["goal"]),
    )


async def pick(
    store: Store, who: tuple[MemberId, CommunityId], draft: DraftId, picked: tuple[int, int], now: datetime
) -> Taken:
    """Store the meaning chosen for a doubtful word: `picked` is (question, choice); `KEEP_AS_TYPED` = the word itself.

    Raises:
        NotFound: the question is answered already, or not this member's.
    """
    async with store.write() as work:
        kept = dict((await work.drafts.get(draft, who[0], QUESTIONS)).data)
        asks = cast(dict[str, dict[str, object]], kept["asks"])
        question, choice = picked
        ask = asks.pop(str(question), None)
        if ask is None:
            raise NotFound("draft.gone")
        choices = cast(list[str], ask["choices"])
        name = choices[choice] if choice < len(choices) else str(ask["text"])
        verb: Verb = "offer" if kept["verb"] == "offer" else "want"
        entry = _Entry(
            name=name, typed=str(ask["text"]), level=cast(int, ask["level"]), goal=str(ask["goal"])
        )
        await work.drafts.drop(draft)
        left = (
            await work.drafts.keep(who[0], QUESTIONS, {**kept, "asks": asks}, now + KEPT_FOR)
            if asks
            else None
        )
        saved, undo = await _save(work, (*who, verb), [entry], now)
        open_asks = tuple(
            Question(typed=str(a["text"]), choices=tuple(cast(list[str], a["choices"])), index=int(index))
            for index, a in asks.items()
        )
        return Taken(verb=verb, saved=saved, asks=open_asks, undo=undo, questions=left)


async def undo(store: Store, member: MemberId, draft: DraftId) -> tuple[str, ...]:
    """Put the member's skills back as they were before a line; return the names of the skills touched."""
    async with store.write() as work:
        kept = (await work.drafts.get(draft, member, UNDO)).data
        await work.drafts.drop(draft)
        entries = cast(list[dict[str, object]], kept["before"])
        for before in entries:
            await _restore(work, member, str(kept["verb"]), before)
        return tuple(str(before["name"]) for before in entries)


async def remove(store: Store, member: MemberId, verb: Verb, skill: SkillId) -> None:
    """Take one offer or want away; one that is gone already is fine."""
    async with store.write() as work:
        drop = work.skills.drop_offer if verb == "offer" else work.skills.drop_want
        await drop(member, skill)


async def board(store: Store, community: CommunityId, text: str) -> tuple[list[SkillCount], str]:
    """Return the community's skills by use, or the one that the text means (with its name; "" for all)."""
    async with store.read() as work:
        everything = await work.skills.counts(community)
        if not text.strip():
            return everything, ""
        names = await work.skills.names(community)
    reading = read_line("offer", text, Vocabulary.of(names))
    name = reading.found[0].name if reading.found else text.strip()[:60]
    return [count for count in everything if count.skill.key == key_of(name)], name


async def completions(store: Store, community: CommunityId, typed: str) -> list[str]:
    """Return at most 25 skill names for what was typed so far; earlier entries of a list stay in front."""
    async with store.read() as work:
        vocabulary = Vocabulary.of(await work.skills.names(community))
    before, comma, last = typed.rpartition(",")
    names = complete(last.strip(), vocabulary, 25)
    return [f"{before}{comma} {name}".strip()[:100] for name in names]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    typed: str
    level: int
    goal: str


def _entry(line: Line, found: Found) -> _Entry:
    default = OfferLevel.WORKING if line.verb == "offer" else WantLevel.NEW
    level = next((level for level in (found.level, line.level) if level is not None), int(default))
    goal = (found.goal or line.goal)[:MAX_GOAL] if line.verb == "want" else ""
    return _Entry(name=found.name, typed=found.text, level=level, goal=goal)


async def _read(store: Store, community: CommunityId, line: Line) -> Reading:
    async with store.read() as work:
        vocabulary = Vocabulary.of(await work.skills.names(community))
    reading = read_line(line.verb, line.text, vocabulary)
    if reading.problem is not None:
        raise InvalidInput({"skills": _PROBLEMS[reading.problem]})
    return reading


_PROBLEMS: Mapping[Problem, str] = {
    Problem.EMPTY: "skills.empty",
    Problem.TOO_LONG: "skills.long",
    Problem.TOO_MANY: "skills.many",
    Problem.NOTHING_READABLE: "skills.unreadable",
}


async def _save(
    work: Work, who: tuple[MemberId, CommunityId, Verb], entries: Sequence[_Entry], now: datetime
) -> tuple[tuple[Saved, ...], DraftId | None]:
    member, community, verb = who
    before: list[dict[str, object]] = []
    stored: list[tuple[_Entry, Skill]] = []
    for entry in entries:
        skill = await work.skills.named(community, key_of(entry.name), entry.name)
        before.append(await _before(work, member, verb, skill))
        await _store(work, member, verb, skill, entry)
        stored.append((entry, skill))
    await _check_room(work, member, verb)
    if not stored:
        return (), None
    draft = await work.drafts.keep(member, UNDO, {"verb": verb, "before": before}, now + KEPT_FOR)
    counts = {c.skill.id: c for c in await work.skills.counts(community, [skill.id for _, skill in stored])}
    return tuple(_saved(entry, skill, counts.get(skill.id)) for entry, skill in stored), draft


def _saved(entry: _Entry, skill: Skill, count: SkillCount | None) -> Saved:
    return Saved(
        skill=skill,
        level=entry.level,
        goal=entry.goal,
        typed=entry.typed,
        demand=count.wants if count else 0,
        supply=count.offers if count else 0,
    )


async def _store(work: Work, member: MemberId, verb: Verb, skill: Skill, entry: _Entry) -> None:
    if verb == "offer":
        await work.skills.put_offer(Offer(member=member, skill=skill, level=OfferLevel(entry.level)))
        return
    wants = await work.skills.wants([member])
    old = next((want.priority for want in wants if want.skill.id == skill.id), None)
    priority = old or max((want.priority for want in wants), default=0) + 1
    level = WantLevel(entry.level)
    await work.skills.put_want(
        Want(member=member, skill=skill, level=level, goal=entry.goal, priority=priority)
    )


async def _before(work: Work, member: MemberId, verb: Verb, skill: Skill) -> dict[str, object]:
    owned: Iterable[Offer | Want] = (
        await work.skills.offers([member]) if verb == "offer" else await work.skills.wants([member])
    )
    old = next((one for one in owned if one.skill.id == skill.id), None)
    found: dict[str, object] = {"skill": skill.id, "key": skill.key, "name": skill.name, "level": None}
    if isinstance(old, Offer):
        found |= {"level": int(old.level)}
    elif isinstance(old, Want):
        found |= {"level": int(old.level), "goal": old.goal, "priority": old.priority}
    return found


async def _restore(work: Work, member: MemberId, verb: str, before: Mapping[str, object]) -> None:
    skill_id, level = SkillId(cast(int, before["skill"])), before["level"]
    if not isinstance(level, int):
        drop = work.skills.drop_offer if verb == "offer" else work.skills.drop_want
        await drop(member, skill_id)
        return
    person = await work.people.get(member)
    skill = Skill(id=skill_id, community=person.community, key=str(before["key"]), name=str(before["name"]))
    if verb == "offer":
        await work.skills.put_offer(Offer(member=member, skill=skill, level=OfferLevel(level)))
        return
    want = Want(member=member, skill=skill, level=WantLevel(level), goal=str(before["goal"]))
    await work.skills.put_want(replace(want, priority=cast(int, before["priority"])))


async def _check_room(work: Work, member: MemberId, verb: Verb) -> None:
    most = MAX_OFFERS if verb == "offer" else MAX_WANTS
    held = len(await (work.skills.offers([member]) if verb == "offer" else work.skills.wants([member])))
    if held > most:
        raise Conflict("skills.full", most=most)


async def _ask(work: Work, member: MemberId, line: Line, reading: Reading, now: datetime) -> DraftId | None:
    if not reading.asks:
        return None
    default = int(OfferLevel.WORKING if line.verb == "offer" else WantLevel.NEW)
    asks = {
        str(index): {
            "text": ask.text,
            "choices": list(ask.choices),
            "level": next((level for level in (ask.level, line.level) if level is not None), default),
            "goal": (ask.goal or line.goal)[:MAX_GOAL] if line.verb == "want" else "",
        }
        for index, ask in enumerate(reading.asks)
    }
    return await work.drafts.keep(member, QUESTIONS, {"verb": line.verb, "asks": asks}, now + KEPT_FOR)
