"""What a piece of a line was taken for, before its meaning is decided, and the decision over all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.skills.markup import has_content
from bot.skills.resolving import resolve
from bot.skills.spelling import clean, key_of, shorten
from bot.skills.values import MAX_ASKS, MAX_GOAL, Ask, Decision, Found, How, Reading
from bot.skills.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A piece of text taken for one skill, before its meaning is decided."""

    text: str
    level: int | None = None
    goal: str = ""
    denied: bool = False
    owned: bool = False


def leveled(item: Item, level: int | None) -> Item:
    """Return the item with a level said for several, unless it has its own."""
    return item if item.level is not None or item.denied else replace(item, level=level)


def without_owned(items: list[Item]) -> list[Item]:
    """Return the items of a want; what its writer can already is denied when something else is wanted."""
    if all(item.owned or item.denied for item in items):
        return items
    return [replace(item, denied=True) if item.owned else item for item in items]


def without_goals(items: Iterable[Item]) -> list[Item]:
    """Return the items of an offer; only wants have goals, so that a note is left out and told."""
    found: list[Item] = []
    for item in items:
        found.append(replace(item, goal=""))
        found += [Item(text=item.goal, denied=True)] if item.goal and not item.denied else []
    return found


def decided(items: Iterable[Item], vocabulary: Vocabulary) -> Reading:
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


def _goal_text(said: str) -> str:
    """Return a goal without "to" in front and without its full stop."""
    said = said.strip('" ')
    said = said[3:] if said[:3].casefold() == "to " else said
    return said[:-1] if said.endswith(".") and not said.endswith("..") else said


def _found(text: str, level: int | None, goal: str, decision: Decision) -> Found:
    name = decision.name or shorten(text)
    how = How.KEPT if decision.choices else decision.how
    return Found(text=shorten(text), name=name, level=level, goal=goal, how=how)


def _merged(first: Found, again: Found) -> Found:
    """Return the first mention, completed by what the second one adds."""
    return replace(
        first, level=first.level if first.level is not None else again.level, goal=first.goal or again.goal
    )
