"""A community's own words, for its organisers: what was decided, what waits for a decision, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model.ids import ChangeId, DraftId
from bot.model.vocabulary import Change, ChangeKind
from bot.texts import Texts, mark
from bot.ui import (
    MAX_INPUT,
    Bold,
    Button,
    Card,
    Code,
    Form,
    Line,
    TextField,
    Tone,
    When,
)

SHOWN_CHANGES = 8
MOST_PARTS = 20
ADDED_WITH = "added_with"
SENTENCES: Mapping[str, str] = {
    ChangeKind.MERGE: mark("{first} now means {second}."),
    ChangeKind.SPLIT: mark("{first} is a skill of its own, apart from {second}."),
    ChangeKind.RENAME: mark("{first} is now called {second}."),
    ChangeKind.FORBID: mark("{first} and {second} are never the same."),
    ChangeKind.ALLOW: mark("{first} and {second} may be the same again."),
    ChangeKind.ADD: mark("{first} is a skill here."),
    ChangeKind.COVER: mark("Related: {first} helps with {second}."),
    ChangeKind.IMPORT: mark("Words were added from a file ({first} entries)."),
    ChangeKind.LEARN: mark("Two members said that {first} means {second}."),
    ChangeKind.UNLEARN: mark("Members disagreed about {first}, so I ask about it again."),
    ADDED_WITH: mark("{first} is a skill here; also: {second}"),
}
MAX_SKILL = 60
OWN = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was just decided, and how many people's skills followed; `change` is its number, None = no way back."""

    kind: ChangeKind
    first: str
    second: str
    people: int = 0
    change: ChangeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A skill that only this community knows: how many typed it, and which known ones it may be."""

    name: str
    people: int
    choices: Sequence[str]


def decided(t: Texts, one: Decision) -> Card:
    """Confirm a decision: what holds now, whom it moved, and the way back."""
    lines = [_said(t, one), *_followed(t, one)]
    row = (Button(t.text("New skills"), "words.queue"), Button(t.text("All changes"), "words.changes"))
    if one.change is None:
        return Card(t.text("Done"), tuple(lines), rows=(row,))
    lines.append(
        t.line("To take it back: {command}", command=Code(f"/mentor-admin skills undo {one.change}"))
    )
    return Card(
        t.text("Done"), tuple(lines), rows=((Button(t.text("Undo"), f"words.undo:{one.change}"), *row),)
    )


def undone(t: Texts, one: Decision) -> Card:
    """Confirm that a decision was taken back, with everybody's offers and wants."""
    lines = [t.line("Taken back: {what}", what=_said(t, one))]
    if one.people:
        lines.append(
            t.many(
                "{n} person has their skills as before.",
                "{n} people have their skills as before.",
                one.people,
            )
        )
    row = (Button(t.text("New skills"), "words.queue"), Button(t.text("All changes"), "words.changes"))
    return Card(t.text("Undone"), tuple(lines), rows=(row,))


def occupied(t: Texts, first: str, second: str, draft: DraftId) -> Card:
    """Say that a new name is another skill already, and offer to make the two one."""
    lines = (
        t.line("{second} is a skill here already, so nothing was changed.", second=Bold(second)),
        t.line(
            "Do you want everybody who has {first} to have {second}?", first=Bold(first), second=Bold(second)
        ),
    )
    merge = Button(t.text("Make them one"), f"words.join:{draft}", Tone.MAIN)
    again = Button(t.text("Choose another name"), "words.rename")
    return Card(t.text("Two skills, one name"), lines, rows=((merge, again),))


def pair_form(t: Texts, verb: str, first: str = "") -> Form:
    """Ask for the two skills of a decision; `verb` is merge, split, rename, forbid or allow."""
    labels = {
        "merge": (t.text("Make two skills one"), t.text("This word …"), t.text("… means this skill")),
        "split": (t.text("Split skills"), t.text("This word …"), t.text("… is not this skill")),
        "rename": (t.text("Rename a skill"), t.text("Name now"), t.text("New name")),
        "forbid": (t.text("Never the same"), t.text("This skill …"), t.text("… is never this one")),
        "allow": (t.text("May be the same again"), t.text("This skill …"), t.text("… may be this one")),
    }
    title, one, other = labels[verb]
    fields = (
        TextField("first", one, value=first[:MAX_SKILL], limit=MAX_SKILL),
        TextField("second", other, limit=MAX_SKILL),
    )
    return Form(f"words.{verb}-save", title, t.text("Save"), fields)


def cover_form(t: Texts) -> Form:
    """Ask which skill covers which other, and how well."""
    fields = (
        TextField("first", t.text("Who knows this skill …"), limit=MAX_SKILL),
        TextField("second", t.text("… can help with this one"), limit=MAX_SKILL),
        TextField(
            "strength",
            t.text("How well?"),
            value="0.7",
            hint=t.text("From 0.1 (a little) to 0.9 (nearly as well); 0 takes it back"),
            limit=5,
        ),
    )
    return Form("words.cover-save", t.text("Related skills"), t.text("Save"), fields)


def add_form(t: Texts) -> Form:
    """Ask for a skill of the community's own, and other words for it."""
    fields = (
        TextField("first", t.text("Name of the skill"), limit=MAX_SKILL),
        TextField(
            "second",
            t.text("Other words for it"),
            hint=t.text("With commas between; leave empty if there are none"),
            optional=True,
            limit=300,
        ),
    )
    return Form("words.add-save", t.text("Add a skill"), t.text("Save"), fields)


def queue(
    t: Texts, found: Sequence[Waiting], total: int, draft: DraftId | None, done: Decision | None
) -> Card:
    """Show the most used new skills with a decision for each; `done` is the one just made."""
    lines = [] if done is None else [_said(t, done), *_followed(t, done), ()]
    lines += [_typed(t, one) for one in found]
    if total > len(found):
        lines.append(t.line("{n} more wait after these.", n=total - len(found)))
    if not found:
        lines.append(t.line("No new skills wait for you. Everything people typed is known."))
    rows = [_decisions(t, place, one, draft) for place, one in enumerate(found) if draft is not None]
    back = (Button(t.text("Undo"), f"words.undo:{done.change}"),) if done is not None and done.change else ()
    rows.append((*back, Button(t.text("All changes"), "words.changes")))
    return Card(t.text("New skills"), tuple(lines), rows=tuple(rows))


def changes(t: Texts, found: Sequence[Change]) -> Card:
    """Show the newest changes that hold, each with its way back."""
    shown = found[:SHOWN_CHANGES]
    if not shown:
        line = t.line("Nobody changed any words here yet.")
        return Card(t.text("Words we changed"), (line,), rows=((_queue(t),),))
    lines = [
        t.line("{n} · {when} · {what}", n=str(one.id), when=When(one.at, "date"), what=_said(t, _of(one)))
        for one in shown
    ]
    if len(found) > len(shown):
        lines.append(t.line("… and {n} older ones.", n=len(found) - len(shown)))
    buttons = [Button(t.text("Undo {n}", n=one.id), f"words.undo:{one.id}") for one in shown]
    rows = [tuple(buttons[start : start + 4]) for start in range(0, len(buttons), 4)]
    return Card(t.text("Words we changed"), tuple(lines), rows=(*rows, (_queue(t),)))


def yaml_form(t: Texts, yaml: str) -> Form:
    """Show the community's words as YAML, to copy, or to change and send."""
    field = TextField(
        "yaml",
        t.text("Words as YAML"),
        value=yaml,
        hint=t.text("Copy it, or change it and press Save; what it leaves out stays"),
        long=True,
        limit=MAX_INPUT,
    )
    return Form("words.import-save", t.text("Your words as YAML"), t.text("Save"), (field,))


def yaml_parts(t: Texts, count: int) -> Card:
    """Offer words that do not fit into one form in parts."""
    line = t.line(
        "They do not fit into one form, so here they are in parts. To take them in, send them in order."
    )
    buttons = [
        Button(t.text("Part {n}", n=n), f"words.export:{n}") for n in range(1, min(count, MOST_PARTS) + 1)
    ]
    rows = tuple(tuple(buttons[start : start + 5]) for start in range(0, len(buttons), 5))
    return Card(t.text("Your words as YAML"), (line,), rows=rows)


def _said(t: Texts, one: Decision) -> Line:
    key = ADDED_WITH if one.kind is ChangeKind.ADD and one.second else one.kind
    plain = one.kind is ChangeKind.ADD
    return t.line(SENTENCES[key], first=Bold(one.first), second=one.second if plain else Bold(one.second))


def _followed(t: Texts, one: Decision) -> list[Line]:
    if not one.people:
        return []
    return [
        t.many(
            "{n} person's offers and wants moved along.",
            "{n} people's offers and wants moved along.",
            one.people,
        )
    ]


def _of(change: Change) -> Decision:
    return Decision(kind=change.kind, first=change.first, second=change.second, change=change.id)


def _typed(t: Texts, one: Waiting) -> Line:
    return t.many(
        "{n} person typed {skill}: a skill of its own?",
        "{n} people typed {skill}: a skill of its own?",
        one.people,
        skill=Bold(one.name),
    )


def _decisions(t: Texts, place: int, one: Waiting, draft: DraftId | None) -> tuple[Button, ...]:
    own = Button(
        t.text("Yes: {skill}", skill=one.name)[:75], f"words.settle:{draft}.{place}.{OWN}", Tone.MAIN
    )
    known = (
        Button(t.text("It is {skill}", skill=choice)[:75], f"words.settle:{draft}.{place}.{n}")
        for n, choice in enumerate(one.choices)
    )
    other = Button(t.text("Something else"), f"words.other:{draft}.{place}")
    return (own, *known, other)


def _queue(t: Texts) -> Button:
    return Button(t.text("New skills"), "words.queue")
