"""`reopen-database`: the database is locked, its disk failed, or its file is not where it was."""

from typing import Protocol

from ignis.repair.recovery import NOTHING, Report


class ReopenableDatabase(Protocol):
    async def reopen(self) -> tuple[str, str | None]:
        """Opens the file again if necessary. Returns what was found and what was done; None for nothing."""
        ...


class ReopenDatabase:
    name = "reopen-database"
    trigger = "a query that failed because of a lock or the disk; a file that was deleted or replaced"

    def __init__(self, database: ReopenableDatabase) -> None:
        self._database = database

    async def run(self) -> Report:
        found, did = await self._database.reopen()
        return Report(found, did or NOTHING)
