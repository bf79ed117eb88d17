"""One text -> what it means: ten steps from certain to doubtful, the first that knows the answer decides.

Certain steps (override, exact, alias, variant, filler, spelling) apply a name; doubtful ones (senses, acronym, stem,
near, part) ask; otherwise it is a new skill. A similarity threshold alone would merge a third of real inputs
wrongly, so likeness never decides: only an explainable typing slip does, and never on a word that exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from bot.skills.fillers import Scope, bare_forms
from bot.skills.guard import is_common_word, is_real_word
from bot.skills.shipped import PRODUCTS, TECHNICAL, group_index, senses
from bot.skills.slips import slips
from bot.skills.spelling import clean, key_of, singular, stem_key, variant_key, words_of
from bot.skills.variants import activities, version_of
from bot.skills.values import Decision, How
from bot.skills.vocabulary import Vocabulary

_SHORTEST_SLIP = 4
_ONE_SLIP_UP_TO = 8
_PLENTY = 10
_CLOSE = 0.9
_DIGITS = re.compile(r"\d+(?:\.\d+)*$")
_SHORT = 2
_WITH_LANGUAGES = frozenset(("programming", "coding_languages", "web", "data", "languages"))


@dataclass(frozen=True)
class _Query:
    """A text being resolved, with its keys."""

    text: str
    vocabulary: Vocabulary

    @cached_property
    def key(self) -> str:
        return key_of(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return words_of(self.text)

    @cached_property
    def is_known(self) -> bool:
        """Whether this is itself a name, an alias or an ambiguous word of the shipped tables, present here or not."""
        return self.key in group_index() or self.key in senses() or singular(self.key) in group_index()

    def certain(self, name: str | None, how: How) -> Decision | None:
        """Return the decision for a name, unless the pair was declared never the same."""
        if name is None or self.vocabulary.forbidden(self.text, name):
            return None
        return Decision(how=how, name=name)

    def doubtful(self, names: tuple[str, ...], how: How) -> Decision | None:
        """Return the question between up to three names, leaving out those declared never the same."""
        allowed = [name for name in dict.fromkeys(names) if not self.vocabulary.forbidden(self.text, name)]
        return Decision(how=how, choices=tuple(allowed[:3])) if allowed else None


def resolve(text: str, vocabulary: Vocabulary) -> Decision:
    """Return what a single cleaned or raw text means in this vocabulary; never fails, whatever the text."""
    query = _Query(clean(text), vocabulary)
    if not query.key:
        return Decision(how=How.NEW)
    for step in _STEPS:
        decision = step(query)
        if decision is not None:
            return decision
    return Decision(how=How.NEW)


def certain(text: str, vocabulary: Vocabulary) -> Decision | None:
    """Return what the text means by the certain steps that need no comparison, else None; cheap."""
    query = _Query(clean(text), vocabulary)
    if not query.key:
        return None
    for step in (_override, _exact, _senses, _alias, _variant):
        decision = step(query)
        if decision is not None:
            return decision
    return None


def _override(query: _Query) -> Decision | None:
    target = query.vocabulary.own.get(query.key)
    if target is None:
        return None
    return Decision(how=How.OVERRIDE, name=query.vocabulary.by_key.get(key_of(target), target))


def _exact(query: _Query) -> Decision | None:
    name = query.text if query.text in query.vocabulary else query.vocabulary.by_key.get(query.key)
    return Decision(how=How.EXACT, name=name) if name else None


def _senses(query: _Query) -> Decision | None:
    return query.doubtful(query.vocabulary.meanings(query.key), How.SENSES)


def _alias(query: _Query) -> Decision | None:
    names = query.vocabulary.aliases.get(query.key, ())
    if not names:
        return None
    closer = _same_version(query, names[0]) or _same_word(query, names[0])
    if closer:
        return query.certain(closer, How.ALIAS)
    if len(names) > 1:
        alike = [name for name in names if stem_key(name) == stem_key(query.text)]
        return query.certain(alike[0], How.ALIAS) if len(alike) == 1 else query.doubtful(names, How.SENSES)
    rival = _bare_exact(query)
    if rival and rival != names[0]:
        return query.doubtful((names[0], rival), How.SENSES)
    return query.certain(names[0], How.ALIAS)


def _same_version(query: _Query, name: str) -> str | None:
    """Return the vocabulary's own name for the version the text speaks of ("wp7" where Windows Phone 7 is known)."""
    version = _DIGITS.search(query.text)
    return query.vocabulary.by_key.get(key_of(name + version.group())) if version else None


def _same_word(query: _Query, name: str) -> str | None:
    """Return another name that differs from the text only in number or spelling ("permission" where Permissions is known)."""
    key = variant_key(query.text)
    near = query.vocabulary.variants.get(key, ())
    return next((other for other in near if other != name and variant_key(other) == key), None)


def _bare_exact(query: _Query) -> str | None:
    """Return the name that is exactly the text without its filler words, if there is one."""
    by_key = query.vocabulary.by_key
    return next((by_key[key_of(bare)] for bare, _ in bare_forms(query.text) if key_of(bare) in by_key), None)


def _variant(query: _Query) -> Decision | None:
    if query.key in group_index():
        return None
    names = query.vocabulary.variants.get(variant_key(query.text), ())
    if len(names) == 1 and (len(query.words) > 1 or variant_key(names[0]) == variant_key(query.text)):
        return query.certain(names[0], How.VARIANT)
    return _version(query) or _activity(query) or query.doubtful(names, How.STEM)


def _version(query: _Query) -> Decision | None:
    """Return the name with the version said, or without it when versions make no difference here ("php 8", "ie8")."""
    parts = version_of(query.text)
    base = query.vocabulary.present(parts[0]) if parts else None
    if parts is None or base is None:
        return None
    exact = query.vocabulary.by_key.get(key_of(base + parts[1]))
    if exact:
        return query.certain(exact, How.VARIANT)
    group = group_index().get(key_of(parts[0]))
    if group is None or group.field not in PRODUCTS or len(key_of(parts[0])) <= _SHORT:
        return None
    year = len(parts[1].partition(".")[0]) > _SHORT
    activity = base.casefold().endswith(" development")
    if year or activity or query.vocabulary.tells_versions_of(group.spellings):
        return query.doubtful((base,), How.STEM)
    return query.certain(base, How.VARIANT)


def _activity(query: _Query) -> Decision | None:
    """Return the one name that is the activity of the verb typed ("hike"); the other way round is asked about."""
    if query.is_known:
        return None
    found = dict.fromkeys(name for form in activities(query.text) if (name := query.vocabulary.present(form)))
    names = tuple(found)
    if len(names) != 1 or query.text.casefold().endswith("ing") or _is_everyday(query, names[0]):
        return query.doubtful(names, How.STEM)
    return query.certain(names[0], How.VARIANT)


def _is_everyday(query: _Query, name: str) -> bool:
    """Return whether a single word is too common to stand for a non-technical activity ("act", "sign", "account")."""
    group = group_index().get(key_of(name))
    return len(query.words) == 1 and group is not None and group.field not in TECHNICAL


def _filler(query: _Query) -> Decision | None:
    if query.is_known:
        return None
    for bare, scope in bare_forms(query.text):
        found = certain(bare, query.vocabulary)
        if found is None or not _in_scope(bare, scope):
            continue
        if not found.decided or found.name is None:
            return query.doubtful(found.choices, found.how)
        rivals = _fuller(query, bare, found.name)
        if scope is Scope.SPEAKING:
            rivals = rivals or _narrower(query, bare, found.name)
        if rivals or scope is Scope.PART:
            return query.doubtful((*rivals, found.name), How.STEM)
        return query.certain(found.name, How.FILLER)
    return None


def _in_scope(bare: str, scope: Scope) -> bool:
    """Return whether taking the filler off is right for this kind of skill."""
    group = group_index().get(key_of(bare))
    if scope in {Scope.ANY, Scope.SPEAKING, Scope.PART}:
        return True
    fields = PRODUCTS if scope is Scope.TECHNICAL else _WITH_LANGUAGES
    return group is not None and group.field in fields


def _fuller(query: _Query, bare: str, name: str) -> tuple[str, ...]:
    """Return other names that keep a word the filler rule would drop, so that a person has to say which is meant."""
    stems = set(stem_key(query.text).split())
    dropped = stems - set(stem_key(bare).split())
    rivals = dict.fromkeys(
        other
        for word in dropped
        for other in query.vocabulary.by_stem_word.get(word, ())
        if other != name and len(stems & set(stem_key(other).split())) > 1
    )
    return tuple(rivals)[:2]


def _narrower(query: _Query, bare: str, name: str) -> tuple[str, ...]:
    """Return other names that speak of a part of the skill ("understand spoken Irish" beside "Irish")."""
    wanted = stem_key(name)
    return tuple(other for other in query.vocabulary.by_stem_word.get(wanted, ()) if other != name)[:2]


def _spelling(query: _Query) -> Decision | None:
    if query.is_known or len(query.key) < _SHORTEST_SLIP:
        return None
    candidates = _slipped(query)
    if len(candidates) != 1:
        return query.doubtful(tuple(candidates), How.NEAR)
    ((name, spelling),) = candidates.items()
    if _changes_a_real_word(query, spelling):
        return query.doubtful((name,), How.NEAR)
    return query.certain(name, How.SPELLING)


def _slipped(query: _Query) -> dict[str, str]:
    """Return the names the text may be a mistyping of, all at the smallest distance, with the spelling meant."""
    shelf = query.vocabulary.shelf(query.key)
    budget = 2
    best: dict[str, str] = {}
    near = process.extract(query.key, shelf.keys, scorer=OSA.distance, score_cutoff=budget, limit=None)
    for spelling, distance, place in near:
        cost = slips(query.key, spelling, min(budget, _allowed(spelling)))
        if cost is None or cost > distance:
            continue
        if cost < budget:
            budget, best = cost, {}
        if cost <= budget:
            best.setdefault(shelf.names[place], shelf.texts[place])
    return best


def _allowed(spelling: str) -> int:
    """Return how many slips are believable in a word or name of this length."""
    return 1 if len(spelling) <= _ONE_SLIP_UP_TO else 2


def _changes_a_real_word(query: _Query, spelling: str) -> bool:
    """Return whether the slip would replace a word that exists or one too short to judge, so that a person has to say."""
    meant = words_of(spelling)
    if len(query.words) == 1:
        return _exists(query.words[0]) or _is_derived(query.key, key_of(spelling))
    if len(meant) != len(query.words):
        return any(len(word) < _SHORTEST_SLIP or _exists(word) for word in query.words if word not in meant)
    changed = [(typed, word) for typed, word in zip(query.words, meant, strict=True) if typed != word]
    same = len(query.key) - sum(len(typed) for typed, _ in changed)
    return any(_must_ask(typed, word, same) for typed, word in changed)


def _is_derived(typed: str, meant: str) -> bool:
    """Return whether the text is the name with something new at its end, as names of relatives are ("scalaz")."""
    return typed.startswith(meant) and typed[len(meant) - 1 :] != typed[len(meant) - 1] * 2


def _exists(word: str) -> bool:
    return is_real_word(word) or word in group_index()


def _must_ask(typed: str, meant: str, same: int) -> bool:
    """Return whether one word of a longer text is too doubtful to be corrected into the meant one.

    A short word may be an acronym of its own ("mc server" is not "MCP server") unless a plain English word was meant, or
    the letters that are right (`same`) leave little doubt.
    """
    if singular(typed) == singular(meant):
        return False
    shortest = min(len(typed), len(meant))
    most = 2 if shortest >= _SHORTEST_SLIP else 1
    if is_common_word(typed) or typed in group_index() or OSA.distance(typed, meant) > most:
        return True
    if shortest >= _SHORTEST_SLIP or is_common_word(meant) or meant == ".js":
        return False
    return same < _PLENTY or len(typed) < _SHORTEST_SLIP - 1 or is_real_word(typed)


def _acronym(query: _Query) -> Decision | None:
    if not (2 <= len(query.key) <= 6 and query.key.isalpha()):
        return None
    return query.doubtful(query.vocabulary.acronyms.get(query.key, ()), How.ACRONYM)


def _stem(query: _Query) -> Decision | None:
    return query.doubtful(query.vocabulary.stems.get(stem_key(query.text), ()), How.STEM)


def _near(query: _Query) -> Decision | None:
    shelf = query.vocabulary.shelf(query.key)
    if len(query.key) < _SHORTEST_SLIP:
        short = len(query.key) == _SHORTEST_SLIP - 1 and not query.is_known
        return query.doubtful(tuple(_slipped(query)), How.NEAR) if short else None
    near = process.extract(query.key, shelf.keys, scorer=JaroWinkler.similarity, score_cutoff=_CLOSE, limit=5)
    most = len(query.key) // 4
    close = [shelf.names[place] for spelling, _, place in near if OSA.distance(query.key, spelling) <= most]
    return query.doubtful(tuple(close), How.NEAR)


def _part(query: _Query) -> Decision | None:
    """Ask about a known name followed by one or two more words ("postgres tuning")."""
    words = query.text.split()
    for length in range(len(words) - 1, max(0, len(words) - 3), -1):
        found = certain(" ".join(words[:length]), query.vocabulary)
        if found and found.name and len(key_of(found.name)) >= _SHORTEST_SLIP:
            return query.doubtful((found.name,), How.PART)
    return None


_STEPS: tuple[Callable[[_Query], Decision | None], ...] = (
    _override,
    _exact,
    _senses,
    _alias,
    _variant,
    _filler,
    _spelling,
    _acronym,
    _stem,
    _near,
    _part,
)
