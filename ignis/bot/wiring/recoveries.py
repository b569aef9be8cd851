"""Every recovery of the bot. A new one is a file in `ignis/repair/` and a line here."""

from typing import Final

from ignis.adapters.database.database import Database
from ignis.bot.gateway.client import IgnisClient
from ignis.bot.health.recovery_targets import ClientGateway, GuildMembers, RegisteredCommands
from ignis.bot.member_list.request import MemberListRequest
from ignis.bot.rest.command_sync import CommandSync
from ignis.bot.wiring.clean_up_parts import clean_up_parts
from ignis.repair.clean_up import CleanUp
from ignis.repair.rebuild_cache import RebuildCache
from ignis.repair.reconnect_gateway import ReconnectGateway
from ignis.repair.recovery import Recovery
from ignis.repair.reopen_database import ReopenDatabase
from ignis.repair.repairs import Repairs
from ignis.repair.restore_database import RestoreDatabase
from ignis.repair.resync_commands import ResyncCommands
from ignis.runtime.base.clock import Clock
from ignis.runtime.stack.process import Process
from ignis.services.ports import StorageReason

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
    """Starts the recovery for what is wrong with the database.

    The database is opened before the recoveries exist: what it reports until then is raised by its opening as well.
    """

    def __init__(self) -> None:
        self._repairs: Repairs | None = None

    def hand_to(self, repairs: Repairs) -> None:
        self._repairs = repairs

    def report(self, reason: StorageReason, why: str) -> None:
        """`why` is one line."""
        if self._repairs is not None and reason in _FOR_DATABASE:
            self._repairs.trigger(_FOR_DATABASE[reason], why)


def recoveries(
    process: Process,
    clock: Clock,
    database: Database,
    client: IgnisClient,
    commands: CommandSync,
    *,
    members: MemberListRequest,
) -> tuple[Recovery, ...]:
    """In the order of the health round: what others depend on comes first."""
    return (
        ReopenDatabase(database),
        RestoreDatabase(database),
        ReconnectGateway(ClientGateway(client), limit=process.settings.watchdog.no_ack_after),
        ResyncCommands(RegisteredCommands(commands, client)),
        RebuildCache(GuildMembers(client, members)),
        CleanUp(clean_up_parts(process, clock, database)),
    )
