"""Kidney-exchange-like graphs for the pairing engine: donors and patients with blood types and sensitised patients.

    python -m bench.pairing_graphs 256 1 > graph.json    # nodes, seed

The usual simulation: pairs whose own donor is incompatible enter a pool; an arc from one pair to another says that the
first pair's donor suits the second pair's patient.
"""

from __future__ import annotations

import json
import sys
from random import Random

BLOOD = ("O", "A", "B", "AB")
SHARES = (0.48, 0.34, 0.14, 0.04)
SENSITISED = ((0.70, 0.05), (0.20, 0.45), (0.10, 0.90))


def suits(donor: str, patient: str) -> bool:
    """Whether the blood types go together."""
    return donor in ("O", patient) or patient == "AB"


def pool(nodes: int, dice: Random) -> list[tuple[str, str, float]]:
    """Incompatible pairs as (donor's type, patient's type, chance that a suitable donor is refused)."""
    found: list[tuple[str, str, float]] = []
    while len(found) < nodes:
        donor, patient = dice.choices(BLOOD, SHARES, k=2)
        refused = dice.choices([chance for _, chance in SENSITISED], [share for share, _ in SENSITISED])[0]
        if not suits(donor, patient) or dice.random() < refused:
            found.append((donor, patient, refused))
    return found


def graph(nodes: int, seed: int, top_weight: int = 1) -> dict[str, object]:
    """A graph in the form the pairing command reads."""
    dice = Random(seed)
    pairs = pool(nodes, dice)
    arcs = [
        [a, b, dice.randint(1, top_weight)]
        for a, (donor, _, _) in enumerate(pairs)
        for b, (_, patient, refused) in enumerate(pairs)
        if a != b and suits(donor, patient) and dice.random() >= refused
    ]
    return {"nodes": nodes, "arcs": arcs, "options": {"max_circle": 3}}


def main() -> None:
    nodes, seed = int(sys.argv[1]), int(sys.argv[2])
    json.dump(graph(nodes, seed), sys.stdout)


if __name__ == "__main__":
    main()
