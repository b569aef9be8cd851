"""The command tree: it asks who may, and every error that a command did not answer itself ends in one friendly line."""

from contextlib import suppress
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

from ignis.bot.access import Access
from ignis.bot.reply import Declined, Replies

if TYPE_CHECKING:
    from ignis.bot.client import IgnisClient


class Tree(app_commands.CommandTree["IgnisClient"]):
    def __init__(self, client: "IgnisClient", replies: Replies, access: Access) -> None:
        super().__init__(client)
        self._replies = replies
        self._access = access

    async def interaction_check(self, interaction: discord.Interaction["IgnisClient"], /) -> bool:
        """Runs before every command and every suggestion of an option."""
        try:
            self._access.check(interaction)
        except Exception as error:  # noqa: BLE001  discord.py would leave the reader without any answer
            await self._refuse(interaction, error)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction["IgnisClient"], error: app_commands.AppCommandError, /
    ) -> None:
        match error:
            case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
                await self._replies.fail(interaction, Declined("errors.command_changed"))
            case app_commands.TransformerError(type=discord.AppCommandOptionType.user):
                await self._replies.fail(interaction, Declined("errors.not_a_member"))
            case app_commands.CommandInvokeError():
                await self._replies.fail(interaction, error.original)
            case _:
                await self._replies.fail(interaction, error)

    async def _refuse(self, interaction: discord.Interaction["IgnisClient"], error: Exception) -> None:
        """While somebody types there is nothing to say, only nothing to suggest."""
        if interaction.type is not discord.InteractionType.autocomplete:
            await self._replies.fail(interaction, error)
            return
        with suppress(discord.HTTPException, aiohttp.ClientError, OSError):  # the next letter asks anew
            await interaction.response.autocomplete([])
