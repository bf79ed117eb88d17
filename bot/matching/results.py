"""Results as text: the JSON of the pairing command, a plain table, and CSV; and the JSON read back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from bot.matching.model import Certificate, Kind, Lesson, Match, Result, Unplaced
from bot.matching.words import reason, why_not, would_help

FORMATS = ("json", "table", "csv")
WIDEST = 60


def write_result(result: Result, fmt: str) -> str:
    """The result in one of the formats; JSON is a single line.

    Raises:
        ValueError: there is no such format.
    """
    if fmt == "json":
        return json.dumps(as_json(result), ensure_ascii=False)
    if fmt == "table":
        return _table(result)
    if fmt == "csv":
        return _csv(result)
    raise ValueError(f"There is no format {fmt!r}; there are {', '.join(FORMATS)}.")


def as_json(result: Result) -> dict[str, object]:
    """The result in the shape outside checks rely on."""
    proof = result.certificate
    return {
        "partnerships": [_match(match) for match in result.partnerships],
        "unplaced": [
            {"id": left.id, "why": why_not(left), "missing": list(left.missing), "help": _help(left)}
            for left in result.unplaced
        ],
        "certificate": {
            "placed": proof.placed,
            "bound": proof.bound,
            "optimal": proof.optimal,
            "objective": list(proof.objective),
            "bounds": list(proof.bounds),
            "stages": list(proof.stages),
        },
        "seconds": round(result.seconds, 3),
    }


def _help(left: Unplaced) -> str:
    return would_help(left.help) if left.help else ""


def _match(match: Match) -> dict[str, object]:
    return {
        "members": list(match.members),
        "kind": str(match.kind),
        "lessons": [_lesson(lesson) for lesson in match.lessons],
        "reason": reason(match),
    }


def _lesson(lesson: Lesson) -> dict[str, object]:
    return {
        "teacher": lesson.teacher,
        "learner": lesson.learner,
        "skill": lesson.skill,
        "via": lesson.via,
        "score": lesson.score,
    }


def summary(proof: Certificate, total: int) -> str:
    """The certificate in one sentence: "14 of 16 people placed; no other valid arrangement places more."."""
    told = f"{proof.placed} of {total} people placed both ways"
    if proof.placed == proof.bound:
        told += "; no other valid arrangement places more"
        return f"{told}." if proof.optimal else f"{told}, though a better fit may exist."
    return f"{told}; at most {proof.bound} could be."


def _table(result: Result) -> str:
    rows = [(str(match.kind), ", ".join(match.members), reason(match)) for match in result.partnerships]
    lines = list(_aligned([("kind", "members", "why"), *rows])) if rows else ["No partnership is possible."]
    if result.unplaced:
        left = [(one.id, f"{why_not(one)} {_help(one)}".rstrip()) for one in result.unplaced]
        lines += ["", *_aligned([("not placed", "why"), *left])]
    one_way = {
        member for match in result.partnerships if match.kind is Kind.ONE_WAY for member in match.members
    }
    two_way = {
        member for match in result.partnerships if match.kind is not Kind.ONE_WAY for member in match.members
    }
    total = len(two_way | one_way) + len(result.unplaced)
    if extra := one_way - two_way:
        lines += ["", f"One-way, outside the count: {len(extra)} more."]
    lines += ["", summary(result.certificate, total), f"Took {result.seconds:.2f} s."]
    return "\n".join(lines)


def _aligned(rows: list[tuple[str, ...]]) -> Iterable[str]:
    """Rows with their columns in line; only the last one may be of any length."""
    widths = [min(WIDEST, max(len(row[k]) for row in rows)) for k in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join((*cells, row[-1])).rstrip()


def _csv(result: Result) -> str:
    """One row per lesson, then one per person left out (kind `unplaced`)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("partnership", "kind", "teacher", "learner", "skill", "via", "score", "reason"))
    for number, match in enumerate(result.partnerships, start=1):
        for one in match.lessons:
            row = (number, str(match.kind), one.teacher, one.learner, one.skill, one.via, one.score)
            writer.writerow((*map(_safe, row), reason(match)))
    for left in result.unplaced:
        told = f"{why_not(left)} {_help(left)}".rstrip()
        writer.writerow(("", "unplaced", "", _safe(left.id), "", "", "", told))
    return out.getvalue().rstrip("\n")


def _safe(cell: object) -> object:
    """The cell, kept from being read as a formula by a spreadsheet."""
    # Ids and skills are what members typed.
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
