"""`rebuild-cache`: the bot knows only some members of the server, or as they were, and would miss changes of others."""

from typing import Protocol

from ignis.domain.health.repair_facts import RepairFact, RepairFinding
from ignis.repair.recovery import Report, found


class MemberCache(Protocol):
    def count(self) -> tuple[int, int] | None:
        """How many members are known and how many the server has; None while no server is served."""
        ...

    @property
    def whole(self) -> bool:
        """Whether everybody is known, as they are now."""
        ...

    async def refill(self) -> None:
        """Asks Discord for all members, and returns when they are known. Raises NotRepaired."""
        ...


class RebuildCache:
    name = "rebuild-cache"
    trigger = "a list of members that is not whole"

    def __init__(self, members: MemberCache) -> None:
        self._members = members

    async def run(self) -> Report:
        counted = self._members.count()
        if counted is None:
            return found(RepairFact.NO_SERVER)
        known, total = counted
        if self._members.whole:
            return found(RepairFact.MEMBERS_WHOLE, count=known)
        await self._members.refill()
        after, total = self._members.count() or (0, 0)
        missing = RepairFinding.of(RepairFact.MEMBERS_MISSING, known=known, total=total)
        return Report((missing,), (RepairFinding.of(RepairFact.MEMBERS_ASKED, known=after),))
