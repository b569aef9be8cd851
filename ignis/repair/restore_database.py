"""`restore-database`: the database is damaged. It is set aside and made anew from backup and journal.

What could not be brought back is said in the report.
"""

from collections.abc import Awaitable, Callable

from ignis.repair.recovery import NOTHING, Report


class RestoreDatabase:
    name = "restore-database"
    trigger = "a query that met a damaged page; a file that was cut short"

    def __init__(self, restore: Callable[[], Awaitable[tuple[str, str | None]]]) -> None:
        """`restore` looks at every page; it returns what was found and what was done about it, None for nothing."""
        self._restore = restore

    async def run(self) -> Report:
        found, did = await self._restore()
        return Report(found, did or NOTHING)
