"""What somebody types after `offer` or `want` -> skills with levels and goals, and at most three
questions."""

from __future__ import annotations

from dataclasses import replace

from bot.skills import phrases
from bot.skills.clauses import COLON, Clauses
from bot.skills.items import Item, decided, leveled, without_goals, without_owned
from bot.skills.levels import common_level, level_of
from bot.skills.markup import has_content, plain
from bot.skills.segments import Segment, segments
from bot.skills.spelling import clean
from bot.skills.values import MAX_CHARACTERS, MAX_SKILLS, Problem, Reading, Verb
from bot.skills.vocabulary import Vocabulary

_SENTENCE_WORDS = 4


def read_line(verb: Verb, text: str, vocabulary: Vocabulary) -> Reading:
    """Return the skills a line names, with levels, goals and the questions it needs; nothing is lost
    silently.

    Names nobody knows become new skills as typed. At most three texts are asked about, further doubtful
    ones stay as
    typed. Never raises for any text: an unusable line has a `problem` and nothing else.
    """
    if not text or not text.strip():
        return Reading(problem=Problem.EMPTY)
    if len(text) > MAX_CHARACTERS:
        return Reading(problem=Problem.TOO_LONG)
    readable = plain(text)
    items = _Reader(verb, vocabulary).items(readable)
    items = items or ([Item(text=clean(text))] if has_content(text) and not has_content(readable) else [])
    if sum(not item.denied for item in items) > MAX_SKILLS:
        return Reading(problem=Problem.TOO_MANY)
    if verb == "offer":
        items = without_goals(items)
    reading = decided(items, vocabulary)
    if not reading.found and not reading.asks:
        return replace(reading, problem=Problem.NOTHING_READABLE)
    return reading


class _Reader(Clauses):
    """Reads the pieces of one line for one verb."""

    __slots__ = ()

    def items(self, text: str) -> list[Item]:
        """Return the skills named in the text, in order."""
        found: list[Item] = []
        goal_open = False
        heading: int | None = None
        for piece in segments(text):
            said, rest = self.heading(piece.text)
            heading = said if rest or piece.fresh else heading
            rest, common = common_level(rest or piece.text, self.verb) or (rest or piece.text, None)
            segment = Segment(rest, piece.fresh)
            if found and phrases.is_refusal(segment.text):
                found[-1] = replace(found[-1], denied=True)
                continue
            for_all = level_of(segment.text, self.verb) if phrases.is_for_all(segment.text) else None
            if for_all is not None:
                found = [leveled(item, for_all) for item in found]
                continue
            if found and (more := self.more(found[-1], segment.text)):
                found[-1] = more
                continue
            if goal_open and not segment.fresh and not self.starts_skill(segment.text):
                found[-1] = replace(found[-1], goal=f"{found[-1].goal}, {segment.text}")
                continue
            if not segment.text:
                found = [leveled(item, common) for item in found]
                continue
            if found and self.is_told(segment) and not self.names(segment.text):
                found = self.told(found, segment.text)
                continue
            new = self.segment(segment, denied_before=bool(found) and found[-1].denied and not segment.fresh)
            goal_open = bool(new) and bool(new[-1].goal)
            if self.verb == "want" and phrases.is_state(segment.text):
                new = [replace(item, owned=True) for item in new]
            found += [leveled(item, heading) for item in new]
            if common is not None:
                found = [leveled(item, common) for item in found]
        return without_owned(found)

    def is_told(self, segment: Segment) -> bool:
        """Return whether a piece is a sentence; in a wish every long one behind a full stop is."""
        long = segment.fresh and self.verb == "want" and len(segment.text.split()) >= _SENTENCE_WORDS
        return phrases.is_telling(segment.text) or (long and not self.colon(segment.text)[1])

    def names(self, text: str) -> bool:
        """Return whether a sentence names a skill that is known."""
        items = self.segment(Segment(text, True), denied_before=False)
        return phrases.is_negated(text) or any(not item.denied and self.stands(item.text) for item in items)

    def told(self, found: list[Item], text: str) -> list[Item]:
        """Return the items with a sentence that names no skill: the goal of the wish before, else left out."""
        if phrases.is_gift(text):
            return [*found, Item(text=text, denied=True)]
        if self.verb == "want" and found and not found[-1].denied and not found[-1].goal:
            return [*found[:-1], replace(found[-1], goal=text)]
        return [*found, Item(text=text, denied=True)]

    def heading(self, text: str) -> tuple[int | None, str]:
        """Return (level, what follows) of a piece that begins with a level ("expert: python"), else (None, "")."""
        head, colon, rest = self.colon(text)
        level = level_of(head, self.verb) if colon else None
        return (level, rest) if level is not None and not self.known(head) else (None, "")

    def more(self, last: Item, text: str) -> Item | None:
        """Return the skill before, completed by a piece that is only a level or only a goal, else None."""
        level = level_of(text, self.verb)
        if level is not None and last.level is None and not last.denied:
            return replace(last, level=level)
        goal = "" if self.known(text) else phrases.aim(text)
        to_do = phrases.plan(text) or (text[3:] if text[:3].casefold() == "to " else "")
        to_do = "" if self.stands(self.bare(to_do)) else to_do
        if (goal or to_do) and not last.goal and not last.denied:
            return replace(last, goal=goal or to_do)
        return None

    def starts_skill(self, text: str) -> bool:
        """Return whether a piece after a goal begins the next skill rather than continuing the goal."""
        head = COLON.split(text, maxsplit=1)[0]
        bare = self.bare(head)
        if self.stands(bare) or (head != text and len(head.split()) <= 5) or self.purpose(text)[1]:
            return True
        denied = phrases.denied(text)
        return bool(denied) and (self.stands(self.bare(denied)) or len(self.joined(denied)) > 1)
