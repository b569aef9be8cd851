"""`clean-up` runs all of its parts and adds up what they give back."""

from dataclasses import dataclass

import pytest

from ignis.repair.clean_up import CleanUp
from ignis.repair.recovery import NOTHING, Freed, NotRepaired


@dataclass
class Part:
    """A CleanUpPart that gives back what a test says, or raises it."""

    what: str
    gives: Freed | Exception = Freed(1_000, 2)  # noqa: RUF009  frozen

    async def free(self) -> Freed:
        if isinstance(self.gives, Exception):
            raise self.gives
        return self.gives


async def test_it_counts_what_it_gives_back() -> None:
    report = await CleanUp([Part("old backups"), Part("drafts", Freed()), Part("logs")]).run()
    assert (report.found, report.did) == ("old backups (2), logs (2)", "freed 2000 bytes and 4 objects")
    assert report.freed == Freed(2_000, 4)
    assert (await CleanUp([Part("drafts", Freed())]).run()).did == NOTHING


async def test_a_part_that_fails_does_not_stop_the_others() -> None:
    with pytest.raises(NotRepaired, match=r"old backups: no disk \(freed 1000 bytes, 2 objects\)"):
        await CleanUp([Part("old backups", OSError("no disk")), Part("drafts")]).run()
