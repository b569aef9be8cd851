"""`resync-commands` reports whether the server's commands differed."""

from dataclasses import dataclass

import pytest

from ignis.domain.health.repair_facts import in_a_line
from ignis.repair.resync_commands import ResyncCommands


@dataclass
class Commands:
    """ServerCommands that differed, did not, or have no server."""

    differed: bool | None

    async def resync(self) -> bool | None:
        return self.differed


@pytest.mark.parametrize(
    ("differed", "found", "did"),
    [
        (True, "commands_differed", "commands_registered"),
        (False, "commands_equal", "nothing"),
        (None, "no_server", "nothing"),
    ],
)
async def test_it_says_what_it_did(differed: bool | None, found: str, did: str) -> None:  # noqa: FBT001
    report = await ResyncCommands(Commands(differed)).run()
    assert (in_a_line(report.found), in_a_line(report.did)) == (found, did)
