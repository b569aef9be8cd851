"""`rebuild-cache`: the bot remembers fewer members than the server has, and would miss changes of the others."""

from typing import Protocol

from ignis.repair.recovery import Report


class MemberCache(Protocol):
    def count(self) -> tuple[int, int] | None:
        """How many members are remembered and how many the server has; None while no server is served."""
        ...

    async def refill(self) -> None:
        """Asks Discord for all members."""
        ...


class RebuildCache:
    name = "rebuild-cache"
    trigger = "the health round alone"

    def __init__(self, members: MemberCache) -> None:
        self._members = members

    async def run(self) -> Report:
        counted = self._members.count()
        if counted is None:
            return Report("no server is served")
        remembered, total = counted
        if remembered >= total:
            return Report(f"all {total} members are remembered")
        await self._members.refill()
        after, total = self._members.count() or (0, 0)
        return Report(f"{remembered} of {total} members were remembered", f"asked for all of them: {after} are now")
