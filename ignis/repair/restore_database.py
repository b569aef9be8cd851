"""`restore-database`: the database is damaged. It is set aside and rebuilt from backup and journal.

The report says what could not be brought back.
"""

from typing import Protocol

from ignis.domain.health.repair_facts import RepairFindings
from ignis.repair.recovery import Report


class RestorableDatabase(Protocol):
    async def restore(self) -> tuple[RepairFindings, RepairFindings]:
        """Looks at every page, and rebuilds a damaged file. Returns what was found and done."""
        ...


class RestoreDatabase:
    name = "restore-database"
    trigger = "a query that met a damaged page; a file that was cut short"

    def __init__(self, database: RestorableDatabase) -> None:
        self._database = database

    async def run(self) -> Report:
        return Report(*await self._database.restore())
