"""`rebuild-cache` asks for all members if some are missing."""

from dataclasses import dataclass

from ignis.repair.rebuild_cache import RebuildCache
from ignis.repair.recovery import NOTHING


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
    assert (report.found, report.did) == ("7 of 10 members were known", "asked for all of them: 10 are now")
    assert (await recovery.run()).did == NOTHING
    assert members.refilled == 1


async def test_without_a_server_nothing_is_asked_for() -> None:
    members = Members(None)
    assert (await RebuildCache(members).run()).found == "no server is served"
    assert members.refilled == 0
