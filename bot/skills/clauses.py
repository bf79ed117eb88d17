"""A piece between separators -> its skills: what it denies, lists, labels, and the goal it gives."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.skills import phrases
from bot.skills.items import Item, leveled
from bot.skills.levels import leading_level, level_of
from bot.skills.parts import Parts
from bot.skills.resolving import resolve
from bot.skills.segments import Segment

_SENTENCE = re.compile(r"(?:i|we|you|my|for|to|especially|mostly)\b", re.IGNORECASE)
COLON = re.compile(r"\s*(?:(?<!\d):(?!//)|:(?!//|\d)|(?<=\w)=(?=\s*\w))\s*(?![^(\[{]*[)\]}])")


class Clauses(Parts):
    """Reads the pieces between separators."""

    __slots__ = ()

    def segment(self, segment: Segment, *, denied_before: bool) -> list[Item]:
        """Return the skills of one piece between separators."""
        text = segment.text.strip(" \"'")
        carries = (
            denied_before
            and not phrases.is_example(text)
            and re.match(r"(?:or|nor|oder|ni)\b|.*\b(?:or|nor)\b", text, re.IGNORECASE)
        )
        if carries or self.is_other_side(text):
            return [Item(text=text, denied=True)]
        left, taken = phrases.change(text)
        if left and self.is_list(COLON.split(self.goal(taken)[0])[0]):
            return [
                *self.segment(Segment(taken, segment.fresh), denied_before=False),
                Item(text=left, denied=True),
            ]
        if self.known(text) and not self.stands(self.colon(text)[0].removesuffix(text)):
            return [Item(text=text)]
        kept, denied, again = (text, "", "") if self.tells_first(text) else phrases.turn(text)
        head, colon, rest = self.colon(denied)
        if colon and self.is_list(rest):
            denied, again = head, rest
        weak = phrases.weak_turn(text) if kept == text else None
        if weak and all(self.stands(self.bare(part)) for part in weak):
            kept, denied = weak
        in_brackets = denied.count(")") > denied.count("(")
        if in_brackets or self.no_experience(text):
            kept, denied, again = text, "", ""
        out = [Item(text=denied, denied=True)] if denied else []
        for part in (kept, again):
            out += self.clause(part) if part.strip() else []
        return out if not kept else [item for item in out if not item.denied] + [i for i in out if i.denied]

    def tells_first(self, text: str) -> bool:
        """Return whether the text is a skill with its goal, in which a "not" or "without" denies nothing."""
        head, colon, _ = self.colon(text)
        if not colon:
            head = (phrases.goal(text) or ("", ""))[0]
        return bool(head) and not phrases.is_negated(text) and self.stands(self.bare(head))

    def no_experience(self, text: str) -> bool:
        """Return whether "never used" or "no experience in" says a level of a wish rather than a refusal."""
        return self.verb == "want" and leading_level(text, self.verb) is not None

    def clause(self, text: str) -> list[Item]:
        """Return the skills of a piece without negation: list, label, level or goal behind a colon or
        purpose words."""
        listed = self.dashed(text)
        if listed:
            return [item for part in listed for item in self.phrase(part)]
        head, colon, rest = self.colon(text)
        if not colon:
            head, rest = self.goal(text)
        elif self.is_label(head, rest):
            return self.clause(rest)
        items = self.phrase(head)
        if not rest or not items:
            return items
        level = level_of(rest, self.verb)
        if level is not None:
            return [leveled(item, level) for item in items]
        apart = colon or bool(phrases.ARROW.search(text))
        if apart and self.verb == "offer" and not _SENTENCE.match(rest) and self.is_list(rest):
            return items + self.clause(rest)
        last = max((place for place, item in enumerate(items) if not item.denied), default=len(items) - 1)
        note = [Item(text=items[last].goal, denied=True)] if items[last].goal else []
        return [*items[:last], replace(items[last], goal=rest), *items[last + 1 :], *note]

    def colon(self, text: str) -> tuple[str, bool, str]:
        """Return (text before, whether there is one, text behind) of the first colon with something behind
        it."""
        parts = COLON.split(text, maxsplit=1)
        if len(parts) == 2 and parts[0].strip() and parts[1].strip():
            return parts[0].strip(), True, parts[1].strip()
        return text.strip(" :"), False, ""

    def is_label(self, head: str, rest: str) -> bool:
        """Return whether the words before a colon only head a list ("Languages: ...")."""
        if phrases.is_label(head.strip('" ')):
            return True
        named = resolve(self.bare(head), self.vocabulary).decided or len(self.joined(head)) > 1
        return not named and self.is_list(rest)

    def dashed(self, text: str) -> list[str]:
        """Return the parts of "python - go - rust" when each is a skill, else nothing."""
        parts = [part.strip() for part in phrases.ARROW.split(text) if part.strip()]
        listed = len(parts) > 1 and all(
            level_of(part, self.verb) is None and self.stands(self.bare(part)) for part in parts
        )
        return parts if listed else []

    def goal(self, text: str) -> tuple[str, str]:
        """Return (skill, goal) of "rust so I can ...", "rust - ..." or "rust to ..."; no goal when there is
        none."""
        announced = phrases.goal(text)
        if announced:
            return announced
        pieces = [piece for piece in phrases.ARROW.split(text) if piece.strip()]
        if len(pieces) > 2 and level_of(pieces[1], self.verb) is not None:
            pieces = [f"{pieces[0]} ({pieces[1]})", *pieces[2:]]
        if len(pieces) > 1 and not self.known(text) and pieces[0].count("(") <= pieces[0].count(")"):
            return pieces[0].strip(), " - ".join(pieces[1:]).strip()
        return self.purpose(text)

    def purpose(self, text: str) -> tuple[str, str]:
        """Return (skill, purpose) of "SQL to answer my own questions" when the skill is known and the whole
        is not."""
        level = leading_level(text, self.verb)
        least = len(text) - len(level[1]) if level and level[2] else 0
        for match in phrases.PURPOSE.finditer(text, max(0, least - 1)):
            head, rest = text[: match.start()], text[match.end() :]
            if self.verb == "offer" and phrases.strip_tail(text) == head:
                return head, ""
            said = level_of(text[match.start() :].strip(), self.verb)
            if said is None and (self.stands(self.bare(head)) or len(self.joined(head)) > 1):
                return head, rest
        return text, ""
