"""A way on when a partnership does not work: privately, without blame, and always with a next step."""

from __future__ import annotations

from bot.model.ids import MemberId
from bot.model.partnerships import Partnership
from bot.screens import words
from bot.texts import Texts
from bot.ui import Button, Card, Line, Tone, When


def in_touch(t: Texts, one: Partnership, reader: MemberId) -> Card:
    """Ask a member privately how it is; it says nothing about anybody's answers."""
    lines = (
        t.line(
            "How is it between you and {partners}? Weeks fill up quickly.",
            partners=words.partners(t, one, reader),
        ),
        t.line("Nobody else sees what you answer."),
        _until(t, one),
    )
    row = (
        Button(t.text("All is well"), f"repair.well:{one.id}", Tone.MAIN),
        Button(t.text("Suggest times"), f"meet:{one.id}"),
        Button(t.text("We lost touch"), f"repair:{one.id}"),
    )
    return Card(t.text("A quiet question"), lines, rows=(row,))


def well(t: Texts, one: Partnership) -> Card:
    """Take "all is well" for an answer."""
    row = (Button(t.text("Suggest times"), f"meet:{one.id}"),)
    return Card(t.text("Good to hear"), (t.line("Then I leave you to it."), _until(t, one)), rows=(row,))


def way_on(t: Texts, one: Partnership, reader: MemberId) -> Card:
    """Offer a way on: another partner, a circle, or the first place in the next round."""
    lines = (
        t.line("Sometimes life gets in the way of two people meeting. It is nobody's fault."),
        t.line(
            "If you like, I look for somebody else for you, now. {partners} would be told that it ended, no more.",
            partners=words.partners(t, one, reader),
        ),
        _until(t, one),
    )
    return Card(t.text("Would a fresh start help?"), lines, rows=(ways(t, one), _stay(t, one)))


def ways(t: Texts, one: Partnership) -> tuple[Button, ...]:
    """Return the buttons of the three ways on."""
    return (
        Button(t.text("A new partner now"), f"repair.pair:{one.id}", Tone.MAIN),
        Button(t.text("A circle is fine, too"), f"repair.circle:{one.id}"),
        Button(t.text("First place next round"), f"repair.first:{one.id}"),
    )


def found(t: Texts, fresh: Partnership, reader: MemberId) -> Card:
    """Tell a member that they have a new partnership."""
    line = t.line("You and {partners}: I introduced you just now.", partners=words.partners(t, fresh, reader))
    row = (Button(t.text("My partnership"), f"partner:{fresh.id}", Tone.MAIN),)
    return Card(t.text("A fresh start"), (line, _until(t, fresh)), rows=(row,))


def first_next(t: Texts, one: Partnership, *, looked: bool) -> Card:
    """Promise the first place in the next round; `looked` says that nobody fits at the moment."""
    lines: list[Line] = []
    if looked:
        lines.append(t.line("Nobody who fits you is free right now."))
    lines.append(
        t.line("You come first in the next round. This one ends on {day}.", day=When(one.ends_at, "date"))
    )
    row = (Button(t.text("Teach something"), "offer"), Button(t.text("Learn something"), "want"))
    return Card(t.text("You come first next time"), tuple(lines), rows=(row,))


def left_behind(t: Texts, one: Partnership) -> Card:
    """Tell a partner neutrally that a partnership ended, with a way on."""
    lines = (
        t.line("Your partnership of this round has ended early. It says nothing about you."),
        t.line("You come first in the next round, or I look for somebody else for you now."),
        t.line("This round ends on {day}.", day=When(one.ends_at, "date")),
    )
    return Card(t.text("Your partnership has ended"), lines, rows=(ways(t, one),))


def go_on(t: Texts, fresh: Partnership) -> Card:
    """Tell the two who are left of a circle that they go on as a pair, with what they teach each other."""
    lines = (
        t.line(
            "{members}, your circle became a pair. Nobody did anything wrong.",
            members=words.mentions(t, fresh.members),
        ),
        *(words.lesson(t, lesson) for lesson in fresh.lessons),
        _until(t, fresh),
    )
    row = (
        Button(t.text("Set goals"), f"goals:{fresh.id}", Tone.MAIN),
        Button(t.text("Suggest times"), f"meet:{fresh.id}"),
        Button(t.text("Not a fit"), f"change:{fresh.id}"),
    )
    return Card(t.text("You teach each other"), lines, rows=(row,))


def _stay(t: Texts, one: Partnership) -> tuple[Button, ...]:
    return (
        Button(t.text("Suggest times"), f"meet:{one.id}"),
        Button(t.text("Our agreement"), f"agreement:{one.id}"),
        Button(t.text("Ask the organisers"), f"help.form:{one.id}"),
    )


def _until(t: Texts, one: Partnership) -> Line:
    return t.line("Your round ends on {day}.", day=When(one.ends_at, "date"))
