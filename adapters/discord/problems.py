"""The few things that only this adapter can have to say: cards for when the way to the core is blocked."""

from __future__ import annotations

from bot.texts import Texts
from bot.ui import Card, Code


def failed(t: Texts) -> Card:
    """Say that something broke on our side."""
    line = t.line("Something went wrong on my side. Please try the same again in a minute.")
    more = t.line("If it keeps happening, tell an organiser.")
    return Card(t.text("That did not work"), (line, more))


def too_slow(t: Texts) -> Card:
    """Say that a form could not be opened in the three seconds that Discord gives."""
    line = t.line("I was too slow to open the form. Nothing was changed: please try the same again.")
    return Card(t.text("That took too long"), (line,))


def restarting(t: Texts) -> Card:
    """Say that the bot is about to stop."""
    line = t.line("I am just restarting. Nothing was changed: please try the same again in a minute.")
    return Card(t.text("One moment"), (line,))


def which_server(t: Texts) -> Card:
    """Say that a private message cannot be told to belong to one server."""
    line = t.line("I cannot tell which server this is about.")
    what = t.line(
        "Type {command} in a channel of your server, and I know you there.", command=Code("/mentor help")
    )
    return Card(t.text("Where are we?"), (line, what))


def needs_click(t: Texts) -> Card:
    """Say that words cannot open a form."""
    line = t.line("I answer that with a form, and in Discord only a command or a button can open one.")
    what = t.line("Type {command} in a channel of your server to see them.", command=Code("/mentor help"))
    return Card(t.text("One step more"), (line, what))


def changed_commands(t: Texts) -> Card:
    """Say that a command is out of date in the person's Discord."""
    line = t.line("This command has changed. Please reload Discord and type it again.")
    return Card(t.text("Newer commands are there"), (line,))
