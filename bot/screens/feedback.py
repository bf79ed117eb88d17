"""Half time, feedback that both sides read at once, and where a member stands with what they learn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.model.confided import ForPartners
from bot.model.feedback import Stage
from bot.model.ids import MemberId
from bot.model.partnerships import Coming, Partnership
from bot.screens import words
from bot.texts import Texts
from bot.ui import Bold, Button, Card, Form, Line, Mention, TextField, Tone, When

LONGEST = 500


def half_time(t: Texts, one: Partnership, reader: MemberId, met: int, closes_at: datetime) -> Card:
    """Ask in the middle what to keep and what to change, and invite to feedback with its rule told first."""
    lines: list[Line] = [
        t.line(
            "Half time with {partners}: until {day} there is as much ahead as behind.",
            partners=words.partners(t, one, reader),
            day=When(one.ends_at, "date"),
        )
    ]
    if met:
        lines.append(t.many("You met in {n} week.", "You met in {n} weeks.", met))
    lines += [
        t.line("Keep it as it is, or change what does not help: the rhythm, a goal, the partner."),
        _rule(t, closes_at),
    ]
    keep = (
        Button(t.text("Keep as it is"), f"halftime.keep:{one.id}", Tone.MAIN),
        Button(t.text("Change the rhythm"), f"agreement.form:{one.id}"),
        Button(t.text("Change my goal"), f"goals:{one.id}"),
        Button(t.text("Change partner"), f"change:{one.id}"),
    )
    give = (Button(t.text("Give feedback"), f"feedback:{one.id}"),)
    return Card(t.text("Half time"), tuple(lines), rows=(keep, give))


def kept(t: Texts, one: Partnership, coming: Coming) -> Card:
    """Take "keep as it is" for an answer."""
    row = (Button(t.text("Give feedback"), f"feedback:{one.id}", Tone.MAIN),)
    lines = (t.line("Then on to the second half."), words.coming(t, coming))
    return Card(t.text("Good"), lines, rows=(row,))


def form(t: Texts, one: Partnership, keep: str, attempt: str) -> Form:
    """Ask for one thing to keep and one to try; what the member wrote before stands in it."""
    hint = t.text("Your partner reads this when both have written.")
    fields = (
        TextField("keep", t.text("One thing to keep"), keep, hint, long=True, limit=LONGEST),
        TextField("attempt", t.text("One thing to try"), attempt, hint, long=True, limit=LONGEST),
    )
    return Form(f"feedback.save:{one.id}", t.text("Feedback"), t.text("Save"), fields)


def written(t: Texts, one: Partnership, closes_at: datetime, *, complete: bool) -> Card:
    """Confirm feedback and say when it is read."""
    if complete:
        line = t.line("Everybody has written: each of you reads the other's words now.")
    else:
        line = t.line(
            "It waits for the other side, and opens on {day} at the latest. Until then you can change it.",
            day=When(closes_at, "date"),
        )
    row = (Button(t.text("My log"), "log"),)
    return Card(t.text("Thank you"), (line,), rows=(row,))


def told(t: Texts, one: Partnership, keep: ForPartners, attempt: ForPartners) -> Card:
    """Hand one partner's feedback to another."""
    lines = (
        t.line("From {member}, to keep: {words}", member=Mention(keep.writer), words=keep.words),
        t.line("To try: {words}", words=attempt.words),
        t.line("A thank-you is answer enough. It stands in your log, too."),
    )
    row = (Button(t.text("My log"), "log"),)
    return Card(t.text("Feedback for you"), lines, rows=(row,))


def rated(t: Texts, one: Partnership, reader: MemberId, levels: Mapping[Stage, int]) -> Card:
    """Answer a self-rating; at the end it shows the way from the start."""
    skill = Bold(one.learns(reader))
    start, end = levels.get(Stage.START), levels.get(Stage.END)
    if end is None:
        line = t.line(
            "Noted: {n} of 5 in {skill}. I ask again on {day}.",
            n=start or 0,
            skill=skill,
            day=When(one.ends_at, "date"),
        )
    elif start is not None and end > start:
        line = t.line(
            "From {start} to {end} in {skill}. That is yours to keep.", start=start, end=end, skill=skill
        )
    else:
        line = t.line("Noted: {n} of 5 in {skill}.", n=end, skill=skill)
    row = (Button(t.text("My log"), "log"),)
    return Card(t.text("Where you stand"), (line,), rows=(row,))


def rating(
    t: Texts, one: Partnership, reader: MemberId, stage: Stage
) -> tuple[tuple[Line, ...], tuple[Button, ...]]:
    """Return the question where a member stands with what they learn, and its buttons; nothing for who only teaches."""
    skill = one.learns(reader)
    if not skill:
        return (), ()
    line = t.line(
        "Where do you stand with {skill} today, from 1 (new to it) to 5 (I could teach it)? Only you see it.",
        skill=Bold(skill),
    )
    verb = "rating.start" if stage is Stage.START else "rating.end"
    return (line,), tuple(Button(str(n), f"{verb}:{one.id}.{n}") for n in range(1, 6))


def _rule(t: Texts, closes_at: datetime) -> Line:
    return t.line(
        "And tell each other one thing to keep and one to try. Nobody reads anything before both have written, or "
        "before {day}.",
        day=When(closes_at, "date"),
    )
