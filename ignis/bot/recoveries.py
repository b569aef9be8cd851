"""Every recovery of the bot. A new one is a file in `ignis/repair/` and a line here."""

from ignis.bot.client import IgnisClient
from ignis.bot.command_sync import CommandSync
from ignis.repair.recovery import Recovery
from ignis.repair.resync_commands import ResyncCommands


def recoveries(client: IgnisClient, sync: CommandSync) -> tuple[Recovery, ...]:
    async def ensure_commands() -> bool | None:
        return await sync.ensure(client.guild) if client.guild else None

    return (ResyncCommands(ensure_commands),)
