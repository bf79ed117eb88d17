"""What members teach and want to learn: asking, confirming, doubting, and the community's board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.ids import DraftId
from bot.model.people import MAX_GOAL, Hours, Member, Offer, SkillCount, Want
from bot.screens import words
from bot.texts import Texts
from bot.typed import language_name
from bot.ui import (
    Bold,
    Button,
    Card,
    ChoiceField,
    ChoicesField,
    Fact,
    Form,
    Line,
    Option,
    Select,
    TextField,
    Tone,
)

LONGEST_LINE = 1000
BOARD = 15
SHOWN_SAVED = 12
KEEP_AS_TYPED = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One skill just stored: `typed` when it was read as something else, `others` who want (or offer) it."""

    name: str
    level: int
    typed: str
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A word with several meanings to choose from."""

    typed: str
    choices: Sequence[str]
    index: int


def offer_form(t: Texts) -> Form:
    """Ask what somebody can teach."""
    example = t.text("Several at once: python, k8s (expert), giving talks")
    fields = (
        TextField("skills", t.text("What can you teach?"), hint=example, limit=LONGEST_LINE),
        ChoiceField("level", t.text("How well do you know it?"), words.offer_levels(t), value="2"),
    )
    return Form("offer.save", t.text("Teach something"), t.text("Save"), fields)


def want_form(t: Texts) -> Form:
    """Ask what somebody wants to learn, and what for."""
    fields = (
        TextField(
            "skills",
            t.text("What do you want to learn?"),
            hint=t.text("For example: Rust"),
            limit=LONGEST_LINE,
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
    return Form("want.save", t.text("Learn something"), t.text("Save"), fields)


def taken(
    t: Texts,
    verb: str,
    saved: Sequence[Entry],
    doubts: Sequence[Doubt],
    drafts: tuple[DraftId | None, DraftId | None],
) -> Card:
    """Say what was understood, with Undo, and ask about doubtful words; `drafts` are (undo, questions)."""
    undo, questions = drafts
    lines = [_saved(t, verb, entry) for entry in saved[:SHOWN_SAVED]]
    if len(saved) > SHOWN_SAVED:
        lines.append(t.line("… and {n} more: see your profile.", n=len(saved) - SHOWN_SAVED))
    lines += [t.line("By {typed}, did you mean …?", typed=Bold(doubt.typed)) for doubt in doubts]
    rows = [_choices(t, doubt, questions) for doubt in doubts if questions is not None]
    rows.append(_after(t, verb, undo))
    title = t.text("Noted") if saved else t.text("One question")
    return Card(title, tuple(lines), rows=tuple(rows))


def undone(t: Texts, names: Sequence[str]) -> Card:
    """Confirm that a line was taken back."""
    line = t.line("Taken back: {skills}. Everything is as it was before.", skills=words.bold_list(t, names))
    row = (Button(t.text("Teach something"), "offer"), Button(t.text("Learn something"), "want"))
    return Card(t.text("Undone"), (line,), rows=(row,))


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
        return Card(t.text("Skill board"), (line,), rows=(_after(t, "", None),))
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
    return Card(t.text("Skill board"), tuple(lines), rows=(_after(t, "", None),))


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
    return (*said, *reading, *others)


def _choices(t: Texts, doubt: Doubt, questions: DraftId) -> tuple[Button, ...]:
    picks = tuple(
        Button(choice[:75], f"skills.pick:{questions}.{doubt.index}.{n}")
        for n, choice in enumerate(doubt.choices)
    )
    keep = Button(t.text("Keep as typed"), f"skills.pick:{questions}.{doubt.index}.{KEEP_AS_TYPED}")
    return (*picks, keep)


def _after(t: Texts, verb: str, undo: DraftId | None) -> tuple[Button, ...]:
    teach = Button(t.text("Teach something"), "offer", Tone.MAIN if verb == "want" else Tone.PLAIN)
    learn = Button(t.text("Learn something"), "want", Tone.MAIN if verb == "offer" else Tone.PLAIN)
    ordered = (learn, teach) if verb == "offer" else (teach, learn)
    back = (Button(t.text("Undo"), f"skills.undo:{undo}"),) if undo is not None else ()
    return (*ordered, *back, Button(t.text("Edit"), "profile"))


def _removal(t: Texts, offers: Sequence[Offer], wants: Sequence[Want]) -> Select | None:
    options = [
        Option(f"offer-{one.skill.id}", t.text("Teach: {skill}", skill=one.skill.name)) for one in offers
    ]
    options += [
        Option(f"want-{one.skill.id}", t.text("Learn: {skill}", skill=one.skill.name)) for one in wants
    ]
    return Select("profile.remove", t.text("Remove a skill"), tuple(options[:25])) if options else None
