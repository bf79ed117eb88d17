"""Routes by which organisers decide about their community's words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import cast

from bot import curating, wordfiles
from bot.edits import Decided
from bot.errors import InvalidInput, NotFound
from bot.model.ids import ChangeId, DraftId
from bot.questions import KEPT_FOR
from bot.router.routes import Context, Handler, Route
from bot.screens import vocabulary as screen
from bot.typed import read_pair, read_strength
from bot.ui import MAX_INPUT, Card, Form

QUEUE, PAIR = "words_queue", "words_pair"
SHOWN = 3
USUAL_STRENGTH = 0.7
Decide = Callable[..., Awaitable[Decided]]
VERBS: Mapping[str, tuple[Decide, str]] = {
    "merge": (curating.merge, "into"),
    "split": (curating.split, "from"),
    "forbid": (curating.forbid, "and"),
    "allow": (curating.allow, "and"),
}


def _decision(one: Decided) -> screen.Decision:
    change = one.change
    return screen.Decision(
        kind=change.kind,
        first=change.first,
        second=change.second,
        people=one.people,
        change=change.id if change.undone_at is None else None,
    )


def _typed(verb: str) -> Handler:
    async def handle(c: Context) -> Card | Form:
        if not c.request.text:
            return screen.pair_form(c.t, verb)
        decide, joiner = VERBS[verb]
        pair = _pair(verb, c.request.text, joiner)
        return screen.decided(c.t, _decision(await decide(c.store, c.actor, pair, c.now)))

    return handle


def _pair(verb: str, text: str, joiner: str) -> tuple[str, str]:
    """Return the names of a typed decision; splitting needs only the word that is to stand alone."""
    try:
        return read_pair(text, joiner)
    except InvalidInput:
        if verb == "split" and joiner not in text.split():
            return text, ""
        raise


def _sent(verb: str) -> Handler:
    async def handle(c: Context) -> Card:
        one = await VERBS[verb][0](c.store, c.actor, _fields(c), c.now)
        return screen.decided(c.t, _decision(one))

    return handle


def _fields(c: Context) -> tuple[str, str]:
    return c.request.value("first"), c.request.value("second")


async def _rename(c: Context) -> Card | Form:
    if not c.request.text:
        return screen.pair_form(c.t, "rename")
    return await _renamed(c, read_pair(c.request.text, "to"))


async def _rename_sent(c: Context) -> Card:
    return await _renamed(c, _fields(c))


async def _renamed(c: Context, pair: tuple[str, str]) -> Card:
    one = await curating.rename(c.store, c.actor, pair, c.now)
    if isinstance(one, Decided):
        return screen.decided(c.t, _decision(one))
    data = {"first": one.first, "second": one.second}
    async with c.store.write() as work:
        draft = await work.drafts.keep(c.member, PAIR, data, c.now + KEPT_FOR)
    return screen.occupied(c.t, one.first, one.second, draft)


async def _join(c: Context) -> Card:
    async with c.store.read() as work:
        kept = (await work.drafts.get(DraftId(c.number()), c.member, PAIR)).data
    pair = (str(kept["first"]), str(kept["second"]))
    return screen.decided(c.t, _decision(await curating.merge(c.store, c.actor, pair, c.now)))


async def _add(c: Context) -> Card | Form:
    if not c.request.text:
        return screen.add_form(c.t)
    name, _, others = c.request.text.partition(":")
    return await _added(c, name, others)


async def _add_sent(c: Context) -> Card:
    return await _added(c, *_fields(c))


async def _added(c: Context, name: str, others: str) -> Card:
    spellings = tuple(word.strip() for word in others.split(",") if word.strip())
    one = await curating.add(c.store, c.actor, name, spellings, c.now)
    return screen.decided(c.t, _decision(one))


async def _cover(c: Context) -> Card | Form:
    if not c.request.text:
        return screen.cover_form(c.t)
    text, strength = read_strength(c.request.text)
    return await _covered(c, read_pair(text, "covers"), USUAL_STRENGTH if strength is None else strength)


async def _cover_sent(c: Context) -> Card:
    _, strength = read_strength(f"= {c.request.value('strength')}")
    if strength is None:
        raise InvalidInput({"strength": "words.strength"})
    return await _covered(c, _fields(c), strength)


async def _covered(c: Context, pair: tuple[str, str], strength: float) -> Card:
    one = await curating.cover(c.store, c.actor, pair, strength, c.now)
    return screen.decided(c.t, _decision(one))


async def _undo(c: Context) -> Card:
    typed = c.request.text.strip().removeprefix("#")
    if typed and not (typed.isdecimal() and len(typed) < 18):
        raise InvalidInput({"number": "words.number"})
    number = int(typed) if typed else c.number()
    one = await curating.undo(c.store, c.actor, ChangeId(number) if number else None, c.now)
    return screen.undone(c.t, _decision(one))


async def _changes(c: Context) -> Card:
    return screen.changes(c.t, await curating.changes(c.store, c.request.community))


async def _queue(c: Context) -> Card:
    return await _queued(c, None)


async def _queued(c: Context, done: Decided | None) -> Card:
    found, total = await curating.newcomers(c.store, c.request.community, SHOWN)
    entries = [[one.skill.name, list(one.choices)] for one in found]
    async with c.store.write() as work:
        draft = await work.drafts.keep(c.member, QUEUE, {"skills": entries}, c.now + KEPT_FOR)
    waiting = [screen.Waiting(name=one.skill.name, people=one.people, choices=one.choices) for one in found]
    return screen.queue(c.t, waiting, total, draft, None if done is None else _decision(done))


async def _settle(c: Context) -> Card:
    name, choices = await _waiting(c)
    chosen = c.number(2)
    if chosen == screen.OWN:
        return await _queued(c, await curating.add(c.store, c.actor, name, (), c.now))
    if chosen >= len(choices):
        raise NotFound("draft.gone")
    return await _queued(c, await curating.merge(c.store, c.actor, (name, choices[chosen]), c.now))


async def _other(c: Context) -> Form:
    return screen.pair_form(c.t, "merge", (await _waiting(c))[0])


async def _waiting(c: Context) -> tuple[str, list[str]]:
    """Return the skill of the queue that a button is about, and what it may be."""
    async with c.store.read() as work:
        kept = (await work.drafts.get(DraftId(c.number(0)), c.member, QUEUE)).data
    entries = cast(list[tuple[str, list[str]]], kept["skills"])
    if c.number(1) >= len(entries):
        raise NotFound("draft.gone")
    return entries[c.number(1)]


async def _export(c: Context) -> Card | Form:
    parts = await wordfiles.exported(c.store, c.request.community, MAX_INPUT)
    if len(parts) > 1 and not 0 < c.number() <= len(parts):
        return screen.yaml_parts(c.t, len(parts))
    return screen.yaml_form(c.t, parts[max(c.number(), 1) - 1] if c.number() <= len(parts) else parts[0])


async def _import(c: Context) -> Form:
    return screen.yaml_form(c.t, "")


async def _import_sent(c: Context) -> Card:
    one = await wordfiles.load(c.store, c.actor, c.request.value("yaml"), c.now)
    return screen.decided(c.t, _decision(one))


ROUTES: Mapping[str, Route] = {
    **{f"words.{verb}": Route(handle=_typed(verb), organiser=True, opens_form=True) for verb in VERBS},
    **{
        f"words.{verb}-save": Route(handle=_sent(verb), organiser=True, reopens=f"words.{verb}")
        for verb in VERBS
    },
    "words.rename": Route(handle=_rename, organiser=True, opens_form=True),
    "words.rename-save": Route(handle=_rename_sent, organiser=True, reopens="words.rename"),
    "words.join": Route(handle=_join, organiser=True, replaces=True),
    "words.add": Route(handle=_add, organiser=True, opens_form=True),
    "words.add-save": Route(handle=_add_sent, organiser=True, reopens="words.add"),
    "words.cover": Route(handle=_cover, organiser=True, opens_form=True),
    "words.cover-save": Route(handle=_cover_sent, organiser=True, reopens="words.cover"),
    "words.undo": Route(handle=_undo, organiser=True, replaces=True),
    "words.changes": Route(handle=_changes, organiser=True),
    "words.queue": Route(handle=_queue, organiser=True),
    "words.settle": Route(handle=_settle, organiser=True, replaces=True),
    "words.other": Route(handle=_other, organiser=True, opens_form=True),
    "words.export": Route(handle=_export, organiser=True, opens_form=True),
    "words.import": Route(handle=_import, organiser=True, opens_form=True),
    "words.import-save": Route(handle=_import_sent, organiser=True, reopens="words.import"),
}
