"""What members teach and want to learn: asking, confirming, doubting, and the community's board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.model.ids import DraftId
from bot.model.people import MAX_GOAL, Hours, Member, Offer, SkillCount, Want
from bot.screens import words
from bot.texts import Texts
from bot.typed import language_name
from bot.ui import (
    MAX_FIELDS,
    MAX_LABEL,
    Bold,
    Button,
    Card,
    ChoiceField,
    ChoicesField,
    Code,
    Fact,
    Form,
    Line,
    Option,
    Select,
    TextField,
    Tone,
    plain,
)

LONGEST_LINE = 1000
BOARD = 15
SHOWN_SAVED = 1900
SHOWN_LEFT_OUT = 150
KEEP_AS_TYPED, LEAVE_OUT = 9, 8
MAX_SKILL = 60
Asked = TextField | ChoiceField | ChoicesField
DOUBT_FIELDS = ("doubt_a", "doubt_b", "doubt_c")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One skill just stored: `typed` when it was read as something else, `others` who want (or offer) it.

    `close`: a related skill is fine too.
    """

    name: str
    level: int
    typed: str
    others: int
    close: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A word with several meanings to choose from; `draft` and `index` are the question's numbers."""

    draft: DraftId
    index: int
    typed: str
    choices: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What else there is to say about a line: what was left out, and how many older questions are open.

    `undo` takes the line back; `editable` tells whether it can be opened again to be edited.
    """

    left_out: Sequence[str] = ()
    waiting: int = 0
    undo: DraftId | None = None
    editable: bool = False


def offer_form(t: Texts, doubts: Sequence[Doubt] = ()) -> Form:
    """Ask what somebody can teach, and what words meant that are still in doubt."""
    example = t.text("Several at once: python, k8s (expert), giving talks")
    fields = (
        TextField(
            "skills",
            t.text("What can you teach?"),
            hint=example,
            limit=LONGEST_LINE,
            optional=bool(doubts),
        ),
        ChoiceField("level", t.text("How well do you know it?"), words.offer_levels(t), value="2"),
    )
    return _with_doubts(t, "offer.save", t.text("Teach something"), fields, doubts)


def want_form(t: Texts, doubts: Sequence[Doubt] = ()) -> Form:
    """Ask what somebody wants to learn, and what for, and what words meant that are still in doubt.

    Two open questions leave no room for the tick; the typed line can say it then.
    """
    fields: tuple[Asked, ...] = (
        TextField(
            "skills",
            t.text("What do you want to learn?"),
            hint=t.text("For example: Rust"),
            limit=LONGEST_LINE,
            optional=bool(doubts),
        ),
        ChoiceField("level", t.text("Where are you with it now?"), words.want_levels(t), value="0"),
        TextField(
            "goal",
            t.text("What for?"),
            hint=t.text("For example: ship my first command line tool"),
            optional=True,
            limit=MAX_GOAL,
        ),
    )
    if len(fields) + len(doubts) < MAX_FIELDS:
        fields = (*fields, _close_field(t))
    return _with_doubts(t, "want.save", t.text("Learn something"), fields, doubts)


def edit_form(
    t: Texts, verb: str, line: tuple[str, int | None, str], undo: DraftId, *, close: bool = False
) -> Form:
    """Show a line (text, level, goal) as it was sent, to be sent again in its place."""
    text, level, goal = line
    form = offer_form(t) if verb == "offer" else want_form(t)
    values = {"skills": text, "goal": goal, **({} if level is None else {"level": str(level)})}
    filled = tuple(
        replace(
            field, value=values.get(field.name, field.value), limit=max(field.limit, len(text)), long=True
        )
        if isinstance(field, TextField) and field.name == "skills"
        else replace(field, value=values.get(field.name, field.value))
        for field in form.fields
        if isinstance(field, TextField | ChoiceField)
    )
    fields = (*filled, replace(_close_field(t), values=("yes",) * close)) if verb == "want" else filled
    return Form(f"{verb}.change:{undo}", t.text("Edit"), t.text("Save"), fields)


def taken(t: Texts, verb: str, saved: Sequence[Entry], doubts: Sequence[Doubt], notes: Notes) -> Card:
    """Say what was understood, with Undo, ask about doubtful words, and tell what was left out."""
    lines = _within(t, [_saved(t, verb, entry) for entry in saved])
    lines += [_asked(t, doubt) for doubt in doubts]
    if notes.left_out:
        left_out = words.bold_list(t, notes.left_out, most=SHOWN_LEFT_OUT)
        lines.append(t.line("I left out {words}. If you meant it, send it on its own.", words=left_out))
    if notes.waiting:
        lines.append(
            t.many(
                "{n} earlier question is still open: {command}",
                "{n} earlier questions are still open: {command}",
                notes.waiting,
                command=Code(f"/mentor {verb}"),
            )
        )
    rows = [_choices(t, doubt) for doubt in doubts]
    rows.append(_after(t, verb, notes))
    title = t.text("Noted") if saved else t.text("One question") if doubts else t.text("Left out")
    lines = lines or [t.line("I left it out; nothing else changed.")]
    return Card(title, tuple(lines), rows=tuple(rows))


def undone(t: Texts, names: Sequence[str], doubts: Sequence[Doubt]) -> Card:
    """Confirm that a line was taken back; questions it had answered are open again."""
    line = t.line("Everything is as it was before.")
    if names:
        line = t.line(
            "Taken back: {skills}. Everything is as it was before.", skills=words.bold_list(t, names)
        )
    rows = [_choices(t, doubt) for doubt in doubts]
    rows.append((Button(t.text("Teach something"), "offer"), Button(t.text("Learn something"), "want")))
    return Card(t.text("Undone"), (line, *(_asked(t, doubt) for doubt in doubts)), rows=tuple(rows))


def search_form(t: Texts, doubt: Doubt) -> Form:
    """Ask for another name of what was meant."""
    field = TextField(
        "name",
        t.text("What do you mean by it?"),
        value=doubt.typed[:MAX_SKILL],
        hint=t.text("A name or part of one; you choose from what I find"),
        limit=MAX_SKILL,
    )
    action = f"skills.find:{doubt.draft}.{doubt.index}"
    return Form(action, t.text("Search for a skill"), t.text("Search"), (field,))


def found(t: Texts, doubt: Doubt, names: Sequence[str], first: int) -> Card:
    """Show what a search found, to choose from; the values of the menu count from `first`."""
    keep = (_keep(t, doubt), _search(t, doubt, t.text("Search again")))
    if not names:
        line = t.line("I found nothing like it for {typed}.", typed=Bold(doubt.typed))
        return Card(t.text("Nothing found"), (line,), rows=(keep,))
    options = tuple(Option(str(first + n), name[:75]) for n, name in enumerate(names[:25]))
    select = Select(f"skills.chosen:{doubt.draft}.{doubt.index}", t.text("Choose what you mean"), options)
    line = t.line("What do you mean by {typed}?", typed=Bold(doubt.typed))
    return Card(t.text("Search for a skill"), (line,), rows=(keep,), select=select)


def profile(t: Texts, member: Member, offers: Sequence[Offer], wants: Sequence[Want]) -> Card:
    """Show everything about the reader, with a way to change each part."""
    nothing = t.line("nothing yet")
    facts = [
        Fact(t.text("You teach"), words.offers_line(t, offers) or nothing),
        Fact(t.text("You want to learn"), words.wants_line(t, wants) or nothing),
        Fact(t.text("Usual hours"), t.listed([words.hours(t, chosen) for chosen in member.hours])),
        Fact(t.text("Time zone"), (member.zone,) if member.zone_known else t.line("not known yet")),
        Fact(t.text("You speak"), t.listed([language_name(code, t.language) for code in member.languages])),
        Fact(t.text("Partnerships at a time"), (str(member.capacity),)),
        Fact(
            t.text("Circles of three"),
            t.line("fine with me") if member.circles else t.line("pairs only, please"),
        ),
    ]
    lines = tuple(
        t.line("Goal for {skill}: {goal}", skill=Bold(want.skill.name), goal=want.goal)
        for want in wants
        if want.goal
    )
    if member.bio:
        lines = (t.line("About you: {bio}", bio=member.bio), *lines)
    rows = (
        (
            Button(t.text("Teach something"), "offer"),
            Button(t.text("Learn something"), "want"),
            Button(t.text("Hours and languages"), "profile.hours"),
            Button(t.text("About me"), "profile.about"),
        ),
    )
    return Card(t.text("Your profile"), lines, tuple(facts), rows, _removal(t, offers, wants))


def hours_form(t: Texts, member: Member) -> Form:
    """Ask when and how somebody can meet."""
    spoken = ", ".join(language_name(code, "en") for code in member.languages)
    yes_no = (Option("yes", t.text("Fine with me")), Option("no", t.text("Pairs only, please")))
    fields = (
        TextField(
            "zone",
            t.text("Your city or time zone"),
            member.zone if member.zone_known else "",
            "Paris, UTC …",
            limit=60,
        ),
        ChoicesField(
            "hours",
            t.text("When you can usually meet"),
            tuple(Option(chosen.value, words.hours(t, chosen)) for chosen in Hours),
            tuple(chosen.value for chosen in member.hours),
        ),
        TextField(
            "languages",
            t.text("Languages you speak"),
            spoken,
            t.text("For example: English, German"),
            limit=120,
        ),
        ChoiceField(
            "capacity",
            t.text("Partnerships at a time"),
            tuple(Option(str(n), str(n)) for n in (1, 2, 3)),
            value=str(member.capacity),
        ),
        ChoiceField("circles", t.text("Circles of three"), yes_no, value="yes" if member.circles else "no"),
    )
    return Form("profile.hours-save", t.text("Hours and languages"), t.text("Save"), fields)


def board(t: Texts, counts: Sequence[SkillCount], looked_up: str) -> Card:
    """Show what people teach and want: counts, never names."""
    if not counts:
        line = (
            t.line("Nobody here mentioned {skill} yet. Be the first?", skill=Bold(looked_up))
            if looked_up
            else t.line("Nobody has said anything yet. Be the first?")
        )
        return Card(t.text("Skill board"), (line,), rows=(_doors(t, ""),))
    wanted = [one for one in counts if one.wants > 0 and one.offers == 0]
    lines = [
        t.line(
            "{skill}: {teach} teach it, {learn} want it",
            skill=Bold(one.skill.name),
            teach=one.offers,
            learn=one.wants,
        )
        for one in counts[:BOARD]
    ]
    if wanted and not looked_up:
        names = [one.skill.name for one in wanted[:5]]
        lines.append(t.line("Wanted, and nobody teaches it yet: {skills}", skills=words.bold_list(t, names)))
    return Card(t.text("Skill board"), tuple(lines), rows=(_doors(t, ""),))


def _saved(t: Texts, verb: str, entry: Entry) -> Line:
    changed = entry.typed.casefold() != entry.name.casefold()
    reading = t.line(" (from {typed})", typed=entry.typed) if changed else ()
    if verb == "offer":
        said = t.line(
            "You teach {skill}: {level}", skill=Bold(entry.name), level=words.offer_level(t, entry.level)
        )
        others = (
            t.many(" · {n} person wants it", " · {n} people want it", entry.others) if entry.others else ()
        )
    else:
        said = t.line(
            "You want to learn {skill}: {level}",
            skill=Bold(entry.name),
            level=words.want_level(t, entry.level),
        )
        others = (
            t.many(" · {n} person teaches it", " · {n} people teach it", entry.others) if entry.others else ()
        )
    near = t.line(" · a related skill is fine too") if entry.close else ()
    return (*said, *reading, *near, *others)


def _close_field(t: Texts) -> ChoicesField:
    tick = Option("yes", t.text("A related skill is fine too"))
    hint = t.text("It counts at most half, and I say that it is not the same.")
    return ChoicesField("close", t.text("Close is fine"), (tick,), hint=hint, optional=True)


def _within(t: Texts, lines: Sequence[Line]) -> list[Line]:
    """Return as many lines as fit `SHOWN_SAVED` characters, then how many more there are."""
    shown: list[Line] = []
    for line in lines:
        if sum(len(plain(one)) for one in (*shown, line)) > SHOWN_SAVED:
            break
        shown.append(line)
    if len(shown) < len(lines):
        shown.append(t.line("… and {n} more: see your profile.", n=len(lines) - len(shown)))
    return shown


def _with_doubts(
    t: Texts, action: str, title: str, fields: tuple[Asked, ...], doubts: Sequence[Doubt]
) -> Form:
    """Return the form with as many open questions as fit; its action carries their numbers, in this order."""
    asked = doubts[: MAX_FIELDS - len(fields)]
    numbers = ".".join(f"{doubt.draft}.{doubt.index}" for doubt in asked)
    questions = tuple(
        ChoiceField(
            name,
            t.text("You wrote: {typed}", typed=doubt.typed)[:MAX_LABEL],
            (
                *(Option(str(n), choice[:75]) for n, choice in enumerate(doubt.choices)),
                Option(str(KEEP_AS_TYPED), t.text("Keep as typed")),
                Option(str(LEAVE_OUT), t.text("Leave it out")),
            ),
            hint=t.text("Did you mean one of these?"),
            optional=True,
        )
        for name, doubt in zip(DOUBT_FIELDS, asked, strict=False)
    )
    return Form(f"{action}:{numbers}" if asked else action, title, t.text("Save"), (*fields, *questions))


def _asked(t: Texts, doubt: Doubt) -> Line:
    if len(doubt.choices) == 1:
        return t.line(
            "Did you mean {choice}? You wrote {typed}.",
            choice=Bold(doubt.choices[0]),
            typed=Bold(doubt.typed),
        )
    return t.line("What do you mean by {typed}?", typed=Bold(doubt.typed))


def _choices(t: Texts, doubt: Doubt) -> tuple[Button, ...]:
    picks = tuple(
        Button(choice[:75], f"skills.pick:{doubt.draft}.{doubt.index}.{n}")
        for n, choice in enumerate(doubt.choices)
    )
    return (*picks, _keep(t, doubt), _search(t, doubt, t.text("Search")))


def _keep(t: Texts, doubt: Doubt) -> Button:
    return Button(t.text("Keep as typed"), f"skills.pick:{doubt.draft}.{doubt.index}.{KEEP_AS_TYPED}")


def _search(t: Texts, doubt: Doubt, label: str) -> Button:
    return Button(label, f"skills.search:{doubt.draft}.{doubt.index}")


def _after(t: Texts, verb: str, notes: Notes) -> tuple[Button, ...]:
    back = (Button(t.text("Undo"), f"skills.undo:{notes.undo}"),) if notes.undo is not None else ()
    edit = f"skills.edit:{notes.undo}" if notes.undo is not None and notes.editable else "profile"
    return (*_doors(t, verb), *back, Button(t.text("Edit"), edit))


def _doors(t: Texts, verb: str) -> tuple[Button, ...]:
    teach = Button(t.text("Teach something"), "offer", Tone.MAIN if verb == "want" else Tone.PLAIN)
    learn = Button(t.text("Learn something"), "want", Tone.MAIN if verb == "offer" else Tone.PLAIN)
    return (learn, teach) if verb == "offer" else (teach, learn)


def _removal(t: Texts, offers: Sequence[Offer], wants: Sequence[Want]) -> Select | None:
    options = [
        Option(f"offer-{one.skill.id}", t.text("Teach: {skill}", skill=one.skill.name)) for one in offers
    ]
    options += [
        Option(f"want-{one.skill.id}", t.text("Learn: {skill}", skill=one.skill.name)) for one in wants
    ]
    return Select("profile.remove", t.text("Remove a skill"), tuple(options[:25])) if options else None
