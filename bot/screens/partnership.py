"""A partnership as its members see it: who, what, goals, meetings, and how to change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model.confided import ForOrganisers
from bot.model.ids import MemberId
from bot.model.partnerships import Meeting, Partnership
from bot.model.people import MAX_GOAL, Member
from bot.screens import repair, words
from bot.texts import Texts
from bot.ui import (
    Bold,
    Button,
    Card,
    Fact,
    Form,
    Line,
    Mention,
    Option,
    Select,
    TextField,
    Tone,
    When,
)


def none_yet(t: Texts, signup_until: datetime | None) -> Card:
    """Say that there is no partnership at the moment, and what to do about it."""
    lines = [t.line("You have no partner at the moment.")]
    row = [Button(t.text("My profile"), "profile")]
    if signup_until is not None:
        lines.append(t.line("A round is open until {day}: are you in?", day=When(signup_until, "date")))
        row = [Button(t.text("I'm in"), "in", Tone.MAIN), Button(t.text("Not this time"), "skip"), *row]
    else:
        lines.append(t.line("I write to you when the next round opens."))
    return Card(t.text("Your partnership"), tuple(lines), rows=(tuple(row),))


def overview(
    t: Texts,
    one: Partnership,
    reader: MemberId,
    meetings: Sequence[Meeting],
    next_checkin: datetime | None,
    others: Sequence[tuple[Partnership, str]],
) -> Card:
    """Show one of the reader's partnerships; `others` are further ones with a name for each."""
    lines = (
        t.line(
            "With {partners}, until {day}.",
            partners=words.partners(t, one, reader),
            day=When(one.ends_at, "date"),
        ),
        *(words.lesson(t, lesson) for lesson in one.lessons),
    )
    facts = [*_goals(t, one)]
    if meetings:
        facts.append(Fact(t.text("Next meeting"), (When(meetings[0].at),)))
    if next_checkin is not None:
        facts.append(Fact(t.text("Next check-in"), (When(next_checkin, "date"),)))
    rows = (
        (
            Button(t.text("Set goals"), f"goals:{one.id}", Tone.PLAIN if reader in one.goals else Tone.MAIN),
            Button(t.text("Suggest times"), f"meet:{one.id}"),
            Button(t.text("How it goes"), f"checkin:{one.id}"),
        ),
        (
            Button(t.text("Our agreement"), f"agreement:{one.id}"),
            Button(t.text("Session guide"), f"guide:{one.id}"),
            Button(t.text("Not a fit"), f"change:{one.id}"),
        ),
    )
    options = tuple(Option(str(other.id), name[:75]) for other, name in others[:25])
    select = Select("partner.choose", t.text("Another partnership"), options) if options else None
    return Card(t.text("Your partnership"), lines, tuple(facts), rows, select)


def goal_form(t: Texts, one: Partnership, reader: MemberId, skill: str) -> Form:
    """Ask for the reader's own goal in this partnership."""
    hint = t.text("What will you be able to do at the end?")
    label = t.text("Your goal for {skill}", skill=skill)
    field = TextField(
        "goal",
        label if len(label) <= 45 else t.text("Your goal"),
        one.goals.get(reader, ""),
        hint,
        long=True,
        limit=MAX_GOAL,
    )
    return Form(f"goals.save:{one.id}", t.text("Set goals"), t.text("Save"), (field,))


def goal_saved(t: Texts, one: Partnership, reader: MemberId) -> Card:
    """Confirm a goal and lead on to the first meeting."""
    line = t.line(
        "Your goal: {goal}. {partners} can see it.",
        goal=Bold(one.goals[reader]),
        partners=words.partners(t, one, reader),
    )
    row = (
        Button(t.text("Suggest times"), f"meet:{one.id}", Tone.MAIN),
        Button(t.text("My partnership"), f"partner:{one.id}"),
    )
    return Card(t.text("Goal noted"), (line, _until(t, one)), rows=(row,))


def goal_told(t: Texts, member: MemberId, goal: str, one: Partnership) -> Card:
    """Tell a partner about a new goal."""
    line = t.line("{member} wants to reach this with you: {goal}", member=Mention(member), goal=Bold(goal))
    row = (
        Button(t.text("Set goals"), f"goals:{one.id}", Tone.MAIN),
        Button(t.text("Suggest times"), f"meet:{one.id}"),
    )
    return Card(t.text("A goal to work on"), (line, _until(t, one)), rows=(row,))


def ask_change(t: Texts, one: Partnership, reader: MemberId) -> Card:
    """Ask before a partnership ends early; nobody is blamed."""
    lines = (
        t.line("It happens, and it is nobody's fault. What would you like?"),
        t.line(
            "{partners} would be told that it ended, without a reason.",
            partners=words.partners(t, one, reader),
        ),
        _until(t, one),
    )
    stay = (
        Button(t.text("Our agreement"), f"agreement:{one.id}"),
        Button(t.text("Ask the organisers"), f"help.form:{one.id}"),
        Button(t.text("End the partnership"), f"change.confirm:{one.id}", Tone.DANGER),
    )
    return Card(t.text("Not a fit?"), lines, rows=(repair.ways(t, one), stay))


def changed(t: Texts) -> Card:
    """Confirm an early end to the one who asked for it."""
    lines = (
        t.line("It is ended, kindly and without a reason given."),
        t.line(
            "You are asked again when the next round opens; earlier partners are not proposed again soon."
        ),
    )
    return Card(t.text("That is all right"), lines, rows=((Button(t.text("My profile"), "profile"),),))


def help_form(t: Texts, one: Partnership) -> Form:
    """Ask what the organisers should know."""
    field = TextField(
        "note",
        t.text("What should they know?"),
        hint=t.text("Only the organisers read this."),
        long=True,
        limit=1000,
    )
    return Form(f"help.save:{one.id}", t.text("Ask the organisers"), t.text("Send"), (field,))


def help_sent(t: Texts) -> Card:
    """Confirm that the organisers were told."""
    return Card(
        t.text("Sent"),
        (t.line("The organisers have your note and will write to you. Your partner does not know."),),
    )


def help_wanted(t: Texts, one: Partnership, member: MemberId) -> Card:
    """Tell an organiser that a member would welcome a word, and nothing else."""
    lines = (
        t.line(
            "A word from you would help {member}, in the partnership with {partners}.",
            member=Mention(member),
            partners=words.partners(t, one, member),
        ),
        t.line("Please write to them in private. Their partner does not know."),
        t.line("Their round ends on {day}.", day=When(one.ends_at, "date")),
    )
    return Card(t.text("Somebody could use help"), lines)


def help_told(t: Texts, note: ForOrganisers) -> Card:
    """Give a member's request for help to an organiser."""
    lines = (
        t.line("{member} asks for help with their partnership:", member=Mention(note.writer)),
        (note.words,),
        t.line("Please write to them in private. Their partner does not know."),
    )
    return Card(t.text("Somebody asks for help"), lines)


def names_of(one: Partnership, reader: MemberId, members: Mapping[MemberId, Member]) -> str:
    """Return the partners' names for a menu."""
    return ", ".join(members[other].name for other in one.others(reader) if other in members) or f"#{one.id}"


def _goals(t: Texts, one: Partnership) -> list[Fact]:
    return [Fact(t.text("Goal"), (Mention(member), ": ", goal)) for member, goal in one.goals.items()]


def _until(t: Texts, one: Partnership) -> Line:
    return t.line("You have until {day}.", day=When(one.ends_at, "date"))
