"""One interaction's conversation: acknowledge within three seconds, then show or ask.

Discord's rules (docs.discord.com/developers/interactions/receiving-and-responding): the first response must
come within 3 s, a form can only be that first response, and whether an answer is private is settled with
it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum
from functools import partial

import aiohttp
import discord
import structlog
from discord import ui

from adapters.discord.render import Message

log = structlog.get_logger(__name__)

ALREADY_ACKNOWLEDGED = 40060
QUIET = discord.AllowedMentions.none()
LOST = (aiohttp.ClientError, OSError)
# The first answer has three seconds, of which a lost call takes what the way there and back takes. Those after it
# have a quarter of an hour; an outage that outlasts these pauses (seconds) is told in the log.
FIRST_TRIES, PAUSES = 3, (0.0, 0.5, 1.0, 2.0)


class State(Enum):
    """What the person's Discord knows of our answer."""

    OPEN = "nothing yet"
    THINKING = "a private answer is coming"
    IN_PLACE = "the pressed message may change"
    ANSWERED = "a form or a card was the first answer"


class Reply:
    """Answers one interaction. After a lost connection it tries again; it raises discord.py's errors."""

    def __init__(self, interaction: discord.Interaction) -> None:
        self.interaction = interaction
        self._state = State.OPEN

    async def acknowledge(self, *, in_place: bool) -> bool:
        """Tell Discord that an answer is coming; False when it is too late or somebody else answers.

        `in_place`: the answer will change the message whose button was pressed, if there is one.
        """
        in_place = in_place and self.interaction.message is not None
        state = State.IN_PLACE if in_place else State.THINKING
        return await self._first(
            lambda: self.interaction.response.defer(ephemeral=True, thinking=not in_place), state
        )

    async def ask(self, modal: ui.Modal) -> bool:
        """Open a form; False when something else was the first answer and none can be opened any more."""
        if self._state is not State.OPEN:
            return False
        await self._first(lambda: self.interaction.response.send_modal(modal), State.ANSWERED)
        return True

    async def show(self, view: Message, *, in_place: bool = False) -> None:
        """Show a message to this person alone, with `in_place` instead of the one that was clicked."""
        in_place = in_place and self.interaction.message is not None
        if self._state is State.OPEN:
            await self._first(partial(self._open, view, in_place=in_place), State.ANSWERED)
        elif self._state is State.THINKING or (self._state is State.IN_PLACE and in_place):
            await _again(partial(self._edit, view))
        else:
            await _again(partial(self._follow_up, view))

    async def _open(self, view: Message, *, in_place: bool) -> object:
        response = self.interaction.response
        if in_place:
            return await response.edit_message(view=view, allowed_mentions=QUIET, attachments=_kept(view))
        return await response.send_message(
            view=view, files=view.files(), ephemeral=True, allowed_mentions=QUIET
        )

    async def _edit(self, view: Message) -> object:
        return await self.interaction.edit_original_response(
            view=view, allowed_mentions=QUIET, attachments=_kept(view)
        )

    async def _follow_up(self, view: Message) -> object:
        return await self.interaction.followup.send(
            view=view, files=view.files(), ephemeral=True, allowed_mentions=QUIET, wait=True
        )

    async def withdraw(self) -> None:
        """Take back the promise of an answer: there is nothing to say."""
        if self._state is State.THINKING:
            await _again(self.interaction.delete_original_response)

    async def _first(self, respond: Callable[[], Awaitable[object]], state: State) -> bool:
        lost = 0
        while True:
            try:
                await respond()
            except discord.NotFound:
                log.warning("ack_late")
                return False
            except discord.HTTPException as refused:
                # After a lost answer: the first try had arrived. Otherwise: another process answered.
                if refused.code != ALREADY_ACKNOWLEDGED:
                    raise
                if not lost:
                    return False
            except LOST:
                lost += 1
                if lost == FIRST_TRIES:
                    raise
                continue
            self._state = state
            return True


def _kept(view: Message) -> list[discord.File]:
    """Return the attachments of an edited message; those of one without a file are not spoken of."""
    return view.files() if view.file is not None else discord.utils.MISSING


async def _again(respond: Callable[[], Awaitable[object]]) -> None:
    for pause in PAUSES:
        try:
            await respond()
        except LOST as error:
            log.info("answer_lost", error=type(error).__name__)
            await asyncio.sleep(pause)
        else:
            return
    await respond()
