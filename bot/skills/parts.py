"""A phrase without commas -> its skills: joined names, the level they have, and what brackets hold."""

from __future__ import annotations

from dataclasses import replace

from bot.skills import phrases
from bot.skills.items import Item
from bot.skills.levels import leading_level, level_of, risen, stated, trailing_level
from bot.skills.markup import has_content
from bot.skills.names import ARTICLE, BRACKETS, Names
from bot.skills.resolving import resolve
from bot.skills.segments import segments
from bot.skills.spelling import clean, key_of


class Parts(Names):
    """Reads phrases."""

    __slots__ = ()

    def phrase(self, text: str) -> list[Item]:
        """Return the skills of a phrase: one, or several joined by "and"; a level bound to the first holds
        for all."""
        if phrases.is_about(text.strip()) and level_of(text, self.verb) is None:
            return [Item(text=text, denied=True)]
        if phrases.is_noise(text.strip()):
            return []
        inner = "" if text.isascii() else phrases.unwrapped(text)
        if inner not in {"", text} and len(self.joined(inner)) > 1:
            text = inner
        if self.known(text):
            return [Item(text=clean(text))]
        # A known name with a level in brackets needs no search for an "and" in it, which compares with every name.
        parts = [text] if self.known(self.bare(text)) else self.joined(text)
        if len(parts) == 1:
            return self.single(parts[0])
        shared = leading_level(parts[0], self.verb)
        common = shared[0] if shared and shared[2] else None
        items = [item for part in parts for item in self.single(part)]
        return [item if item.level is not None else replace(item, level=common) for item in items]

    def single(self, text: str) -> list[Item]:
        """Return one skill without brackets, level and small talk, and the skills its brackets hold."""
        text, level, inner = self.brackets(text)
        text, told = self.told_level(text)
        bare, said = self.stripped(text)
        bare = text if phrases.is_noise(bare) and self.stands(text) else bare
        level = next((one for one in (level, told, said) if one is not None), None)
        note = ", ".join(item.goal for item in inner if not item.text)
        extra = [item for item in inner if item.text and key_of(item.text) != key_of(bare)]
        extra = [item if item.level is not None else replace(item, level=level) for item in extra]
        pointing = bare != text and phrases.is_pointer(bare)
        if not has_content(bare) or pointing or phrases.is_noise(bare):
            return extra
        parts = [bare] if self.known(bare) else self.joined(bare)
        return [Item(text=part, level=level, goal=note) for part in parts] + extra

    def told_level(self, text: str) -> tuple[str, int | None]:
        """Return a skill and its level when a whole phrase says it ("my level in German is A2", "from B1 to C1")."""
        return stated(text, self.verb) or risen(text, self.verb) or (text, None)

    def brackets(self, text: str) -> tuple[str, int | None, list[Item]]:
        """Return (text without brackets, level in them, what else they held: skills, denials or a note as
        goal)."""
        level: int | None = None
        inner: list[Item] = []
        for content in BRACKETS.findall(text):
            read = [
                self.bracketed(part)
                for piece in segments(content)
                for part in phrases.ARROW.split(piece.text)
            ]
            level = next((said for said, _ in reversed(read) if said is not None), level)
            items = [item for _, held in read for item in held]
            notes = [item for item in items if not item.text]
            whole = phrases.aim(content) or content.strip()
            inner += [Item(text="", goal=whole)] if len(notes) == len(read) else items
        return BRACKETS.sub(" ", text).strip(), level, inner

    def bracketed(self, text: str) -> tuple[int | None, list[Item]]:
        """Return (level, what else) of one piece in brackets: skills, a denial or, without a text, a note."""
        said = level_of(text, self.verb)
        if said is not None:
            return said, []
        if phrases.is_negated(text) or self.is_other_side(text) or phrases.is_label(ARTICLE.sub("", text)):
            return None, [Item(text=text, denied=True)]
        if phrases.is_about(text):
            return None, [Item(text="", goal=text)]
        if resolve(text, self.vocabulary).decided:
            return None, [Item(text=text)]
        bare, level = self.stripped(text)
        if bare != text and self.known(bare):
            return None, [Item(text=bare, level=level, denied=self.verb == "want" and level is not None)]
        parts = self.joined(text)
        if len(parts) > 1:
            return None, [item for part in parts for item in self.single(part)]
        head = leading_level(text, self.verb) or trailing_level(text, self.verb)
        return (head[0] if head else None), [Item(text="", goal=phrases.aim(text) or text)]

    def is_other_side(self, text: str) -> bool:
        """Return whether an offer tells a wish, or a want what its writer has already."""
        return phrases.is_wish(text) if self.verb == "offer" else phrases.is_gift(text)
