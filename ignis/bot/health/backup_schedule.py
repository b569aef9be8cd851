"""Backups of the database, made while the bot runs."""

from typing import Final

from ignis.adapters.database.database import Database
from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import StorageError

_LOOK_EVERY: Final = 30.0  # seconds
_MOST_JOURNAL: Final = 32 * 1024 * 1024  # bytes; more would take long to do again


async def keep_backed_up(database: Database, clock: Clock, log: Logger, *, every: float, keep: int) -> None:
    """Makes a backup when the newest one is `every` seconds old and lacks something. Never returns."""
    while True:
        await tick(_LOOK_EVERY)
        if not database.is_backup_due(every, clock.now().timestamp(), _MOST_JOURNAL):
            continue
        try:
            made = await database.back_up(keep)
        except StorageError as error:
            log.error("no backup", problem=str(error))
        else:
            log.info("backup", file=made.path.name, number=made.number)
