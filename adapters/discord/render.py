"""Cards as Discord messages made of components ("components v2"), not as embeds.

Why: an embed vanishes for people who switched previews off and where the bot lacks Embed Links; its picture
has no alternative text; mentions in it reach nobody; nothing in it could carry our marks unseen. In
components, title, text, facts and buttons come in one order and with a heading, for those who listen
instead of look, and they are what Discord recommends. The price: 4,000 characters in all, and push
notifications show none of them as long as Discord's issue 7854 is open.
"""

from __future__ import annotations

from io import BytesIO

import discord
from discord import ui

from adapters.discord.markup import Names, draw_all, escape, label, one_line
from bot import calendars
from bot.ui import Bold, Button, Card, Fact, File, Image, Select, Tone

# Discord counts 4,000 characters over all texts; how it counts an emoji is not written down anywhere.
MAX_TEXT, MAX_HEAD = 3_900, 3_000

STYLES = {
    Tone.MAIN: discord.ButtonStyle.primary,
    Tone.PLAIN: discord.ButtonStyle.secondary,
    Tone.DANGER: discord.ButtonStyle.danger,
}


class Message(ui.LayoutView):
    """A drawn card, with the file that goes beside it."""

    file: File | None = None

    def files(self) -> list[discord.File]:
        """Return what is to be uploaded with the message, made anew for every try: a sent file is used up."""
        if self.file is None:
            return []
        return [discord.File(BytesIO(self.file.content), self.file.name, description=label(self.file.alt))]


def card(
    shown: Card, names: Names, *, community_mark: int | None = None, letter_mark: int | None = None
) -> Message:
    """Return the message that shows a card, already stopped: clicks arrive by custom id, not in this object.

    `names` holds a handle for every member the card mentions; by the marks (see `marks`) it is known again.
    """
    head = _head(shown, names)
    box: ui.Container[ui.LayoutView] = ui.Container(ui.TextDisplay(head, id=community_mark), id=letter_mark)
    facts = _facts(shown.facts, names, MAX_TEXT - len(head))
    if facts:
        box.add_item(ui.TextDisplay(facts))
    if shown.image is not None:
        box.add_item(_image(shown.image))
    for row in shown.rows:
        box.add_item(ui.ActionRow(*(_button(button) for button in row)))
    if shown.select is not None:
        box.add_item(ui.ActionRow(_select(shown.select)))
    view = Message(timeout=None)
    view.add_item(box)
    if shown.file is not None:
        view.file = calendars.written(shown.file)
        view.add_item(ui.File(f"attachment://{view.file.name}"))
    # A view that is not stopped would be kept in memory for ever, waiting for clicks.
    view.stop()
    return view


def _head(shown: Card, names: Names) -> str:
    title = f"### {escape(label(shown.title))}"
    text = draw_all(shown.lines, names, MAX_HEAD - len(title) - 1)
    return f"{title}\n{text}" if text else title


def _facts(facts: tuple[Fact, ...], names: Names, most: int) -> str:
    lines = ((Bold(label(fact.label)), "\n", *fact.value) for fact in facts)
    return draw_all(lines, names, most)


def _image(image: Image) -> ui.MediaGallery[ui.LayoutView]:
    return ui.MediaGallery(discord.MediaGalleryItem(image.url, description=label(image.alt)))


def _button(button: Button) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=label(button.label), custom_id=button.action, style=STYLES[button.tone])


def _select(select: Select) -> ui.Select[ui.LayoutView]:
    options = [discord.SelectOption(label=label(o.label), value=o.value) for o in select.options]
    placeholder = one_line(select.placeholder) or None
    return ui.Select(custom_id=select.action, placeholder=placeholder, options=options)
