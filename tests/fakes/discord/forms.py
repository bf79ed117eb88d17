"""Filling in a form (modal) as Discord's client lets a person do it."""

from __future__ import annotations

from typing import Any

from ..wire import JSON
from . import bits
from .resolving import Resolver
from .seen import CannotDo


def pick(menu: JSON, values: list[Any], resolver: Resolver) -> list[str]:
    """Return what is sent for values chosen in a menu or group.

    Raises:
        CannotDo: too few, too many, or not offered.
    """
    is_group = menu["type"] == bits.CHECKBOX_GROUP
    low = 1 if menu.get("min_values") is None else int(menu["min_values"])
    high = int(menu.get("max_values") or (len(menu["options"]) if is_group else 1))
    if not low <= len(values) <= high:
        raise CannotDo(f"choose {low} to {high} values, not {len(values)}")
    if menu["type"] in bits.SELECTS and menu["type"] != bits.STRING_SELECT:
        return [resolver.id_of(value) for value in values]
    return [_offered(menu["options"], value) for value in values]


def _offered(options: list[JSON], value: Any) -> str:
    for option in options:
        if value in (option["value"], option["label"]):
            return str(option["value"])
    raise CannotDo(f"{value!r} is not an option of {[option['label'] for option in options]}")


class Form:
    """One open modal."""

    def __init__(self, modal: JSON, resolver: Resolver) -> None:
        self._modal, self._resolver = modal, resolver
        self._left: JSON = {}

    def filled(self, values: JSON) -> JSON:
        """Return the data of the submission; keys are custom_ids or labels.

        Raises:
            CannotDo: a field that is not there, or a value the client would not take.
        """
        self._left = dict(values)
        components = [self._top(each, n) for n, each in enumerate(self._modal["components"], 1)]
        if self._left:
            raise CannotDo(f"the modal has no fields {sorted(self._left)}")
        data: JSON = {"custom_id": self._modal["custom_id"], "components": components}
        return {**data, "resolved": self._resolver.resolved} if self._resolver.resolved else data

    def _top(self, given: JSON, number: int) -> JSON:
        out: JSON = {"type": given["type"], "id": number}
        if given["type"] == bits.ROW:
            fields = [self._field(each, each.get("label"), number * 100) for each in given["components"]]
            return {**out, "components": fields}
        if given["type"] == bits.LABEL:
            return {**out, "component": self._field(given["component"], given.get("label"), number * 100)}
        return out

    def _field(self, field: JSON, label: str | None, number: int) -> JSON:
        key = next((key for key in (field["custom_id"], label) if key in self._left), None)
        given = self._left.pop(key) if key is not None else None
        out: JSON = {"type": field["type"], "id": number, "custom_id": field["custom_id"]}
        if field["type"] == bits.TEXT_INPUT:
            return {**out, "value": _text(field, label, given)}
        if field["type"] == bits.CHECKBOX:
            return {**out, "value": bool(field.get("default", False) if given is None else given)}
        picked = self._picked(field, label, given)
        if field["type"] == bits.RADIO_GROUP:
            return {**out, "value": picked[0] if picked else None}
        return {**out, "values": picked}

    def _picked(self, field: JSON, label: str | None, given: Any) -> list[str]:
        if given is None:
            defaults = [option["value"] for option in field.get("options") or [] if option.get("default")]
            if field.get("required", True) and not defaults:
                raise CannotDo(f"field {label or field['custom_id']} is required")
            return defaults
        values = list(given) if isinstance(given, list | tuple) else [given]
        group = {"min_values": field.get("min_values") or 0} if field["type"] == bits.CHECKBOX_GROUP else {}
        return pick(field | group, values, self._resolver)


def _text(field: JSON, label: str | None, given: Any) -> str:
    value = field.get("value") or "" if given is None else str(given)
    name = label or field["custom_id"]
    if not value:
        if field.get("required", True):
            raise CannotDo(f"field {name} is required")
        return value
    if not (field.get("min_length") or 0) <= len(value) <= (field.get("max_length") or 4000):
        raise CannotDo(f"field {name}: length {len(value)} not allowed")
    return value
