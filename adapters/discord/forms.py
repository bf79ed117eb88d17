"""Forms as Discord's modals, and what comes back from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never
from zoneinfo import ZoneInfo

import discord
from discord import ui

from adapters.discord.markup import label, one_line
from bot.ui import ChoiceField, ChoicesField, Field, Form, MomentField, Option, PersonField, TextField, Values

# Up to here all choices are shown at once, for those who cannot open a menu easily; Discord takes 2 to 10.
RADIO = range(2, 6)
MOMENT, MOMENT_LENGTH = "%Y-%m-%d %H:%M", 40
TEXT_INPUT, USER_SELECT = 4, 5

Modal = ui.Modal
Label = ui.Label[ui.Modal]
Input = ui.Item[ui.Modal]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person somebody picked, as Discord knows them."""

    user: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A sent form: the answers by field name, and apart from them the people picked."""

    values: Values
    people: Mapping[str, tuple[Somebody, ...]] = field(default_factory=dict)


def form(shown: Form, zone: str) -> ui.Modal:
    """Return the modal for a form, already stopped: its answer arrives by custom id, also after a restart.

    Moments filled in before are shown in `zone` (an IANA name), where the person lives.
    """
    modal = ui.Modal(title=label(shown.title), custom_id=shown.action, timeout=None)
    for asked in shown.fields:
        modal.add_item(_label(asked, ZoneInfo(zone)))
    modal.stop()
    return modal


def read(data: Mapping[str, Any]) -> Sent:
    """Return what a modal's answer (the interaction's `data`) says."""
    values: dict[str, tuple[str, ...]] = {}
    people: dict[str, tuple[Somebody, ...]] = {}
    for given in _inputs(data.get("components", ())):
        name = given["custom_id"]
        if given["type"] == USER_SELECT:
            people[name] = tuple(
                picked(data, user) for user in given.get("values", ()) if not _is_app(data, user)
            )
        else:
            values[name] = _answers(given)
    return Sent(values=values, people=people)


def picked(data: Mapping[str, Any], user: str) -> Somebody:
    """Return a person whom the interaction's `data` names by user id, under the name this server knows."""
    resolved = data.get("resolved", {})
    account = resolved.get("users", {}).get(user, {})
    nick = resolved.get("members", {}).get(user, {}).get("nick")
    return Somebody(user, nick or account.get("global_name") or account.get("username") or user)


def _is_app(data: Mapping[str, Any], user: str) -> bool:
    return bool(data.get("resolved", {}).get("users", {}).get(user, {}).get("bot"))


def _inputs(components: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    for component in components:
        inside = component.get("component")
        if inside is not None:
            yield inside
        yield from component.get("components", ())


def _answers(given: Mapping[str, Any]) -> tuple[str, ...]:
    many = given.get("values")
    if many is not None:
        return tuple(many)
    one = given.get("value")
    return (one,) if one else ()


def _label(asked: Field, zone: ZoneInfo) -> Label:
    hint = one_line(asked.hint) or None
    return ui.Label(text=label(asked.label), description=hint, component=_input(asked, zone))


def _input(asked: Field, zone: ZoneInfo) -> Input:
    match asked:
        case TextField():
            return ui.TextInput(
                custom_id=asked.name,
                style=discord.TextStyle.paragraph if asked.long else discord.TextStyle.short,
                default=asked.value or None,
                required=not asked.optional,
                max_length=asked.limit,
            )
        case ChoiceField():
            return _choice(asked)
        case ChoicesField():
            return _boxes(asked)
        case PersonField():
            least = 0 if asked.optional else 1
            return ui.UserSelect(
                custom_id=asked.name, required=not asked.optional, min_values=least, max_values=1
            )
        case MomentField():
            return ui.TextInput(
                custom_id=asked.name,
                placeholder="2026-12-24 15:00",
                default=_local(asked.value, zone) or None,
                required=not asked.optional,
                max_length=MOMENT_LENGTH,
            )
    assert_never(asked)


def _choice(asked: ChoiceField) -> Input:
    # A chosen radio button cannot be taken back, so what may stay open is a menu.
    if not asked.optional and len(asked.options) in RADIO:
        buttons = [discord.RadioGroupOption(**_option(o, asked.value == o.value)) for o in asked.options]
        return ui.RadioGroup(custom_id=asked.name, required=True, options=buttons)
    return ui.Select(
        custom_id=asked.name,
        required=not asked.optional,
        min_values=0 if asked.optional else 1,
        options=[discord.SelectOption(**_option(o, asked.value == o.value)) for o in asked.options],
    )


def _boxes(asked: ChoicesField) -> Input:
    return ui.CheckboxGroup(
        custom_id=asked.name,
        required=not asked.optional,
        min_values=0 if asked.optional else 1,
        max_values=len(asked.options),
        options=[discord.CheckboxGroupOption(**_option(o, o.value in asked.values)) for o in asked.options],
    )


def _option(option: Option, chosen: bool) -> dict[str, Any]:
    return {"label": label(option.label), "value": option.value, "default": chosen}


def _local(value: str, zone: ZoneInfo) -> str:
    """Return a moment filled in before as people type it; words that are no moment stay as they are."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value[:MOMENT_LENGTH]
    return (at if at.tzinfo is None else at.astimezone(zone)).strftime(MOMENT)
