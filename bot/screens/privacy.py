"""Everything about me: shown page by page and as a file, and erased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.model.promises import Promises
from bot.texts import Texts, mark
from bot.ui import MAX_FILE, Bold, Button, Card, Code, File, Line, Tone

PAGE = 2200
LONGEST = 2000
HEADINGS: Mapping[str, str] = {
    "address": mark("How I know you here"),
    "agreed": mark("Agreements you said yes to"),
    "agreement": mark("Agreements with your partners"),
    "audit": mark("What you did as an organiser"),
    "avoidance": mark("With whom I never pair you"),
    "checkin": mark("Your answers to check-ins, and your notes"),
    "draft": mark("What you began and did not finish"),
    "due": mark("When I ask you next"),
    "enrolment": mark("Rounds you answered"),
    "lesson": mark("What you taught and learned"),
    "letter": mark("What I wrote to you"),
    "look_back": mark("What you wrote at the end of a round"),
    "meeting": mark("Your meetings"),
    "member": mark("Who you are"),
    "membership": mark("Where you take part"),
    "offer": mark("What you teach"),
    "organiser": mark("Where you are an organiser"),
    "partner": mark("Your goals"),
    "partnership": mark("Your partnerships"),
    "place": mark("Where I write to you"),
    "removal": mark("Where you were taken out"),
    "report": mark("What you reported"),
    "safety_contact": mark("Where you are a safety contact"),
    "skill_move": mark("Skills that were renamed for you"),
    "skill_vote": mark("What you said words mean"),
    "want": mark("What you want to learn"),
}
"""What each table of a member's data is called; one that is missing goes by its own name."""
INSIDE = frozenset(
    {"id", "key", "member_id", "community_id", "version", "to_kind", "to_id", "owner", "attempt", "tries"}
    | {"lease_until", "first_tried_at", "even_if_away", "priority", "position", "sequence", "to", "kind"}
)
"""Columns that say nothing to a reader; the file has them all."""


def told(
    t: Texts,
    tables: Mapping[str, Sequence[Mapping[str, object]]],
    document: bytes,
    page: int,
    promises: Promises,
) -> Card:
    """Show one page of everything stored about the reader, with all of it in a file."""
    pages = list(_pages(_lines(t, tables)))
    here = min(max(page, 0), len(pages) - 1)
    first = (
        t.line("This is everything I keep about you. The file has it whole, to take along."),
        t.line("Copies for emergencies are gone after {n} days.", n=promises.backup_days),
    )
    turns = [
        *((Button(t.text("Back"), f"data:{here - 1}"),) if here else ()),
        *((Button(t.text("More"), f"data:{here + 1}", Tone.MAIN),) if here + 1 < len(pages) else ()),
        Button(t.text("Erase everything …"), "forget"),
    ]
    file = (
        File.of("bothways-data.json", "application/json", document, t.text("Everything about you, as JSON"))
        if len(document) <= MAX_FILE
        else None
    )
    title = t.text("What I keep about you")
    lines = (*(() if here else first), *pages[here])
    return Card(title, lines, rows=(tuple(turns),), file=file)


def ask_forget(t: Texts, partnerships: int, promises: Promises) -> Card:
    """Say what erasing means, and ask."""
    lines: list[Line] = [
        t.line("I forget who you are, what you teach, want and wrote, and every partnership you had."),
        t.line("What I have not delivered for you yet is withdrawn."),
    ]
    if partnerships:
        lines.append(t.line("Your partner learns that it ended: no name, no reason."))
    lines += [
        t.line("Copies for emergencies are gone after {n} days.", n=promises.backup_days),
        t.line("What I wrote to you stays in this chat; you can delete it here."),
        t.line("There is no way back, and you may start afresh whenever you like."),
    ]
    row = (
        Button(t.text("Show me everything first"), "data"),
        Button(t.text("Take a break"), "pause"),
        Button(t.text("Erase everything"), "forget.confirm", Tone.DANGER),
    )
    return Card(t.text("Erase everything about you?"), tuple(lines), rows=(row,))


def forgotten(t: Texts, promises: Promises) -> Card:
    """Say goodbye to somebody who was erased."""
    lines = (
        t.line("Everything about you is erased. Thank you for the time you were here."),
        t.line("Copies for emergencies are gone after {n} days.", n=promises.backup_days),
        t.line("If you ever want to begin afresh: {command}", command=Code("/mentor join")),
    )
    return Card(t.text("Farewell"), lines)


def erased_before(t: Texts) -> Card:
    """Answer somebody of whom nothing is stored because they were erased."""
    line = t.line("You had everything erased, so I do not know you any more. Shall we begin afresh?")
    return Card(t.text("A clean slate"), (line,), rows=((Button(t.text("Join"), "join", Tone.MAIN),),))


def _lines(t: Texts, tables: Mapping[str, Sequence[Mapping[str, object]]]) -> Iterator[Line]:
    for name, rows in tables.items():
        heading = t.text(HEADINGS[name]) if name in HEADINGS else name.replace("_", " ")
        yield (Bold(heading),)
        yield from ((part,) for row in rows for part in _parts(_row(row)))


def _row(row: Mapping[str, object]) -> str:
    """Return a row as words, such as "skill: Python, level: 4"; what is empty is left out."""
    told = (
        f"{name.removesuffix('_id').replace('_', ' ')}: {_value(value)}"
        for name, value in row.items()
        if name not in INSIDE and value not in (None, "", [], {})
    )
    return ", ".join(told) or "–"


def _parts(words: str) -> Iterator[str]:
    """Yield long words in parts that fit a page."""
    yield from (words[at : at + LONGEST] for at in range(0, len(words), LONGEST))


def _value(value: object) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _pages(lines: Iterator[Line]) -> Iterator[tuple[Line, ...]]:
    page: list[Line] = []
    room = PAGE
    for line in lines:
        length = sum(len(span if isinstance(span, str) else getattr(span, "text", "")) for span in line) + 1
        if page and length > room:
            yield tuple(page)
            page, room = [], PAGE
        page.append(line)
        room -= length
    yield tuple(page)
