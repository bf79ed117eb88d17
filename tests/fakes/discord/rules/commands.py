"""Definitions of application commands (discord.com/developers/docs/interactions/application-commands)."""

from __future__ import annotations

import re

from ...wire import JSON
from .. import bits
from ..errors import FormErrors, Path

NAME = re.compile(r"^[-_'\w]{1,32}$")
MAX_SIZE = 8000  # characters of one command in all
MAX_COMMANDS = 100
NESTED = {bits.SUB_COMMAND, bits.SUB_COMMAND_GROUP}
LEAF = 9  # a depth at which nothing may nest any more
SLASH = 1


def check(items: list[JSON]) -> None:
    """Check all commands of one scope.

    Raises:
        ApiError: 50035 with what is wrong.
    """
    err = FormErrors()
    seen: set[tuple[int, str]] = set()
    for i, command in enumerate(items):
        key = (command.get("type", SLASH), command.get("name", ""))
        if key in seen:
            problem = "Application command names must be unique"
            err.add((i, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", problem)
        seen.add(key)
        if key[0] != SLASH:
            err.length((i, "name"), command.get("name"), 1, 32)
            continue
        _node(err, command, (i,), depth=0)
        if _size(command) > MAX_SIZE:
            problem = f"Command exceeds maximum size ({MAX_SIZE})"
            err.add((i,), "APPLICATION_COMMAND_TOO_LARGE", problem)
    if sum(kind == SLASH for kind, _ in seen) > MAX_COMMANDS:
        problem = f"Maximum number of application commands reached ({MAX_COMMANDS})"
        err.add((), "APPLICATION_COMMANDS_MAX", problem)
    err.raise_if_any()


def _size(command: JSON) -> int:
    """Characters that count; of each text the longest translation."""
    size = _longest(command, "name") + _longest(command, "description")
    for choice in command.get("choices") or []:
        size += len(str(choice.get("name"))) + len(str(choice.get("value")))
    return size + sum(_size(option) for option in command.get("options") or [])


def _longest(command: JSON, key: str) -> int:
    texts = [command.get(key) or "", *(command.get(f"{key}_localizations") or {}).values()]
    return max(len(str(text)) for text in texts)


def _node(err: FormErrors, node: JSON, path: Path, depth: int) -> None:
    """A command, sub-command, group or option, with what is below it."""
    _texts(err, node, path)
    options = node.get("options") or []
    if len(options) > 25:
        err.add((*path, "options"), "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer in length.")
    _nesting(err, {option.get("type") for option in options}, path, depth)
    _order(err, options, path)
    names = [option.get("name") for option in options]
    for i, option in enumerate(options):
        where = (*path, "options", i)
        if names.index(option.get("name")) < i:
            problem = "Option name is already used"
            err.add((*where, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", problem)
        _choices(err, option, where)
        _node(err, option, where, depth + 1 if option.get("type") in NESTED else LEAF)


def _texts(err: FormErrors, node: JSON, path: Path) -> None:
    names: dict[Path, object] = {("name",): node.get("name")}
    names |= {("name_localizations", k): v for k, v in (node.get("name_localizations") or {}).items()}
    for where, name in names.items():
        if not isinstance(name, str) or not NAME.match(name) or name != name.lower():
            problem = "Command name is invalid"
            err.add((*path, *where), "APPLICATION_COMMAND_INVALID_NAME", problem)
    err.length((*path, "description"), node.get("description"), 1, 100)
    for locale, text in (node.get("description_localizations") or {}).items():
        err.length((*path, "description_localizations", locale), text, 1, 100)


def _nesting(err: FormErrors, kinds: set[int | None], path: Path, depth: int) -> None:
    path = (*path, "options")
    if kinds & NESTED and kinds - NESTED:
        problem = "Sub-commands and groups exclude all other options"
        err.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", problem)
    too_deep = bits.SUB_COMMAND_GROUP in kinds and depth > 0
    if too_deep or (bits.SUB_COMMAND in kinds and depth > 1):
        problem = "Sub-commands nest one level deep only"
        err.add(path, "APPLICATION_COMMAND_OPTIONS_NESTING", problem)


def _order(err: FormErrors, options: list[JSON], path: Path) -> None:
    optional_seen = False
    for i, option in enumerate(options):
        if option.get("type") in NESTED:
            continue
        if option.get("required") and optional_seen:
            problem = "Required options must be placed before non-required options"
            err.add((*path, "options", i), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", problem)
        optional_seen = optional_seen or not option.get("required")


def _choices(err: FormErrors, option: JSON, path: Path) -> None:
    choices = option.get("choices") or []
    if len(choices) > 25:
        err.add((*path, "choices"), "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer in length.")
    if choices and option.get("autocomplete"):
        problem = "Cannot use both choices and autocomplete"
        err.add((*path, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", problem)
