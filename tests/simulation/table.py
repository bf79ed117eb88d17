"""The table of promises and mutants in docs/reliability.md: `python -m tests.simulation.table` writes it anew."""

from __future__ import annotations

from pathlib import Path

from bot.wiring.simulation.invariants.all import KINDS
from tests.simulation.mutants import MUTANTS

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- promises: begin -->", "<!-- promises: end -->"
SAME_END = (
    "Whenever the bot dies, all ends as it would have without dying: every point of a small story is tried."
)


def table() -> str:
    """Return the table: every promise, and the mutants that its checker kills."""
    sentences = {kind.number: kind.sentence for kind in KINDS} | {23: SAME_END}
    rows = ["| | what must hold | mutants killed |", "|---|---|---|"]
    for number in range(1, 25):
        does = "; ".join(one.does for one in MUTANTS if one.number == number)
        rows.append(f"| {number} | {sentences[number]} | {does} |")
    return "\n".join(rows)


def main() -> None:
    """Write the table into the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
