"""Slash commands made from `bot.commands`, so that a verb added there arrives here by itself.

Discord's rules (docs.discord.com/developers/interactions/application-commands): a command with subcommands
cannot be used alone; permissions hide a whole root, never a subcommand; 200 new commands a day and server.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Protocol

import discord
import structlog
from discord import app_commands

from bot.commands import COMMANDS, ORGANISER_ROOT, Command, Option, OptionKind, roots

log = structlog.get_logger(__name__)

MAX_CHOICE, MAX_CHOICES, MAX_DESCRIPTION = 100, 25, 100
ABOUT = {
    "mentor": "Two-way mentorship: everybody teaches something and learns something",
    ORGANISER_ROOT: "Run mentorship in this channel",
}
# What Discord fills in by itself or keeps apart must not look like a change.
COMPARED = ("name", "description", "type", "required", "autocomplete", "contexts", "integration_types")

Callback = Callable[..., Coroutine[Any, Any, None]]


class Hands(Protocol):
    """Who takes the commands people give."""

    def commanded(
        self, interaction: discord.Interaction, command: Command, typed: str, picked: discord.User | None
    ) -> None:
        """Take a command with the words or the person behind it."""
        ...

    def refuse_command(self, interaction: discord.Interaction) -> None:
        """Answer a command that no longer exists in this form."""
        ...

    async def suggestions(self, interaction: discord.Interaction, command: Command, typed: str) -> list[str]:
        """Return what could be typed."""
        ...


class NoHands:
    """Takes nothing: for looking at the commands without serving them."""

    def commanded(
        self, interaction: discord.Interaction, command: Command, typed: str, picked: discord.User | None
    ) -> None:
        """Do nothing."""

    def refuse_command(self, interaction: discord.Interaction) -> None:
        """Do nothing."""

    async def suggestions(self, interaction: discord.Interaction, command: Command, typed: str) -> list[str]:
        """Return nothing."""
        return []


class Tree(app_commands.CommandTree[discord.Client]):
    """Every command of `bot.commands`; `hands` do the work."""

    def __init__(self, client: discord.Client, hands: Hands) -> None:
        super().__init__(client)
        self._hands = hands
        for root in roots():
            self.add_command(_root(root, hands))

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Answer commands that the person's Discord knows and we do not, such as after an update."""
        log.warning("command_not_understood", error=type(error).__name__)
        if interaction.type is discord.InteractionType.application_command:
            self._hands.refuse_command(interaction)


async def sync(tree: Tree) -> bool:
    """Tell Discord the commands when they differ from what it has; return whether they did.

    Raises what discord.py raises when Discord cannot be asked.
    """
    if await in_sync(tree):
        return False
    await tree.sync()
    log.info("discord_commands_synced")
    return True


async def in_sync(tree: Tree) -> bool:
    """Return whether Discord has exactly these commands."""
    client = tree.client
    if client.application_id is None:
        return False
    # Not tree.fetch_commands(): its objects forget that a command is for servers only.
    theirs = await client.http.get_global_commands(client.application_id)
    ours = [one.to_dict(tree) for one in tree.get_commands()]
    return {one["name"]: _tidy(one) for one in theirs} == {one["name"]: _tidy(one) for one in ours}


def _root(root: str, hands: Hands) -> app_commands.Group:
    hidden = discord.Permissions(manage_guild=True) if root == ORGANISER_ROOT else None
    group = app_commands.Group(
        name=root,
        description=ABOUT[root],
        default_permissions=hidden,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    inner: dict[str, app_commands.Group] = {}
    for command in (one for one in COMMANDS if one.root == root):
        family, _, name = command.path.rpartition(" ")
        if family and family not in inner:
            inner[family] = app_commands.Group(name=family, description=_family(root, family), parent=group)
        (inner[family] if family else group).add_command(_leaf(name, command, hands))
    return group


def _family(root: str, family: str) -> str:
    """Return a description for a group of subcommands, which `bot.commands` has none for: what is in it."""
    members = [c.path.split()[-1] for c in COMMANDS if c.root == root and c.path.startswith(f"{family} ")]
    return f"{family.capitalize()}: {', '.join(members)}"[:MAX_DESCRIPTION]


def _leaf(name: str, command: Command, hands: Hands) -> app_commands.Command[Any, ..., None]:
    callback, option = _callback(command, hands), command.option
    if option is not None:
        app_commands.rename(given=option.name)(callback)
        app_commands.describe(given=option.description)(callback)
    if option is not None and option.kind is OptionKind.SKILLS:
        app_commands.autocomplete(given=_suggesting(command, hands))(callback)
    return app_commands.Command(name=name, description=command.description, callback=callback)


def _callback(command: Command, hands: Hands) -> Callback:
    """Return a function of the shape from which discord.py reads the option's type."""

    async def bare(interaction: discord.Interaction) -> None:
        hands.commanded(interaction, command, "", None)

    async def words(interaction: discord.Interaction, given: str) -> None:
        hands.commanded(interaction, command, given, None)

    async def maybe_words(interaction: discord.Interaction, given: str = "") -> None:
        hands.commanded(interaction, command, given, None)

    async def somebody(interaction: discord.Interaction, given: discord.User) -> None:
        hands.commanded(interaction, command, "", given)

    async def maybe_somebody(interaction: discord.Interaction, given: discord.User | None = None) -> None:
        hands.commanded(interaction, command, "", given)

    match command.option:
        case None:
            return bare
        case Option(kind=OptionKind.PERSON, required=required):
            return somebody if required else maybe_somebody
        case Option(required=required):
            return words if required else maybe_words


def _suggesting(
    command: Command, hands: Hands
) -> Callable[[discord.Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]:
    async def suggest(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = [one[:MAX_CHOICE] for one in await hands.suggestions(interaction, command, typed)]
        return [app_commands.Choice(name=one, value=one) for one in found[:MAX_CHOICES]]

    return suggest


def _tidy(node: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: node[key] for key in COMPARED if node.get(key)}
    rights = str(node.get("default_member_permissions") or "")
    return {**kept, "rights": rights, "options": [_tidy(option) for option in node.get("options", ())]}
