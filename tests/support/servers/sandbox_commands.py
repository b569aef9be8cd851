"""Commands that answer in every way a bot can, well and badly."""

import asyncio
from typing import Any

import discord
from discord import app_commands, ui

from tests.support.servers.sandbox import Bot

Interaction = discord.Interaction[Any]


class Question(ui.Modal, title="A question"):
    answer: ui.TextInput["Question"] = ui.TextInput(label="Answer", custom_id="answer", max_length=20)

    async def on_submit(self, interaction: Interaction) -> None:
        await interaction.response.send_message(f"you said {self.answer.value}", ephemeral=True)


class Buttons(ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="Edit", custom_id="edit")
    async def edit(self, interaction: Interaction, _: ui.Button["Buttons"]) -> None:
        await interaction.response.edit_message(content="edited by the button")

    @ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: Interaction, _: ui.Button["Buttons"]) -> None:
        await interaction.response.send_modal(Question())

    @ui.select(custom_id="pick", options=[discord.SelectOption(label="Fire"), discord.SelectOption(label="Ash")])
    async def pick(self, interaction: Interaction, select: ui.Select["Buttons"]) -> None:
        await interaction.response.send_message(f"picked {select.values[0]}", ephemeral=True)


class Card(ui.LayoutView):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.add_item(ui.Container(ui.TextDisplay(text), accent_colour=0x2ECC71))


def add_commands(bot: Bot) -> None:
    """The errors that Discord answers with are noted in `bot.log`."""
    _add_good(bot)
    _add_bad(bot)
    _add_shows(bot)
    _add_config(bot)
    _add_menus(bot)


def _add_good(bot: Bot) -> None:
    @bot.tree.command(guild=bot.guild, description="Says who somebody is")
    async def who(interaction: Interaction, member: discord.Member, shout: bool = False) -> None:  # noqa: FBT001, FBT002  a command's option
        text = f"{member.display_name} is {member.top_role.name}"
        await interaction.response.send_message(text.upper() if shout else text, ephemeral=True)

    @bot.tree.command(guild=bot.guild, description="Answers later, then more")
    async def slow(interaction: Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="done at last")
        await interaction.followup.send("and one more thing")


def _add_bad(bot: Bot) -> None:
    @bot.tree.command(guild=bot.guild, description="Answers twice")
    async def twice(interaction: Interaction) -> None:
        await interaction.response.send_message("once")
        interaction.response._response_type = None  # as a second process would: it does not know
        try:
            await interaction.response.send_message("twice")
        except discord.HTTPException as refusal:
            bot.log.append(("refused", refusal.code))

    @bot.tree.command(guild=bot.guild, description="Misses the three seconds")
    async def late(interaction: Interaction) -> None:
        await asyncio.sleep(3.1)
        try:
            await interaction.response.send_message("too late")
        except discord.HTTPException as refusal:
            bot.log.append(("refused", refusal.code))


def _add_shows(bot: Bot) -> None:
    @bot.tree.command(guild=bot.guild, description="Shows a card of components")
    async def card(interaction: Interaction) -> None:
        await interaction.response.send_message(view=Card("**Vulkan** lives"))

    @bot.tree.command(guild=bot.guild, description="Shows buttons")
    async def buttons(interaction: Interaction) -> None:
        await interaction.response.send_message("press one", view=Buttons())


def _add_config(bot: Bot) -> None:
    config = app_commands.Group(name="config", description="Settings", guild_ids=[bot.guild.id])
    role = app_commands.Group(name="role", description="Roles", parent=config)

    @role.command(description="Adds a role")
    async def add(interaction: Interaction, role: discord.Role, rank: str) -> None:
        await interaction.response.send_message(f"{role.name} is {rank}")

    @add.autocomplete("rank")
    async def ranks(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=rank, value=rank) for rank in ("Captain", "Sergeant") if typed in rank]

    bot.tree.add_command(config, guild=bot.guild)


def _add_menus(bot: Bot) -> None:
    @bot.tree.context_menu(name="Who is this?", guild=bot.guild)
    async def who_is_this(interaction: Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"this is {member.display_name}", ephemeral=True)

    @bot.tree.context_menu(name="Quote", guild=bot.guild)
    async def quote(interaction: Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"> {message.content}", ephemeral=True)
