"""The end of a round: thanks, four questions, and what comes next."""

from __future__ import annotations

from datetime import datetime

from bot.model.confided import ForPartners
from bot.model.feedback import LookBack, Stage
from bot.model.ids import MemberId
from bot.model.partnerships import Partnership
from bot.model.rounds import Round
from bot.screens import feedback, words
from bot.texts import Texts
from bot.ui import Button, Card, ChoiceField, Form, Line, Mention, Option, TextField, Tone, When

CELEBRATED = 3
LONGEST = 1000


def goodbye(t: Texts, one: Partnership, member: MemberId, met: int, closes_at: datetime) -> Card:
    """Thank a member at the end of a round and ask them to look back; celebrate only what deserves it."""
    lines: list[Line] = [
        t.line(
            "Your round with {partners} is over. Thank you for teaching and learning.",
            partners=words.partners(t, one, member),
        ),
        *(words.lesson(t, lesson) for lesson in one.lessons if member in {lesson.teacher, lesson.learner}),
    ]
    if met >= CELEBRATED * len(one.members):
        lines.append(t.line("You kept at it nearly every week. That is rare."))
    lines += [
        t.line("Four questions are left; they take two minutes."),
        t.line(
            "And one thing to keep, one to try: nobody reads it before both have written, or before {day}.",
            day=When(closes_at, "date"),
        ),
    ]
    row = (
        Button(t.text("Look back"), f"lookback:{one.id}", Tone.MAIN),
        Button(t.text("Give feedback"), f"feedback:{one.id}"),
        Button(t.text("Introduce somebody"), f"introduce:{one.id}"),
    )
    return Card(t.text("Your round is over"), tuple(lines), rows=(row,))


def look_back_form(t: Texts, one: Partnership, given: LookBack | None) -> Form:
    """Ask the four closing questions and what comes next."""
    steps = (
        Option("same", t.text("The same partner again")),
        Option("new", t.text("A new partner")),
        Option("pause", t.text("A break")),
    )
    only_you, partner_too = t.text("Only you can read this."), t.text("Your partner gets this from me.")
    fields = (
        _essay("learned", t.text("What did you learn?"), given.learned.words if given else "", only_you),
        _essay("taught", t.text("What did you teach?"), given.taught.words if given else "", only_you),
        _essay(
            "change", t.text("What would you do differently?"), given.change.words if given else "", only_you
        ),
        _essay(
            "thanks", t.text("A thank-you I may hand over"), given.thanks.words if given else "", partner_too
        ),
        ChoiceField("next_step", t.text("Next round"), steps, value=given.next_step if given else "new"),
    )
    return Form(f"lookback.save:{one.id}", t.text("Look back"), t.text("Save"), fields)


def looked_back(t: Texts, one: Partnership, kept: LookBack) -> Card:
    """Thank for the closing answers, say what happens with them, and ask where the member stands now."""
    lines = [t.line("Thank you. Your answers stay with you.")]
    if kept.thanks.words:
        lines.append(t.line("I hand your thank-you over."))
    lines.append(t.line("I write to you when the next round opens."))
    row = [Button(t.text("My profile"), "profile")]
    if kept.next_step == "pause":
        row.insert(0, Button(t.text("Take a break"), "pause", Tone.MAIN))
    asked, levels = feedback.rating(t, one, kept.member, Stage.END)
    rows = (tuple(row), levels) if levels else (tuple(row),)
    return Card(t.text("Until the next round"), (*lines, *asked), rows=rows)


def going_on(t: Texts, one: Partnership, member: MemberId) -> Card:
    """Tell a member that everybody of the partnership would go on together."""
    lines = (
        t.line("You and {partners} wish to go on together.", partners=words.partners(t, one, member)),
        t.line(
            "Say yes when the next round opens: you can be partners again without a pause. "
            "Until then, nothing keeps you from meeting."
        ),
    )
    return Card(t.text("Once more?"), lines, rows=((Button(t.text("My log"), "log"),),))


def thanks_told(t: Texts, thanks: ForPartners) -> Card:
    """Hand a thank-you over."""
    lines = (t.line("{member} asked me to hand this to you:", member=Mention(thanks.writer)), (thanks.words,))
    return Card(t.text("A thank-you"), lines)


def closed_told(t: Texts, one: Round, count: int) -> Card:
    """Tell an organiser that a round came to its end."""
    lines = (
        t.line("Round {n} has come to its end.", n=one.number),
        t.many(
            "{n} partnership was thanked and asked to look back.",
            "{n} partnerships were thanked and asked to look back.",
            count,
        ),
    )
    row = (
        Button(t.text("Open a round"), "round.open", Tone.MAIN),
        Button(t.text("Round status"), "round.status"),
    )
    return Card(t.text("A round is over"), lines, rows=(row,))


def _essay(name: str, label: str, value: str, hint: str) -> TextField:
    return TextField(name, label, value, hint, long=True, optional=True, limit=LONGEST)
