from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from adapters.web.app import STATIC
from adapters.web.render import TEMPLATES

VENDOR = STATIC / "vendor"
SUMS = dict(
    re.findall(
        r"\| `([^`]+)` \| `[^`]+` \| [\d.]+ \| `([0-9a-f]{64})` \|", (VENDOR / "README.md").read_text()
    )
)
OURS = sorted([*STATIC.glob("*.js"), *STATIC.glob("*.css"), *TEMPLATES.glob("*.html")])


def test_every_script_of_others_is_the_one_whose_sum_is_written_down() -> None:
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.iterdir()}
    del there["README.md"]
    assert there == SUMS


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_nothing_is_fetched_from_anywhere_else(path: Path) -> None:
    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", path.read_text()) == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_nothing_needs_more_than_the_policy_gives(path: Path) -> None:
    code = r"\beval\(|new Function|innerHTML\s*=|insertAdjacentHTML|document\.write|hx-on|<script(?! src=)"
    style = r"\.style\.|\sstyle=|<style|@import"
    assert re.findall(f"{code}|{style}", path.read_text()) == []


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, 1.4.3): 1 to 21, at least 4.5 for text."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


LOOK = (STATIC / "look.css").read_text()
THEMES = [
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r"\{[^{}]*--paper:[^{}]*\}", LOOK)
]
TEXTS = [
    *(
        (ink, paper)
        for ink in ("ink", "soft", "accent")
        for paper in ("paper", "side", "card", "accent-soft")
    ),
    ("ink", "hover"),
    ("warm", "paper"),
    ("danger", "card"),
    ("danger", "danger-soft"),
    ("accent-ink", "accent"),
    ("here-ink", "here"),
    ("warm-ink", "warm"),
    ("mention-ink", "mention"),
]


def test_dark_by_choice_and_dark_by_the_system_are_the_same() -> None:
    light, system, chosen = THEMES
    assert system == chosen
    assert light.keys() == system.keys()


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), TEXTS)
def test_text_can_be_read_on_everything_it_stands_on(theme: int, ink: str, paper: str) -> None:
    assert contrast(THEMES[theme][ink], THEMES[theme][paper]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("paper", ["paper", "side", "card"])
def test_the_edges_of_controls_can_be_seen(theme: int, paper: str) -> None:
    assert contrast(THEMES[theme]["strong-line"], THEMES[theme][paper]) >= 3


@pytest.mark.parametrize("colour", re.findall(r"\.hue-\d+ \{ background: (#[0-9a-f]{6})", LOOK))
def test_initials_can_be_read_on_every_colour_of_a_picture(colour: str) -> None:
    assert contrast("#ffffff", colour) >= 4.5
