"""How well typed skills are understood, beside what is usually done: `python bench/skills.py [--alone]`.

Runs the scoring script `../shared/skills/evaluate.py` on the open half of the benchmark (the data stays there) and
prints one table. `--alone` leaves the baselines out (about 10 s instead of a minute).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT.parent / "shared" / "skills" / "evaluate.py"
METHODS = {
    "Bothways": ("bench.skill_callables", "resolve", "suggest", "relate"),
    "exact": ("bench.skill_baselines", "exact", "", ""),
    "WRatio": ("bench.skill_baselines", "wratio", "suggest_wratio", ""),
    "Jaro-Winkler": ("bench.skill_baselines", "jaro_winkler", "suggest_jaro_winkler", ""),
}
TRACKS = ("so", "so_usage_weighted", "explore", "linguist", "esco", "icons", "cldr", "nontech", "techchat")
OUTCOMES = ("auto_right", "ask_right", "auto_wrong")


def scores(method: str, split: str) -> dict[str, Any]:
    """Return what the scoring script says about one method."""
    module, resolve, suggest, relate = METHODS[method]
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [
            sys.executable,
            str(SCRIPT),
            "--resolve",
            f"{module}:{resolve}",
            "--split",
            split,
            "--json",
            out.name,
        ]
        command += ["--suggest", f"{module}:{suggest}"] if suggest else []
        command += ["--relate", f"{module}:{relate}"] if relate else ["--no-latency"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        found: dict[str, Any] = json.loads(Path(out.name).read_text(encoding="utf-8"))
    return found


def together(rows: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the outcomes over all tracks, each track counting by its size."""
    tracks = [row for name, row in rows.items() if not name.startswith("_") and name != "so_usage_weighted"]
    size = sum(row["n"] for row in tracks)
    return {outcome: sum(row[outcome] * row["n"] for row in tracks) / size for outcome in OUTCOMES}


def line(label: str, values: list[str]) -> str:
    """Return one row of the table."""
    return f"{label:<34}" + "".join(f"{value:>22}" for value in values)


def three(row: dict[str, float]) -> str:
    """Return right / asked / wrong in percent."""
    return " / ".join(f"{100 * row[outcome]:.{2 if outcome == 'auto_wrong' else 1}f}" for outcome in OUTCOMES)


def table(found: dict[str, dict[str, Any]]) -> list[str]:
    """Return the table of all methods."""
    lines = [line("percent: right / asked / WRONG", list(found))]
    lines.append(line("aliases, all", [three(together(f["aliases"])) for f in found.values()]))
    for track in TRACKS:
        lines.append(line(f"  {track}", [three(f["aliases"][track]) for f in found.values()]))
    lines.append(line("typos", [three(together(f["typos"])) for f in found.values()]))
    for name, part, key in (
        ("unknown skills merged", "oov_false_accept", "rate"),
        ("false friends merged", "false_friends", "merge_rate_absent"),
        ("ambiguous decided", "ambiguous", "auto_accept_rate"),
        ("two senses among five", "ambiguous", "two_senses_in_top5"),
    ):
        values = [f[part][key] for f in found.values()]
        lines.append(line(name, ["-" if value is None else f"{100 * value:.1f}" for value in values]))
    return lines


def own_lines(own: dict[str, Any]) -> list[str]:
    """Return what is measured for the product only: relations, times, memory."""
    lines = [
        f"related ({track}): AUC {row['auc']:.3f}"
        for track, row in own["related"].items()
        if isinstance(row, dict)
    ]
    for size, row in own.get("latency", {}).items():
        lines.append(f"{size} names: resolve p95 {row['resolve']['p95_ms']} ms, built in {row['build_s']} s")
    return [*lines, f"import {own['import_s']} s"]


def main() -> None:
    """Print the table; exit with a sentence when the benchmark is not there."""
    parser = argparse.ArgumentParser(description="Measure how well typed skills are understood.")
    parser.add_argument("--alone", action="store_true", help="without the baselines")
    parser.add_argument("--split", default="train")
    options = parser.parse_args()
    if not SCRIPT.exists():
        sys.exit(f"The skills benchmark is not at {SCRIPT}; nothing was measured.")
    found = {
        method: scores(method, options.split)
        for method in METHODS
        if method == "Bothways" or not options.alone
    }
    sys.stdout.write("\n".join([*table(found), "", *own_lines(found["Bothways"])]) + "\n")


if __name__ == "__main__":
    main()
