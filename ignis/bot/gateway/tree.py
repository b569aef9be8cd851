"""The command tree: it stands as soon as there is a client, and lets a command wait until the bot is put together."""

import asyncio
from typing import TYPE_CHECKING, Protocol

import discord
from discord import app_commands

if TYPE_CHECKING:
    from ignis.bot.gateway.client import IgnisClient

Interaction = discord.Interaction["IgnisClient"]


class CommandGate(Protocol):
    """See `ignis.bot.replies.command_guard`."""

    async def admits(self, interaction: Interaction, /) -> bool: ...
    async def explain(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None: ...


class CommandTree(app_commands.CommandTree["IgnisClient"]):
    def __init__(self, client: "IgnisClient") -> None:
        super().__init__(client)
        self._desk: CommandGate | None = None
        self._open = asyncio.Event()

    def open(self, desk: CommandGate) -> None:
        """From now on commands are answered, also those that were given before."""
        self._desk = desk
        self._open.set()

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Runs before every command and every suggestion of an option, and before discord.py looks the command up."""
        return await (await self._desk_in_place()).admits(interaction)

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        await (await self._desk_in_place()).explain(interaction, error)

    async def _desk_in_place(self) -> CommandGate:
        while self._desk is None:
            await self._open.wait()
        return self._desk
