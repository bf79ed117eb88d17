"""A text being resolved, with the keys the steps look it up by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.skills.shipped import group_index, senses
from bot.skills.spelling import key_of, singular, words_of
from bot.skills.values import Decision, How
from bot.skills.vocabulary import Vocabulary


@dataclass(frozen=True)
class Query:
    """A text being resolved, with its keys."""

    text: str
    vocabulary: Vocabulary

    @cached_property
    def key(self) -> str:
        """Return the key of the text."""
        return key_of(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return its folded words."""
        return words_of(self.text)

    @cached_property
    def is_known(self) -> bool:
        """Return whether this is itself a name, an alias or an ambiguous word of the shipped tables, present here
        or not."""
        return self.key in group_index() or self.key in senses() or singular(self.key) in group_index()

    def certain(self, name: str | None, how: How) -> Decision | None:
        """Return the decision for a name, unless the pair was declared never the same."""
        if name is None or self.vocabulary.forbidden(self.text, name):
            return None
        return Decision(how=how, name=name)

    def doubtful(self, names: tuple[str, ...], how: How) -> Decision | None:
        """Return the question between up to three names, leaving out those declared never the same."""
        allowed = [name for name in dict.fromkeys(names) if not self.vocabulary.forbidden(self.text, name)]
        return Decision(how=how, choices=tuple(allowed[:3])) if allowed else None
