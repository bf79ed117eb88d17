"""The core has no clock and no dice of its own: time, seeds and keys come in from outside.

A stopwatch (`time.perf_counter`) is no clock: it says how long a search took, never when anything is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import project_files, text_of

AT_THE_TOP = ("bot/__main__.py", "bot/wiring/", "bot/demo/")  # these build the real clock and hand it in
CLOCKS_AND_DICE = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.strftime",
    "os.urandom",
    "uuid.uuid1",
    "uuid.uuid4",
}


def core_files() -> list[str]:
    """Return the modules of the core."""
    inside = [name for name in project_files() if name.startswith("bot/") and name.endswith(".py")]
    return [name for name in inside if not name.startswith(AT_THE_TOP)]


def own_clocks(source: str) -> list[str]:
    """Return the clocks and dice the source names itself, as `line: full name`."""
    tree = ast.parse(source)
    names = dict(imported(tree))
    found = [(node.lineno, full_name(node, names)) for node in ast.walk(tree) if isinstance(node, ast.expr)]
    unseeded = [
        (node.lineno, "random.Random")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and full_name(node.func, names) == "random.Random" and not node.args
    ]
    return [
        f"{line}: {name}"
        for line, name in sorted({*unseeded, *found})
        if is_own(name) or (line, name) in unseeded
    ]


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the local name and the full name of everything the module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def full_name(node: ast.expr, names: dict[str, str]) -> str:
    """Return the dotted name behind an expression, its imports resolved; empty when it has none."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute) and (owner := full_name(node.value, names)):
        return f"{owner}.{node.attr}"
    return ""


def is_own(name: str) -> bool:
    """Tell whether the full name is a clock or a die."""
    is_die = name.startswith(("random.", "secrets.")) and name != "random.Random"
    return is_die or name in CLOCKS_AND_DICE


def test_the_core_asks_nobody_but_its_ports_for_time_and_chance() -> None:
    found = {name: clocks for name in core_files() if (clocks := own_clocks(text_of(name)))}
    assert found == {}


def test_there_is_a_core_to_look_at() -> None:
    assert {"bot/errors.py", "bot/ui.py"} <= set(core_files())


@pytest.mark.parametrize(
    ("source", "clock"),
    [
        ("from datetime import datetime\nx = datetime.now()", "2: datetime.datetime.now"),
        ("import datetime as d\nx = d.date.today()", "2: datetime.date.today"),
        ("from datetime import UTC, datetime as dt\nmake = dt.now", "2: datetime.datetime.now"),
        ("import time\nx = time.time()", "2: time.time"),
        ("from random import shuffle\nshuffle([])", "2: random.shuffle"),
        ("import random\ndice = random.Random()", "2: random.Random"),
        ("from uuid import uuid4\nkey = uuid4().hex", "2: uuid.uuid4"),
        ("import secrets\nkey = secrets.token_hex()", "2: secrets.token_hex"),
    ],
)
def test_a_planted_clock_is_found(source: str, clock: str) -> None:
    assert own_clocks(source) == [clock]


@pytest.mark.parametrize(
    "source",
    [
        "import random\ndice = random.Random(7)",
        "from datetime import datetime\nx = datetime(2026, 11, 5)",
        "def late(clock):\n    return clock.now()",
    ],
)
def test_a_clock_that_is_handed_in_is_welcome(source: str) -> None:
    assert own_clocks(source) == []
