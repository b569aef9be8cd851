"""Finishes deletions that could not reach backups and journal yet, and says how long they have been waiting."""

from typing import TYPE_CHECKING, Any, Final

from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import ErasureStore, StorageError

if TYPE_CHECKING:
    from datetime import datetime

_EVERY: Final = 60.0  # seconds


class PendingErasures:
    """Tries again while its `run` runs.

    Example:
        erasures = PendingErasures(SqlitePrivacy(database), log)
        await erasures.look()
        erasures.due_since  # None once nothing is left
    """

    def __init__(self, store: ErasureStore, log: Logger, *, every: float = _EVERY) -> None:
        self._store = store
        self._log = log
        self._every = every
        self._problem: str | None = None
        self.due_since: datetime | None = None

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self.look()
            await tick(self._every)

    async def look(self) -> None:
        try:
            self.due_since = await self._store.erasure_due_since()
            if self.due_since is None:
                self._problem = None
                return
            await self._store.erase()
        except StorageError as error:
            if str(error) != self._problem:
                self._log.error("what was deleted is still in backups or journal", problem=str(error))
            self._problem = str(error)
        else:
            self._log.info("what was deleted is gone from backups and journal", since=self.due_since.isoformat())
            self.due_since = self._problem = None

    def state(self) -> dict[str, Any]:
        """The `privacy` of `/state`."""
        since = None if self.due_since is None else self.due_since.isoformat()
        return {"erasure_due_since": since, "problem": self._problem}
