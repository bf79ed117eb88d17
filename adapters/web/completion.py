"""What may come next while somebody types: a verb, a skill, a person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.web.world import World
from bot.commands import COMMANDS, Command, OptionKind

MOST = 8
Skills = Callable[[str, str], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One row to choose: it makes the whole line `text`; `label` is what it shows, `hint` why."""

    text: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Rows to choose from, and a line of advice about what is being typed."""

    rows: tuple[Suggestion, ...] = ()
    advice: str = ""


async def suggestions(typed: str, world: World, skills: Skills) -> Suggestions:
    """Return what may come next; `skills` gives names for an action and the words behind its verb."""
    if not typed.startswith("/"):
        return Suggestions(rows=_people(typed, world))
    command = _finished(typed)
    if command is None:
        return Suggestions(rows=_verbs(typed))
    return await _argument(command, typed, world, skills)


def _verbs(typed: str) -> tuple[Suggestion, ...]:
    begun = " ".join(typed.casefold().split())
    fitting = [command for command in COMMANDS if command.typed.startswith(begun)]
    return tuple(
        Suggestion(text=f"{command.typed} ", label=command.typed, hint=command.description)
        for command in fitting
    )


def _finished(typed: str) -> Command | None:
    """Return the command whose verb was typed to the end and followed by a blank."""
    begun = typed.casefold()
    return next((command for command in COMMANDS if begun.startswith(f"{command.typed} ")), None)


async def _argument(command: Command, typed: str, world: World, skills: Skills) -> Suggestions:
    option = command.option
    if option is None:
        return Suggestions()
    rest = typed[len(command.typed) :].lstrip()
    match option.kind:
        case OptionKind.SKILLS:
            names = await skills(command.action, rest)
            rows = tuple(Suggestion(text=f"{command.typed} {name}", label=name) for name in names[:MOST])
            return Suggestions(rows=rows, advice=option.description)
        case OptionKind.PERSON:
            return Suggestions(rows=_people(typed, world), advice=option.description)
        case OptionKind.TEXT | OptionKind.DAY | OptionKind.MOMENT:
            return Suggestions(advice=option.description)


def _people(typed: str, world: World) -> tuple[Suggestion, ...]:
    before, at, name = typed.rpartition("@")
    if not at or (before and not before[-1].isspace()):
        return ()
    begun = name.casefold()
    fitting = [
        person
        for person in world.personas
        if person.external_id.startswith(begun)
        or any(w.startswith(begun) for w in person.name.casefold().split())
    ]
    return tuple(
        Suggestion(text=f"{before}@{person.external_id} ", label=f"@{person.external_id}", hint=person.name)
        for person in fitting[:MOST]
    )
