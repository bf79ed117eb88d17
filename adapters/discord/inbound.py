"""What arrives from Discord, answered: acknowledge first, ask the core, show."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import structlog
from discord import ui

from adapters.discord import forms, problems, render
from adapters.discord.forms import Somebody
from adapters.discord.marks import community_mark
from adapters.discord.people import Caller, Deed, caller_of, language_of, request_of, writer_of
from adapters.discord.reply import Reply
from adapters.discord.roster import Roster
from adapters.discord.tasks import Tasks, attempt
from bot.commands import Command
from bot.errors import where
from bot.router.core import Core
from bot.router.request import Ask, Reject, Request, Show
from bot.texts import Texts, texts
from bot.ui import Card, MomentField

log = structlog.get_logger(__name__)

# Of Discord's three seconds; the rest is for the way there and back.
FORM_SECONDS = 2.2
REMEMBERED = 1000
SAID = "said"
# What decides about people: nobody who has left the server is to be counted.
BEFORE_ROUNDS = frozenset({"round.preview", "round.publish"})


@dataclass(frozen=True, slots=True)
class Drawn:
    """The core's answer, ready to show: a message or a form; neither when there is nothing to say."""

    view: render.Message | None = None
    modal: ui.Modal | None = None
    in_place: bool = False


class Inbound:
    """Takes every interaction and private message, and answers it in a task of its own."""

    def __init__(
        self, core: Core, *, form_seconds: float = FORM_SECONDS, organiser_role: int | None = None
    ) -> None:
        """Take the core; `form_seconds` is how long it may think before a form is given up.

        `organiser_role` is a role whose people may run rounds.
        """
        self._core = core
        self._organiser_role = organiser_role
        self._roster = Roster(core)
        self._form_seconds = form_seconds
        self._tasks = Tasks()
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._closing = False

    def clicked(self, interaction: discord.Interaction) -> None:
        """Take a pressed button or a chosen option; the message may be years old."""
        data: Any = interaction.data
        chosen = data.get("values")
        values = {"choice": tuple(chosen)} if chosen else {}
        self.take(interaction, Deed(action=data["custom_id"], values=values))

    def submitted(self, interaction: discord.Interaction) -> None:
        """Take a sent form; it may have been opened before a restart."""
        data: Any = interaction.data
        sent = forms.read(data)
        self.take(interaction, Deed(action=data["custom_id"], values=sent.values, people=sent.people))

    def commanded(
        self, interaction: discord.Interaction, command: Command, typed: str, picked: discord.User | None
    ) -> None:
        """Take a slash command with the words or the person behind it."""
        people = {}
        if picked is not None and not picked.bot:
            people = {"person": (Somebody(str(picked.id), picked.display_name),)}
        self.take(interaction, Deed(action=command.action, text=typed.strip(), people=people))

    def take(self, interaction: discord.Interaction, deed: Deed) -> None:
        """Answer a deed in the background, once however often Discord delivers it."""
        if interaction.id in self._seen:
            return
        self._seen[interaction.id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        self._tasks.spawn(self._guarded(Reply(interaction), deed))

    def refuse_command(self, interaction: discord.Interaction) -> None:
        """Answer a command that no longer exists in this form."""
        card = problems.changed_commands(texts(language_of(interaction.locale)))
        self._tasks.spawn(attempt(Reply(interaction).show(render.card(card, {}))))

    def wrote(self, client: discord.Client, message: discord.Message) -> None:
        """Take words written to the bot in private."""
        self._tasks.spawn(self._guarded_words(client, message))

    def left(self, guild: int, user: int) -> None:
        """Take over that somebody left a server."""
        self._tasks.spawn(self._noted(self._roster.left(guild, user)))

    def connected(self, guilds: Iterable[discord.Guild]) -> None:
        """Look who left the servers while nothing reached us."""
        for guild in guilds:
            self._tasks.spawn(self._noted(self._roster.check(guild)))

    async def _noted(self, work: Awaitable[object]) -> None:
        error = await attempt(work)
        if isinstance(error, Exception):
            log.error("roster_failed", error=type(error).__name__, at=where(error))

    async def suggestions(self, interaction: discord.Interaction, command: Command, typed: str) -> list[str]:
        """Return what could be typed, at most 25; nothing rather than too late or an error."""
        outcome = await attempt(
            asyncio.wait_for(self._complete(interaction, command, typed), self._form_seconds)
        )
        if isinstance(outcome, Exception):
            log.warning("no_suggestions", error=type(outcome).__name__, at=where(outcome))
            return []
        return outcome

    async def stop(self, seconds: float) -> None:
        """Turn away what arrives from now on and finish what was begun, at most `seconds`."""
        self._closing = True
        if cut := await self._tasks.drain(seconds):
            log.warning("answers_cut", count=cut)

    async def _complete(self, interaction: discord.Interaction, command: Command, typed: str) -> list[str]:
        caller = await caller_of(self._core, interaction, self._organiser_role)
        if caller is None:
            return []
        request = await request_of(self._core, caller, Deed(action=command.action, text=typed))
        return await self._core.complete(request, typed)

    async def _guarded(self, reply: Reply, deed: Deed) -> None:
        """Answer; what fails is logged by its place (its text may quote members) and said in one sentence."""
        t = texts(language_of(reply.interaction.locale))
        if self._closing:
            await attempt(reply.show(render.card(problems.restarting(t), {})))
            return
        error = await attempt(self._answered(reply, deed, t))
        if error is not None:
            log.error("answer_failed", action=deed.name, error=type(error).__name__, at=where(error))
            await attempt(reply.show(render.card(problems.failed(t), {})))

    async def _answered(self, reply: Reply, deed: Deed, t: Texts) -> None:
        if self._core.opens_form(deed.action, deed.text):
            # Held by the task set, so that it is finished even when this interaction comes to nothing.
            asking = self._tasks.spawn(attempt(self._asked(reply.interaction, deed, t)))
            done, _ = await asyncio.wait({asking}, timeout=self._form_seconds)
            if not done and not await reply.acknowledge(in_place=False):
                return
            drawn = await asking
            if isinstance(drawn, Exception):
                raise drawn
        else:
            if not await reply.acknowledge(in_place=self._core.replaces(deed.action)):
                return
            drawn = await self._asked(reply.interaction, deed, t)
        await _show(reply, drawn, t)

    async def _asked(self, interaction: discord.Interaction, deed: Deed, t: Texts) -> Drawn:
        caller = await caller_of(self._core, interaction, self._organiser_role)
        if caller is None:
            return Drawn(render.card(problems.which_server(t), {}))
        if deed.name in BEFORE_ROUNDS and await caller.organises():
            await self._roster.before_round(caller.guild)
        return await self._drawn(caller, await request_of(self._core, caller, deed))

    async def _drawn(self, caller: Caller, request: Request) -> Drawn:
        match await self._core.answer(request):
            case None:
                return Drawn()
            case Show(card, replaces):
                return Drawn(await self._view(card, caller), in_place=replaces)
            case Reject(_, again):
                return Drawn(await self._view(again, caller))
            case Ask(form):
                moments = any(isinstance(field, MomentField) for field in form.fields)
                zone = (await self._core.reader(request.member)).zone if moments else "UTC"
                return Drawn(modal=forms.form(form, zone))

    async def _view(self, card: Card, caller: Caller) -> render.Message:
        names = await self._core.handles(card)
        return render.card(card, names, community_mark=community_mark(caller.guild.id))

    async def _guarded_words(self, client: discord.Client, message: discord.Message) -> None:
        error = await attempt(self._answered_words(client, message))
        if error is not None:
            log.error("answer_failed", action=SAID, error=type(error).__name__, at=where(error))
            await attempt(_write(message, render.card(problems.failed(texts("en")), {})))

    async def _answered_words(self, client: discord.Client, message: discord.Message) -> None:
        # Words carry no locale; without a server there is none to go by.
        caller = await writer_of(self._core, client, message, self._organiser_role)
        t = texts("en" if caller is None else caller.language)
        if self._closing:
            await _write(message, render.card(problems.restarting(t), {}))
        elif caller is None:
            await _write(message, render.card(problems.which_server(t), {}))
        else:
            deed = Deed(action=SAID, text=message.content)
            drawn = await self._drawn(caller, await request_of(self._core, caller, deed))
            view = drawn.view if drawn.modal is None else render.card(problems.needs_click(t), {})
            if view is not None:
                await _write(message, view)


async def _show(reply: Reply, drawn: Drawn, t: Texts) -> None:
    if drawn.modal is not None:
        if not await reply.ask(drawn.modal):
            await reply.show(render.card(problems.too_slow(t), {}))
    elif drawn.view is not None:
        await reply.show(drawn.view, in_place=drawn.in_place)
    else:
        await reply.withdraw()


async def _write(message: discord.Message, view: render.Message) -> None:
    """Answer in the same private conversation; tried again when the connection is lost, yet one message."""
    for last in (False, True):
        try:
            await message.channel.send(view=view, files=view.files(), nonce=str(message.id))
        except (aiohttp.ClientError, OSError):
            if last:
                raise
        else:
            return
