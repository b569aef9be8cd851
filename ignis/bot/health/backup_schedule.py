"""Backups of the database, made while the bot runs."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

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


@dataclass(frozen=True)
class _Failure:
    """Attempts have failed since then, the last one for this reason."""

    since: datetime
    problem: str


class BackupSchedule:
    """Makes a backup when the newest one is `every` seconds old and lacks something, while its `run` runs.

    One that fails is tried again every 30 s, and the check `backups` tells for how long.
    """

    def __init__(self, database: BackedUpDatabase, clock: Clock, log: Logger, *, every: float, keep: int) -> None:
        self._database = database
        self._clock = clock
        self._log = log
        self._every = every
        self._keep = keep
        self._failure: _Failure | None = None

    async def run(self) -> None:
        """Never returns."""
        while True:
            await tick(_LOOK_EVERY)
            await self.look()

    async def look(self) -> None:
        """Makes a backup, if one is due."""
        now = self._clock.now()
        if not self._database.is_backup_due(self._every, now.timestamp(), _MOST_JOURNAL):
            self._failure = None  # a deletion or a migration may have made it
            return
        try:
            backup = await self._database.back_up(self._keep)
        except StorageError as error:
            failure = self._failure or _Failure(now, "")
            if str(error) != failure.problem:
                self._log.error("no backup", problem=str(error))
            self._failure = replace(failure, problem=str(error))
        else:
            self._log.info("backup", file=backup.path.name, number=backup.number)
            self._failure = None

    def state(self) -> dict[str, Any]:
        """The `backups` of `/state`."""
        failure = self._failure
        if failure is None:
            return {"failing_since": None, "problem": None}
        return {"failing_since": failure.since.isoformat(), "problem": failure.problem}
