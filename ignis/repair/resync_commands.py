"""`resync-commands`: Discord's commands differ from the bot's own."""

from typing import Protocol

from ignis.domain.health.repair_facts import RepairFact, RepairFinding
from ignis.repair.recovery import Report, found


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
            return found(RepairFact.NO_SERVER)
        if differed:
            return Report(
                found(RepairFact.COMMANDS_DIFFERED).found, (RepairFinding.of(RepairFact.COMMANDS_REGISTERED),)
            )
        return found(RepairFact.COMMANDS_EQUAL)
