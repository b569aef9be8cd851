"""Names and descriptions of commands in the reader's language: none is missing, none is left over."""

from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord import app_commands

from ignis.bot.texts import LANGUAGES, CommandTranslator, load_texts
from ignis.bot.texts.catalogue import DEFAULT
from ignis.bot.texts.command_names import COMMANDS
from ignis.bot.texts.translator import key_of
from tests.bot.conftest import Bench

TEXTS = load_texts()
OTHERS = [language for language in LANGUAGES if language != DEFAULT]
Context = app_commands.TranslationContext[Any, Any]
Place = app_commands.TranslationContextLocation


async def test_every_command_option_and_choice_is_named_in_every_language(bench: Bench) -> None:
    missing: list[str] = []
    for payload in await payloads(bench):
        for path, part in parts(payload):
            needed = ["name_localizations"] + ["description_localizations"] * ("description" in part)
            missing += [f"{path} {key}" for key in needed for lang in OTHERS if lang not in part.get(key, {})]
    assert missing == []


async def test_no_translation_is_left_of_a_command_that_is_gone(bench: Bench) -> None:
    used: set[str] = set()
    for payload in await payloads(bench):
        for _, part in parts(payload):
            used |= {text for key in ("name", "description") for text in part.get(f"{key}_localizations", {}).values()}
    for language in OTHERS:
        written = {key: TEXTS.entry(key, language) for key in TEXTS.keys(language) if key.startswith(f"{COMMANDS}.")}
        assert {key for key, text in written.items() if text not in used} == set()


async def payloads(bench: Bench) -> list[dict[str, Any]]:
    tree, translator = bench.client.tree, CommandTranslator(bench.texts)
    return [await command.get_translated_payload(tree, translator) for command in tree.get_commands()] + [
        await menu.get_translated_payload(tree, translator)
        for menu in tree.get_commands(type=discord.AppCommandType.user)
    ]


def parts(payload: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """A command, its options, their choices, and its subcommands likewise."""
    here = f"{path}/{payload['name']}"
    yield here, payload
    for inner in [*(payload.get("options") or []), *(payload.get("choices") or [])]:
        yield from parts(inner, here)


@pytest.mark.parametrize("locale", list(discord.Locale))
async def test_only_portuguese_gets_portuguese_commands(locale: discord.Locale) -> None:
    @app_commands.command(name="userinfo", description="Shows")
    async def command(_: discord.Interaction) -> None: ...

    context: app_commands.TranslationContext[Any, Any] = app_commands.TranslationContext(
        app_commands.TranslationContextLocation.command_name, command
    )
    made = await CommandTranslator(TEXTS).translate(app_commands.locale_str("userinfo"), locale, context)
    assert made == ("ficha" if locale is discord.Locale.brazil_portuguese else None)


async def nothing(_: discord.Interaction) -> None: ...
async def nothing_for(_: discord.Interaction, __: discord.Member) -> None: ...


GROUP = app_commands.Group(name="points", description="Gives and takes points")
ADD: app_commands.Command[Any, ..., Any] = app_commands.Command(
    name="add", description="Gives points", callback=nothing, parent=GROUP
)


@pytest.mark.parametrize(
    ("place", "thing", "key"),
    [
        (Place.group_name, GROUP, "commands.points.name"),
        (Place.group_description, GROUP, "commands.points.description"),
        (Place.command_description, ADD, "commands.points.add.description"),
        (Place.choice_name, app_commands.Choice(name="Gold", value="gold"), "commands.choices.gold"),
        (
            Place.command_name,
            app_commands.ContextMenu(name="Ignis profile", callback=nothing_for),
            "commands.menus.Ignis profile",
        ),
        (Place.other, ADD, None),
    ],
)
def test_where_the_catalogue_keeps_a_name(place: Place, thing: Any, key: str | None) -> None:
    context: Any = app_commands.TranslationContext
    assert key_of(context(place, thing)) == key


async def test_a_command_without_a_translation_keeps_its_english_name() -> None:
    context: Context = app_commands.TranslationContext(Place.command_name, ADD)
    name = app_commands.locale_str("add")
    unknown: Context = app_commands.TranslationContext(
        Place.command_name, app_commands.Command(name="unheard-of", description="New", callback=nothing)
    )
    translator = CommandTranslator(TEXTS)
    assert await translator.translate(name, discord.Locale.brazil_portuguese, context) == "adicionar"
    assert await translator.translate(name, discord.Locale.brazil_portuguese, unknown) is None
