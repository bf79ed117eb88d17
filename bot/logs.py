"""A member's learning log: what they taught and learned over the rounds, for nobody but themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model.feedback import Answer, Feedback, LookBack, Stage
from bot.model.ids import MemberId
from bot.model.partnerships import Partnership
from bot.ports import Store, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One partnership in a log: its names, ratings, weeks met, own closing words, and feedback that was released."""

    partnership: Partnership
    partners: tuple[str, ...]
    ratings: Mapping[Stage, int]
    met: int
    look_back: LookBack | None
    feedback: tuple[Feedback, ...]


async def of(store: Store, member: MemberId) -> tuple[str, list[Entry]]:
    """Return the member's name and an entry for each of their partnerships, the newest first.

    Grows with them: a handful of queries each. Feedback of others is in it only once it was released.
    """
    async with store.read() as work:
        mine = await work.partnerships.of_member(member, open_only=False)
        person = await work.people.get(member)
        return person.name, [await _entry(work, member, one) for one in mine]


async def _entry(work: Work, member: MemberId, one: Partnership) -> Entry:
    people = await work.people.many(one.others(member))
    asked = await work.checkins.of_partnerships([one.id])
    closing = [kept for kept in await work.partnerships.look_backs(one.id) if kept.member == member]
    return Entry(
        partnership=one,
        partners=tuple(person.name for person in people.values()),
        ratings=await work.feedback.ratings(one.id, member),
        met=sum(each.member == member and each.answer is Answer.MET for each in asked),
        look_back=closing[0] if closing else None,
        feedback=await _released(work, member, one),
    )


async def _released(work: Work, member: MemberId, one: Partnership) -> tuple[Feedback, ...]:
    found: list[Feedback] = []
    for window in await work.feedback.windows(one.id):
        if window.released_at is not None:
            found += await work.feedback.of(one.id, window.stage)
    return tuple(each for each in found if each.member != member)


def written(name: str, entries: list[Entry], reader: MemberId, now: datetime) -> bytes:
    """Return a log as a text file in Markdown, in UTF-8; what anybody typed stands on lines that begin with a bar."""
    lines = [f"# {_one_line(name)}", "", f"{now:%Y-%m-%d}", ""]
    for entry in entries:
        lines += [*_section(entry, reader), ""]
    return "\n".join(lines).encode()


def _section(entry: Entry, reader: MemberId) -> list[str]:
    one = entry.partnership
    until = one.ended_at or one.ends_at
    lines = [f"## {one.started_at:%Y-%m-%d} - {until:%Y-%m-%d}: {_one_line(', '.join(entry.partners))}", ""]
    for lesson in one.lessons:
        if reader in {lesson.teacher, lesson.learner}:
            verb = "taught" if lesson.teacher == reader else "learned"
            lines.append(f"- {verb}: {_one_line(lesson.via or lesson.skill)}")
    lines += [f"- {stage}: {level}/5" for stage, level in entry.ratings.items()]
    lines.append(f"- met: {entry.met}")
    said = [("goal", one.goal_of(reader))]
    if entry.look_back is not None:
        kept = entry.look_back
        said += [
            ("learned", kept.learned.words),
            ("taught", kept.taught.words),
            ("next time", kept.change.words),
        ]
    for given in entry.feedback:
        said += [("keep", given.keep.words), ("try", given.attempt.words)]
    lines += [f"> {name}: {_one_line(words)}" for name, words in said if words]
    return lines


def _one_line(words: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in words).split())
