"""A bot as a user of disnake writes it. It has no option for the API's address: `Route.BASE` is set instead."""

import json
import logging
import os
from typing import Any

import disnake
from disnake.ext import commands
from disnake.http import Route

SANDBOX = os.environ["SANDBOX"]
Route.BASE = SANDBOX + "/api/v10"  # the gateway's address comes from there

GUILD = int(os.environ["SANDBOX_GUILD"])
RANKS = ("captain", "castellan", "legionary")
logging.basicConfig(level=logging.DEBUG)


def tell(saw: str, **details: object) -> None:
    print(json.dumps({"saw": saw, **details}), flush=True)


class Bot(commands.InteractionBot):
    async def on_ready(self) -> None:
        guild = self.get_guild(GUILD)
        assert guild is not None
        tell("ready", user=str(self.user.id), guild=guild.name)
        await self.bulk_overwrite_guild_commands(GUILD, [each.body for each in self.slash_commands])
        single = await self.create_guild_command(GUILD, disnake.SlashCommand("single", "Not yet"))
        await self.edit_guild_command(GUILD, single.id, disnake.SlashCommand("single", "One by itself"))
        spare = await self.create_guild_command(GUILD, disnake.SlashCommand("spare", "One too many"))
        await self.delete_guild_command(GUILD, spare.id)
        fetched = await self.fetch_guild_commands(GUILD)
        tell("registered", commands=[command.name for command in fetched])

    async def on_member_update(self, _: disnake.Member, after: disnake.Member) -> None:
        tell("member", nick=after.nick)

    async def on_resumed(self) -> None:
        tell("resumed")

    async def on_application_command(self, interaction: disnake.ApplicationCommandInteraction[Any]) -> None:
        if interaction.data.name == "single":
            await interaction.response.send_message("One by itself.")
        else:
            await self.process_application_commands(interaction)


intents = disnake.Intents(guilds=True, members=True, moderation=True)
bot = Bot(intents=intents, command_sync_flags=commands.CommandSyncFlags.none())


@bot.slash_command(description="Greets somebody")
async def hello(
    interaction: disnake.GuildCommandInteraction,
    member: disnake.Member,
    times: commands.Range[int, 1, 5] = 1,
    secret: bool = False,
) -> None:
    content = " ".join([f"Hello, {member.global_name}!"] * times)
    await interaction.response.send_message(content, ephemeral=secret)


@bot.slash_command(description="Takes its time")
async def slow(interaction: disnake.GuildCommandInteraction) -> None:
    await interaction.response.defer()
    await interaction.edit_original_response("Done.", embed=disnake.Embed(title="Report"))
    await interaction.followup.send("One more thing.")


class Panel(disnake.ui.View):
    @disnake.ui.button(label="Press", custom_id="press", style=disnake.ButtonStyle.primary)
    async def press(self, _: disnake.ui.Button["Panel"], interaction: disnake.MessageInteraction) -> None:
        await interaction.response.edit_message(f"Pressed by {interaction.author.global_name}.", view=None)


@bot.slash_command(description="Shows a button")
async def panel(interaction: disnake.GuildCommandInteraction) -> None:
    await interaction.response.send_message("Press it.", view=Panel())


class Form(disnake.ui.Modal):
    def __init__(self) -> None:
        super().__init__(title="A form", components=[disnake.ui.TextInput(label="What is it?", custom_id="text")])

    async def callback(self, interaction: disnake.ModalInteraction) -> None:
        await interaction.response.send_message(f"You wrote: {interaction.text_values['text']}")


@bot.slash_command(description="Shows a form")
async def form(interaction: disnake.GuildCommandInteraction) -> None:
    await interaction.response.send_modal(Form())


@bot.slash_command(description="Completes what you type")
async def find(interaction: disnake.GuildCommandInteraction, rank: str) -> None:
    await interaction.response.send_message(f"You chose {rank}.")


@find.autocomplete("rank")
async def complete_rank(_: disnake.GuildCommandInteraction, typed: str) -> list[str]:
    return [rank for rank in RANKS if rank.startswith(typed)]


@bot.slash_command(description="Changes a nickname")
async def rename(interaction: disnake.GuildCommandInteraction, member: disnake.Member, nick: str) -> None:
    fetched = await interaction.guild.fetch_member(member.id)
    await fetched.edit(nick=nick, reason=f"asked for by {interaction.author.global_name}")
    async for entry in interaction.guild.audit_logs(limit=1, action=disnake.AuditLogAction.member_update):
        content = f"{entry.target.global_name} is now {entry.after.nick}: {entry.reason}"
        await interaction.response.send_message(content)


if __name__ == "__main__":
    bot.run(os.environ["SANDBOX_TOKEN"])
