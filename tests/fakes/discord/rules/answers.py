"""First responses to interactions: forms and autocomplete choices; and thread bodies."""

from __future__ import annotations

from typing import Any

from ...wire import JSON
from .. import bits
from ..errors import FormErrors, Path, bad_form
from ..text import walk_components
from . import components, messages

IN_MODAL = (bits.ROW, bits.TEXT_DISPLAY, bits.LABEL)
ARCHIVE_AFTER = (60, 1440, 4320, 10080)  # minutes
CHOICE = "UNION_TYPE_CHOICES"


def callback(kind: Any, data: JSON, allowed: tuple[int, ...]) -> None:
    """Check a first response of this type against what the interaction allows.

    Raises:
        ApiError: 50035 or 50006.
    """
    if kind not in allowed:
        problem = f"Interaction callback type {kind} is not valid here."
        raise bad_form(("type",), "BASE_TYPE_CHOICES", problem)
    if kind == bits.REPLY:
        messages.new(data)
    elif kind == bits.CHOICES:
        check_choices(data)
    elif kind == bits.MODAL:
        check_modal(data)


def check_modal(data: JSON) -> None:
    """Check a form.

    Raises:
        ApiError: 50035.
    """
    err = FormErrors()
    err.length(("data", "title"), data.get("title"), 1, 45)
    err.length(("data", "custom_id"), data.get("custom_id"), 1, 100)
    children = data.get("components") or []
    top: Path = ("data", "components")
    if not 1 <= len(children) <= 5:
        err.add(top, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for i, child in enumerate(children):
        if child.get("type") not in IN_MODAL:
            problem = f'Value of field "type" must be one of {IN_MODAL}.'
            err.add((*top, i, "type"), CHOICE, problem)
            continue
        if child.get("type") == bits.ROW:
            _row(err, child, (*top, i, "components"))
        components.component(err, child, (*top, i), modal=True)
    components.unique_ids(err, walk_components(children), top)
    err.raise_if_any()


def _row(err: FormErrors, row: JSON, path: Path) -> None:
    for i, child in enumerate(row.get("components") or []):
        if child.get("type") != bits.TEXT_INPUT:
            problem = "Only text inputs may sit in an action row of a modal."
            err.add(path, CHOICE, problem)
        elif not child.get("label"):
            err.add((*path, i, "label"), "BASE_TYPE_REQUIRED", "This field is required")


def check_choices(data: JSON) -> None:
    """Check the suggestions of an autocomplete.

    Raises:
        ApiError: 50035.
    """
    err = FormErrors()
    items = data.get("choices")
    path: Path = ("data", "choices")
    err.length(path, items, 0, 25)
    for i, choice in enumerate(items or []):
        err.length((*path, i, "name"), choice.get("name"), 1, 100)
        if isinstance(choice.get("value"), str):
            err.length((*path, i, "value"), choice["value"], 1, 100)
    err.raise_if_any()


def check_thread(body: JSON) -> None:
    """Check the name and archive time of a thread.

    Raises:
        ApiError: 50035.
    """
    err = FormErrors()
    err.length(("name",), body.get("name"), 1, 100)
    if body.get("auto_archive_duration") not in (None, *ARCHIVE_AFTER):
        problem = f"Value must be one of {ARCHIVE_AFTER}."
        err.add(("auto_archive_duration",), "BASE_TYPE_CHOICES", problem)
    err.raise_if_any()
