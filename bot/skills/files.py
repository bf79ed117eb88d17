"""Reading the vocabulary files shipped beside this package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).with_name("data")


def entries(file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every line `left = right, right` of a data file; empty ones and those starting with `# ` are skipped."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("# "):
            continue
        left, _, right = line.partition(" = ")
        yield left.strip(), tuple(part.strip() for part in right.split(",") if part.strip())
