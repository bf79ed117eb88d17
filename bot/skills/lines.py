"""What somebody types after `offer` or `want` -> skills with levels and goals, and at most three
questions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.skills import phrases
from bot.skills.levels import common_level, is_weak, is_wished, leading_level, level_of, trailing_level
from bot.skills.markup import has_content, plain
from bot.skills.resolving import certain, resolve
from bot.skills.segments import Segment, segments
from bot.skills.spelling import clean, key_of, shorten
from bot.skills.values import (
    MAX_ASKS,
    MAX_CHARACTERS,
    MAX_GOAL,
    MAX_SKILLS,
    Ask,
    Decision,
    Found,
    How,
    Problem,
    Reading,
    Verb,
)
from bot.skills.vocabulary import Vocabulary

_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]\s*")
_SENTENCE = re.compile(r"(?:i|we|you|my|for|to|especially|mostly)\b", re.IGNORECASE)
_MOST_WORDS_AROUND = 10
_SENTENCE_WORDS = 4
_COLON = re.compile(r"\s*(?:(?<!\d):(?!//)|:(?!//|\d)|(?<=\w)=(?=\s*\w))\s*(?![^(\[{]*[)\]}])")
_ARTICLE = re.compile(
    r"(?:l['\u2019]|(?:le|la|les|el|los|las|il|lo|gli|der|die|das|den|o|os)\s+)(?=\S)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """A piece of text taken for one skill, before its meaning is decided."""

    text: str
    level: int | None = None
    goal: str = ""
    denied: bool = False


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
    items = items or ([_Item(text=clean(text))] if has_content(text) and not has_content(readable) else [])
    if sum(not item.denied for item in items) > MAX_SKILLS:
        return Reading(problem=Problem.TOO_MANY)
    reading = _decided(items, vocabulary)
    if not reading.found and not reading.asks:
        return replace(reading, problem=Problem.NOTHING_READABLE)
    return reading


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the pieces of one line for one verb."""

    verb: Verb
    vocabulary: Vocabulary

    def items(self, text: str) -> list[_Item]:
        """Return the skills named in the text, in order."""
        found: list[_Item] = []
        goal_open = False
        heading: int | None = None
        for piece in segments(text):
            said, rest = self._heading(piece.text)
            heading = said if rest or piece.fresh else heading
            rest, common = common_level(rest or piece.text, self.verb) or (rest or piece.text, None)
            segment = Segment(rest, piece.fresh)
            if found and (more := self._more(found[-1], segment.text)):
                found[-1] = more
                continue
            if goal_open and not segment.fresh and not self._starts_skill(segment.text):
                found[-1] = replace(found[-1], goal=f"{found[-1].goal}, {segment.text}")
                continue
            if not segment.text:
                found = [_leveled(item, common) for item in found]
                continue
            if found and self._is_told(segment) and not self._names(segment.text):
                found = self._told(found, segment.text)
                continue
            new = self._segment(segment, denied_before=bool(found) and found[-1].denied and not segment.fresh)
            goal_open = bool(new) and bool(new[-1].goal)
            found += [_leveled(item, heading) for item in new]
            if common is not None:
                found = [_leveled(item, common) for item in found]
        return found

    def _is_told(self, segment: Segment) -> bool:
        """Return whether a piece is a sentence; in a wish every long one behind a full stop is."""
        long = segment.fresh and self.verb == "want" and len(segment.text.split()) >= _SENTENCE_WORDS
        return phrases.is_telling(segment.text) or (long and not self._colon(segment.text)[1])

    def _names(self, text: str) -> bool:
        """Return whether a sentence names a skill that is known."""
        items = self._segment(Segment(text, True), denied_before=False)
        return phrases.is_negated(text) or any(not item.denied and self._stands(item.text) for item in items)

    def _told(self, found: list[_Item], text: str) -> list[_Item]:
        """Return the items with a sentence that names no skill: the goal of the wish before, else left out."""
        if self.verb == "want" and found and not found[-1].denied and not found[-1].goal:
            return [*found[:-1], replace(found[-1], goal=text)]
        return [*found, _Item(text=text, denied=True)]

    def _heading(self, text: str) -> tuple[int | None, str]:
        """Return (level, what follows) of a piece that begins with a level ("expert: python"), else (None, "")."""
        head, colon, rest = self._colon(text)
        level = level_of(head, self.verb) if colon else None
        return (level, rest) if level is not None and not self._known(head) else (None, "")

    def _more(self, last: _Item, text: str) -> _Item | None:
        """Return the skill before, completed by a piece that is only a level or only a goal, else None."""
        level = level_of(text, self.verb)
        if level is not None and last.level is None and not last.denied:
            return replace(last, level=level)
        goal = phrases.aim(text)
        to_do = phrases.plan(text) or (text[3:] if text[:3].casefold() == "to " else "")
        to_do = "" if self._stands(self._bare(to_do)) else to_do
        if (goal or to_do) and not last.goal and not last.denied:
            return replace(last, goal=goal or to_do)
        return None

    def _starts_skill(self, text: str) -> bool:
        """Return whether a piece after a goal begins the next skill rather than continuing the goal."""
        head = _COLON.split(text, maxsplit=1)[0]
        bare = self._bare(head)
        if self._stands(bare) or (head != text and len(head.split()) <= 5) or self._purpose(text)[1]:
            return True
        denied = phrases.denied(text)
        return bool(denied) and (self._stands(self._bare(denied)) or len(self._joined(denied)) > 1)

    def _segment(self, segment: Segment, *, denied_before: bool) -> list[_Item]:
        """Return the skills of one piece between separators."""
        text = segment.text.strip(" \"'")
        carries = denied_before and re.match(r"(?:or|nor|oder|ni)\b|.*\b(?:or|nor)\b", text, re.IGNORECASE)
        if (
            carries
            or (self.verb == "offer" and phrases.is_wish(text))
            or (self.verb == "want" and phrases.is_gift(text))
        ):
            return [_Item(text=text, denied=True)]
        if self._known(text) and not self._stands(self._colon(text)[0].removesuffix(text)):
            return [_Item(text=text)]
        kept, denied, again = (text, "", "") if self._tells_first(text) else phrases.turn(text)
        head, colon, rest = self._colon(denied)
        if colon and self._is_list(rest):
            denied, again = head, rest
        weak = phrases.weak_turn(text) if kept == text else None
        if weak and all(self._stands(self._bare(part)) for part in weak):
            kept, denied = weak
        in_brackets = denied.count(")") > denied.count("(")
        if in_brackets or self._no_experience(text):
            kept, denied, again = text, "", ""
        out = [_Item(text=denied, denied=True)] if denied else []
        for part in (kept, again):
            out += self._clause(part) if part.strip() else []
        return out if not kept else [item for item in out if not item.denied] + [i for i in out if i.denied]

    def _tells_first(self, text: str) -> bool:
        """Return whether the text is a skill with its goal, in which a "not" or "without" denies nothing."""
        head, colon, _ = self._colon(text)
        if not colon:
            head = (phrases.goal(text) or ("", ""))[0]
        return bool(head) and not phrases.is_negated(text) and self._stands(self._bare(head))

    def _no_experience(self, text: str) -> bool:
        """Return whether "never used" or "no experience in" says a level of a wish rather than a refusal."""
        return self.verb == "want" and leading_level(text, self.verb) is not None

    def _clause(self, text: str) -> list[_Item]:
        """Return the skills of a piece without negation: list, label, level or goal behind a colon or
        purpose words."""
        listed = self._dashed(text)
        if listed:
            return [item for part in listed for item in self._phrase(part)]
        head, colon, rest = self._colon(text)
        if not colon:
            head, rest = self._goal(text)
        elif self._is_label(head, rest):
            return self._clause(rest)
        items = self._phrase(head)
        if not rest or not items:
            return items
        level = level_of(rest, self.verb)
        if level is not None:
            return [
                *items[:-1],
                replace(items[-1], level=items[-1].level if items[-1].level is not None else level),
            ]
        if colon and self.verb == "offer" and not _SENTENCE.match(rest) and self._is_list(rest):
            return items + self._clause(rest)
        return [*items[:-1], replace(items[-1], goal=rest)]

    def _colon(self, text: str) -> tuple[str, bool, str]:
        """Return (text before, whether there is one, text behind) of the first colon with something behind
        it."""
        parts = _COLON.split(text, maxsplit=1)
        if len(parts) == 2 and parts[0].strip() and parts[1].strip():
            return parts[0].strip(), True, parts[1].strip()
        return text.strip(" :"), False, ""

    def _is_label(self, head: str, rest: str) -> bool:
        """Return whether the words before a colon only head a list ("Languages: ...")."""
        if phrases.is_label(head):
            return True
        named = resolve(self._bare(head), self.vocabulary).decided or len(self._joined(head)) > 1
        return not named and self._is_list(rest)

    def _dashed(self, text: str) -> list[str]:
        """Return the parts of "python - go - rust" when each is a skill, else nothing."""
        parts = [part.strip() for part in phrases.ARROW.split(text) if part.strip()]
        listed = len(parts) > 1 and all(
            level_of(part, self.verb) is None and self._stands(self._bare(part)) for part in parts
        )
        return parts if listed else []

    def _goal(self, text: str) -> tuple[str, str]:
        """Return (skill, goal) of "rust so I can ...", "rust - ..." or "rust to ..."; no goal when there is
        none."""
        announced = phrases.goal(text)
        if announced:
            return announced
        pieces = [piece for piece in phrases.ARROW.split(text) if piece.strip()]
        if len(pieces) > 2 and level_of(pieces[1], self.verb) is not None:
            pieces = [f"{pieces[0]} ({pieces[1]})", *pieces[2:]]
        if len(pieces) > 1 and not self._known(text):
            return pieces[0].strip(), " - ".join(pieces[1:]).strip()
        return self._purpose(text)

    def _purpose(self, text: str) -> tuple[str, str]:
        """Return (skill, purpose) of "SQL to answer my own questions" when the skill is known and the whole
        is not."""
        level = leading_level(text, self.verb)
        least = len(text) - len(level[1]) if level and level[2] else 0
        for match in phrases.PURPOSE.finditer(text, max(0, least - 1)):
            head, rest = text[: match.start()], text[match.end() :]
            if self.verb == "offer" and phrases.strip_tail(text) == head:
                return head, ""
            said = level_of(text[match.start() :].strip(), self.verb)
            if said is None and (self._stands(self._bare(head)) or len(self._joined(head)) > 1):
                return head, rest
        return text, ""

    def _is_list(self, text: str) -> bool:
        """Return whether the text after a colon names skills of its own."""
        return self._stands(self._bare(text)) or len(self._joined(text)) > 1

    def _phrase(self, text: str) -> list[_Item]:
        """Return the skills of a phrase: one, or several joined by "and"; a level bound to the first holds
        for all."""
        if phrases.is_about(text.strip()):
            return [_Item(text=text, denied=True)]
        if phrases.is_noise(text.strip()):
            return []
        if self._known(text):
            return [_Item(text=clean(text))]
        # A known name with a level in brackets needs no search for an "and" in it, which compares with every name.
        parts = [text] if self._known(self._bare(text)) else self._joined(text)
        if len(parts) == 1:
            return self._single(parts[0])
        shared = leading_level(parts[0], self.verb)
        common = shared[0] if shared and shared[2] else None
        items = [item for part in parts for item in self._single(part)]
        return [item if item.level is not None else replace(item, level=common) for item in items]

    def _single(self, text: str) -> list[_Item]:
        """Return one skill without brackets, level and small talk, and the skills its brackets hold."""
        text, level, inner = self._brackets(text)
        bare, said = self._stripped(text)
        level = said if level is None else level
        note = ", ".join(item.goal for item in inner if not item.text)
        extra = [item for item in inner if item.text and key_of(item.text) != key_of(bare)]
        extra = [item if item.level is not None else replace(item, level=level) for item in extra]
        pointing = bare != text and phrases.is_pointer(bare)
        if not has_content(bare) or pointing or phrases.is_noise(bare):
            return extra
        parts = [bare] if self._known(bare) else self._joined(bare)
        return [_Item(text=part, level=level, goal=note) for part in parts] + extra

    def _brackets(self, text: str) -> tuple[str, int | None, list[_Item]]:
        """Return (text without brackets, level in them, what else they held: skills, denials or a note as
        goal)."""
        level: int | None = None
        inner: list[_Item] = []
        for content in _BRACKETS.findall(text):
            read = [self._bracketed(piece.text) for piece in segments(content)]
            level = next((said for said, _ in reversed(read) if said is not None), level)
            items = [item for _, item in read if item]
            notes = [item for item in items if not item.text]
            whole = phrases.aim(content) or content.strip()
            inner += [_Item(text="", goal=whole)] if len(notes) == len(read) else items
        return _BRACKETS.sub(" ", text).strip(), level, inner

    def _bracketed(self, text: str) -> tuple[int | None, _Item | None]:
        """Return (level, what else) of one piece in brackets: a skill, a denial or, without a text, a note."""
        said = level_of(text, self.verb)
        if said is not None:
            return said, None
        if phrases.is_negated(text) or (self.verb == "offer" and phrases.is_wish(text)):
            return None, _Item(text=text, denied=True)
        if self.verb == "want" and phrases.is_gift(text):
            return None, _Item(text="", goal=text)
        if resolve(text, self.vocabulary).decided:
            return None, _Item(text=text)
        bare, level = self._stripped(text)
        if bare != text and self._known(bare):
            return None, _Item(text=bare, level=level)
        head = leading_level(text, self.verb) or trailing_level(text, self.verb)
        return (head[0] if head else None), _Item(text="", goal=phrases.aim(text) or text)

    def _stripped(self, text: str) -> tuple[str, int | None]:
        """Return the text without small talk and level words, and the level they said."""
        level: int | None = None
        text = text.strip(" \"'")
        for _ in range(_MOST_WORDS_AROUND):
            if self._known(text):
                break
            shorter, said = self._one_level(text)
            if shorter == text:
                shorter = self._after_talk(text) or text
            if shorter == text:
                shorter = phrases.strip_tail(text).strip(" \"'")
            if shorter == text:
                shorter = phrases.strip_lead(text).strip(" \"'-")
            article = _ARTICLE.match(text) if shorter == text else None
            if article and self._known(text[article.end() :]):
                shorter = text[article.end() :]
            if shorter == text:
                break
            text, level = shorter, said if level is None else level
        return text, level

    def _after_talk(self, text: str) -> str:
        """Return the known skill behind words that say nothing about it, else an empty string."""
        return next((rest for rest in phrases.after_talk(text) if self._known(rest)), "")

    def _one_level(self, text: str) -> tuple[str, int | None]:
        """Return the text without one level at its end or start; adjectives go only where a known skill
        remains."""
        after = trailing_level(text, self.verb)
        if (
            after
            and has_content(after[1])
            and (not is_weak(text, after[1]) or self._stands(self._bare(after[1])))
        ):
            wished = self.verb == "want" and is_wished(text, after[1])
            return after[1].strip(), None if wished else after[0]
        before = leading_level(text, self.verb)
        if before is None:
            return text, None
        level, rest, bound = before
        named = self._stands(rest.removesuffix(" speaker")) or len(self._joined(rest)) > 1
        if not bound and not named:
            return text, None
        wished = self.verb == "want" and not bound and level > 0
        return rest.strip().removesuffix(" speaker"), None if wished else level

    def _bare(self, text: str) -> str:
        return self._stripped(_BRACKETS.sub(" ", text))[0]

    def _known(self, text: str) -> bool:
        said = any(level_of(content, self.verb) is not None for content in _BRACKETS.findall(text))
        return not said and certain(text, self.vocabulary) is not None

    def _stands(self, text: str) -> bool:
        """Return whether the text alone is a skill that is known or only mistyped."""
        if not text.strip():
            return False
        decision = resolve(text, self.vocabulary)
        return decision.decided or decision.how is How.SENSES

    def _joined(self, text: str) -> list[str]:
        """Return the parts of "a and b/c" where each stands alone, else the whole text as one part."""
        if self._stands(text):
            return [text]
        pieces = phrases.joined(text)
        whole = self._fewest(pieces)
        if whole:
            return whole
        for sign in ("/", "+"):
            split = [part.strip() for part in re.split(rf"\{sign}+", text)]
            if len(split) > 1 and all(part and self._known(part) for part in split):
                return split
        return self._spaced(text) or [text]

    def _fewest(self, pieces: list[str]) -> list[str]:
        """Return the longest parts, each known, of [text, joiner, text, ...] from the left; nothing when
        one is unknown."""
        if len(pieces) < 3:
            return []
        for end in range(len(pieces), 0, -2):
            head = "".join(pieces[:end]).strip()
            if not self._stands(self._bare(head)):
                continue
            if end == len(pieces):
                return [head]
            tail = pieces[end + 1 :]
            rest = self._fewest(tail) or (
                [tail[0]] if len(tail) == 1 and self._stands(self._bare(tail[0])) else []
            )
            if rest:
                return [head, *rest]
        return []

    def _spaced(self, text: str) -> list[str]:
        """Return three or more known names written with nothing but spaces between them."""
        words = text.split()
        found: list[str] = []
        while words and len(words) <= 40:
            size = next((n for n in (3, 2, 1) if len(words) >= n and self._exact(" ".join(words[:n]))), 0)
            if not size:
                return []
            found.append(" ".join(words[:size]))
            words = words[size:]
        return found if len(found) >= 3 else []

    def _exact(self, text: str) -> bool:
        decision = certain(text, self.vocabulary)
        return decision is not None and decision.decided


def _goal_text(said: str) -> str:
    """Return a goal without "to" in front and without its full stop."""
    said = said.strip('" ')
    said = said[3:] if said[:3].casefold() == "to " else said
    return said[:-1] if said.endswith(".") and not said.endswith("..") else said


def _leveled(item: _Item, level: int | None) -> _Item:
    """Return the item with a level said for several, unless it has its own."""
    return item if item.level is not None or item.denied else replace(item, level=level)


def _decided(items: Iterable[_Item], vocabulary: Vocabulary) -> Reading:
    """Return the reading of the items: each decided, asked about or new; repeated skills counted once."""
    found: dict[str, Found] = {}
    asks: dict[str, Ask] = {}
    left_out: list[str] = []
    for item in items:
        text = clean(item.text)
        if item.denied:
            left_out.append(text)
            continue
        if not has_content(text):
            continue
        if len(text) == 1 and text.isascii() and resolve(text, vocabulary).how is How.NEW:
            left_out.append(text)
            continue
        goal = shorten(_goal_text(clean(item.goal)), MAX_GOAL)
        decision = resolve(text, vocabulary)
        if decision.choices and len(asks) < MAX_ASKS:
            asks.setdefault(
                key_of(text), Ask(text=shorten(text), level=item.level, goal=goal, choices=decision.choices)
            )
            continue
        entry = _found(text, item.level, goal, decision)
        key = key_of(entry.name)
        found[key] = _merged(found[key], entry) if key in found else entry
    return Reading(found=tuple(found.values()), asks=tuple(asks.values()), left_out=tuple(left_out))


def _found(text: str, level: int | None, goal: str, decision: Decision) -> Found:
    name = decision.name or shorten(text)
    how = How.KEPT if decision.choices else decision.how
    return Found(text=shorten(text), name=name, level=level, goal=goal, how=how)


def _merged(first: Found, again: Found) -> Found:
    """Return the first mention, completed by what the second one adds."""
    return replace(
        first, level=first.level if first.level is not None else again.level, goal=first.goal or again.goal
    )
