"""The product's own skill code in the shape of the scoring script `../shared/skills/evaluate.py`; nothing
special-cased.

    python ../shared/skills/evaluate.py --resolve bench.skill_callables:resolve --relate
    bench.skill_callables:relate \
        --suggest bench.skill_callables:suggest --split train
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bot import skills
from bot.skills import Verb, Vocabulary

_vocabularies: dict[int, tuple[tuple[str, ...], Vocabulary]] = {}


def _of(names: tuple[str, ...]) -> Vocabulary:
    """Return the vocabulary of exactly these names; the same tuple object gives the same vocabulary."""
    kept = _vocabularies.get(id(names))
    if kept is None or kept[0] is not names:
        kept = names, Vocabulary.only(names)
        _vocabularies[id(names)] = kept
    return kept[1]


@lru_cache(maxsize=1)
def _shipped() -> Vocabulary:
    return Vocabulary.of()


def resolve(text: str, vocabulary: tuple[str, ...]) -> tuple[str | None, float]:
    """Return the name meant and the confidence; below 0.9 it is the first choice of a question."""
    decision = skills.resolve(text, _of(vocabulary))
    name = decision.name or (decision.choices[0] if decision.choices else None)
    return name, decision.how.score if name else 0.0


def relate(a: str, b: str) -> float:
    """Return how related two skills are in [0, 1]; 1 means the same skill."""
    return skills.relate(a, b)


def suggest(text: str, vocabulary: tuple[str, ...], k: int) -> list[str]:
    """Return up to `k` names for "did you mean"."""
    return skills.suggest(text, _of(vocabulary), k)


def parse(verb: Verb, text: str) -> dict[str, Any]:
    """Return what a whole line said: skills (decided or pending an answer), the questions, and the problem
    if any."""
    reading = skills.read_line(verb, text, _shipped())
    found = [
        {"name": f.name, "level": f.level, "goal": f.goal, "decided": True, "text": f.text}
        for f in reading.found
    ]
    pending = [
        {"name": a.text, "level": a.level, "goal": a.goal, "decided": False, "text": a.text}
        for a in reading.asks
    ]
    asks = [{"text": ask.text, "choices": list(ask.choices)} for ask in reading.asks]
    return {
        "skills": found + pending,
        "asks": asks,
        "error": reading.problem.value if reading.problem else None,
    }
