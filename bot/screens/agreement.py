"""What partners agree on: shown, changed, signed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.agreements import LENGTHS, Agreement, Confidence, Notice, Rhythm
from bot.model.feedback import Stage
from bot.model.ids import MemberId
from bot.model.partnerships import Coming, Meeting, Partnership
from bot.model.people import MAX_GOAL
from bot.screens import feedback, words
from bot.texts import Texts
from bot.ui import Button, Card, ChoiceField, Fact, Form, Line, Mention, Option, TextField, Tone, When


def proposal(
    t: Texts, one: Partnership, agreement: Agreement, reader: MemberId, coming: Coming, *, again: bool = False
) -> Card:
    """Show what is proposed, or agreed, with everybody's goal; who has not agreed can, or proposes a change."""
    done = agreement.holds(one)
    if done:
        title, line = t.text("Your agreement"), t.line("All of you agreed to this.")
    elif agreement.proposed_by is None:
        title = t.text("Shall we agree on this?")
        line = t.line(
            "A few words now save many later. Does this suit you and {partners}?",
            partners=words.partners(t, one, reader),
        )
    else:
        title = t.text("Shall we agree on this?")
        line = t.line("{member} proposes this.", member=Mention(agreement.proposed_by))
    lines = [t.line("In case it slipped by: one press is enough."), line] if again else [line]
    if reader in agreement.agreed and not done:
        lines.append(t.line("You agreed. I tell you when everybody has."))
    yes = Button(t.text("Agree"), f"agreement.agree:{one.id}.{agreement.version}", Tone.MAIN)
    change = Button(t.text("Propose a change"), f"agreement.form:{one.id}")
    row = (change,) if reader in agreement.agreed else (yes, change)
    facts = (*_goals(t, one), *_terms(t, agreement))
    return Card(title, (*lines, words.coming(t, coming)), facts, (row,))


def form(t: Texts, one: Partnership, agreement: Agreement, reader: MemberId) -> Form:
    """Ask for a member's own proposal, filled in with what stands."""
    goal = TextField(
        "goal",
        t.text("Your goal"),
        one.goal_of(reader),
        t.text("What will you be able to do at the end?"),
        long=True,
        optional=True,
        limit=MAX_GOAL,
    )
    lengths = tuple(Option(str(minutes), t.text("{n} minutes", n=minutes)) for minutes in LENGTHS)
    fields = (
        goal,
        _choice("rhythm", t.text("We meet"), [(one, _rhythm(t, one)) for one in Rhythm], agreement.rhythm),
        ChoiceField("minutes", t.text("Each meeting takes"), lengths, str(agreement.minutes)),
        _choice("notice", t.text("To cancel"), [(one, _notice(t, one)) for one in Notice], agreement.notice),
        _choice(
            "confidence",
            t.text("What stays between us"),
            [(one, _confidence(t, one)) for one in Confidence],
            agreement.confidence,
        ),
    )
    return Form(f"agreement.save:{one.id}", t.text("Our agreement"), t.text("Propose"), fields)


def answered(
    t: Texts, one: Partnership, agreement: Agreement, reader: MemberId, coming: Coming, *, rated: bool
) -> Card:
    """Confirm a member's yes or proposal, and ask, unless they `rated` it, where they stand with what they learn."""
    if agreement.holds(one):
        line = t.line(
            "All of you agreed: {rhythm}, {n} minutes.",
            rhythm=_rhythm(t, agreement.rhythm),
            n=agreement.minutes,
        )
    else:
        line = t.line("Your yes is noted. I tell you when everybody has agreed.")
    row = (
        Button(t.text("Suggest times"), f"meet:{one.id}", Tone.MAIN),
        Button(t.text("My partnership"), f"partner:{one.id}"),
    )
    asked, levels = ((), ()) if rated else feedback.rating(t, one, reader, Stage.START)
    rows = (levels, row) if levels else (row,)
    return Card(t.text("Thank you"), (line, *asked, words.coming(t, coming)), rows=rows)


def agreed_told(t: Texts, one: Partnership, agreement: Agreement, meetings: Sequence[Meeting]) -> Card:
    """Tell everybody in the shared space that the agreement holds, and lead on to the next meeting."""
    lines: list[Line] = [
        t.line(
            "{members}, you agreed. This is how you work together:", members=words.mentions(t, one.members)
        )
    ]
    if meetings:
        after = t.line("Next: you meet on {when}.", when=When(meetings[0].at))
    else:
        after = t.line("Now pick a first time. Your round ends on {day}.", day=When(one.ends_at, "date"))
    row = (Button(t.text("Suggest times"), f"meet:{one.id}", Tone.PLAIN if meetings else Tone.MAIN),)
    return Card(
        t.text("You have an agreement"), (*lines, after), (*_goals(t, one), *_terms(t, agreement)), (row,)
    )


def _choice(name: str, label: str, options: Sequence[tuple[str, str]], value: str) -> ChoiceField:
    return ChoiceField(name, label, tuple(Option(key, words) for key, words in options), value)


def _goals(t: Texts, one: Partnership) -> list[Fact]:
    return [
        Fact(t.text("Goal"), (Mention(member), ": ", goal))
        for member in one.members
        if (goal := one.goal_of(member))
    ]


def _terms(t: Texts, agreement: Agreement) -> tuple[Fact, ...]:
    return (
        Fact(
            t.text("We meet"),
            (_rhythm(t, agreement.rhythm), ", ", t.text("{n} minutes", n=agreement.minutes)),
        ),
        Fact(t.text("To cancel"), (_notice(t, agreement.notice),)),
        Fact(t.text("What stays between us"), (_confidence(t, agreement.confidence),)),
    )


def _rhythm(t: Texts, rhythm: Rhythm) -> str:
    return {
        Rhythm.TWICE: t.text("twice a week"),
        Rhythm.WEEKLY: t.text("once a week"),
        Rhythm.FORTNIGHTLY: t.text("every two weeks"),
    }[rhythm]


def _notice(t: Texts, notice: Notice) -> str:
    return {
        Notice.DAY_BEFORE: t.text("a word the day before"),
        Notice.HOURS_BEFORE: t.text("a word some hours before"),
        Notice.A_WORD: t.text("a word at any time is fine"),
    }[notice]


def _confidence(t: Texts, confidence: Confidence) -> str:
    return {
        Confidence.EVERYTHING: t.text("everything we say to each other"),
        Confidence.PERSONAL: t.text("personal things; what we learned may be told"),
        Confidence.ASK_FIRST: t.text("whatever one of us asks to keep"),
    }[confidence]
