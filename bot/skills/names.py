"""A piece of a line -> the bare name in it: small talk and levels off, joined names apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.skills import phrases
from bot.skills.levels import is_weak, is_wished, leading_level, level_of, trailing_level
from bot.skills.markup import has_content
from bot.skills.resolving import certain, resolve
from bot.skills.values import How, Verb
from bot.skills.vocabulary import Vocabulary

BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]\s*")
ARTICLE = re.compile(
    r"(?:l['\u2019]|(?:the|le|la|les|el|los|las|il|lo|gli|der|die|das|den|o|os)\s+)(?=\S)", re.IGNORECASE
)
_MOST_WORDS_AROUND = 10


@dataclass(frozen=True, slots=True)
class Names:
    """Finds the names of skills in texts of one verb."""

    verb: Verb
    vocabulary: Vocabulary

    def stripped(self, text: str) -> tuple[str, int | None]:
        """Return the text without small talk and level words, and the level they said."""
        level: int | None = None
        text = text.strip(" \"'")
        for _ in range(_MOST_WORDS_AROUND):
            if self.known(text):
                break
            shorter, said = self.one_level(text)
            if shorter == text:
                shorter = self.without_talk(text) or text
            if shorter == text:
                shorter = phrases.strip_tail(text).strip(" \"'")
            if shorter == text:
                shorter = phrases.strip_lead(text).strip(" \"'-")
            article = ARTICLE.match(text) if shorter == text else None
            if article and self.known(text[article.end() :]):
                shorter = text[article.end() :]
            if shorter == text:
                break
            text, level = shorter, said if level is None else level
        return text, level

    def without_talk(self, text: str) -> str:
        """Return the known skill among words that say nothing about it, else an empty string."""
        rests = (text, *phrases.after_talk(text))
        found = (inner for rest in rests for inner in (rest, *phrases.before_talk(rest)) if inner != text)
        bare = (ARTICLE.sub("", inner, count=1) if ARTICLE.match(inner) else inner for inner in found)
        known = next((inner for inner in bare if self.known(inner)), "")
        unwrapped = "" if known or text.isascii() else phrases.unwrapped(text)
        return known or (unwrapped if unwrapped and self.known(unwrapped) else "")

    def one_level(self, text: str) -> tuple[str, int | None]:
        """Return the text without one level at its end or start; adjectives go only where a known skill
        remains."""
        after = trailing_level(text, self.verb)
        if (
            after
            and has_content(after[1])
            and (not is_weak(text, after[1]) or self.stands(self.bare(after[1])))
        ):
            wished = self.verb == "want" and is_wished(text, after[1])
            return after[1].strip(), None if wished else after[0]
        before = leading_level(text, self.verb)
        if before is None:
            return text, None
        level, rest, bound = before
        named = self.stands(rest.removesuffix(" speaker")) or len(self.joined(rest)) > 1
        if not bound and not named:
            return text, None
        wished = self.verb == "want" and not bound and level > 0
        return rest.strip().removesuffix(" speaker"), None if wished else level

    def bare(self, text: str) -> str:
        """Return the text without brackets, small talk and levels."""
        return self.stripped(BRACKETS.sub(" ", text))[0]

    def known(self, text: str) -> bool:
        """Return whether the text is a name the certain steps know, with no level in brackets behind it; cheap."""
        said = any(level_of(content, self.verb) is not None for content in BRACKETS.findall(text))
        return not said and certain(text, self.vocabulary) is not None

    def stands(self, text: str) -> bool:
        """Return whether the text alone is a skill that is known or only mistyped."""
        if not text.strip():
            return False
        decision = resolve(text, self.vocabulary)
        return decision.decided or decision.how is How.SENSES

    def joined(self, text: str) -> list[str]:
        """Return the parts of "a and b/c" where each stands alone, else the whole text as one part."""
        if self.stands(text):
            return [text]
        pieces = phrases.joined(text)
        with_tool = phrases.with_tool(text)
        found = bool(with_tool) and all(self.stands(self.bare(part)) for part in with_tool)
        if found and len(with_tool) == 1:
            return with_tool
        if len(with_tool) > 1 and self.stands(self.bare(with_tool[1])):
            several = self.joined(with_tool[0])
            with_tool, found = ([*several, with_tool[1]], True) if len(several) > 1 else (with_tool, found)
        whole = self.fewest(pieces)
        if whole or found:
            return whole or with_tool
        for sign in ("/", "+", ">"):
            split = [part.strip() for part in re.split(rf"\{sign}+", text)]
            if len(split) > 1 and all(part and self.known(part) for part in split):
                return split
        return self.spaced(text) or [text]

    def fewest(self, pieces: list[str]) -> list[str]:
        """Return the longest parts, each known, of [text, joiner, text, ...] from the left; nothing when
        one is unknown."""
        if len(pieces) < 3:
            return []
        for end in range(len(pieces), 0, -2):
            head = "".join(pieces[:end]).strip()
            if not self.stands(self.bare(head)):
                continue
            if end == len(pieces):
                return [head]
            tail = pieces[end + 1 :]
            rest = self.fewest(tail) or (
                [tail[0]] if len(tail) == 1 and self.stands(self.bare(tail[0])) else []
            )
            if rest:
                return [head, *rest]
        return []

    def spaced(self, text: str) -> list[str]:
        """Return three or more known names written with nothing but spaces between them."""
        words = text.split()
        found: list[str] = []
        while words and len(words) <= 40:
            size = next((n for n in (3, 2, 1) if len(words) >= n and self.exact(" ".join(words[:n]))), 0)
            if not size:
                return []
            found.append(" ".join(words[:size]))
            words = words[size:]
        return found if len(found) >= 3 else []

    def exact(self, text: str) -> bool:
        """Return whether the certain steps decide what the text means."""
        decision = certain(text, self.vocabulary)
        return decision is not None and decision.decided

    def is_list(self, text: str) -> bool:
        """Return whether the text after a colon names skills of its own."""
        return self.stands(self.bare(text)) or len(self.joined(text)) > 1
