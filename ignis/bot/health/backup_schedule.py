"""Backups of the database, made while the bot runs."""

from pathlib import Path
from typing import Final, Protocol

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import StorageError

_LOOK_EVERY: Final = 30.0  # seconds
_MOST_JOURNAL: Final = 32 * 1024 * 1024  # bytes; more would take long to replay


class MadeBackup(Protocol):
    @property
    def path(self) -> Path: ...

    @property
    def number(self) -> int: ...


class BackedUpDatabase(Protocol):
    def is_backup_due(self, every: float, now: float, most: int) -> bool:
        """Whether the newest backup lacks something and is `every` seconds old, or the journal exceeds `most` bytes."""
        ...

    async def back_up(self, keep: int) -> MadeBackup:
        """Makes a backup and keeps the newest `keep`. Raises StorageError."""
        ...


class BackupSchedule:
    """Makes a backup when the newest one is `every` seconds old and lacks something, while its `run` runs."""

    def __init__(self, database: BackedUpDatabase, clock: Clock, log: Logger, *, every: float, keep: int) -> None:
        self._database = database
        self._clock = clock
        self._log = log
        self._every = every
        self._keep = keep

    async def run(self) -> None:
        """Never returns."""
        while True:
            await tick(_LOOK_EVERY)
            if not self._database.is_backup_due(self._every, self._clock.now().timestamp(), _MOST_JOURNAL):
                continue
            try:
                backup = await self._database.back_up(self._keep)
            except StorageError as error:
                self._log.error("no backup", problem=str(error))
            else:
                self._log.info("backup", file=backup.path.name, number=backup.number)
