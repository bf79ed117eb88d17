"""Write the real-word guard `bot/skills/data/{words,common}.bloom` from word lists (build time only).

    python bench/build_guard.py WORDS PRODUCTS [--most 60000] [--common 30000]

WORDS holds one word a line, the commonest first, with an optional count behind it; the first `--most` make
the guard, the first `--common` the smaller filter of words likely in any phrase. PRODUCTS holds one product
name a line. `bot/skills/data/README.md` names the lists the shipped file was made from.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.skills.guard import WordFilter
from bot.skills.spelling import fold, key_of, words_of

DATA = Path(__file__).parents[1] / "bot" / "skills" / "data"


def words_in(file: Path) -> list[str]:
    """Return the folded first word of every line."""
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    return [fold(line.split()[0]) for line in lines if line.strip()]


def products_in(file: Path) -> list[str]:
    """Return every product's key, and its words of four letters or more."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        found.append(key_of(line))
        found += [word for word in words_of(line) if len(word) > 3]
    return [key for key in found if key]


def main() -> None:
    """Write both filters and say how large they became."""
    parser = argparse.ArgumentParser(description="Write the real-word guard.")
    parser.add_argument("words", type=Path)
    parser.add_argument("products", type=Path)
    parser.add_argument("--most", type=int, default=60_000)
    parser.add_argument("--common", type=int, default=30_000)
    options = parser.parse_args()
    words, products = words_in(options.words), products_in(options.products)
    for name, kept in (
        ("words.bloom", [*words[: options.most], *products]),
        ("common.bloom", words[: options.common]),
    ):
        made = WordFilter.holding(kept).to_bytes()
        (DATA / name).write_bytes(made)
        sys.stdout.write(f"{name}: {len(set(kept))} words in {len(made)} bytes\n")


if __name__ == "__main__":
    main()
