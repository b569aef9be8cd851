"""A bot as a user of nextcord writes it. It has no option for the API's address: `Route.BASE` is set instead."""

import json
import logging
import os

import nextcord
from nextcord import SlashOption
from nextcord.ext import commands
from nextcord.http import Route

SANDBOX = os.environ["SANDBOX"]
Route.BASE = SANDBOX + "/api/v10"  # the gateway's address comes from there

GUILD = int(os.environ["SANDBOX_GUILD"])
RANKS = ("captain", "castellan", "legionary")
logging.basicConfig(level=logging.DEBUG)


def tell(saw: str, **details: object) -> None:
    print(json.dumps({"saw": saw, **details}), flush=True)


class Bot(commands.Bot):
    async def on_ready(self) -> None:
        guild = self.get_guild(GUILD)
        assert guild is not None
        tell("ready", user=str(self.user.id), guild=guild.name)
        own = [command for command in self.get_all_application_commands() if command.name != "single"]
        payloads = [command.get_payload(GUILD) for command in own]
        await self.http.bulk_upsert_guild_commands(self.application_id, GUILD, payloads)
        await guild.sync_application_commands()  # finds those, and registers the one that is missing by itself
        fetched = await self.http.get_guild_commands(self.application_id, GUILD)
        tell("registered", commands=[each["name"] for each in fetched])

    async def on_member_update(self, _: nextcord.Member, after: nextcord.Member) -> None:
        tell("member", nick=after.nick)

    async def on_resumed(self) -> None:
        tell("resumed")


intents = nextcord.Intents(guilds=True, members=True)
bot = Bot(  # registers when it is ready, not by itself
    intents=intents,
    rollout_associate_known=False,
    rollout_delete_unknown=False,
    rollout_register_new=False,
    rollout_update_known=False,
)


@bot.slash_command(description="Greets somebody", guild_ids=[GUILD])
async def hello(
    interaction: nextcord.Interaction,
    member: nextcord.Member,
    times: int = SlashOption(required=False, default=1, min_value=1, max_value=5),
    secret: bool = False,
) -> None:
    content = " ".join([f"Hello, {member.global_name}!"] * times)
    await interaction.response.send_message(content, ephemeral=secret)


@bot.slash_command(description="Takes its time", guild_ids=[GUILD])
async def slow(interaction: nextcord.Interaction) -> None:
    await interaction.response.defer()
    await interaction.edit_original_message(content="Done.", embed=nextcord.Embed(title="Report"))
    await interaction.followup.send("One more thing.")


class Panel(nextcord.ui.View):
    @nextcord.ui.button(label="Press", custom_id="press", style=nextcord.ButtonStyle.primary)
    async def press(self, _: nextcord.ui.Button["Panel"], interaction: nextcord.Interaction) -> None:
        await interaction.response.edit_message(content=f"Pressed by {interaction.user.global_name}.", view=None)


@bot.slash_command(description="Shows a button", guild_ids=[GUILD])
async def panel(interaction: nextcord.Interaction) -> None:
    await interaction.response.send_message("Press it.", view=Panel())


class Form(nextcord.ui.Modal):
    def __init__(self) -> None:
        super().__init__("A form")
        self.text = nextcord.ui.TextInput("What is it?", custom_id="text")
        self.add_item(self.text)

    async def callback(self, interaction: nextcord.Interaction) -> None:
        await interaction.response.send_message(f"You wrote: {self.text.value}")


@bot.slash_command(description="Shows a form", guild_ids=[GUILD])
async def form(interaction: nextcord.Interaction) -> None:
    await interaction.response.send_modal(Form())


@bot.slash_command(description="Completes what you type", guild_ids=[GUILD])
async def find(interaction: nextcord.Interaction, rank: str = SlashOption(autocomplete=True)) -> None:
    await interaction.response.send_message(f"You chose {rank}.")


@find.on_autocomplete("rank")
async def complete_rank(interaction: nextcord.Interaction, typed: str) -> None:
    await interaction.response.send_autocomplete([rank for rank in RANKS if rank.startswith(typed)])


@bot.slash_command(description="Changes a nickname", guild_ids=[GUILD])
async def rename(interaction: nextcord.Interaction, member: nextcord.Member, nick: str) -> None:
    fetched = await interaction.guild.fetch_member(member.id)
    await fetched.edit(nick=nick, reason=f"asked for by {interaction.user.global_name}")
    async for entry in interaction.guild.audit_logs(limit=1, action=nextcord.AuditLogAction.member_update):
        content = f"{entry.target.global_name} is now {entry.after.nick}: {entry.reason}"
        await interaction.response.send_message(content)


@bot.slash_command(description="One by itself", guild_ids=[GUILD])
async def single(interaction: nextcord.Interaction) -> None:
    await interaction.response.send_message("One by itself.")


if __name__ == "__main__":
    bot.run(os.environ["SANDBOX_TOKEN"])
