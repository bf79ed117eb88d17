"""Three hundred typed lines, plain and hard, with exactly what each says (`lines.txt`)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest

from bot.skills import Reading, Verb, Vocabulary, read_line

LINES = Path(__file__).with_name("lines.txt")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


def corpus() -> list[tuple[str, str, str]]:
    """Return (verb, text, reading) of every line of the corpus."""
    found = []
    for line in LINES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            said, _, reading = line.partition(" >>> ")
            verb, _, text = said.partition(" | ")
            text = _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)
            found.append((verb, text.replace("\\n", "\n").replace("\\t", "\t"), reading))
    return found


def told(reading: Reading) -> set[str]:
    """Return a reading in the words of the corpus, in no order."""
    if reading.problem:
        return {f"!{reading.problem.value}"}
    skills = [(found.name, found.level, found.goal) for found in reading.found]
    asks = [(f"?{ask.text}", ask.level, ask.goal) for ask in reading.asks]
    return {
        name + ("" if level is None else f" @{level}") + (f" #{goal}" if goal else "")
        for name, level, goal in (*skills, *asks)
    }


@pytest.mark.parametrize(("verb", "text", "reading"), corpus())
def test_a_typed_line_says_exactly_this(verb: str, text: str, reading: str) -> None:
    assert told(read_line(cast(Verb, verb), text, Vocabulary.of())) == set(reading.split("; "))
