"""The weekly check-in: one question, then two small ones, and a note for whom its writer chooses."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.confided import Audience, ForOrganisers, ForPartners
from bot.model.feedback import Answer, CheckIn, Direction
from bot.model.ids import PartnershipId
from bot.model.partnerships import Coming, Kind, Partnership
from bot.model.people import MAX_NOTE
from bot.screens import words
from bot.texts import Texts
from bot.ui import Bold, Button, Card, ChoiceField, Form, Line, Mention, Option, TextField, Tone, When

RATINGS = range(1, 6)


def question(t: Texts, one: Partnership, checkin: CheckIn, *, late: bool = False) -> Card:
    """Ask whether partners met; `late` softens the words when the question could not come in time."""
    partners = words.partners(t, one, checkin.member)
    asked = (
        t.line("I ask later than usual: did you and {partners} meet?", partners=partners)
        if late
        else t.line("Did you and {partners} meet this week?", partners=partners)
    )
    return Card(t.text("Weekly check-in"), (asked, _until(t, one)), rows=(_answers(t, checkin),))


def reminder(t: Texts, one: Partnership, checkin: CheckIn) -> Card:
    """Ask once more after two days."""
    line = t.line(
        "In case it slipped by: did you and {partners} meet?", partners=words.partners(t, one, checkin.member)
    )
    return Card(t.text("One press is enough"), (line, _until(t, one)), rows=(_answers(t, checkin),))


def met(t: Texts, one: Partnership, checkin: CheckIn) -> Card:
    """Ask which directions happened."""
    if one.kind is Kind.ONE_WAY:
        return usefulness(t, checkin)
    row = (
        Button(t.text("I taught"), f"checkin.taught:{checkin.id}"),
        Button(t.text("I learned"), f"checkin.learned:{checkin.id}"),
        Button(t.text("Both"), f"checkin.both:{checkin.id}", Tone.MAIN),
    )
    return Card(t.text("Good to hear"), (t.line("Which directions happened?"),), rows=(row,))


def usefulness(t: Texts, checkin: CheckIn, *, lopsided: bool = False) -> Card:
    """Ask how useful the meeting was; `lopsided` twice in a row suggests to begin with the other direction."""
    lines: list[Line] = []
    match checkin.direction:
        case Direction.TAUGHT if lopsided:
            lines.append(t.line("Twice you taught. Next time, begin with what you want to learn."))
        case Direction.LEARNED if lopsided:
            lines.append(t.line("Twice you learned. Next time, begin with what you can teach."))
        case _:
            pass
    lines.append(t.line("How useful was it, from 1 (hardly) to 5 (very)?"))
    row = tuple(Button(str(n), f"checkin.rate:{checkin.id}.{n}") for n in RATINGS)
    return Card(t.text("And how useful?"), tuple(lines), rows=(row,))


def rated(t: Texts, one: Partnership, checkin: CheckIn, coming: Coming, *, told: bool) -> Card:
    """Thank for the answers and offer a note; `told`: the organisers heard that a word of theirs is welcome."""
    line = t.line("Thank you. That is all for this week.")
    if told:
        line = t.line(
            "Thank you for saying so. I told the organisers that a word of theirs is welcome: not your score, "
            "and nothing to your partner."
        )
    return Card(t.text("Noted"), (line, words.coming(t, coming)), rows=(_after(t, one, checkin),))


def answered(t: Texts, one: Partnership, checkin: CheckIn, coming: Coming, *, told: bool) -> Card:
    """Answer "planned", "not yet" and "need help" with one thing to do; `told` as in `rated`."""
    note = Button(t.text("Write a note"), f"checkin.note:{checkin.id}")
    times = Button(t.text("Suggest times"), f"meet:{one.id}", Tone.MAIN)
    after = words.coming(t, coming)
    match checkin.answer:
        case Answer.PLANNED:
            line = t.line("Good. Enjoy it, half of the time for each direction.")
            return Card(t.text("See you next week"), (line, after), rows=((note,),))
        case Answer.HELP:
            lines = [t.line("You are not alone with this. Your partner does not see it.")]
            if told:
                lines.append(
                    t.line("The organisers know that help is welcome. Tell them more, as much as you like.")
                )
            ask = Button(t.text("Tell the organisers"), f"checkin.tell:{checkin.id}", Tone.MAIN)
            row = (ask, Button(t.text("Not a fit"), f"change:{one.id}"))
            return Card(t.text("Let us help"), (*lines, after), rows=(row,))
        case _:
            line = t.line("That happens. Here is the easiest next step: one hour that suits everybody.")
            return Card(t.text("No harm done"), (line, after), rows=((times, note),))


def note_form(t: Texts, checkin: CheckIn, audience: Audience = Audience.ME) -> Form:
    """Ask for a note and who may read it; the narrowest audience is chosen unless asked for otherwise."""
    options = (
        Option(Audience.ME, t.text("Only me")),
        Option(Audience.PARTNER, t.text("Me and my partner")),
        Option(Audience.ORGANISERS, t.text("Me and the organisers")),
    )
    fields = (
        TextField("note", t.text("Your note"), checkin.words, long=True, limit=MAX_NOTE),
        ChoiceField("audience", t.text("Who may read it?"), options, value=audience),
    )
    return Form(f"checkin.note-save:{checkin.id}", t.text("A note"), t.text("Save"), fields)


def note_saved(t: Texts, checkin: CheckIn) -> Card:
    """Confirm a note and say who can read it."""
    line = {
        Audience.ME: t.line("Only you can read it."),
        Audience.PARTNER: t.line("Your partner gets it from me."),
        Audience.ORGANISERS: t.line("The organisers get it from me; your partner does not see it."),
    }[checkin.audience]
    return Card(t.text("Note kept"), (line,))


def note_taken(t: Texts, checkin: CheckIn) -> Card:
    """Answer a plain text reply: it is kept for its writer only, until they choose otherwise."""
    lines = (
        t.line("I kept this as your note of the week. Only you can read it."),
        t.line("Would you like to share it?"),
    )
    row = (
        Button(t.text("Share with my partner"), f"checkin.share-partner:{checkin.id}"),
        Button(t.text("Share with the organisers"), f"checkin.share-organisers:{checkin.id}"),
        Button(t.text("Edit"), f"checkin.note:{checkin.id}"),
    )
    return Card(t.text("Note kept"), lines, rows=(row,))


def note_for_partner(t: Texts, partnership: PartnershipId, note: ForPartners) -> Card:
    """Hand a note to the partner."""
    lines = (t.line("{member} wrote to you:", member=Mention(note.writer)), (note.words,))
    row = (Button(t.text("My partnership"), f"partner:{partnership}"),)
    return Card(t.text("A note from your partner"), lines, rows=(row,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What an organiser learns about the week beside a note: the answer and the score."""

    answer: Answer | None
    usefulness: int | None


def note_for_organiser(t: Texts, one: Partnership, week: Week, note: ForOrganisers) -> Card:
    """Hand a note to an organiser, with the score when it is low or help was asked for."""
    lines: list[Line] = [
        t.line("{member} wrote, for organisers only:", member=Mention(note.writer)),
        (note.words,),
        t.line("Partnership with {partners}.", partners=words.partners(t, one, note.writer)),
    ]
    if week.answer is Answer.HELP:
        lines.append(t.line("They asked for help. Please write to them in private."))
    elif week.usefulness is not None and week.usefulness <= RATINGS[1]:
        lines.append(t.line("Usefulness of the last meeting: {n} of 5.", n=Bold(str(week.usefulness))))
    return Card(t.text("A private note"), tuple(lines))


def _answers(t: Texts, checkin: CheckIn) -> tuple[Button, ...]:
    return (
        Button(t.text("We met"), f"checkin.met:{checkin.id}", Tone.MAIN),
        Button(t.text("It's planned"), f"checkin.planned:{checkin.id}"),
        Button(t.text("Not yet"), f"checkin.not-yet:{checkin.id}"),
        Button(t.text("Need help"), f"checkin.help:{checkin.id}"),
    )


def _after(t: Texts, one: Partnership, checkin: CheckIn) -> tuple[Button, ...]:
    low = checkin.usefulness is not None and checkin.usefulness <= RATINGS[1]
    tell = (Button(t.text("Tell the organisers"), f"checkin.tell:{checkin.id}", Tone.MAIN),) if low else ()
    return (
        *tell,
        Button(t.text("Write a note"), f"checkin.note:{checkin.id}"),
        Button(t.text("Suggest times"), f"meet:{one.id}"),
    )


def _until(t: Texts, one: Partnership) -> Line:
    return t.line("Your round ends on {day}.", day=When(one.ends_at, "date"))
