"""`restore-database`: the database is damaged. It is set aside and rebuilt from backup and journal.

The report says what could not be brought back.
"""

from typing import Protocol

from ignis.repair.recovery import NOTHING, Report


class RestorableDatabase(Protocol):
    async def restore(self) -> tuple[str, str | None]:
        """Looks at every page, and rebuilds a damaged file. Returns what was found and done; None for nothing."""
        ...


class RestoreDatabase:
    name = "restore-database"
    trigger = "a query that met a damaged page; a file that was cut short"

    def __init__(self, database: RestorableDatabase) -> None:
        self._database = database

    async def run(self) -> Report:
        found, did = await self._database.restore()
        return Report(found, did or NOTHING)
