"""A bot as a user of py-cord writes it. It has no option for the API's address: `Route.API_BASE_URL` is set instead."""

import json
import logging
import os

import discord
from discord.http import Route

SANDBOX = os.environ["SANDBOX"]
Route.API_BASE_URL = SANDBOX + "/api/v10"  # the gateway's address comes from there

GUILD = int(os.environ["SANDBOX_GUILD"])
RANKS = ("captain", "castellan", "legionary")
logging.basicConfig(level=logging.DEBUG)


def tell(saw: str, **details: object) -> None:
    print(json.dumps({"saw": saw, **details}), flush=True)


class Bot(discord.Bot):
    async def on_connect(self) -> None:
        """Registers nothing yet: the bot does so itself, once it is ready."""

    async def on_ready(self) -> None:
        guild = self.get_guild(GUILD)
        assert guild is not None
        tell("ready", user=str(self.user.id), guild=guild.name)
        await self.sync_commands(guild_ids=[GUILD], method="bulk", check_guilds=[GUILD])
        self.add_application_command(single)
        await self.sync_commands(guild_ids=[GUILD], method="individual", check_guilds=[GUILD])
        fetched = await self.http.get_guild_commands(self.application_id, GUILD)
        tell("registered", commands=[each["name"] for each in fetched])

    async def on_member_update(self, _: discord.Member, after: discord.Member) -> None:
        tell("member", nick=after.nick)

    async def on_resumed(self) -> None:
        tell("resumed")


intents = discord.Intents(guilds=True, members=True, moderation=True)
bot = Bot(intents=intents, debug_guilds=[GUILD])


@bot.slash_command(description="Greets somebody")
async def hello(
    context: discord.ApplicationContext,
    member: discord.Member,
    times: discord.Option(int, "How often", min_value=1, max_value=5, default=1),
    secret: discord.Option(bool, "For you alone", default=False),
) -> None:
    content = " ".join([f"Hello, {member.global_name}!"] * times)
    await context.respond(content, ephemeral=secret)


@bot.slash_command(description="Takes its time")
async def slow(context: discord.ApplicationContext) -> None:
    await context.defer()
    await context.interaction.edit_original_response(content="Done.", embed=discord.Embed(title="Report"))
    await context.followup.send("One more thing.")


class Panel(discord.ui.View):
    @discord.ui.button(label="Press", custom_id="press", style=discord.ButtonStyle.primary)
    async def press(self, _: discord.ui.Button, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content=f"Pressed by {interaction.user.global_name}.", view=None)


@bot.slash_command(description="Shows a button")
async def panel(context: discord.ApplicationContext) -> None:
    await context.respond("Press it.", view=Panel())


class Form(discord.ui.Modal):
    def __init__(self) -> None:
        super().__init__(discord.ui.InputText(label="What is it?", custom_id="text"), title="A form")

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"You wrote: {self.children[0].value}")


@bot.slash_command(description="Shows a form")
async def form(context: discord.ApplicationContext) -> None:
    await context.send_modal(Form())


async def complete_rank(context: discord.AutocompleteContext) -> list[str]:
    return [rank for rank in RANKS if rank.startswith(context.value)]


@bot.slash_command(description="Completes what you type")
async def find(
    context: discord.ApplicationContext, rank: discord.Option(str, "Which", autocomplete=complete_rank)
) -> None:
    await context.respond(f"You chose {rank}.")


@bot.slash_command(description="Changes a nickname")
async def rename(context: discord.ApplicationContext, member: discord.Member, nick: str) -> None:
    fetched = await context.guild.fetch_member(member.id)
    await fetched.edit(nick=nick, reason=f"asked for by {context.user.global_name}")
    async for entry in context.guild.audit_logs(limit=1, action=discord.AuditLogAction.member_update):
        await context.respond(f"{entry.target.global_name} is now {entry.after.nick}: {entry.reason}")


@discord.slash_command(description="One by itself", guild_ids=[GUILD])
async def single(context: discord.ApplicationContext) -> None:
    await context.respond("One by itself.")


if __name__ == "__main__":
    bot.run(os.environ["SANDBOX_TOKEN"])
