"""Who is let in to a command, and what is said when one ends in an error that it did not answer itself."""

from contextlib import suppress
from typing import Any

import aiohttp
import discord
from discord import app_commands

from ignis.bot.replies.access import Access
from ignis.bot.replies.reply import Declined, Replies


class CommandGuard:
    def __init__(self, access: Access, replies: Replies) -> None:
        self._access = access
        self._replies = replies

    async def admits(self, interaction: discord.Interaction[Any]) -> bool:
        """Asked before every command and every suggestion of an option; whoever is not let in is told why."""
        try:
            self._access.check(interaction)
        except Exception as error:  # noqa: BLE001  discord.py would leave the reader without any answer
            await self._refuse(interaction, error)
            return False
        return True

    async def explain(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
        """Ends the interaction with one friendly line."""
        match error:
            case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
                await self._replies.fail(interaction, Declined("errors.command_changed"))
            case app_commands.TransformerError(type=discord.AppCommandOptionType.user):
                await self._replies.fail(interaction, Declined("errors.not_a_member"))
            case app_commands.CommandInvokeError():
                await self._replies.fail(interaction, error.original)
            case _:
                await self._replies.fail(interaction, error)

    async def _refuse(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """While somebody types there is nothing to say, only nothing to suggest."""
        if interaction.type is not discord.InteractionType.autocomplete:
            await self._replies.fail(interaction, error)
            return
        with suppress(discord.HTTPException, aiohttp.ClientError, OSError):  # the next letter asks anew
            await interaction.response.autocomplete([])
