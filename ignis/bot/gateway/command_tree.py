"""The command tree. It exists as soon as there is a client, and lets a command wait until the bot is put together."""

import asyncio
from typing import Protocol

import discord
from discord import app_commands

Interaction = discord.Interaction[discord.Client]


class CommandGate(Protocol):
    """Decides who may run a command, and answers one that failed. See `ignis.bot.replies.command_guard`."""

    async def admits(self, interaction: Interaction, /) -> bool: ...
    async def explain(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None: ...


class CommandTree(app_commands.CommandTree[discord.Client]):
    """A command that comes before `open` waits for it.

    Example:
        tree = CommandTree(client)
        ...  # the bot connects; a member may already run a command
        tree.open(CommandGuard(access, replies))
    """

    def __init__(self, client: discord.Client) -> None:
        super().__init__(client)
        self._gate: CommandGate | None = None
        self._opened = asyncio.Event()

    def open(self, gate: CommandGate) -> None:
        """From now on commands are answered, and so are those that came before."""
        self._gate = gate
        self._opened.set()

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Runs before every command and every suggestion for an option, and before discord.py looks the command up."""
        return await (await self._opened_gate()).admits(interaction)

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        await (await self._opened_gate()).explain(interaction, error)

    async def _opened_gate(self) -> CommandGate:
        while self._gate is None:
            await self._opened.wait()
        return self._gate
