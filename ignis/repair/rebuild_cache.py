"""`rebuild-cache`: the bot remembers other members than the server has, and so would miss what happens to them."""

from collections.abc import Awaitable, Callable

from ignis.repair.recovery import Report


class RebuildCache:
    name = "rebuild-cache"
    trigger = "the health round alone"

    def __init__(self, count: Callable[[], tuple[int, int] | None], refill: Callable[[], Awaitable[object]]) -> None:
        """`count` gives how many members are remembered and how many there are; None while no server is served."""
        self._count = count
        self._refill = refill

    async def run(self) -> Report:
        counted = self._count()
        if counted is None:
            return Report("no server is served")
        remembered, there = counted
        if remembered >= there:
            return Report(f"all {there} members are remembered")
        await self._refill()
        after, there = self._count() or (0, 0)
        return Report(f"{remembered} of {there} members were remembered", f"asked for all of them: {after} are now")
