"""`rebuild-cache` asks for all members if some are missing."""

from dataclasses import dataclass

from ignis.domain.health.repair_facts import RepairFact
from ignis.repair.rebuild_cache import RebuildCache
from ignis.repair.recovery import NOTHING, found


@dataclass
class Members:
    """A MemberCache that remembers some of ten members; None while no server is served."""

    remembered: int | None
    refilled: int = 0

    def count(self) -> tuple[int, int] | None:
        return (self.remembered, 10) if self.remembered is not None else None

    @property
    def whole(self) -> bool:
        return self.remembered == 10

    async def refill(self) -> None:
        self.refilled += 1
        self.remembered = 10


async def test_missing_members_are_asked_for_once() -> None:
    members = Members(7)
    recovery = RebuildCache(members)
    report = await recovery.run()
    assert str(report.found[0]) == "members_missing known=7 total=10"
    assert str(report.did[0]) == "members_asked known=10"
    assert (await recovery.run()).did == NOTHING
    assert members.refilled == 1


async def test_without_a_server_nothing_is_asked_for() -> None:
    members = Members(None)
    assert (await RebuildCache(members).run()) == found(RepairFact.NO_SERVER)
    assert members.refilled == 0
