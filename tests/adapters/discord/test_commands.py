"""The commands as Discord gets them."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from adapters.discord.commands import NoHands, Tree
from bot import commands
from bot.commands import COMMANDS, Command
from bot.texts import texts
from tests.adapters.discord.world import World
from tests.fakes.discord import validate

SYNC = "/applications/{application_id}/commands"
ON_SERVER = "/applications/{application_id}/guilds/{guild_id}/commands"


def paths(node: dict[str, Any], before: str = "") -> list[str]:
    """Return every way through a command's tree, as typed."""
    here = f"{before} {node['name']}"
    inner = [one for one in node.get("options", ()) if one["type"] in (1, 2)]
    return [path for one in inner for path in paths(one, here)] or [f"/{here.strip()}"]


async def test_every_verb_is_a_command_within_discords_limits() -> None:
    async with discord.Client(intents=discord.Intents.none()) as client:
        tree = Tree(client, NoHands())
        payload = [one.to_dict(tree) for one in tree.get_commands()]
    validate.commands(payload)
    assert {path for one in payload for path in paths(one)} == {command.typed for command in COMMANDS}


async def test_commands_are_told_once_and_again_only_when_they_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(world.fd.calls_to("PUT", SYNC)) == 1
    await world.restart()
    assert len(world.fd.calls_to("PUT", SYNC)) == 1
    more = Command(root="mentor-admin", path="wave", action="wave", description="Say hello to everybody")
    monkeypatch.setattr("adapters.discord.commands.COMMANDS", (*commands.COMMANDS, more))
    await world.restart()
    assert len(world.fd.calls_to("PUT", SYNC)) == 2
    await world.eve.settled(await world.eve.slash("mentor-admin wave"))
    assert world.core.requests[-1].action == "wave"


async def test_commands_exist_on_servers_only_and_the_organisers_are_hidden(world: World) -> None:
    known = {one["name"]: one for one in world.fd.commands[None]}
    assert {name: one["contexts"] for name, one in known.items()} == {"mentor": [0], "mentor-admin": [0]}
    assert known["mentor"]["default_member_permissions"] is None
    assert known["mentor-admin"]["default_member_permissions"] == str(
        discord.Permissions(manage_guild=True).value
    )


async def test_a_command_that_no_longer_exists_is_answered_all_the_same(world: World) -> None:
    mentor = next(one for one in world.fd.commands[None] if one["name"] == "mentor")
    mentor["options"].append({"type": 1, "name": "dance", "description": "Gone since last week"})
    used = await world.ann.slash("mentor dance")
    assert "reload Discord" in used.text
    assert world.core.requests == []


async def test_commands_are_told_in_every_language_and_an_old_translation_counts_as_a_change(
    world: World,
) -> None:
    mentor = next(one for one in world.fd.commands[None] if one["name"] == "mentor")
    pause = next(one for one in mentor["options"] if one["name"] == "pause")
    assert pause["description_localizations"] == {"de": texts("de").text("Take a break until a day")}
    [until] = pause["options"]
    assert until["name_localizations"] == {"de": "bis"}
    pause["description_localizations"] = {"de": "Von gestern"}
    await world.restart()
    assert len(world.fd.calls_to("PUT", SYNC)) == 2


async def test_in_development_one_server_gets_the_commands_and_they_show_once(offline: World) -> None:
    await offline.adapter.start()
    guild = str(offline.guild.id)
    for _ in range(2):
        await offline.adapter.stop()
        offline.adapter = offline.fresh(commands_on=guild)
        await offline.adapter.start()
    assert offline.fd.commands[None] == []
    assert len(offline.fd.calls_to("PUT", ON_SERVER)) == 1
    await offline.ann.settled(await offline.ann.slash("mentor help"))
