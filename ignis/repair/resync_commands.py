"""`resync-commands`: Discord's commands differ from the bot's own."""

from typing import Protocol

from ignis.repair.recovery import Report


class ServerCommands(Protocol):
    async def resync(self) -> bool | None:
        """Compares the server's commands with the bot's own, and registers the bot's if they differ.

        Returns whether they differed, None while no server is served. Raises NotRepaired if Discord does not take them.
        """
        ...


class ResyncCommands:
    name = "resync-commands"
    trigger = "a new session with Discord, which compares them by itself"

    def __init__(self, commands: ServerCommands) -> None:
        self._commands = commands

    async def run(self) -> Report:
        differed = await self._commands.resync()
        if differed is None:
            return Report("no server is served")
        if differed:
            return Report("the registered commands differed", "registered them again")
        return Report("the registered commands are the bot's own")
