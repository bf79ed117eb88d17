"""Results as text: the JSON of the pairing command, a plain table, and CSV; and the JSON read back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from bot.matching.model import Certificate, Kind, Lesson, Match, Result, Unplaced
from bot.matching.words import elsewhere, in_points, reason, why_not, would_help

FORMATS = ("json", "table", "csv")
WIDEST = 60
MOST_BLOCKING = 5


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
            {
                "id": left.id,
                "why": why_not(left),
                "missing": list(left.missing),
                "taken": [elsewhere(left.id, taken) for taken in left.taken],
                "help": _help(left),
            }
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
        "blocking": None if result.blocking is None else [list(pair) for pair in result.blocking],
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
        "points": match.points,
        "terms": [{"why": why, "points": points} for why, points in in_points(match)],
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
    rows = [(str(match.kind), ", ".join(match.members), _why(match)) for match in result.partnerships]
    lines = list(_aligned([("kind", "members", "why"), *rows])) if rows else ["No partnership is possible."]
    if result.unplaced:
        left = [(one.id, _why_not(one)) for one in result.unplaced]
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
    lines += ["", summary(result.certificate, total), *_blocking(result), f"Took {result.seconds:.2f} s."]
    return "\n".join(lines)


def _why(match: Match) -> str:
    """The reason, and what it adds up to."""
    terms = ", ".join(f"{why} {points:g}" for why, points in in_points(match))
    return f"{reason(match)} {match.points:g} points: {terms}." if terms else reason(match)


def _why_not(left: Unplaced) -> str:
    said = (why_not(left), *(elsewhere(left.id, taken) for taken in left.taken), _help(left))
    return " ".join(part for part in said if part)


def _blocking(result: Result) -> list[str]:
    """What is told of pairs who would both rather have each other."""
    if not result.blocking:
        return []
    pairs = ", ".join(f"{a} and {b}" for a, b in result.blocking[:MOST_BLOCKING])
    more = ", …" if len(result.blocking) > MOST_BLOCKING else ""
    return [f"Would both learn more from each other, {len(result.blocking)} in all: {pairs}{more}."]


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
        writer.writerow(("", "unplaced", "", _safe(left.id), "", "", "", _why_not(left)))
    return out.getvalue().rstrip("\n")


def _safe(cell: object) -> object:
    """The cell, kept from being read as a formula by a spreadsheet."""
    # Ids and skills are what members typed.
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
