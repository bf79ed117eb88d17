"""Care for single cases: what organisers see, and what those concerned are told."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.ids import MemberId
from bot.model.partnerships import Partnership
from bot.screens import words
from bot.texts import Texts
from bot.ui import Bold, Button, Card, Code, Line, Mention, Option, Select, Tone

SHOWN = 25


def ask_remove(t: Texts, person: MemberId, partnerships: int) -> Card:
    """Ask before somebody is taken out, saying what it ends."""
    lines: list[Line] = [
        t.line(
            "{person} would be taken out of the mentorship here, and told so kindly.", person=Mention(person)
        )
    ]
    if partnerships:
        lines.append(t.line("Their partnership ends. Partners are told neutrally, without a reason."))
    lines.append(t.line("They cannot join again until an organiser lets them back in."))
    row = (Button(t.text("Take out"), f"remove.confirm:{person}", Tone.DANGER),)
    return Card(t.text("Take somebody out?"), tuple(lines), rows=(row,))


def removed(t: Texts, person: MemberId, partnerships: int) -> Card:
    """Confirm that somebody was taken out, with the way back."""
    lines: list[Line] = [t.line("{person} is taken out, and I told them kindly.", person=Mention(person))]
    if partnerships:
        lines.append(t.line("Their partners know that it ended, and nothing else."))
    row = (Button(t.text("Let them back in"), f"readmit.confirm:{person}"),)
    return Card(t.text("Taken out"), tuple(lines), rows=(row,))


def removed_told(t: Texts, channel: str, organiser: MemberId) -> Card:
    """Tell somebody kindly that they no longer take part."""
    lines = (
        t.line("From today on you do not take part in the mentorship in {channel}.", channel=Bold(channel)),
        t.line("If you would like to talk about it, write to {organiser}.", organiser=Mention(organiser)),
        t.line("What I keep about you is yours: {command} shows it.", command=Code("/mentor data")),
    )
    return Card(t.text("The mentorship goes on without you"), lines)


def readmitted(t: Texts, person: MemberId) -> Card:
    """Confirm that somebody may join again."""
    line = t.line("{person} may join again. I told them.", person=Mention(person))
    return Card(t.text("Welcome back"), (line,))


def readmitted_told(t: Texts, channel: str) -> Card:
    """Tell somebody that they may join again."""
    line = t.line("You are welcome again in the mentorship in {channel}.", channel=Bold(channel))
    return Card(t.text("Welcome back"), (line,), rows=((Button(t.text("Join"), "join", Tone.MAIN),),))


def ask_split(t: Texts, one: Partnership) -> Card:
    """Ask before one partnership is ended."""
    lines = (
        t.line("End the partnership of {members}?", members=words.mentions(t, one.members)),
        t.line("All of them are told that it ended, without a reason."),
    )
    row = (Button(t.text("End the partnership"), f"split.confirm:{one.id}", Tone.DANGER),)
    return Card(t.text("End a partnership?"), lines, rows=(row,))


def which_split(t: Texts, found: Sequence[tuple[Partnership, str]]) -> Card:
    """Ask which of several partnerships is meant; each with its members' names."""
    options = tuple(Option(str(one.id), names[:75] or f"#{one.id}") for one, names in found[:SHOWN])
    select = Select("split.choose", t.text("Choose a partnership"), options)
    return Card(t.text("Which one?"), (t.line("They are in several partnerships."),), select=select)


def split(t: Texts, one: Partnership) -> Card:
    """Confirm that one partnership was ended."""
    line = t.line("It is ended. {members} are told neutrally.", members=words.mentions(t, one.members))
    return Card(t.text("The partnership has ended"), (line,))
