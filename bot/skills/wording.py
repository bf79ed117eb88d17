"""The words people put around skills, from `data/wording.txt`, as patterns compiled when first needed."""

from __future__ import annotations

import re
from functools import cache

from bot.skills.files import DATA


@cache
def pattern(frame: str, *lists: str) -> re.Pattern[str]:
    """Return the frame as a pattern; `{0}`, `{1}` ... stand for the alternatives of the lists."""
    return re.compile(frame.format(*("|".join(words(name)) for name in lists)), re.IGNORECASE)


def words(name: str) -> tuple[str, ...]:
    """Return the alternatives of a list, in their order; KeyError when there is no such list."""
    return _lists()[name]


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (DATA / "wording.txt").read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"\[[a-z ]+\]", line):
            current = found.setdefault(line[1:-1], [])
        elif line.strip() and not line.startswith("# "):
            current.append(line)
    return {name: tuple(lines) for name, lines in found.items()}
