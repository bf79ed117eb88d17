"""What a client knows of a slash command: who sees it, its options, and what is sent."""

from __future__ import annotations

from typing import Any

from ..wire import JSON
from . import bits
from .model import User
from .places import Guild
from .resolving import Resolver
from .seen import CannotDo

IN_GUILD, IN_BOT_DM = 0, 1
NESTED = (bits.SUB_COMMAND, bits.SUB_COMMAND_GROUP)


def find_command(words: str, pool: list[JSON], guild: Guild | None, user: User, resolver: Resolver) -> Typed:
    """Return the command a person picked, e.g. "mentor offer".

    Raises:
        CannotDo: there is none, or it is not shown to them there.
    """
    name, *path = words.split()
    definition = next((each for each in pool if each["name"] == name and each["type"] == 1), None)
    if definition is None:
        raise CannotDo(f"no command /{name}; synced: {[each['name'] for each in pool]}")
    _check_shown(definition, guild, user)
    chain: list[JSON] = []
    for word in path:
        options = (chain[-1] if chain else definition).get("options") or []
        chain.append(_below(options, word, words))
    typed = Typed(words, definition, chain, resolver)
    if any(option["type"] in NESTED for option in typed.options):
        raise CannotDo(f"/{words} needs a sub-command: {[option['name'] for option in typed.options]}")
    return typed


def _below(options: list[JSON], word: str, words: str) -> JSON:
    for option in options:
        if option["name"] == word and option["type"] in NESTED:
            return option
    raise CannotDo(f"no sub-command {word!r} in /{words}")


def _check_shown(definition: JSON, guild: Guild | None, user: User) -> None:
    name, contexts = definition["name"], definition.get("contexts")
    if guild is None:
        outside = contexts is not None and IN_BOT_DM not in contexts
        if outside or "guild_id" in definition or definition.get("dm_permission") is False:
            raise CannotDo(f"/{name} is not available in DMs")
        return
    if contexts is not None and IN_GUILD not in contexts:
        raise CannotDo(f"/{name} is not available in servers")
    needed, have = definition["default_member_permissions"], guild.base_permissions(user.id)
    if needed is None or have == bits.ALL_PERMISSIONS:
        return
    if int(needed) == 0 or have & int(needed) != int(needed):
        raise CannotDo(f"/{name} is not shown to {user.username} (default_member_permissions)")


class Typed:
    """A command being typed."""

    def __init__(self, words: str, definition: JSON, chain: list[JSON], resolver: Resolver) -> None:
        self._words, self._definition, self._chain, self._resolver = words, definition, chain, resolver

    @property
    def options(self) -> list[JSON]:
        """The options of the command or of its chosen sub-command."""
        leaf = self._chain[-1] if self._chain else self._definition
        return list(leaf.get("options") or [])

    def data(self, given: JSON) -> JSON:
        """Return the data of the interaction for these option values.

        Raises:
            CannotDo: an unknown or missing option, or a value the client would not take.
        """
        known = {option["name"] for option in self.options}
        missing = [o["name"] for o in self.options if o.get("required") and o["name"] not in given]
        if missing or not set(given) <= known:
            raise CannotDo(f"/{self._words}: unknown options {sorted(set(given) - known)}, missing {missing}")
        return self._wrapped(self._values(given))

    def suggestion_data(self, option: str, typed: str, others: JSON) -> JSON:
        """Return the data of an autocomplete interaction.

        Raises:
            CannotDo: the option has no autocomplete.
        """
        target = next((each for each in self.options if each["name"] == option), None)
        if target is None or not target.get("autocomplete"):
            raise CannotDo(f"/{self._words} {option} has no autocomplete")
        focused = {"name": option, "type": target["type"], "value": typed, "focused": True}
        return self._wrapped([*self._values(others), focused])

    def _values(self, given: JSON) -> list[JSON]:
        return [
            self._value(option, given[option["name"]]) for option in self.options if option["name"] in given
        ]

    def _wrapped(self, values: list[JSON]) -> JSON:
        options = values
        for node in reversed(self._chain):
            options = [{"name": node["name"], "type": node["type"], "options": options}]
        shown: JSON = {
            key: self._definition[key] for key in ("id", "name", "guild_id") if key in self._definition
        }
        data: JSON = {**shown, "type": 1, "options": options}
        if self._resolver.resolved:
            data["resolved"] = self._resolver.resolved
        return data

    def _value(self, option: JSON, value: Any) -> JSON:
        name, kind = option["name"], option["type"]
        if kind == bits.STRING:
            value = str(value)
            if not option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000):
                raise CannotDo(f"option {name}: length {len(value)} not allowed")
        elif kind in (bits.INTEGER, bits.NUMBER):
            if not option.get("min_value", value) <= value <= option.get("max_value", value):
                raise CannotDo(f"option {name}: {value} out of range")
        elif not isinstance(value, bool):
            value = self._resolver.id_of(value)
        return {"name": name, "type": kind, "value": _choice(option, value)}


def _choice(option: JSON, value: Any) -> Any:
    """The value behind a choice's name; any value where there are no choices."""
    choices = option.get("choices") or []
    if not choices:
        return value
    for choice in choices:
        if value in (choice["name"], choice["value"]):
            return choice["value"]
    offered = [choice["name"] for choice in choices]
    raise CannotDo(f"option {option['name']}: {value!r} is not one of {offered}")
