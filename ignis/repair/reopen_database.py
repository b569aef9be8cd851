"""`reopen-database`: the database is locked, its disk failed, or its file is not where it was."""

from collections.abc import Awaitable, Callable

from ignis.repair.recovery import NOTHING, Report


class ReopenDatabase:
    name = "reopen-database"
    trigger = "a query that failed because of a lock or the disk; a file that was deleted or replaced"

    def __init__(self, reopen: Callable[[], Awaitable[tuple[str, str | None]]]) -> None:
        """`reopen` returns what was found and what was done about it; None for nothing."""
        self._reopen = reopen

    async def run(self) -> Report:
        found, did = await self._reopen()
        return Report(found, did or NOTHING)
