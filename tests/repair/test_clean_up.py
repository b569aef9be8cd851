"""`clean-up` runs all of its parts and adds up what they give back."""

from dataclasses import dataclass

import pytest

from ignis.domain.health.repair_facts import RepairFact, RepairFinding
from ignis.repair.clean_up import CleanUp
from ignis.repair.recovery import NOTHING, Freed, NotRepaired

OLD, DRAFTS, MEMORY = RepairFact.OLD_BACKUPS, RepairFact.FILE_DRAFTS, RepairFact.UNUSED_MEMORY


@dataclass
class Part:
    """A CleanUpPart that gives back what a test says, or raises it."""

    what: RepairFact
    gives: Freed | Exception = Freed(1_000, 2)  # noqa: RUF009  frozen

    async def free(self) -> Freed:
        if isinstance(self.gives, Exception):
            raise self.gives
        return self.gives


async def test_it_counts_what_it_gives_back() -> None:
    report = await CleanUp([Part(OLD), Part(DRAFTS, Freed()), Part(MEMORY)]).run()
    assert report.found == (RepairFinding.of(OLD, count=2), RepairFinding.of(MEMORY, count=2))
    assert report.did == (RepairFinding.of(RepairFact.REMOVED),)
    assert report.freed == Freed(2_000, 4)
    assert (await CleanUp([Part(DRAFTS, Freed())]).run()).did == NOTHING


async def test_a_part_that_fails_does_not_stop_the_others() -> None:
    with pytest.raises(NotRepaired, match=r"old_backups: no disk \(freed 1000 bytes, 2 objects\)"):
        await CleanUp([Part(OLD, OSError("no disk")), Part(DRAFTS)]).run()
