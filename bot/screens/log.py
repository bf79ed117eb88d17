"""A member's learning log, for nobody but themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model.feedback import Stage
from bot.model.ids import MemberId
from bot.model.partnerships import Partnership
from bot.screens import words
from bot.texts import Texts
from bot.ui import Bold, Button, Card, Fact, File, Line, When

SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What the card shows of one partnership."""

    partnership: Partnership
    ratings: Mapping[Stage, int]
    met: int


def log(t: Texts, reader: MemberId, chapters: Sequence[Chapter], content: bytes) -> Card:
    """Show the newest partnerships of a log, and carry all of it as a file."""
    if not chapters:
        line = t.line("Your log is empty yet. What you teach and learn will stand here, for you alone.")
        return Card(t.text("My log"), (line,), rows=((Button(t.text("My profile"), "profile"),),))
    taught = sum(lesson.teacher == reader for one in chapters for lesson in one.partnership.lessons)
    learned = sum(lesson.learner == reader for one in chapters for lesson in one.partnership.lessons)
    lines = (
        t.line("Taught: {taught}. Learned: {learned}. Only you see this.", taught=taught, learned=learned),
        t.line("The file holds all of it, with your own words and the feedback you got."),
    )
    facts = tuple(_fact(t, reader, one) for one in chapters[:SHOWN])
    file = File.of("learning-log.md", "text/markdown; charset=utf-8", content, t.text("your learning log"))
    row = (Button(t.text("My profile"), "profile"),)
    return Card(t.text("My log"), lines, facts, (row,), file=file)


def _fact(t: Texts, reader: MemberId, chapter: Chapter) -> Fact:
    one = chapter.partnership
    taught = [lesson.via or lesson.skill for lesson in one.lessons if lesson.teacher == reader]
    learned = [lesson.skill for lesson in one.lessons if lesson.learner == reader]
    said: list[Line] = [
        t.line("with {partners}", partners=words.partners(t, one, reader)),
        *(t.line("taught {skill}", skill=Bold(skill[:80])) for skill in taught),
        *(t.line("learned {skill}", skill=Bold(skill[:80])) for skill in learned),
        t.many("met in {n} week", "met in {n} weeks", chapter.met),
    ]
    start, end = chapter.ratings.get(Stage.START), chapter.ratings.get(Stage.END)
    if start is not None and end is not None:
        said.append(t.line("from {start} to {end} of 5", start=start, end=end))
    return Fact(t.text("Since"), (When(one.started_at, "date"), ": ", *t.listed(said)))
