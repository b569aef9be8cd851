"""Every recovery of the bot. A new one is a file in `ignis/repair/` and a line here."""

import asyncio
import gc
from datetime import timedelta
from typing import Final

import discord

from ignis.adapters.database.database import Database
from ignis.adapters.database.stale_files import remove_stale_files
from ignis.adapters.linked_accounts.account_memory import AccountMemory
from ignis.bot.gateway.client import Gateway, IgnisClient
from ignis.bot.gateway.heartbeat import disconnect, last_ack_age
from ignis.bot.rest.command_sync import CommandSync
from ignis.repair.clean_up import CleanUp
from ignis.repair.rebuild_cache import RebuildCache
from ignis.repair.reconnect_gateway import ReconnectGateway
from ignis.repair.recovery import Freed, NotMended, Recovery
from ignis.repair.reopen_database import ReopenDatabase
from ignis.repair.repairs import Repairs
from ignis.repair.restore_database import RestoreDatabase
from ignis.repair.resync_commands import ResyncCommands
from ignis.runtime.base.clock import Clock
from ignis.runtime.stack.process import Process
from ignis.services.ports import StorageReason

_ASIDE_FOR: Final = timedelta(days=30)
_ACCOUNTS_FOR: Final = timedelta(days=30)
_DRAFTS_FOR: Final = timedelta(hours=1)
_COMMANDS_WITHIN: Final = 50.0  # seconds; a recovery is given up a little later

_FOR_DATABASE: Final = {
    StorageReason.LOCKED: ReopenDatabase.name,
    StorageReason.READ_ONLY: ReopenDatabase.name,
    StorageReason.MISSING: ReopenDatabase.name,
    StorageReason.REPLACED: ReopenDatabase.name,
    StorageReason.IO_ERROR: ReopenDatabase.name,
    StorageReason.OTHER: ReopenDatabase.name,
    StorageReason.CORRUPT: RestoreDatabase.name,
    StorageReason.FULL: CleanUp.name,
}


class DatabaseTrouble:
    """Has what is wrong with the database mended, once there are recoveries to do so."""

    def __init__(self) -> None:
        self._trigger = _nobody_yet

    def hand_to(self, repairs: Repairs) -> None:
        self._trigger = repairs.trigger

    def database(self, reason: StorageReason, why: str) -> None:
        self._trigger(_FOR_DATABASE[reason], why)


def _nobody_yet(name: str, why: str) -> None:
    """What is noticed while the bot is being put together is raised there, too."""
    del name, why


def recoveries(
    process: Process, clock: Clock, database: Database, client: IgnisClient, sync: CommandSync
) -> tuple[Recovery, ...]:
    """In the order of the health round: what others need comes first."""
    settings = process.settings

    async def ensure_commands() -> bool | None:
        return await _commands_in_sync(sync, client.guild) if client.guild else None

    async def refill() -> None:
        if client.guild is not None:
            await client.guild.chunk()

    async def tidy_database() -> Freed:
        before = (clock.now() - _ASIDE_FOR).timestamp()
        return Freed(*await database.tidy(settings.database.backups_kept, aside_before=before))

    async def log() -> Freed:
        return Freed(bytes=await database.empty_log())

    async def drafts() -> Freed:
        before = (clock.now() - _DRAFTS_FOR).timestamp()
        return Freed(*await asyncio.to_thread(remove_stale_files, process.home.root, before=before))

    async def accounts() -> Freed:
        return Freed(objects=await AccountMemory(database).forget(clock.now() - _ACCOUNTS_FOR))

    async def memory() -> Freed:
        return Freed(objects=gc.collect())

    return (
        ReopenDatabase(database.reopen),
        RestoreDatabase(database.restore),
        ReconnectGateway(
            lambda: last_ack_age(client) if client.gateway is Gateway.READY else None,
            lambda: disconnect(client),
            limit=settings.watchdog.no_ack_after,
        ),
        ResyncCommands(ensure_commands),
        RebuildCache(lambda: _members(client), refill),
        CleanUp(
            {
                "old backups and journals": tidy_database,
                "drafts of files": drafts,
                "the database's log": log,
                "accounts nobody has asked for": accounts,
                "memory in circles": memory,
            }
        ),
    )


async def _commands_in_sync(sync: CommandSync, guild: discord.Guild) -> bool:
    """Raises NotMended with what Discord has against it."""
    try:
        async with asyncio.timeout(_COMMANDS_WITHIN):
            wrote = await sync.attempt(guild)
    except TimeoutError:  # somebody else tries meanwhile, or has to wait for Discord's limits
        wrote = None
    if wrote is None:
        raise NotMended(sync.trouble or f"Discord did not take the commands within {_COMMANDS_WITHIN:g} s")
    return wrote


def _members(client: IgnisClient) -> tuple[int, int] | None:
    guild = client.guild
    return (len(guild.members), guild.member_count or 0) if guild is not None else None
