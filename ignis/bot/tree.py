"""The command tree, with every error that a command did not answer itself ending in one friendly line."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from ignis.bot.reply import Declined, Replies

if TYPE_CHECKING:
    from ignis.bot.client import IgnisClient


class Tree(app_commands.CommandTree["IgnisClient"]):
    def __init__(self, client: "IgnisClient", replies: Replies) -> None:
        super().__init__(client)
        self._replies = replies

    async def on_error(
        self, interaction: discord.Interaction["IgnisClient"], error: app_commands.AppCommandError, /
    ) -> None:
        match error:
            case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
                await self._replies.fail(interaction, Declined("errors.command_changed"))
            case app_commands.TransformerError():
                await self._replies.fail(interaction, Declined("errors.not_a_member"))
            case app_commands.CommandInvokeError():
                await self._replies.fail(interaction, error.original)
            case _:
                await self._replies.fail(interaction, error)
