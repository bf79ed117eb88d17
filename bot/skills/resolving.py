"""One text -> what it means: ten steps from certain to doubtful, the first that knows the answer decides.

Certain steps (override, exact, alias, variant, filler, spelling) apply a name; doubtful ones (senses, acronym, stem,
near, part) ask; otherwise it is a new skill. A similarity threshold alone would merge a third of real inputs
wrongly, so likeness never decides: only an explainable typing slip does, and never on a word that exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from bot.skills.fillers import Scope, bare_forms
from bot.skills.mistypes import near, slipped, spelling
from bot.skills.query import Query
from bot.skills.shipped import PRODUCTS, TECHNICAL, group_index
from bot.skills.spelling import clean, key_of, stem, stem_key, variant_key, words_of
from bot.skills.values import Decision, How
from bot.skills.variants import activities, version_of
from bot.skills.vocabulary import Vocabulary

_SHORTEST_SLIP = 4
_DIGITS = re.compile(r"\d+(?:\.\d+)*$")
_SHORT = 2
_LONG_WORD = 7
_WAYS = frozenset(
    map(stem, ("speak", "spoken", "understand", "write", "written", "read", "interact", "conversation"))
)
_WITH_LANGUAGES = frozenset(("programming", "coding_languages", "web", "data", "languages"))


@lru_cache(maxsize=1024)
def resolve(text: str, vocabulary: Vocabulary) -> Decision:
    """Return what a single cleaned or raw text means in this vocabulary; never fails, whatever the text."""
    query = Query(clean(text), vocabulary)
    if not query.key:
        return Decision(how=How.NEW)
    for step in _STEPS:
        decision = step(query)
        if decision is not None:
            return decision
    return Decision(how=How.NEW)


@lru_cache(maxsize=1024)
def certain(text: str, vocabulary: Vocabulary) -> Decision | None:
    """Return what the text means by the certain steps that need no comparison, else None; cheap."""
    query = Query(clean(text), vocabulary)
    if not query.key:
        return None
    for step in (_override, _exact, _senses, _alias, _variant):
        decision = step(query)
        if decision is not None:
            return decision
    return None


def _override(query: Query) -> Decision | None:
    name = query.vocabulary.override(query.key)
    return Decision(how=How.OVERRIDE, name=name) if name else None


def _exact(query: Query) -> Decision | None:
    name = query.text if query.text in query.vocabulary else query.vocabulary.exact(query.key)
    return Decision(how=How.EXACT, name=name) if name else None


def _senses(query: Query) -> Decision | None:
    return query.doubtful(query.vocabulary.meanings(query.key), How.SENSES)


def _alias(query: Query) -> Decision | None:
    names = query.vocabulary.aliased(query.key)
    if not names:
        return None
    closer = _same_version(query, names[0]) or _same_word(query, names[0])
    if closer:
        return query.certain(closer, How.ALIAS)
    if len(names) > 1:
        alike = [name for name in names if stem_key(name) == stem_key(query.text)]
        return query.certain(alike[0], How.ALIAS) if len(alike) == 1 else query.doubtful(names, How.SENSES)
    rivals = [name for name in (_bare_exact(query), *_closer(query, names[0])) if name and name != names[0]]
    if rivals:
        return query.doubtful((names[0], *rivals), How.SENSES)
    return query.certain(names[0], How.ALIAS)


def _same_version(query: Query, name: str) -> str | None:
    """Return the vocabulary's own name for the version the text speaks of ("wp7" where Windows Phone 7 is
    known)."""
    version = _DIGITS.search(query.text)
    return query.vocabulary.exact(key_of(name + version.group())) if version else None


def _same_word(query: Query, name: str) -> str | None:
    """Return another name that differs from the text only in number or spelling ("permission" where
    Permissions is known)."""
    key = variant_key(query.text)
    near = query.vocabulary.variants(key)
    return next((other for other in near if other != name and variant_key(other) == key), None)


def _closer(query: Query, name: str) -> list[str]:
    """Return the names that are nearer to the words of the text than the name its table says ("Concatenation" for
    "concatenate", "Vertical alignment" for "vertical align")."""
    known = query.vocabulary
    key = stem_key(query.text)
    plural = query.key.endswith("s") and len(query.key) >= _SHORTEST_SLIP
    singular = known.exact(query.key[:-1]) if plural else None
    found = [singular] if singular else []
    if len(query.key) >= _LONG_WORD:
        first = stem_key(query.words[0])
        found += [other for other in known.stems(key) if stem_key(words_of(other)[0]) == first]
    return found


def _bare_exact(query: Query) -> str | None:
    """Return the name that is exactly the text without its filler words, if there is one."""
    found = (query.vocabulary.exact(key_of(bare)) for bare, _ in bare_forms(query.text))
    return next((name for name in found if name), None)


def _variant(query: Query) -> Decision | None:
    if query.key in group_index():
        return None
    names = query.vocabulary.variants(variant_key(query.text))
    if len(names) == 1 and (len(query.words) > 1 or variant_key(names[0]) == variant_key(query.text)):
        others = tuple(name for name in slipped(query) if name != names[0]) if len(query.words) > 1 else ()
        return (
            query.doubtful((names[0], *others), How.NEAR) if others else query.certain(names[0], How.VARIANT)
        )
    return _sure(_version(query)) or _sure(_activity(query))


def _form(query: Query) -> Decision | None:
    """Ask about the forms that were not sure enough to be applied before typing slips were looked at."""
    if query.key in group_index():
        return None
    names = query.vocabulary.variants(variant_key(query.text))
    return query.doubtful(names, How.STEM) or _version(query) or _activity(query)


def _sure(decision: Decision | None) -> Decision | None:
    return decision if decision is not None and decision.decided else None


def _version(query: Query) -> Decision | None:
    """Return the name with the version said, or without it when versions make no difference here ("php 8",
    "ie8")."""
    parts = version_of(query.text)
    base = query.vocabulary.present(parts[0]) if parts else None
    if parts is None or base is None:
        return None
    exact = query.vocabulary.exact(key_of(base + parts[1]))
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


def _activity(query: Query) -> Decision | None:
    """Return the one name that is the activity of the verb typed ("hike"); the other way round is asked
    about."""
    if query.is_known:
        return None
    found = {name: form for form in activities(query.text) if (name := query.vocabulary.present(form))}
    names = tuple(found)
    if len(names) != 1 or query.text.casefold().endswith("ing") or _is_everyday(query, *found.items()):
        return query.doubtful(names, How.STEM)
    return query.certain(names[0], How.VARIANT)


def _is_everyday(query: Query, found: tuple[str, str]) -> bool:
    """Return whether (name, form) is a non-technical activity for which the words are too common ("act",
    "lead others")."""
    name, form = found
    group = group_index().get(key_of(name))
    everyday = group is not None and group.field not in TECHNICAL
    return everyday and (len(query.words) == 1 or key_of(form) != key_of(name))


def _filler(query: Query) -> Decision | None:
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
            rivals = rivals or _narrower(query, found.name)
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


def _fuller(query: Query, bare: str, name: str) -> tuple[str, ...]:
    """Return other names that keep a word the filler rule would drop, so that a person has to say which is
    meant."""
    stems = set(stem_key(query.text).split())
    shared = {
        other: len(stems & set(stem_key(other).split()))
        for word in sorted(stems - set(stem_key(bare).split()))
        for other in query.vocabulary.with_stem(word)
        if other != name
    }
    rivals = sorted((other for other in shared if shared[other] > 1), key=lambda other: -shared[other])
    return tuple(rivals[:2])


def _narrower(query: Query, name: str) -> tuple[str, ...]:
    """Return other names for using the same language in one way ("understand spoken Irish" beside "Irish")."""
    wanted = stem_key(name)
    others = query.vocabulary.with_stem(wanted)
    return tuple(other for other in others if other != name and _WAYS & set(stem_key(other).split()))[:2]


def _acronym(query: Query) -> Decision | None:
    if not (2 <= len(query.key) <= 6 and query.key.isalpha()):
        return None
    return query.doubtful(query.vocabulary.acronyms(query.key), How.ACRONYM)


def _stem(query: Query) -> Decision | None:
    return query.doubtful(query.vocabulary.stems(stem_key(query.text)), How.STEM)


def _part(query: Query) -> Decision | None:
    """Ask about a known name followed by one or two more words ("postgres tuning")."""
    words = query.text.split()
    for length in range(len(words) - 1, max(0, len(words) - 3), -1):
        found = certain(" ".join(words[:length]), query.vocabulary)
        if found and found.name and len(key_of(found.name)) >= _SHORTEST_SLIP:
            return query.doubtful((found.name,), How.PART)
    return None


_STEPS: tuple[Callable[[Query], Decision | None], ...] = (
    _override,
    _exact,
    _senses,
    _alias,
    _variant,
    _filler,
    spelling,
    _form,
    _acronym,
    _stem,
    near,
    _part,
)
