"""A community's words, out into a file and back in."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime

from bot import wordlists
from bot.edits import Decided, Edit, pair_of
from bot.errors import Conflict, InvalidInput
from bot.model.ids import CommunityId
from bot.model.vocabulary import ChangeKind, RuleKind
from bot.ports import Store
from bot.skills import key_of
from bot.vocabularies import Actor, words_of
from bot.wordlists import Listed, Wordlist


async def exported(store: Store, community: CommunityId, most: int) -> list[str]:
    """Return everything a community decided about words as YAML files of at most `most` characters.

    `load` takes them back in, one after the other.
    """
    async with store.read() as work:
        words = await words_of(work, community)
    also: dict[str, list[tuple[str, int]]] = {}
    covers: dict[str, list[tuple[str, float, int]]] = {}
    for rule in words.rules:
        if rule.kind is RuleKind.MEANS:
            spelled = also.setdefault(words.settled(rule.name), [])
            spelled += [] if rule.other == rule.key else [(rule.typed, 0)]
        elif rule.kind is RuleKind.COVERS:
            also.setdefault(rule.typed, [])
            covers.setdefault(rule.typed, []).append((rule.name, rule.strength, 0))
    skills = (
        Listed(name=name, line=0, also=tuple(also[name]), covers=tuple(covers.get(name, ())))
        for name in sorted(also, key=str.casefold)
    )
    never = ((rule.typed, rule.name, 0) for rule in words.rules if rule.kind is RuleKind.NEVER)
    return wordlists.parts(Wordlist(skills=tuple(skills), never=tuple(never)), most)


async def load(store: Store, actor: Actor, text: str, now: datetime) -> Decided:
    """Add what a YAML file says to a community's words, as one change; what the file does not mention stays.

    Raises:
        InvalidInput: something in it is wrong (the blank `line` tells where); then nothing was changed.
        Conflict: nothing in it is new.
    """
    found = wordlists.read(text)
    async with store.write() as work:
        edit = await Edit.begin(work, actor)
        for one in found.skills:
            await _at(one.line, edit.own(edit.words.own.get(key_of(one.name), one.name)))
        for one in found.skills:
            await _load_skill(edit, one)
        for first, second, line in found.never:
            await _load_never(edit, (first, second), line)
        if not edit.changed:
            raise Conflict("words.nothing_new")
        return await edit.done((ChangeKind.IMPORT, _size(found), ""), now)


async def _load_skill(edit: Edit, one: Listed) -> None:
    name = edit.words.own.get(key_of(one.name), one.name)
    for word, line in one.also:
        meant = edit.words.settled(edit.words.vocabulary.present(word) or word)
        if key_of(meant) != key_of(name):
            await _at(line, edit.point(edit.words.own.get(key_of(word), word), name))
    for other, strength, line in one.covers:
        found = edit.words.vocabulary.present(other)
        if found is None:
            raise wordlists.wrong(line, "yaml.unknown", word=other)
        await _at(line, edit.cover(name, edit.words.settled(found), strength))


async def _load_never(edit: Edit, pair: tuple[str, str], line: int) -> None:
    first, second = pair
    if edit.words.never(first, second):
        return
    if key_of(edit.words.settled(first)) == key_of(edit.words.settled(second)):
        raise wordlists.wrong(line, "yaml.refused", word=first)
    await edit.put(pair_of(RuleKind.NEVER, first, second))


async def _at(line: int, doing: Awaitable[None]) -> None:
    """Do one thing that a file says; a refusal names its line."""
    try:
        await doing
    except (Conflict, InvalidInput) as error:
        word = error.blanks.get("word") or error.blanks.get("first") or ""
        raise wordlists.wrong(line, "yaml.refused", word=word) from error


def _size(found: Wordlist) -> str:
    return str(len(found.skills) + len(found.never))
