"""The invitation and what doctor says."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from pydantic import SecretStr

from adapters.discord.doctor import check
from adapters.discord.invite import RIGHTS, invite_url, own_invite_url
from bot.config import DiscordSettings
from bot.health import Finding
from bot.ports import LoginError
from tests.adapters.discord.world import World
from tests.fakes.discord.model import Overwrite


def settings(world: World, **changes: Any) -> DiscordSettings:
    token = SecretStr(changes.pop("token", world.fd.token))
    return DiscordSettings(
        token=token, **{"api_url": world.fd.api_base, "gateway_url": world.fd.gateway_url, **changes}
    )


def wrong(found: list[Finding]) -> dict[str, str]:
    return {one.code: one.fix for one in found if not one.ok}


def test_the_invitation_asks_for_the_named_rights_and_nothing_more() -> None:
    asked = parse_qs(urlsplit(invite_url("42")).query)
    assert asked["client_id"] == ["42"]
    assert asked["scope"] == ["bot applications.commands"]
    granted = discord.Permissions(int(asked["permissions"][0]))
    assert granted == discord.Permissions(**{name: True for name, _ in RIGHTS})
    assert (granted & discord.Permissions.elevated()).value == 0


async def test_the_invitation_can_be_asked_for_with_nothing_but_the_token(offline: World) -> None:
    assert await own_invite_url(settings(offline)) == invite_url(str(offline.fd.application_id))
    with pytest.raises(LoginError, match="refuses the token"):
        await own_invite_url(settings(offline, token="wrong"))


async def test_doctor_finds_nothing_wrong_where_the_bot_ran(world: World) -> None:
    found = await check(settings(world))
    assert wrong(found) == {}
    assert [one.code for one in found] == [
        "discord.login",
        "discord.endpoint",
        "discord.servers",
        "discord.rights",
        "discord.commands",
    ]


async def test_doctor_tells_commands_that_were_never_told(offline: World) -> None:
    assert wrong(await check(settings(offline))) == {"discord.commands": "Start the bot: it tells them."}


async def test_doctor_tells_a_wrong_token(offline: World) -> None:
    [found] = await check(settings(offline, token="wrong"))
    assert (found.ok, found.code) == (False, "discord.login")
    assert "Reset Token" in found.fix


async def test_doctor_tells_which_right_is_missing_and_what_for(world: World) -> None:
    role = next(role for role in world.guild.guild.roles.values() if role.bot_id)
    role.permissions &= ~discord.Permissions(create_private_threads=True).value
    [found] = [one for one in await check(settings(world)) if not one.ok]
    assert found.code == "discord.rights"
    assert "create private threads (to open a private thread for each partnership)" in found.says


async def test_doctor_tells_a_bot_on_no_server_how_to_invite_it(world: World) -> None:
    world.guild.remove_bot()
    found = wrong(await check(settings(world)))
    assert found["discord.servers"].startswith("Open https://discord.com/oauth2/authorize?client_id=")


async def test_doctor_tells_trouble_on_the_way(world: World) -> None:
    world.fd.add_fault(method="GET", path="/users/@me/guilds", status=503)
    assert "discord.answers" in wrong(await check(settings(world)))


async def test_doctor_tells_the_channel_that_takes_rights_away(world: World) -> None:
    channel = world.guild.channel("general")
    channel.overwrites.append(Overwrite(world.guild.id, 0, 0, discord.Permissions(send_messages=True).value))
    [found] = [one for one in await check(settings(world)) if not one.ok]
    assert found.code == "discord.channel"
    assert "#general: mentorship cannot run there" in found.says
    assert "send messages (to announce rounds there)" in found.says


async def test_a_channel_that_takes_rights_away_is_no_mistake_where_another_does_not(world: World) -> None:
    channel = world.guild.add_channel("news")
    channel.overwrites.append(Overwrite(world.guild.id, 0, 0, discord.Permissions(send_messages=True).value))
    found = await check(settings(world))
    assert wrong(found) == {}
    assert any("#news: mentorship cannot run there" in one.says for one in found)


async def test_a_channel_that_hides_from_the_bot_is_no_trouble(world: World) -> None:
    world.guild.add_channel("board", private=True)
    assert wrong(await check(settings(world))) == {}
