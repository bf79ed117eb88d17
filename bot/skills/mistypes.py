"""Typing slips in a whole text: which names it may be meant as, and whether that may be decided without asking."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.skills.alike import alike
from bot.skills.guard import is_common_word, is_real_word
from bot.skills.index import Shelf
from bot.skills.query import Query
from bot.skills.shipped import group_index
from bot.skills.slips import slips
from bot.skills.spelling import key_of, singular, words_of
from bot.skills.values import Decision, How

_SHORTEST_SLIP = 4
_ONE_SLIP_UP_TO = 8
_PLENTY = 7
_PHRASE = 3
_CLOSE = 0.9


def spelling(query: Query) -> Decision | None:
    """Return the one name the text is a believable mistyping of, or the question when a person has to say."""
    if query.is_known or len(query.key) < _SHORTEST_SLIP:
        return None
    candidates = slipped(query)
    if len(candidates) != 1:
        return query.doubtful(tuple(candidates), How.NEAR)
    ((name, spelling),) = candidates.items()
    if _changes_a_real_word(query, spelling):
        return query.doubtful((name,), How.NEAR)
    return query.certain(name, How.SPELLING)


def near(query: Query) -> Decision | None:
    """Ask about names that are spelled much alike, though not by an explainable slip."""
    if len(query.key) < _SHORTEST_SLIP:
        short = len(query.key) == _SHORTEST_SLIP - 1 and not query.is_known
        return query.doubtful(tuple(slipped(query)), How.NEAR) if short else None
    most = len(query.key) // 4
    close = [
        (likeness, shelf.names[place])
        for shelf in query.vocabulary.shelves(query.key)
        for spelling, likeness, place in alike(query.key, shelf, _CLOSE, 5)
        if OSA.distance(query.key, spelling) <= most
    ]
    names = [name for _, name in sorted(close, key=lambda pair: -pair[0])]
    return query.doubtful(query.vocabulary.shown(names), How.NEAR)


@lru_cache(maxsize=64)
def slipped(query: Query) -> dict[str, str]:
    """Return the names the text may be a mistyping of, all at the smallest distance, with the spelling
    meant."""
    budget = 2
    best: dict[str, str] = {}
    for shelf in query.vocabulary.shelves(query.key):
        near = process.extract(query.key, shelf.keys, scorer=OSA.distance, score_cutoff=budget, limit=None)
        for spelling, distance, place in near:
            most = _allowed(spelling) if _comparable(query, shelf, place) else 0
            cost = slips(query.key, spelling, min(budget, most))
            if cost is None or cost > distance:
                continue
            if cost < budget:
                budget, best = cost, {}
            if cost <= budget:
                best.setdefault(shelf.names[place], shelf.texts[place])
    shown = query.vocabulary.shown
    return {shown((name,))[0]: text for name, text in best.items()}


def _changes_a_real_word(query: Query, spelling: str) -> bool:
    """Return whether the slip would replace a word that exists or one too short to judge, so that a person
    has to say."""
    meant = words_of(spelling)
    if len(query.words) == 1:
        return _exists(query.words[0]) or _is_derived(query.key, key_of(spelling))
    if len(meant) != len(query.words):
        return any(len(word) < _SHORTEST_SLIP or _exists(word) for word in query.words if word not in meant)
    changed = [(typed, word) for typed, word in zip(query.words, meant, strict=True) if typed != word]
    same = len(query.key) - sum(len(typed) for typed, _ in changed)
    if len(changed) == 1 and len(meant) >= _PHRASE and same >= _PLENTY:
        ((typed, word),) = changed
        return (
            typed in group_index()
            or singular(typed) == singular(word)
            or _is_other_acronym(query, typed, word)
        )
    return any(_must_ask(typed, word, same) for typed, word in changed)


def _must_ask(typed: str, meant: str, same: int) -> bool:
    """Return whether one word of a longer text is too doubtful to be corrected into the meant one.

    A short word may be an acronym of its own ("mc server" is not "MCP server") unless a plain English word was
    meant, or the letters that are right (`same`) leave little doubt.
    """
    if singular(typed) == singular(meant) or (meant == ".js" and not is_common_word(typed)):
        return False
    shortest = min(len(typed), len(meant))
    most = 2 if shortest >= _SHORTEST_SLIP else 1
    if (
        is_common_word(typed.lstrip("."))
        or typed in group_index()
        or _is_derived(typed, meant)
        or OSA.distance(typed, meant) > most
    ):
        return True
    if shortest >= _SHORTEST_SLIP or is_common_word(meant):
        return False
    return same < _PLENTY or len(typed) < _SHORTEST_SLIP - 1 or is_real_word(typed)


def _is_other_acronym(query: Query, typed: str, meant: str) -> bool:
    """Return whether the word is in capitals and has another letter, not one too few or many ("CAE" for "CAD")."""
    return len(typed) == len(meant) and typed.upper() in query.text.split()


def _comparable(query: Query, shelf: Shelf, place: int) -> bool:
    """Return whether the text may be a mistyped name here; of other spellings only those with as many words may be."""
    text = shelf.texts[place]
    return text == shelf.names[place] or len(words_of(text)) == len(query.words)


def _allowed(spelling: str) -> int:
    """Return how many slips are believable in a word or name of this length."""
    return 1 if len(spelling) <= _ONE_SLIP_UP_TO else 2


def _is_derived(typed: str, meant: str) -> bool:
    """Return whether the text is the name with something new at its end, as names of relatives are ("scalaz")."""
    return typed.startswith(meant) and typed[len(meant) - 1 :] != typed[len(meant) - 1] * 2


def _exists(word: str) -> bool:
    return is_real_word(word) or word in group_index()
