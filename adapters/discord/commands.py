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
from discord.http import Route

from bot.commands import COMMANDS, ORGANISER_ROOT, Command, Option, OptionKind, roots
from bot.texts import ENGLISH, languages, mark, texts

log = structlog.get_logger(__name__)

MAX_CHOICE, MAX_CHOICES, MAX_DESCRIPTION, MAX_NAME = 100, 25, 100, 32
ABOUT = {
    "mentor": mark("Two-way mentorship: everybody teaches something and learns something"),
    ORGANISER_ROOT: mark("Run mentorship in this channel"),
}
# What Discord fills in by itself or keeps apart must not look like a change.
COMPARED = (
    "name",
    "description",
    "name_localizations",
    "description_localizations",
    "type",
    "required",
    "autocomplete",
    "contexts",
    "integration_types",
)
# A server's own commands are for that server anyway: Discord keeps none of these with them.
GLOBAL_ONLY = ("contexts", "integration_types")
SUGGESTED = {OptionKind.SKILLS, OptionKind.DAY, OptionKind.MOMENT}

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


class Translator(app_commands.Translator):
    """The commands' descriptions, and the names of what stands behind a verb, in every language of `bot.texts`.

    The verbs stay as they are everywhere: sentences, docs and other people's advice name them, and they are what
    everybody in a mixed community can tell each other to type.
    """

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return the words in a locale's language; None where there is no translation or none is wanted."""
        language = str(locale).partition("-")[0]
        if language == ENGLISH or language not in languages():
            return None
        told = texts(language).text(string.message)
        if context.location is app_commands.TranslationContextLocation.parameter_name:
            told = told.lower().replace(" ", "-")[:MAX_NAME]
        return None if told == string.message else told[:MAX_DESCRIPTION]


async def sync(tree: Tree, guild: int | None = None) -> bool:
    """Tell Discord the commands when they differ from what it has; return whether they did.

    With `guild` they are that server's alone, which takes effect at once (for development), and the commands for
    all servers are taken back: a client would show both. Raises what discord.py raises when Discord cannot be asked.
    """
    if await in_sync(tree, guild):
        return False
    client = tree.client
    number = _application(client)
    payload = await wanted(tree)
    if guild is None:
        await client.http.bulk_upsert_global_commands(number, payload=payload)
    else:
        await client.http.bulk_upsert_global_commands(number, payload=[])
        await client.http.bulk_upsert_guild_commands(number, guild, payload=payload)
    log.info("discord_commands_synced")
    return True


async def in_sync(tree: Tree, guild: int | None = None) -> bool:
    """Return whether Discord has exactly these commands, for all servers or for one."""
    if tree.client.application_id is None:
        return False
    ours = {one["name"]: _tidy(one, guild) for one in await wanted(tree)}
    if guild is not None and await _known(tree.client, None):
        return False
    theirs = await _known(tree.client, guild)
    return {one["name"]: _tidy(one, guild) for one in theirs} == ours


async def wanted(tree: Tree) -> list[Any]:
    """Return the commands as they are told to Discord, in every language."""
    translator = Translator()
    return [await one.get_translated_payload(tree, translator) for one in tree.get_commands()]


async def _known(client: discord.Client, guild: int | None) -> list[dict[str, Any]]:
    # Not tree.fetch_commands(): its objects forget that a command is for servers only.
    place = "/applications/{application_id}" + ("" if guild is None else "/guilds/{guild_id}")
    route = Route(
        "GET",
        f"{place}/commands?with_localizations=true",
        application_id=_application(client),
        guild_id=guild,
    )
    found: list[dict[str, Any]] = await client.http.request(route)
    return found


def _application(client: discord.Client) -> int:
    return client.application_id or 0


def _root(root: str, hands: Hands) -> app_commands.Group:
    hidden = discord.Permissions(manage_guild=True) if root == ORGANISER_ROOT else None
    group = app_commands.Group(
        name=root,
        description=_told(ABOUT[root]),
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
        app_commands.rename(given=_told(option.name))(callback)
        app_commands.describe(given=_told(option.description))(callback)
    if option is not None and option.kind in SUGGESTED:
        app_commands.autocomplete(given=_suggesting(command, hands))(callback)
    return app_commands.Command(name=name, description=_told(command.description), callback=callback)


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


def _told(sentence: str) -> app_commands.locale_str:
    return app_commands.locale_str(sentence)


def _tidy(node: Mapping[str, Any], guild: int | None) -> dict[str, Any]:
    left_out = () if guild is None else GLOBAL_ONLY
    kept = {key: node[key] for key in COMPARED if node.get(key) and key not in left_out}
    rights = str(node.get("default_member_permissions") or "")
    return {**kept, "rights": rights, "options": [_tidy(option, guild) for option in node.get("options", ())]}
