"""A bot as a user of hikari writes it. Only `rest_url` is the sandbox's: the gateway's address comes from there."""

import json
import logging
import os

import hikari

SANDBOX = os.environ["SANDBOX"]
GUILD = int(os.environ["SANDBOX_GUILD"])
RANKS = ("captain", "castellan", "legionary")
INTENTS = hikari.Intents.GUILDS | hikari.Intents.GUILD_MEMBERS | hikari.Intents.GUILD_MODERATION
logging.basicConfig(level=logging.DEBUG)

bot = hikari.GatewayBot(
    os.environ["SANDBOX_TOKEN"], rest_url=SANDBOX + "/api/v10", intents=INTENTS, banner=None, logs=None
)


def tell(saw: str, **details: object) -> None:
    print(json.dumps({"saw": saw, **details}), flush=True)


def option(kind: hikari.OptionType, name: str, description: str, **more: object) -> hikari.CommandOption:
    return hikari.CommandOption(type=kind, name=name, description=description, **more)


def commands() -> list[hikari.api.CommandBuilder]:
    slash = bot.rest.slash_command_builder
    text, integer, user = hikari.OptionType.STRING, hikari.OptionType.INTEGER, hikari.OptionType.USER
    return [
        slash("hello", "Greets somebody")
        .add_option(option(user, "member", "Whom", is_required=True))
        .add_option(option(integer, "times", "How often", min_value=1, max_value=5))
        .add_option(option(hikari.OptionType.BOOLEAN, "secret", "For you alone")),
        slash("slow", "Takes its time"),
        slash("panel", "Shows a button"),
        slash("form", "Shows a form"),
        slash("find", "Completes what you type").add_option(
            option(text, "rank", "Which", is_required=True, autocomplete=True)
        ),
        slash("rename", "Changes a nickname")
        .add_option(option(user, "member", "Whose", is_required=True))
        .add_option(option(text, "nick", "The new one", is_required=True)),
    ]


@bot.listen()
async def on_guild(event: hikari.GuildAvailableEvent) -> None:
    me = bot.get_me()
    assert me is not None
    tell("ready", user=str(me.id), guild=event.guild.name)
    await bot.rest.set_application_commands(me.id, commands(), GUILD)
    single = await bot.rest.create_slash_command(me.id, "single", "Not yet", guild=GUILD)
    await bot.rest.edit_application_command(me.id, single, GUILD, description="One by itself")
    spare = await bot.rest.create_slash_command(me.id, "spare", "One too many", guild=GUILD)
    await bot.rest.delete_application_command(me.id, spare, GUILD)
    fetched = await bot.rest.fetch_application_commands(me.id, GUILD)
    tell("registered", commands=[command.name for command in fetched])


@bot.listen()
async def on_member(event: hikari.MemberUpdateEvent) -> None:
    tell("member", nick=event.member.nickname)


@bot.listen()
async def on_resumed(_: hikari.ShardResumedEvent) -> None:
    tell("resumed")


async def hello(interaction: hikari.CommandInteraction, options: dict[str, object]) -> None:
    assert interaction.resolved is not None
    member = interaction.resolved.members[options["member"]]
    flags = hikari.MessageFlag.EPHEMERAL if options.get("secret") else hikari.MessageFlag.NONE
    content = " ".join([f"Hello, {member.global_name}!"] * options.get("times", 1))
    await interaction.create_initial_response(hikari.ResponseType.MESSAGE_CREATE, content, flags=flags)


async def slow(interaction: hikari.CommandInteraction, _: dict[str, object]) -> None:
    await interaction.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE)
    await interaction.edit_initial_response("Done.", embed=hikari.Embed(title="Report"))
    await interaction.execute("One more thing.")


async def panel(interaction: hikari.CommandInteraction, _: dict[str, object]) -> None:
    row = bot.rest.build_message_action_row().add_interactive_button(hikari.ButtonStyle.PRIMARY, "press", label="Press")
    await interaction.create_initial_response(hikari.ResponseType.MESSAGE_CREATE, "Press it.", component=row)


async def form(interaction: hikari.CommandInteraction, _: dict[str, object]) -> None:
    row = bot.rest.build_modal_action_row().add_text_input("text", "What is it?")
    await interaction.create_modal_response("A form", "form", component=row)


async def find(interaction: hikari.CommandInteraction, options: dict[str, object]) -> None:
    await interaction.create_initial_response(hikari.ResponseType.MESSAGE_CREATE, f"You chose {options['rank']}.")


async def rename(interaction: hikari.CommandInteraction, options: dict[str, object]) -> None:
    member = await bot.rest.fetch_member(GUILD, options["member"])
    await member.edit(nickname=options["nick"], reason=f"asked for by {interaction.user.global_name}")
    log = await bot.rest.fetch_audit_log(GUILD, event_type=hikari.AuditLogEventType.MEMBER_UPDATE).next()
    entry = next(iter(log.entries.values()))
    change = next(each for each in entry.changes if each.key == hikari.AuditLogChangeKey.NICK)
    target = log.users[entry.target_id]
    await interaction.create_initial_response(
        hikari.ResponseType.MESSAGE_CREATE, f"{target.global_name} is now {change.new_value}: {entry.reason}"
    )


async def single(interaction: hikari.CommandInteraction, _: dict[str, object]) -> None:
    await interaction.create_initial_response(hikari.ResponseType.MESSAGE_CREATE, "One by itself.")


HANDLERS = {each.__name__: each for each in (hello, slow, panel, form, find, rename, single)}


@bot.listen()
async def on_interaction(event: hikari.InteractionCreateEvent) -> None:
    interaction = event.interaction
    if isinstance(interaction, hikari.CommandInteraction):
        options = {each.name: each.value for each in interaction.options or ()}
        await HANDLERS[interaction.command_name](interaction, options)
    elif isinstance(interaction, hikari.AutocompleteInteraction):
        typed = str(next(each.value for each in interaction.options if each.is_focused))
        found = [hikari.impl.AutocompleteChoiceBuilder(rank, rank) for rank in RANKS if rank.startswith(typed)]
        await interaction.create_response(found)
    elif isinstance(interaction, hikari.ComponentInteraction):
        content = f"Pressed by {interaction.user.global_name}."
        await interaction.create_initial_response(hikari.ResponseType.MESSAGE_UPDATE, content, components=[])
    elif isinstance(interaction, hikari.ModalInteraction):
        written = interaction.components[0].components[0].value
        await interaction.create_initial_response(hikari.ResponseType.MESSAGE_CREATE, f"You wrote: {written}")


if __name__ == "__main__":
    bot.run()
