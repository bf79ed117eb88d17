"""A safe space: whom somebody is never paired with, and reports to the safety contacts."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.confided import ForSafety
from bot.model.ids import MemberId
from bot.model.people import MAX_NOTE, Member
from bot.screens import words
from bot.texts import Texts
from bot.ui import (
    Bold,
    Button,
    Card,
    ChoiceField,
    Code,
    Form,
    Line,
    Mention,
    Option,
    PersonField,
    Select,
    TextField,
    Tone,
)

NAMED, UNNAMED = "named", "unnamed"
SHOWN = 25


def avoid_form(t: Texts) -> Form:
    """Ask with whom somebody is never to be paired."""
    field = PersonField("person", t.text("Never pair me with"), hint=t.text("Nobody else learns about this."))
    return Form("avoid.save", t.text("Not with"), t.text("Save"), (field,))


def avoided(t: Texts, name: str) -> Card:
    """Confirm a confidential "not with"."""
    line = t.line("I never pair you with {name}. Nobody is told, not even the organisers.", name=Bold(name))
    row = (Button(t.text("My list"), "avoid"),)
    return Card(t.text("Noted, between us"), (line,), rows=(row,))


def avoid_list(t: Texts, members: Sequence[Member]) -> Card:
    """Show whom the reader is never paired with, and take one back."""
    more = Button(t.text("Add somebody"), "avoid.form", Tone.PLAIN if members else Tone.MAIN)
    if not members:
        line = t.line("There is nobody on your list.")
        return Card(t.text("Not with"), (line,), rows=((more,),))
    names = words.bold_list(t, [one.name or "…" for one in members])
    lines = (t.line("I never pair you with {names}.", names=names), t.line("Nobody else learns about this."))
    options = tuple(Option(str(one.id), (one.name or "…")[:75]) for one in members[:SHOWN])
    select = Select("avoid.drop", t.text("Take one back"), options)
    return Card(t.text("Not with"), lines, rows=((more,),), select=select)


def report_form(t: Texts) -> Form:
    """Ask what happened, with whom, and whether the safety contacts may know who wrote."""
    choices = (
        Option(NAMED, t.text("Yes, they may write to me")),
        Option(UNNAMED, t.text("No, leave my name out")),
    )
    fields = (
        TextField(
            "words",
            t.text("What happened?"),
            hint=t.text("Only the safety contacts read this."),
            long=True,
            limit=MAX_NOTE,
        ),
        PersonField(
            "person",
            t.text("Is it about somebody?"),
            t.text("They never get it, whatever their role is."),
            optional=True,
        ),
        ChoiceField("named", t.text("May they know it is from you?"), choices, value=NAMED),
    )
    return Form("report.save", t.text("Tell us in confidence"), t.text("Send"), fields)


def reported(t: Texts, contacts: Sequence[MemberId], *, named: bool) -> Card:
    """Thank for a report and say who has it."""
    who = words.mentions(t, contacts)
    lines = (
        t.line("Thank you for telling us. {contacts} will read it, and nobody else.", contacts=who),
        t.line("They will write to you soon.")
        if named
        else t.line(
            "They do not learn your name, so they cannot answer. You can write to them whenever you like."
        ),
        t.line("Your partner is not told."),
    )
    end = Button(t.text("Not with"), "avoid")
    return Card(
        t.text("It is in good hands"), lines, rows=((end, Button(t.text("My partnership"), "partner")),)
    )


def report_told(t: Texts, report: ForSafety, about: MemberId | None) -> Card:
    """Give a report to a safety contact."""
    lines: list[Line] = [
        t.line("{member} told me this in confidence:", member=Mention(report.writer))
        if report.writer is not None
        else t.line("Somebody who would rather not be named told me this in confidence:"),
        (report.words,),
    ]
    if about is not None:
        lines.append(t.line("It is about {person}, who does not know of it.", person=Mention(about)))
    if report.writer is not None:
        lines.append(t.line("Please write to {member} in private today.", member=Mention(report.writer)))
    lines.append(t.line("Only the safety contacts have this. Please keep it among you."))
    return Card(t.text("Somebody needs you"), tuple(lines))


def contact_told(t: Texts, channel: str) -> Card:
    """Tell somebody that they are a safety contact now."""
    lines = (
        t.line("You are a safety contact of the mentorship in {channel} now.", channel=Bold(channel)),
        t.line("When somebody needs help, I bring you what they wrote. Nobody else reads it."),
        t.line(
            "Not for you? Any organiser can change it with {command}.",
            command=Code("/mentor-admin safety remove"),
        ),
    )
    return Card(t.text("Thank you for being there"), lines)


def contacts(t: Texts, name: str, everyone: Sequence[MemberId], *, add: bool, changed: bool) -> Card:
    """Confirm who is a safety contact."""
    blank = Bold(name or "…")
    lines = [
        {
            (True, True): t.line("{name} is a safety contact now. I told them.", name=blank),
            (True, False): t.line("Nothing to do: {name} is a safety contact already.", name=blank),
            (False, True): t.line("{name} is no longer a safety contact.", name=blank),
            (False, False): t.line("Nothing to do: {name} is no safety contact here.", name=blank),
        }[add, changed]
    ]
    if everyone:
        who = words.mentions(t, everyone[:SHOWN])
        lines.append(t.line("Reports go to {contacts}, never to whom they are about.", contacts=who))
    else:
        lines.append(t.line("Nobody gets reports now. Please name somebody whom people trust."))
    return Card(t.text("Safety contacts"), tuple(lines))
