"""`reopen-database`: the database is locked, its disk failed, or its file is not where it was."""

from typing import Protocol

from ignis.domain.health.repair_facts import RepairFindings
from ignis.repair.recovery import Report


class ReopenableDatabase(Protocol):
    async def reopen(self) -> tuple[RepairFindings, RepairFindings]:
        """Opens the file again if necessary. Returns what was found and what was done."""
        ...


class ReopenDatabase:
    name = "reopen-database"
    trigger = "a query that failed because of a lock or the disk; a file that was deleted or replaced"

    def __init__(self, database: ReopenableDatabase) -> None:
        self._database = database

    async def run(self) -> Report:
        return Report(*await self._database.reopen())
