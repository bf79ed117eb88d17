"""A small bot on the real discord.py, in this process, logged in to the local Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.fakes.discord import FakeDiscord

SKILLS = ["python", "pyramid", *(f"skill {i}" for i in range(40))]


class Form(discord.ui.Modal):
    """Asks for a few words and a level."""

    def __init__(self, skill: str) -> None:
        super().__init__(title="Offer a skill", timeout=60)
        self.skill = skill
        self.about: discord.ui.TextInput[Form] = discord.ui.TextInput(max_length=20)
        levels = [discord.SelectOption(label=label, value=label.lower()) for label in ("Strong", "Expert")]
        self.level: discord.ui.Select[Form] = discord.ui.Select(options=levels)
        self.add_item(discord.ui.Label(text="About", component=self.about))
        self.add_item(discord.ui.Label(text="Level", component=self.level))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what was understood, to this person alone, and ask a question in a DM."""
        saved = f"Saved: {self.skill}, {self.level.values[0]}, {self.about.value}"
        await interaction.response.send_message(saved, ephemeral=True)
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="We met", custom_id="checkin:7"))
        await interaction.user.send("Did you meet?", view=view)


class Bot(discord.Client):
    """Knows /mentor offer, who and slow, and the button of its question."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, members=True, dm_messages=True, guild_messages=True)
        nobody = discord.AllowedMentions.none()
        super().__init__(intents=intents, allowed_mentions=nobody, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(_commands())

    async def setup_hook(self) -> None:
        """Tell Discord the commands."""
        await self.tree.sync()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer the button by its custom_id, as a bot does after a restart."""
        data: Any = interaction.data
        if data.get("custom_id") == "checkin:7":
            await interaction.response.edit_message(content="Noted", view=None)

    async def on_message(self, message: discord.Message) -> None:
        """Repeat what is said in a DM."""
        if message.guild is None and message.author != self.user:
            await message.channel.send(f"echo {message.content}")


def _commands() -> app_commands.Group:
    group = app_commands.Group(name="mentor", description="Mentoring", guild_only=True)

    async def offer(interaction: discord.Interaction, skill: str) -> None:
        await interaction.response.send_modal(Form(skill))

    async def suggested(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=each, value=each) for each in SKILLS if typed in each][:25]

    async def who(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        assert interaction.guild is not None
        names = sorted([member.name async for member in interaction.guild.fetch_members()])
        await interaction.edit_original_response(content=f"Members: {', '.join(names)}")

    async def slow(interaction: discord.Interaction) -> None:
        await asyncio.sleep(0.3)
        await interaction.response.send_message("late")

    app_commands.autocomplete(skill=suggested)(offer)
    for callback in (offer, who, slow):
        command: Any = app_commands.Command(name=callback.__name__, description="x", callback=callback)
        group.add_command(command)
    return group


@asynccontextmanager
async def logged_in(fd: FakeDiscord) -> AsyncIterator[Bot]:
    """The bot, connected and ready; ends with a goodbye."""
    base, address = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = fd.api_base, yarl.URL(fd.gateway_url)
    bot = Bot()
    running = asyncio.create_task(bot.start(fd.token))
    try:
        await fd.wait_ready()
        await bot.wait_until_ready()
        yield bot
    finally:
        await bot.close()
        await running
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, address
