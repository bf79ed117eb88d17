"""What only this adapter can have to say; the rest is in `bot.screens`."""

from __future__ import annotations

from bot.texts import Texts
from bot.ui import Button, Card, Tone


def form_late(t: Texts, action: str | None) -> Card:
    """Return the card for a form that Slack would not open any more; `action` opens it again."""
    line = t.line(
        "Slack gives a form three seconds to open, and this one needed longer. Please try once more."
    )
    opens = ((Button(t.text("Open the form"), action, Tone.MAIN),),) if action else ()
    return Card(t.text("The form did not open"), (line,), rows=opens)


def one_moment(t: Texts) -> Card:
    """Return what stands in a window until the answer is there."""
    return Card(t.text("One moment"), (t.line("I am looking it up."),))


def not_here(t: Texts) -> Card:
    """Return the card for somebody of another workspace, or a guest where guests take no part."""
    line = t.line(
        "Mentorship here is for full members of this workspace. If you should be one, ask one of its admins."
    )
    return Card(t.text("For members only"), (line,))
