"""Names and descriptions of commands, options and choices in the reader's language.

English names are in the code, beside what they describe. Another language has its names under `commands:`, by the place
of the thing: `commands.points.add.description`, `commands.points.add.options.member.name`,
`commands.choices.<value>`, `commands.menus.<English name>`.
"""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Place

from ignis.bot.texts.catalogue import DEFAULT, Texts, spoken
from ignis.bot.texts.command_names import COMMANDS

_ABOUT = {
    Place.command_name: "name",
    Place.group_name: "name",
    Place.parameter_name: "name",
    Place.command_description: "description",
    Place.group_description: "description",
    Place.parameter_description: "description",
}


class CommandTranslator(app_commands.Translator):
    """Looks names up in the catalogue.

    Example:
        await tree.set_translator(CommandTranslator(load_texts()))
    """

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: "app_commands.TranslationContext[Any, Any]",
    ) -> str | None:
        """None if the language is English or has no translation: then Discord shows the name in the code."""
        del string
        # Discord has no locale for Portugal; every other language gets English
        language = spoken(locale)
        if language == DEFAULT or (key := key_of(context)) is None:  # thirty languages of thirty-two, for every name
            return None
        entry = self._texts.entry(key, language)
        return entry if isinstance(entry, str) else None


def key_of(context: "app_commands.TranslationContext[Any, Any]") -> str | None:
    """The catalogue's key for `context`. None for something that is never translated."""
    thing = context.data
    if isinstance(thing, app_commands.Choice):
        return f"{COMMANDS}.choices.{thing.value}"
    if isinstance(thing, app_commands.ContextMenu):
        return f"{COMMANDS}.menus.{thing.name}"
    about = _ABOUT.get(context.location)
    if about is None:
        return None
    if isinstance(thing, app_commands.Parameter):
        return f"{COMMANDS}.{_path(thing.command)}.options.{thing.name}.{about}"
    return f"{COMMANDS}.{_path(thing)}.{about}"


def _path(command: Any) -> str:
    return str(command.qualified_name).replace(" ", ".")
