"""Decides who may run a command, and answers a command that ended in an error."""

from contextlib import suppress
from typing import Any

import aiohttp
import discord
from discord import app_commands

from ignis.bot.replies.access import Access
from ignis.bot.replies.reply import Declined, Replies


class CommandGuard:
    """The CommandGate of the bot: see `ignis.bot.gateway.command_tree`."""

    def __init__(self, access: Access, replies: Replies) -> None:
        self._access = access
        self._replies = replies

    async def admits(self, interaction: discord.Interaction[Any]) -> bool:
        """Called before every command and every suggestion for an option. Answers a member who is refused."""
        try:
            self._access.check(interaction)
        except Exception as error:  # noqa: BLE001  discord.py would leave the reader without any answer
            await self._refuse(interaction, error)
            return False
        return True

    async def explain(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
        """Answers with one friendly line."""
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
        """While somebody types there can be no answer, only an empty list of suggestions."""
        if interaction.type is not discord.InteractionType.autocomplete:
            await self._replies.fail(interaction, error)
            return
        with suppress(discord.HTTPException, aiohttp.ClientError, OSError):  # the next letter asks again
            await interaction.response.autocomplete([])
