"""Components of messages and forms (discord.com/developers/docs/components/reference)."""

from __future__ import annotations

from collections.abc import Callable

from ...wire import JSON
from .. import bits
from ..errors import FormErrors, Path
from ..text import walk_components

LEGACY_TOP = (bits.ROW,)
V2_TOP = (
    bits.ROW,
    bits.SECTION,
    bits.TEXT_DISPLAY,
    bits.MEDIA_GALLERY,
    bits.FILE,
    bits.SEPARATOR,
    bits.CONTAINER,
)
IN_LABEL = (
    bits.TEXT_INPUT,
    bits.FILE_UPLOAD,
    bits.RADIO_GROUP,
    bits.CHECKBOX_GROUP,
    bits.CHECKBOX,
    *bits.SELECTS,
)
CHOICE = "UNION_TYPE_CHOICES"
LENGTH = "BASE_TYPE_BAD_LENGTH"


def of_message(err: FormErrors, components: list[JSON], *, v2: bool) -> None:
    """Check the components of a message, in the old layout or (v2) the new one."""
    everything = walk_components(components)
    if v2:
        _v2_totals(err, everything)
    elif len(components) > 5:
        err.add(("components",), LENGTH, "Must be 5 or fewer in length.")
    top = V2_TOP if v2 else LEGACY_TOP
    for i, each in enumerate(components):
        if each.get("type") not in top:
            problem = f'Value of field "type" must be one of {top}.'
            err.add(("components", i, "type"), CHOICE, problem)
        component(err, each, ("components", i), modal=False)
    unique_ids(err, everything, ("components",))


def _v2_totals(err: FormErrors, everything: list[JSON]) -> None:
    if len(everything) > 40:
        problem = "The maximum number of total components is 40"
        err.add(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", problem)
    shown = (c.get("content") or "" for c in everything if c.get("type") == bits.TEXT_DISPLAY)
    if sum(map(len, shown)) > 4000:
        problem = "The total displayable text must not exceed 4000 characters"
        err.add(("components",), "COMPONENT_MAX_TOTAL_TEXT_LENGTH", problem)


def unique_ids(err: FormErrors, everything: list[JSON], path: Path) -> None:
    """Check that no custom_id comes twice."""
    seen: set[str] = set()
    for each in everything:
        custom_id = each.get("custom_id")
        if custom_id is None:
            continue
        if custom_id in seen:
            problem = f"Component custom id cannot be duplicated ({custom_id})"
            err.add(path, "COMPONENT_CUSTOM_ID_DUPLICATED", problem)
        seen.add(custom_id)


def component(err: FormErrors, given: JSON, path: Path, *, modal: bool) -> None:
    """Check one component and its children."""
    kind = given.get("type")
    if kind in UNCHECKED:
        return
    check = CHECKS.get(kind) if isinstance(kind, int) else None
    if check is None:
        err.add((*path, "type"), CHOICE, "Unknown component type.")
    else:
        check(err, given, path, modal)


def _custom_id(err: FormErrors, given: JSON, path: Path) -> None:
    err.length((*path, "custom_id"), given.get("custom_id"), 1, 100)


def _row(err: FormErrors, given: JSON, path: Path, modal: bool) -> None:
    children = given.get("components") or []
    path = (*path, "components")
    if not 1 <= len(children) <= 5:
        err.add(path, LENGTH, "Must be between 1 and 5 in length.")
    if len(children) > 1 and any(child.get("type") in bits.SELECTS for child in children):
        problem = "The specified component exceeds the maximum width"
        err.add(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", problem)
    for i, child in enumerate(children):
        if not modal and child.get("type") not in (bits.BUTTON, *bits.SELECTS):
            err.add((*path, i, "type"), CHOICE, "Not allowed in an action row of a message.")
        component(err, child, (*path, i), modal=modal)


def _button(err: FormErrors, given: JSON, path: Path, modal: bool) -> None:
    style = given.get("style")
    if style == bits.LINK_STYLE:
        err.length((*path, "url"), given.get("url"), 1, 512)
    elif style not in (1, 2, 3, 4, bits.PREMIUM_STYLE):
        err.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
    elif style != bits.PREMIUM_STYLE:
        _custom_id(err, given, path)
        if given.get("url"):
            problem = "A custom id and url cannot both be specified"
            err.add((*path, "url"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", problem)
    err.length((*path, "label"), given.get("label"), 0, 80, required=False)
    if style != bits.PREMIUM_STYLE and not given.get("label") and not given.get("emoji"):
        err.add(path, "BUTTON_COMPONENT_INVALID_LABEL", "A label or emoji is required")


def _select(err: FormErrors, given: JSON, path: Path, modal: bool) -> None:
    _custom_id(err, given, path)
    err.length((*path, "placeholder"), given.get("placeholder"), 0, 150, required=False)
    low, high = _range(given)
    where = (*path, "min_values")
    if not (0 <= low <= 25 and 1 <= high <= 25 and low <= high):
        err.add(where, "SELECT_COMPONENT_INVALID_RANGE", "min_values/max_values out of range")
    if modal and low == 0 and given.get("required", True):
        problem = "min_values must be at least 1 if required"
        err.add(where, "COMPONENT_REQUIRED_MIN_VALUES", problem)
    if modal and given.get("disabled"):
        problem = "Modals cannot have disabled components"
        err.add((*path, "disabled"), "MODAL_COMPONENT_DISABLED", problem)


def _range(given: JSON) -> tuple[int, int]:
    low, high = given.get("min_values"), given.get("max_values")
    return (1 if low is None else low), (1 if high is None else high)


def _string_select(err: FormErrors, given: JSON, path: Path, modal: bool) -> None:
    _select(err, given, path, modal)
    options = given.get("options") or []
    most = _range(given)[1]
    if not 1 <= len(options) <= 25:
        err.add((*path, "options"), LENGTH, "Must be between 1 and 25 in length.")
    elif most > len(options):
        problem = "max_values cannot exceed the number of options"
        err.add((*path, "max_values"), "SELECT_COMPONENT_MAX_VALUES", problem)
    _options(err, options, path)
    if sum(1 for option in options if option.get("default")) > most:
        problem = "More default options than max_values"
        err.add((*path, "options"), "SELECT_COMPONENT_TOO_MANY_DEFAULTS", problem)


def _options(err: FormErrors, options: list[JSON], path: Path) -> None:
    values: set[str] = set()
    for i, option in enumerate(options):
        where = (*path, "options", i)
        for key in ("label", "value"):
            err.length((*where, key), option.get(key), 1, 100)
        err.length((*where, "description"), option.get("description"), 0, 100, required=False)
        if option.get("value") in values:
            problem = "The specified option value is already used"
            err.add((*where, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", problem)
        values.add(str(option.get("value")))


def _text_input(err: FormErrors, given: JSON, path: Path, modal: bool) -> None:
    if not modal:
        err.add((*path, "type"), CHOICE, "Text inputs are only allowed in modals.")
    _custom_id(err, given, path)
    for key, low, high in (("label", 1, 45), ("placeholder", 0, 100), ("value", 0, 4000)):
        err.length((*path, key), given.get(key), low, high, required=False)
    shortest, longest = given.get("min_length") or 0, given.get("max_length") or 4000
    if not 0 <= shortest <= 4000 or not 1 <= longest <= 4000:
        err.add((*path, "max_length"), "NUMBER_TYPE_MAX", "Must be between 1 and 4000.")


def _section(err: FormErrors, given: JSON, path: Path, modal: bool) -> None:
    if not 1 <= len(given.get("components") or []) <= 3:
        err.add((*path, "components"), LENGTH, "Must be between 1 and 3 in length.")
    if isinstance(given.get("accessory"), dict):
        component(err, given["accessory"], (*path, "accessory"), modal=modal)
    else:
        err.add((*path, "accessory"), "BASE_TYPE_REQUIRED", "This field is required")


def _text_display(err: FormErrors, given: JSON, path: Path, modal: bool) -> None:
    err.length((*path, "content"), given.get("content"), 1, 4000)


def _container(err: FormErrors, given: JSON, path: Path, modal: bool) -> None:
    for i, child in enumerate(given.get("components") or []):
        component(err, child, (*path, "components", i), modal=modal)


def _label(err: FormErrors, given: JSON, path: Path, modal: bool) -> None:
    if not modal:
        err.add((*path, "type"), CHOICE, "Labels are only allowed in modals.")
    err.length((*path, "label"), given.get("label"), 1, 45)
    err.length((*path, "description"), given.get("description"), 0, 100, required=False)
    inner = given.get("component")
    if isinstance(inner, dict) and inner.get("type") in IN_LABEL:
        component(err, inner, (*path, "component"), modal=modal)
    else:
        problem = "A label holds one text input, select, file upload, radio group, checkbox or group of them."
        err.add((*path, "component"), CHOICE, problem)


def _group(err: FormErrors, given: JSON, path: Path, modal: bool) -> None:
    _custom_id(err, given, path)
    options = given.get("options") or []
    low = 2 if given.get("type") == bits.RADIO_GROUP else 1
    if not low <= len(options) <= 10:
        err.add((*path, "options"), LENGTH, f"Must be between {low} and 10 in length.")
    _options(err, options, path)


def _named_only(err: FormErrors, given: JSON, path: Path, modal: bool) -> None:
    _custom_id(err, given, path)


UNCHECKED = (bits.THUMBNAIL, bits.MEDIA_GALLERY, bits.FILE, bits.SEPARATOR)
CHECKS: dict[int, Callable[[FormErrors, JSON, Path, bool], None]] = {
    bits.ROW: _row,
    bits.BUTTON: _button,
    **dict.fromkeys(bits.SELECTS, _select),
    bits.STRING_SELECT: _string_select,
    bits.TEXT_INPUT: _text_input,
    bits.SECTION: _section,
    bits.TEXT_DISPLAY: _text_display,
    bits.CONTAINER: _container,
    bits.LABEL: _label,
    bits.RADIO_GROUP: _group,
    bits.CHECKBOX_GROUP: _group,
    bits.FILE_UPLOAD: _named_only,
    bits.CHECKBOX: _named_only,
}
